import { describe, expect, test } from 'vitest';
import type { Case } from '../../workers/cases/case.ts';
import { caseBySlug, cases } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import type { ColumnName, Frames, Totals } from '../../workers/model/frames.ts';
import { collectionsShown } from '../../workers/marks/collectionsShown.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { toCsv, toJson, unitOf } from '../../workers/results/result.ts';
import { verdictOf, verdictText, type Sentence, type VerdictNumber } from '../../workers/results/verdict.ts';
import { handmadeFrames } from './handmadeFrames.ts';

const MiB = 2 ** 20;
const seconds = (...times: number[]) => times.map((t) => t * 1e9);

function named(slug: string): Case {
	const found = caseBySlug(slug);
	if (found === undefined) throw new Error(slug);
	return found;
}

const oversized = requestFor(named('oversized-dos'));
const texts = (request: Parameters<typeof verdictOf>[0], frames: Frames) => {
	const { headline, sentences } = verdictOf(request, frames);
	return [headline, ...sentences].map(({ text }) => text);
};

describe('the verdict', () => {
	test('of a heap that stays up says what keeps it there', () => {
		const frames = handmadeFrames(
			{
				timeNs: seconds(0, 1, 2, 10),
				borrowedBytes: [0, 300 * MiB, 100 * MiB, 128 * MiB],
				sharedBytes: [0, 200 * MiB, 380 * MiB, 240 * MiB],
				sharedObjects: [0, 5, 20, 15],
				inUse: [0, 10, 3, 8],
				rssBytes: [MiB, 510 * MiB, 505 * MiB, 400 * MiB],
				numGC: [0, 3, 3, 7],
				victimHits: [0, 2, 2, 42],
				gets: [0, 10, 100, 1000],
				news: [0, 5, 20, 20],
				forcedGC: [0, 1, 1, 4]
			},
			{},
			[
				{ heapBytes: 368 * MiB, residents: 23, residentBytes: 368 * MiB },
				{ heapBytes: 128 * MiB, residents: 8, residentBytes: 128 * MiB },
				{ heapBytes: 0.25 * MiB },
				{ heapBytes: 0.25 * MiB }
			]
		);
		expect(texts(oversized, frames)).toEqual([
			'The heap peaks at 500 MiB and ends at 368 MiB: the pool’s buffers keep 368 MiB of it.',
			'The heap is largest at 1 s; RSS reaches 510 MiB.',
			'Of the 368 MiB at the end the pool holds 240 MiB in 15 buffers; requests have borrowed 8, with 128 MiB.',
			'4 collections since the peak left most of it there: requests took objects back out of the victim cache 40 times.',
			'After the load, two more collections empty the pool: the heap goes from 368 MiB to 256 KiB.',
			'New is called 20 times in 1,000 Gets, that is 2 %.',
			'The load sees 7 collections, of which runtime.GC() asked for 4.',
			'A GOMEMLIMIT would lower the peak, towards the 300 MiB in use at 1 s, with ever more collections the lower it is.'
		]);
	});

	test('of a heap that has come down says so', () => {
		const frames = handmadeFrames(
			{
				timeNs: seconds(0, 1, 2),
				garbageBytes: [0, 18 * MiB, 0],
				otherLiveBytes: [MiB, MiB, MiB],
				sharedBytes: [0, 0, 32 * 1024],
				gets: [0, 8, 10],
				news: [0, 1, 1],
				numGC: [0, 0, 1]
			},
			{},
			[{ heapBytes: MiB }, { heapBytes: MiB }, { heapBytes: MiB }, { heapBytes: MiB }]
		);
		expect(texts({ ...oversized, params: { ...oversized.params, fixed: true } }, frames)).toEqual([
			'The heap peaks at 19 MiB and is down to 1.03 MiB at the end.',
			'The heap is largest at 1 s; RSS reaches 0 B.',
			'Of the 1.03 MiB at the end the pool holds 32 KiB.',
			'After the load, a collection leaves 1 MiB.',
			'New is called 1 time in 10 Gets, that is 10 %.',
			'The load sees 1 collection.',
			'A GOMEMLIMIT would lower the peak: no more than 1 MiB are in use at once, at 0 s, and its collections free the rest.'
		]);
	});

	test('of a process that goes on says where the heap is, not where it ends', () => {
		const headline = (sharedBytes: number[]) => {
			const timeNs = seconds(...sharedBytes.keys());
			return texts(oversized, { ...handmadeFrames({ timeNs, sharedBytes }), complete: false })[0];
		};
		expect(headline([0, 64 * MiB, 48 * MiB])).toBe(
			'The heap peaks at 64 MiB and is at 48 MiB: the pool’s buffers keep 48 MiB of it.'
		);
		expect(headline([0, 64 * MiB])).toMatch(/^The heap peaks at 64 MiB and is there: /);
		expect(headline([0, 64 * MiB, 0])).toBe('The heap peaks at 64 MiB and is down to 0 B now.');
	});

	test('of a heap that stayed up for a while says until when', () => {
		const frames = handmadeFrames({
			timeNs: seconds(0, 1, 2, 9, 10, 12),
			borrowedBytes: [0, 528 * MiB, 0, 0, 0, 0],
			sharedBytes: [0, 0, 528 * MiB, 496 * MiB, 64 * MiB, 0],
			otherLiveBytes: [MiB, MiB, MiB, MiB, MiB, MiB],
			numGC: [0, 2, 2, 3, 4, 5]
		});
		const said = texts(requestFor(named('large-struct')), frames);
		expect(said[0]).toBe('The heap peaks at 529 MiB; the pool keeps 496 MiB of it until 9 s.');
		expect(said[2]).toBe(
			'By itself the pool holds 528 MiB at 2 s, and half of that or more, lent or not, through 1 collection.'
		);
		expect(said[3]).toBe('At the end the pool is empty and the heap is at 1 MiB.');
		expect(said.slice(-2)).toEqual([
			'The load sees 5 collections.',
			'A GOMEMLIMIT could free little of the peak: 529 MiB are in use at 1 s.'
		]);
	});

	test('of pinned payloads names them, not the objects that pin them', () => {
		const frames = handmadeFrames({
			timeNs: seconds(0, 1),
			pinnedBytes: [0, 100 * MiB],
			sharedBytes: [0, 0.4 * MiB],
			sharedObjects: [0, 99],
			privateObjects: [0, 1]
		});
		expect(texts(requestFor(named('pinned-payload')), frames)[2]).toBe(
			'Of the 100 MiB at the end 100 MiB are payloads that 100 decoders in the pool still refer to.'
		);
	});

	test('of a free list says that no collection clears it', () => {
		const frames = handmadeFrames(
			{
				timeNs: seconds(0, 1, 9),
				sharedBytes: [0, 64 * MiB, 64 * MiB],
				sharedObjects: [0, 4, 4],
				numGC: [0, 1, 4]
			},
			{},
			[1, 2, 3, 4].map(() => ({ heapBytes: 64 * MiB, residents: 4, residentBytes: 64 * MiB }))
		);
		const request = requestFor(named('large-struct'), { fixed: true });
		expect(texts(request, frames)).toContain(
			'3 collections since the peak left it there: no collection clears a free list.'
		);
		expect(texts(request, frames)).toContain(
			'After the load, three more collections leave the free list as it is, and the heap at 64 MiB.'
		);
	});

	test('of garbage says that no collection has come for it', () => {
		const frames = handmadeFrames({ timeNs: seconds(0, 1), garbageBytes: [0, 3 * MiB] });
		expect(texts(oversized, frames)[2]).toBe(
			'Of the 3 MiB at the end 3 MiB are garbage that no collection has come for yet.'
		);
	});

	test('of copied pools counts the slots of the copies', () => {
		const frames = handmadeFrames(
			{
				timeNs: seconds(0, 1),
				otherLiveBytes: [MiB, 200 * MiB],
				victimBytes: [0, 90 * MiB],
				victimObjects: [0, 20_000],
				garbageBytes: [0, 10 * MiB]
			},
			{},
			[{ heapBytes: 300 * MiB }, { heapBytes: 190 * MiB }, { heapBytes: MiB }, { heapBytes: MiB }]
		);
		const said = texts(requestFor(named('copied-pool')), frames);
		expect(said[0]).toBe(
			'The heap peaks at 300 MiB and ends there: copies of the pool and their slots keep 290 MiB of it.'
		);
		expect(said[2]).toBe(
			'Of the 300 MiB at the end copies of the pool hold 90 MiB in 20,000 buffers; the slots of the copies are most of the other live data, 200 MiB.'
		);
		expect(said[3]).toBe('After the load, two more collections take the heap from 300 MiB to 1 MiB.');
	});

	test('without a pool speaks of none', () => {
		const frames = handmadeFrames({
			timeNs: seconds(0, 1),
			otherLiveBytes: [MiB, MiB],
			op: [0, 5],
			inUse: [0, 2],
			news: [0, 7]
		});
		expect(texts(requestFor(named('no-pool')), frames)).toContain(
			'There is no pool: 7 requests made 7 buffers.'
		);
	});

	test('of a heap that is all borrowed at the end says by whom', () => {
		const frames = handmadeFrames({
			timeNs: seconds(0, 1),
			borrowedBytes: [0, 64 * MiB],
			otherLiveBytes: [MiB, MiB],
			inUse: [0, 8]
		});
		const columns = { numGC: [1, 1, 4], victimHits: [0, 0, 3], borrowedBytes: [0, 64 * MiB, 60 * MiB] };
		expect(texts(oversized, handmadeFrames({ timeNs: seconds(0, 1, 2), ...columns }))).toContain(
			'3 collections since the peak left most of it there: requests hold it.'
		);
		expect(texts(oversized, frames)[0]).toBe(
			'The heap peaks at 65 MiB and ends there: borrowed buffers keep 64 MiB of it.'
		);
		expect(texts(oversized, frames)).toContain(
			'Of the 65 MiB at the end requests have borrowed 8 buffers, with 64 MiB; the pool is empty.'
		);
	});

	test('of a load that goes on after the window says until when, and what that does to the heap', () => {
		const frames = handmadeFrames(
			{ timeNs: seconds(0, 10), otherLiveBytes: [MiB, 20 * MiB], inFlight: [0, 30] },
			{ loadNs: 25e9 },
			[{ heapBytes: 90 * MiB }, { heapBytes: MiB }, { heapBytes: MiB }, { heapBytes: MiB }]
		);
		expect(texts(oversized, frames)).toContain(
			'Then 30 requests are still to be answered, the last of them at 25 s, with the heap at 90 MiB.'
		);
		const short = { ...frames, totals: { ...frames.totals, loadNs: 10.1e9 } };
		expect(texts(oversized, short).join()).toContain('still to be answered');
		const little = { ...short, end: short.end.map((state) => ({ ...state, heapBytes: MiB })) };
		expect(texts(oversized, little).join()).not.toContain('still to be answered');
	});

	test('of collections says how many of them runtime.GC() asked for', () => {
		const said = (numGC: number, forcedGC: number) => {
			const frames = handmadeFrames({ timeNs: seconds(0, 1), numGC: [0, numGC], forcedGC: [0, forcedGC] });
			return texts(oversized, frames).at(-2);
		};
		expect(said(0, 0)).toBe('No collection comes during the load.');
		expect(said(1, 1)).toBe('The load sees 1 collection, which runtime.GC() asked for.');
		expect(said(34, 34)).toBe('The load sees 34 collections, all asked for by runtime.GC().');
	});

	test('of a run without a row says that there is none', () => {
		expect(texts(oversized, handmadeFrames({}))).toEqual(['Nothing has been simulated yet.']);
	});

	test('of exact runs counts operations, not seconds', () => {
		const frames = handmadeFrames({ timeNs: [0, 0], op: [0, 120], garbageBytes: [0, MiB] });
		const request = requestFor(named('steady'), { closed: 1, gcevery: 20, ops: 120 });
		expect(texts(request, frames)[1]).toMatch(/^The heap is largest at operation 120;/);
	});
});

