import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { comparedRuns } from '../../workers/results/comparedRuns.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { decodeLink, encodeLink, type RunState } from '../../workers/link.ts';
import type { Frames } from '../../workers/model/frames.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { emptyBoard, foldBoard, readBoard, unfoldBoard, writeBoard } from '../../workers/storyboard/board.ts';
import { figureNames, fillFigures } from '../../workers/storyboard/figures.ts';
import { talks } from '../../workers/talks/index.ts';
import type { TalkStep } from '../../workers/talks/talk.ts';

const runs = new Map<string, Frames>();

function run({ case: slug, params }: RunState): Frames {
	const which = caseBySlug(slug);
	if (!which) throw new Error(`no case ${slug}`);
	const key = encodeLink({ case: slug, params, pins: [], unknown: [] });
	const known = runs.get(key) ?? simulate(requestFor(which, params));
	runs.set(key, known);
	return known;
}

/** The run of a step and the one that it is compared with. */
function framesOf(step: TalkStep): { own: Frames; other: Frames | undefined } {
	const { state } = decodeLink(step.link);
	const [compared] = comparedRuns(state);
	return { own: run(state), other: compared && run(compared.run) };
}

describe('a ready talk', () => {
	test('there are at least three, each of six to nine steps, each under its own name', () => {
		expect(talks.length).toBeGreaterThanOrEqual(3);
		expect(new Set(talks.map(({ slug }) => slug)).size).toBe(talks.length);
		for (const { steps } of talks) {
			expect(steps.length).toBeGreaterThanOrEqual(6);
			expect(steps.length).toBeLessThanOrEqual(9);
		}
	});

	for (const talk of talks) {
		describe(talk.title, () => {
			for (const step of talk.steps) {
				test(`“${step.title}” is a state that the page can read`, () => {
					const { state, messages } = decodeLink(step.link);
					expect(messages).toEqual([]);
					// Written as the page writes it, but for the model's version.
					expect(encodeLink(state).replace(/;model=\d+$/, '')).toBe(step.link);
				});

				test(`“${step.title}” has its numbers from its run, and they are numbers`, () => {
					const { own, other } = framesOf(step);
					for (const text of [step.title, step.note]) {
						const filled = fillFigures(text, own, other);
						expect(filled).not.toMatch(/[{}…–]/);
						if (text.includes('{')) expect(filled).toMatch(/\d/);
					}
				});
			}
		});
	}
});

describe('what the notes say beside their numbers is true of the runs', () => {
	const steps = (slug: string) => (talks.find((talk) => talk.slug === slug)?.steps ?? []).map(framesOf);
	const at = ({ columns, rows }: Frames, seconds: number) => {
		const row = columns.timeNs.findLastIndex((timeNs, index) => index < rows && timeNs <= seconds * 1e9);
		const value = (name: keyof Frames['columns']) => columns[name][row] ?? NaN;
		return {
			heap: value('heapBytes'),
			objects: value('privateObjects') + value('sharedObjects') + value('victimObjects'),
			victims: value('victimObjects'),
			borrowed: value('borrowedBytes'),
			garbage: value('garbageBytes'),
			gets: value('gets'),
			news: value('news'),
			victimHits: value('victimHits')
		};
	};
	const GB = 1e9;

	test('the pool ate 10 GB, keeps gigabytes to the end, and two lines keep it out', () => {
		const [calm, attack, after, holders, , idle, often, limit, fix] = steps('ten-gigabytes');
		expect(calm?.own.totals.peakHeapBytes).toBeLessThan(4 * 2 ** 20);
		expect(Math.round((attack?.own.totals.peakHeapBytes ?? 0) / GB)).toBeGreaterThanOrEqual(10);
		expect(at(after!.own, 20).heap).toBeGreaterThan(3 * GB);
		expect(at(holders!.own, 20).garbage).toBeLessThan(0.01 * at(holders!.own, 20).heap);
		expect(at(after!.own, 20).victimHits - at(after!.own, 6).victimHits).toBeGreaterThan(10);
		expect(at(idle!.own, 8).objects).toBeGreaterThan(10);
		expect(at(idle!.own, 20).objects).toBe(0);
		expect(at(often!.own, 20).heap).toBeGreaterThan(GB);
		expect(at(often!.own, 20).heap).toBeLessThan(at(after!.own, 20).heap);
		expect(limit!.own.totals.peakHeapBytes).toBeLessThan(5 * 2 ** 30);
		expect(at(limit!.own, 20).heap).toBeGreaterThan(2 * 2 ** 30);
		expect(fix!.own.totals.peakHeapBytes).toBeLessThan(0.02 * fix!.other!.totals.peakHeapBytes);
	});

	test('what a pool holds follows the requests at once, not the Ps', () => {
		const [alone, few, burst, inside, fourPs, victim, use, fix] = steps('large-struct');
		expect(alone!.own.totals.news).toBe(1);
		expect(few!.own.totals.news).toBeLessThan(10);
		for (const each of [burst!, fourPs!]) {
			expect(each.own.totals.peakResidents).toBeGreaterThan(120);
			expect(each.own.totals.peakResidents).toBeLessThan(136);
		}
		expect(at(inside!.own, 9.9).objects).toBeGreaterThan(120);
		expect(at(inside!.own, 9.9).victims).toBeLessThan(10);
		expect(at(victim!.own, 14).objects).toBeLessThanOrEqual(at(victim!.own, 9.9).objects + 2);
		expect(at(victim!.own, 14).victims).toBeGreaterThan(0.9 * at(victim!.own, 14).objects);
		expect(at(use!.own, 16).heap).toBeLessThan(0.1 * at(use!.own, 14).heap);
		expect(at(use!.own, 26).objects).toBe(0);
		expect(fix!.own.totals.peakHeapBytes).toBeLessThan(5 * 16 * 2 ** 20);
		expect(fix!.own.end.find(({ what }) => what === 'gc3')?.residents).toBe(4);
	});

	test('the victim cache saves New across one collection, not across two', () => {
		const [, old, now, both, twice, busyOld, busyNow, price] = steps('victim-cache');
		const share = (frames: Frames, from: number, to: number) =>
			(at(frames, to).news - at(frames, from).news) / (at(frames, to).gets - at(frames, from).gets);
		expect(share(old!.own, 0, 10)).toBeGreaterThan(0.8);
		expect(share(now!.own, 0, 10)).toBeLessThan(0.2);
		expect(share(both!.other!, 0, 10)).toBe(share(old!.own, 0, 10));
		expect(share(twice!.own, 10, 20)).toBeGreaterThan(0.85);
		expect(busyOld!.own.totals.news).toBeGreaterThan(2 * busyNow!.own.totals.news);
		expect(busyNow!.other!.totals.news).toBe(busyOld!.own.totals.news);
		const later = (frames: Frames) => at(frames, 7).news - at(frames, 0.2).news;
		expect(later(busyOld!.own)).toBeGreaterThan(2.5 * later(busyNow!.own));
		// Those that are left are few.
		expect(later(busyNow!.own)).toBeLessThan(0.01 * at(busyNow!.own, 7).gets);
		expect(at(busyNow!.own, 0.2).news).toBeLessThan(20);
		expect(at(price!.own, 9).victims).toBeGreaterThan(5);
		expect(at(price!.own, 9).victims).toBe(at(price!.own, 9).objects);
		expect(at(price!.other!, 9).objects).toBe(0);
		expect(at(price!.own, 11).objects).toBe(0);
	});
});

