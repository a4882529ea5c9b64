import * as d3 from 'd3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parameterAttributes } from '../../src/element/attributes.ts';
import * as small from '../../src/lib/embed/d3.ts';
import { readHostMessage } from '../../src/lib/embed/messages.ts';
import { readOptions } from '../../src/lib/embed/options.ts';
import { createEmbedApi, type EmbedAnswer, type EmbedQuestion } from '../../workers/entries/embedApi.ts';
import { parameterNames } from '../../workers/model/parameters.ts';
import { createSimulation, simulate } from '../../workers/model/simulate.ts';
import { toJson } from '../../workers/results/result.ts';
import { caller, offer } from '../../workers/entries/smallRpc.ts';
import { caseBySlug, defaultCase } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';

describe('an embed draws with a few functions in the place of D3, which give what D3 gives', () => {
	const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
	const pair = fc
		.tuple(value, value)
		.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
		.filter(([a, b]) => b - a > Math.abs(b) * 1e-6 + 1e-3);

	test('ticks', () => {
		fc.assert(
			fc.property(pair, fc.integer({ min: 1, max: 12 }), ([low, high], count) => {
				expect(small.ticks(low, high, count)).toEqual(d3.ticks(low, high, count));
			})
		);
	});

	test('scales', () => {
		const range = fc.tuple(fc.integer({ max: 2000 }), fc.integer({ max: 2000 }));
		fc.assert(
			fc.property(pair, range, value, (domain, [r0, r1], at) => {
				const other = d3.scaleLinear([...domain], [r0, r1])(at);
				expect(small.scaleLinear(domain, [r0, r1])(at)).toBeCloseTo(
					other,
					-Math.log10(Math.abs(other) + 1) + 6
				);
			})
		);
		expect(small.scaleLog([1024, 2 ** 30], [300, 0])(2 ** 20)).toBeCloseTo(
			d3.scaleLog([1024, 2 ** 30], [300, 0])(2 ** 20)
		);
	});

	test('places in sorted arrays', () => {
		const values = fc.array(fc.integer({ min: 0, max: 20 })).map((all) => Float64Array.from(all).sort());
		fc.assert(
			fc.property(values, fc.integer({ min: -1, max: 21 }), (all, at) => {
				expect(small.bisectLeft(all, at)).toBe(d3.bisectLeft(all, at));
				expect(small.bisectRight(all, at)).toBe(d3.bisectRight(all, at));
			})
		);
	});

	/** Notes what is drawn. */
	function pen() {
		const drawn: string[] = [];
		const note =
			(name: string) =>
			(...at: number[]) => {
				drawn.push(`${name} ${at.join(' ')}`);
			};
		return { drawn, moveTo: note('move'), lineTo: note('line'), closePath: note('close') };
	}

	test('lines and areas, with gaps and steps', () => {
		const points = fc.array(fc.tuple(fc.integer(), fc.option(fc.integer(), { nil: null })), {
			maxLength: 12
		});
		type Point = [number, number | null];
		fc.assert(
			fc.property(points, fc.boolean(), (all, steps) => {
				const [mine, theirs] = [pen(), pen()];
				const ctx = theirs as unknown as CanvasRenderingContext2D;
				const x = (point: Point) => point[0];
				const y = (point: Point) => point[1] ?? 0;
				const isThere = (point: Point) => point[1] !== null;
				const lineCurve = steps ? d3.curveStepBefore : d3.curveLinear;
				const smallCurve = steps ? small.curveStepBefore : small.curveLinear;
				small.line<Point>().x(x).y(y).defined(isThere).curve(smallCurve).context(mine)(all);
				d3.line<Point>().x(x).y(y).defined(isThere).curve(lineCurve).context(ctx)(all);
				small.area<Point>().x(x).y1(y).y0(7).defined(isThere).curve(smallCurve).context(mine)(all);
				d3.area<Point>().x(x).y1(y).y0(7).defined(isThere).curve(lineCurve).context(ctx)(all);
				expect(outline(mine.drawn)).toEqual(outline(theirs.drawn));
			})
		);
	});

	/** Without what draws nothing: a line to where the pen is already. */
	function outline(drawn: string[]): string[] {
		let at = '';
		return drawn.filter((each) => {
			const [name, ...to] = each.split(' ');
			const stays = name === 'line' && to.join(' ') === at;
			at = to.join(' ') || at;
			return !stays;
		});
	}
});