describe.each(cases.flatMap((each) => [false, true].map((fixed) => [each.slug, fixed] as const)))(
	'%s, fixed %s',
	(slug, fixed) => {
		const request = requestFor(named(slug), { fixed }, 300);
		const frames = simulate(request);
		const verdict = verdictOf(request, frames);

		test('every number of the verdict is in the data, and stands in its sentence', () => {
			const sentences: Sentence[] = [verdict.headline, ...verdict.sentences];
			expect(sentences.flatMap(({ numbers }) => numbers).length).toBeGreaterThan(6);
			for (const { text, numbers } of sentences) {
				expect(text).toMatch(/^[A-Z0-9].*\.$/);
				expect(text).not.toMatch(/NaN|undefined|Infinity|–/);
				for (const number of numbers) {
					expect(text.slice(number.at, number.at + number.text.length)).toBe(number.text);
					expect(number.value).toBeCloseTo(lookUp(number, frames), 6);
				}
			}
		});

		test('it counts the collections that the lane counts', () => {
			const { total, asked } = collectionsShown(frames);
			const said = verdict.sentences.find(({ text }) => /^(The load sees|No collection)/.test(text));
			const numbers = said?.numbers.map(({ value }) => value) ?? [];
			expect(numbers).toEqual([total, asked].slice(0, numbers.length));
			if (numbers.length === 0) expect(total).toBe(0);
		});

		test('its JSON and CSV hold the same values', () => {
			const parsed = JSON.parse(toJson(request, frames)) as {
				variant: string;
				series: Record<string, number[]>;
				totals: Totals;
				verdict: { text: string };
			};
			expect(parsed.variant).toBe(fixed ? 'fixed' : 'bug');
			expect(parsed.series.heapBytes).toEqual([...frames.columns.heapBytes.subarray(0, frames.rows)]);
			expect(parsed.series.t).toEqual(
				[...frames.columns.timeNs.subarray(0, frames.rows)].map((ns) => ns / 1e9)
			);
			expect(parsed.totals).toEqual(frames.totals);
			expect(parsed.verdict.text).toBe(verdictText(verdict));
			const lines = toCsv(request, frames).trimEnd().split('\n');
			expect(lines[0]).toBe('run,t,series,value,unit');
			const heap = lines
				.filter((line) => line.split(',')[2] === 'heapBytes')
				.map((line) => Number(line.split(',')[3]));
			expect(heap).toEqual(parsed.series.heapBytes);
		});

		test('the same request gives the same bytes', () => {
			expect(toJson(request, simulate(request))).toBe(toJson(request, frames));
		});
	}
);