describe('figures in a text', () => {
	const frames = run({ case: 'steady', params: {} });

	test('every figure that there is can be filled', () => {
		for (const name of figureNames) expect(fillFigures(`{${name}}`, frames)).toMatch(/\d/);
	});

	test('a figure at an instant is the value of the last row before it', () => {
		expect(fillFigures('{objects@12s} of {objects@0s}', frames)).toBe('0 of 0');
		expect(fillFigures('{gets@7.2s..12s}', frames)).toBe('0');
		expect(fillFigures('{gets}', frames)).toBe('7,000');
	});

	test('what is no figure stays, and one whose run is not there is an ellipsis', () => {
		expect(fillFigures('struct{} {} {x} {heap@soon}', frames)).toBe('struct{} {} {x} {heap@soon}');
		expect(fillFigures('{peak} and {other.peak}', frames)).toMatch(/MiB and …$/);
	});
});

describe('a storyboard of one’s own', () => {
	const anyStep = fc.record({
		title: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((text) => text.length <= 120),
		note: fc.string({ maxLength: 100, unit: 'grapheme' }),
		link: fc.constantFrom('v1;case=steady;model=1', 'v1;case=large-struct;burst=128;cursor=2s;model=1')
	});
	const anyBoard = fc.record({
		title: fc.string({ minLength: 1, maxLength: 30 }),
		steps: fc.array(anyStep, { maxLength: 12 })
	});

	test('comes back from its file and from its link as it was, 300 times', () => {
		fc.assert(
			fc.property(anyBoard, (board) => {
				expect(readBoard(writeBoard(board))).toEqual({ ok: true, board });
				const word = foldBoard(board);
				expect(word).toMatch(/^[A-Za-z0-9_-]+$/);
				expect(unfoldBoard(String(word))).toEqual({ ok: true, board });
				const { state } = decodeLink(
					encodeLink({ case: 'steady', params: {}, pins: [], unknown: [], board: word })
				);
				expect(state.board).toBe(word);
			}),
			{ numRuns: 300 }
		);
	});

	test('keeps the charts of its steps', () => {
		const steps: TalkStep[] = [
			{ title: 'a', note: '', link: 'v1;case=steady', charts: ['occupancy', 'new'] }
		];
		const read = unfoldBoard(String(foldBoard({ title: 'mine', steps })));
		expect(read).toEqual({ ok: true, board: { title: 'mine', steps } });
	});

	test('a link of the whole address is cut to its hash', () => {
		const step = { title: 'a', note: '', link: 'https://example.org/?theme=dark#v1;case=steady' };
		const read = readBoard(writeBoard({ title: 'mine', steps: [step] }));
		expect(read).toMatchObject({ board: { steps: [{ link: 'v1;case=steady' }] } });
	});

	test('what is none is refused with what is wrong', () => {
		const errorOf = (text: string) => {
			const read = readBoard(text);
			return read.ok ? '' : read.error;
		};
		expect(errorOf('hello')).toMatch(/not JSON/);
		expect(errorOf('{"steps":[]}')).toMatch(/no format/);
		expect(errorOf('{"format":"poolscope-storyboard","version":9,"steps":[]}')).toMatch(/version 9/);
		expect(
			errorOf(writeBoard({ title: 't', steps: [{ title: 'a', note: '', link: 'javascript:1' }] }))
		).toMatch(/Step 1/);
		expect(
			errorOf(
				writeBoard({ title: 't', steps: Array<TalkStep>(61).fill({ title: 'a', note: '', link: 'v1;' }) })
			)
		).toMatch(/61 steps/);
		expect(unfoldBoard('AAAA').ok).toBe(false);
		expect(unfoldBoard('!').ok).toBe(false);
	});

	test('one that is too long for a link has none', () => {
		const step = { title: 'a', note: 'x'.repeat(4_000), link: 'v1;case=steady' };
		expect(foldBoard({ title: 't', steps: Array<TalkStep>(10).fill(step) })).toBeUndefined();
		expect(foldBoard(emptyBoard())).toBeDefined();
	});
});