describe('an embed hears its host', () => {
	test('any value at all is a message of this version, or nothing', () => {
		fc.assert(
			fc.property(fc.anything(), (data) => {
				expect(readHostMessage(data)).toBeNull();
			})
		);
	});

	test('of a message only what belongs to it is taken', () => {
		const set = { type: 'poolscope:set', v: 1, id: 7, params: { body: '4KiB' }, more: true };
		expect(readHostMessage(set)).toEqual({ type: 'poolscope:set', v: 1, id: 7, params: { body: '4KiB' } });
		expect(readHostMessage({ type: 'poolscope:seek', v: 1, t: null })).toEqual({
			type: 'poolscope:seek',
			v: 1,
			t: null
		});
		expect(readHostMessage({ type: 'poolscope:seek', v: 1, t: Infinity })).toBeNull();
		expect(readHostMessage({ type: 'poolscope:set', v: 1 })).toBeNull();
	});

	test('what a query says wrongly is as usual', () => {
		const usual = readOptions(new URLSearchParams());
		expect(readOptions(new URLSearchParams('chart=pie&theme=pink&controls=many&poster=maybe'))).toEqual(
			usual
		);
		expect(
			readOptions(new URLSearchParams('chart=gc&theme=projector&controls=none&poster=1&api&bg=transparent'))
		).toEqual({
			chart: 'gc',
			theme: 'projector',
			controls: 'none',
			poster: true,
			api: true,
			transparent: true
		});
	});
});

test('the element has an attribute for every parameter', () => {
	expect([...parameterAttributes].sort()).toEqual([...parameterNames].sort());
});

describe('the worker of an embed', () => {
	function start() {
		const { port1, port2 } = new MessageChannel();
		offer(port1, createEmbedApi(createSimulation));
		const call = caller(port2);
		return {
			answer: (question: EmbedQuestion) => call('answer', question) as Promise<EmbedAnswer | null>,
			call,
			end: () => port2.close()
		};
	}

	test('gives the very bytes that the model gives elsewhere', async () => {
		const worker = start();
		const phases = 'before:500ms';
		const answer = await worker.answer({
			link: '#v1;case=missed-put',
			changes: { gomaxprocs: '4', seed: 3, phases }
		});
		const params = { gomaxprocs: 4, seed: 3, phases };
		const request = requestFor(caseBySlug('missed-put') ?? defaultCase, params);
		if (!answer) throw new Error('no answer');
		expect(toJson(request, answer.frames)).toBe(toJson(request, simulate(request)));
		expect(answer.link).toMatch(/^v1;case=missed-put;gomaxprocs=4;phases=before:500ms;seed=3;model=\d+$/);
		expect(answer.messages).toEqual([]);
		worker.end();
	});

	test('says what of a change it cannot make, and makes the rest', async () => {
		const worker = start();
		const changes = { case: 'oversized', body: 'lots', gomaxprocs: 1.5, colour: 1, fixed: true };
		const answer = await worker.answer({ link: 'v1;case=no-pool', changes });
		expect(answer?.slug).toBe('no-pool');
		expect(answer?.params.fixed).toBe(true);
		expect(answer?.messages).toEqual([
			'There is no case "oversized".',
			expect.stringMatching(/^body cannot be "lots"/),
			expect.stringMatching(/^gomaxprocs cannot be 1.5/),
			'There is no parameter "colour".'
		]);
		worker.end();
	});

	test('takes a parameter back to the case’s own', async () => {
		const worker = start();
		const link = 'v1;case=missed-put;gomaxprocs=4;phases=before:300ms';
		const answer = await worker.answer({ link, changes: { gomaxprocs: null } });
		expect(answer?.link).toMatch(/^v1;case=missed-put;phases=before:300ms;model=\d+$/);
		expect(answer?.messages).toEqual([]);
		worker.end();
	});

	test('drops a run for a newer one', async () => {
		const worker = start();
		const old = worker.answer({ link: 'v1;case=no-pool;rate=50k;phases=before:60s' });
		const next = worker.answer({ link: 'v1;case=missed-put' });
		expect(await old).toBeNull();
		expect((await next)?.slug).toBe('missed-put');
		worker.end();
	});

	test('passes on a sentence that says why there is no answer', async () => {
		const { port1, port2 } = new MessageChannel();
		offer(port1, {
			fail: () => {
				throw new Error('It cannot be run.');
			}
		});
		await expect(caller(port2)('fail')).rejects.toThrow('It cannot be run.');
		port2.close();
	});
});