test('units are those of the columns’ names', () => {
	expect([unitOf('heapBytes'), unitOf('markingNs'), unitOf('gets'), unitOf('stopNs')]).toEqual([
		'B',
		'ns',
		'',
		'ns'
	]);
});

/** The value that a number of the verdict says it has, read anew. */
function lookUp(number: VerdictNumber, frames: Frames): number {
	const [dividend = '', divisor] = number.column.split('/');
	if (divisor !== undefined) return read(dividend, number, frames) / read(divisor, number, frames);
	return number.column.split('+').reduce((sum, column) => sum + read(column, number, frames), 0);
}

function read(column: string, { timeNs, sinceNs }: VerdictNumber, frames: Frames): number {
	const [kind, ...path] = column.split('.');
	if (kind === 'collections') {
		const { startNs, forced } = frames.collections.columns;
		const begun = [...startNs].filter((ns) => ns <= (timeNs ?? NaN)).length;
		return path[0] === 'startNs' ? begun : [...forced].slice(0, begun).filter((is) => is === 1).length;
	}
	if (kind === 'totals') return frames.totals[path[0] as keyof Totals];
	if (kind === 'end') {
		const state = frames.end.find(({ what }) => what === path[0]);
		return Number(state?.[path[1] as 'heapBytes']);
	}
	const at = (ns: number | null) => {
		const row = frames.columns.timeNs.indexOf(ns ?? NaN);
		return frames.columns[column as ColumnName][row] ?? NaN;
	};
	return sinceNs === null ? at(timeNs) : at(timeNs) - at(sinceNs);
}
