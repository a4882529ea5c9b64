/**
 * What the verdict says of GOMEMLIMIT is looked up here in runs that have one: what it says that a limit did, and what
 * it says of a run without a limit that one would do.
 */
import { describe, expect, test } from 'vitest';
import { caseBySlug, cases } from '../../workers/cases/index.ts';
import { requestFor, storyParams } from '../../workers/cases/requestFor.ts';
import type { ColumnName, Frames } from '../../workers/model/frames.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { RunReading } from '../../workers/results/runReading.ts';
import { verdictOf, type Sentence } from '../../workers/results/verdict.ts';
import { handmadeFrames } from './handmadeFrames.ts';

const MiB = 2 ** 20;

const most = (frames: Frames, column: ColumnName) =>
	frames.columns[column].reduce((a, b) => Math.max(a, b), 0);
const atEnd = (frames: Frames, column: ColumnName) => frames.columns[column][frames.rows - 1] ?? 0;
const limited = (request: SimulationRequest, memlimit: number): SimulationRequest => ({
	...request,
	params: { ...request.params, memlimit: Math.round(memlimit) }
});

/** The sentence on the limit comes last. */
function saidOf(request: SimulationRequest, frames: Frames): Sentence {
	const said = verdictOf(request, frames).sentences.at(-1);
	if (said === undefined || !/limit/i.test(said.text)) throw new Error('nothing is said of the limit');
	return said;
}

/** Each case as its story tells it, and on other machines under other loads. */
const settings: Record<string, (story: Params) => Partial<Params>> = {
	'': () => ({}),
	', 64 Ps, GOGC off, short holds': ({ hold }) => ({ gomaxprocs: 64, gogc: -1, hold: hold / 5 }),
	', 1 P, GOGC 50, long holds, ballast': ({ hold }) => ({
		gomaxprocs: 1,
		gogc: 50,
		hold: hold * 4,
		live: 20 * MiB,
		seed: 7
	}),
	', GOGC 400, large bodies': ({ body }) => ({ gogc: 400, body: Math.min(64 * MiB, body * 5), go: '1.23' })
};

const runs = cases.flatMap((each) =>
	[false, true].flatMap((fixed) =>
		Object.entries(settings).map(([setting, change]) => {
			const story = storyParams(each);
			const request = requestFor(each, { ...change(story), fixed }, 300);
			const frames = simulate(request);
			const name = `${each.slug}, fixed ${fixed}${setting}`;
			return { name, isStory: setting === '', request, frames, said: saidOf(request, frames) };
		})
	)
);

/** The middle one of three repetitions: how many requests are at work at once, and where a mark falls, differs by chance. */
function middle(request: SimulationRequest, of: (frames: Frames) => number): number {
	const all = [0, 1, 2].map((repetition) => of(simulate({ ...request, repetition })));
	return all.toSorted((a, b) => a - b)[1] ?? NaN;
}
const peakOf = (frames: Frames) => most(frames, 'heapMaxBytes');
const collectionsOf = (frames: Frames) => atEnd(frames, 'numGC');

/** Runs again with each of the limits, and gives what a claim is about. */
function under(request: SimulationRequest, ...limits: number[]) {
	return limits.map((limit) => {
		const set = limited(request, limit);
		const frames = simulate(set);
		return {
			limit,
			used: new RunReading(set, frames).inUse().bytes.value,
			peak: most(frames, 'heapMaxBytes'),
			collections: atEnd(frames, 'numGC'),
			started: atEnd(frames, 'limitGC')
		};
	});
}

const saying = (words: RegExp) => runs.filter(({ said }) => words.test(said.text));

describe('of a run without a limit the verdict says what one would do', () => {
	test('in one of these ways, each of which some case has', () => {
		const ways = [
			/only add collections/,
			/little of the peak/,
			/would free garbage/,
			/no more than/,
			/ever more collections/,
			/could not be kept/
		];
		for (const way of ways) expect(saying(way).length, String(way)).toBeGreaterThan(0);
		expect(saying(new RegExp(ways.map(({ source }) => source).join('|')))).toHaveLength(runs.length);
	});

	test.each(saying(/only add collections/))(
		'$name: below what is resident it adds collections, far above it starts none',
		({ request, frames }) => {
			const [below, above] = under(request, 0.7 * most(frames, 'rssBytes'), 2 * most(frames, 'rssBytes'));
			expect(below?.collections).toBeGreaterThan(atEnd(frames, 'numGC'));
			// A limit is looked at now and then, which moves what is done in between by some ns, and so where a mark falls.
			expect(above?.started).toBe(0);
			const farAbove = limited(request, 2 * most(frames, 'rssBytes'));
			const collections = middle(request, collectionsOf);
			const more = middle(farAbove, collectionsOf) - collections;
			expect(Math.abs(more)).toBeLessThanOrEqual(Math.max(1, 0.02 * collections));
			expect(middle(farAbove, peakOf) / middle(request, peakOf)).toBeCloseTo(1, 2);
		}
	);

	test.each(saying(/little of the peak/))(
		'$name: no limit lowers the peak by much, but for what is not in use at once under it',
		({ request, frames, said }) => {
			const used = said.numbers[0]?.value ?? NaN;
			for (const limited of under(request, 0.25 * used, 0.5 * used, used, most(frames, 'rssBytes'))) {
				const fewer = Math.max(0, used - limited.used);
				expect(limited.peak).toBeGreaterThan(0.8 * (most(frames, 'heapMaxBytes') - fewer));
			}
		}
	);

	test.each(saying(/would lower the peak/))(
		'$name: from what is in use, and what the runtime needs, up to the peak a limit lowers it, and is kept where each P has a core',
		({ request, frames, said }) => {
			const least = 1.08 * (said.numbers[0]?.value ?? NaN) + 8 * MiB;
			const rss = most(frames, 'rssBytes');
			const limits = least <= 0.9 * rss ? [least, (least + rss) / 2, 0.9 * rss] : [];
			// In a burst threads wait for their turn on a core, a mark with them, and the heap grows meanwhile: a process with
			// bodies of 1 MiB under 122 MB reaches 177 to 216 MB.
			for (const { peak } of under(request, ...limits))
				expect(peak).toBeLessThan(most(frames, 'heapMaxBytes'));
			const alone = { ...request, params: { ...request.params, cores: request.params.gomaxprocs } };
			for (const { limit, used, peak } of under(alone, ...limits)) {
				// Collections keep requests waiting: under a limit more may be in use at once than without one.
				const kept = Math.max(limit, 1.08 * used + 8 * MiB);
				// At the very edge what is born during a mark, which keeps it, takes some a tenth beyond.
				expect(peak).toBeLessThanOrEqual((limit === least ? 1.1 : 1.05) * kept);
			}
		}
	);

	test.each(saying(/could not be kept/))(
		'$name: below what is in use a limit is not kept, and collections only come more often',
		({ request, frames, said }) => {
			const used = said.numbers[0]?.value ?? NaN;
			const before = atEnd(frames, 'numGC');
			const found = under(request, 0.25 * used, 0.5 * used, 0.8 * used);
			for (const { limit, peak, ...own } of found) {
				expect(peak).toBeGreaterThan(limit);
				expect(peak).toBeGreaterThan(0.95 * own.used);
				// Collections keep requests waiting, so fewer are at work at once: a process with bodies of 5 MiB has 105
				// buffers in use without a limit, 42 and 31 under 262 and 131 MB. As its case tells it, that process has 106, and
				// reaches 546 and 703 MB under 132.
				expect(middle(limited(request, limit), peakOf)).toBeGreaterThan(0.5 * used);
			}
			// Of a burst, in which threads wait for cores, one collection frees much at once: a process with retained readers of
			// 4 MiB that are mended makes 44 and 46 without a limit, 58 to 61 under any of these.
			const [often, more, some] = found.map(
				({ limit }) => middle(limited(request, limit), collectionsOf) / before
			);
			expect(some).toBeGreaterThan(1.2);
			expect(more).toBeGreaterThan(1.2);
			expect(often).toBeGreaterThanOrEqual(0.95 * (more ?? NaN));
		}
	);

	test.each(saying(/ever more collections/))(
		'$name: the lower the limit, the more collections',
		({ request, said, frames }) => {
			const used = said.numbers[0]?.value ?? NaN;
			const found = under(request, 0.2 * used, 0.4 * used, 0.8 * used, 1.1 * used);
			const counts = found.map(({ collections }) => collections);
			// Where the CPU limiter works all the time, a still lower limit makes no more.
			for (const [next, count] of counts.slice(1).entries())
				expect(counts[next]).toBeGreaterThanOrEqual(0.99 * count);
			expect(counts[0]).toBeGreaterThan(5 * atEnd(frames, 'numGC'));
			expect(counts.at(-1)).toBeGreaterThan(atEnd(frames, 'numGC'));
		}
	);

	test('nothing before the run is over, or where a phase sets one', () => {
		const request = requestFor(caseBySlug('large-struct') ?? fail());
		const frames = simulate(request);
		expect(verdictOf(request, { ...frames, complete: false }).sentences.at(-1)?.text).toMatch(
			/^The load sees/
		);
		const phased = {
			...request,
			params: { ...request.params, phases: 'load:1s,memlimit=8MiB,burst=20+calm:1s' }
		};
		expect(verdictOf(phased, simulate(phased)).sentences.at(-1)?.text).toMatch(/^The load sees/);
	});
});

describe('of a run with a limit the verdict says what it did', () => {
	const withLimits = runs
		.filter(({ isStory }) => isStory)
		.flatMap(({ name, request, frames }) =>
			[0.3, 0.7, 0.9, 1.5].map((share) => {
				const asked = limited(request, share * most(frames, 'rssBytes'));
				const run = simulate(asked);
				return { name: `${name}, ${share} of what was resident`, asked, run, said: saidOf(asked, run) };
			})
		);

	test.each(withLimits)('$name', ({ asked, run, said }) => {
		const { memlimit } = asked.params;
		expect(said.numbers[0]).toMatchObject({ value: memlimit, column: 'params.memlimit', timeNs: null });
		const started = atEnd(run, 'limitGC');
		expect(/starts none: the heap stays under it/.test(said.text)).toBe(started === 0);
		if (started === 0) {
			expect(most(run, 'heapMaxBytes')).toBeLessThan(memlimit);
			return;
		}
		expect(said.numbers[1]).toMatchObject({ value: started, column: 'limitGC' });
		const heapBeyond = most(run, 'heapMaxBytes') > memlimit;
		const residentBeyond = most(run, 'rssBytes') > 1.05 * memlimit;
		expect(/is kept/.test(said.text)).toBe(!heapBeyond && !residentBeyond);
		expect(/the heap reaches/.test(said.text)).toBe(heapBeyond);
		expect(/CPU limiter/.test(said.text)).toBe(atEnd(run, 'limiterNs') > 0);
	});

	test('the CPU limiter is named in some of them, and not in all', () => {
		const named = withLimits.filter(({ said }) => /CPU limiter/.test(said.text));
		expect(named.length).toBeGreaterThan(0);
		expect(named.length).toBeLessThan(withLimits.length / 2);
	});

	test('in use are what requests have borrowed and the program’s own; of a free list also what waits in it', () => {
		const rows = {
			timeNs: [0, 1e9],
			borrowedBytes: [0, 30 * MiB],
			sharedBytes: [0, 20 * MiB],
			otherLiveBytes: [MiB, MiB],
			numGC: [0, 9],
			limitGC: [0, 9]
		};
		const said = (fixed: boolean) => {
			const request = limited(requestFor(caseBySlug('large-struct') ?? fail(), { fixed }), 40 * MiB);
			return saidOf(request, handmadeFrames(rows)).text;
		};
		expect(said(false)).toBe(
			'The limit of 40 MiB starts 9 of them and is not kept: the heap reaches 51 MiB. No collection frees what is in use, 31 MiB at 1 s.'
		);
		expect(said(true)).toContain('No collection frees what is in use or in the free list, 51 MiB at 1 s.');
	});

	test('of objects that are borrowed for a moment between two rows the number is told, not the bytes', () => {
		const rows = {
			timeNs: [0, 1e9],
			borrowedBytes: [0, 32 * MiB],
			inUse: [0, 2],
			garbageBytes: [0, 480 * MiB],
			numGC: [0, 9]
		};
		const request = requestFor(caseBySlug('large-struct') ?? fail());
		expect(saidOf(request, handmadeFrames(rows, { peakInUse: 32 })).text).toBe(
			'A GOMEMLIMIT would free garbage and what waits in the pool, not what is in use, up to 32 objects at once.'
		);
		const did = handmadeFrames({ ...rows, limitGC: [0, 4] }, { peakInUse: 32 });
		expect(saidOf(limited(request, 256 * MiB), did).text).toBe(
			'The limit of 256 MiB starts 4 of them and is not kept: the heap reaches 512 MiB. No collection frees what is in use, up to 32 objects at once.'
		);
	});

	test('before Go 1.19 it says that there is none', () => {
		const request = requestFor(caseBySlug('large-struct') ?? fail(), { go: '1.12', memlimit: 64 * MiB });
		expect(saidOf(request, simulate(request)).text).toBe(
			'Go 1.12 knows no memory limit: it changes nothing.'
		);
	});
});

function fail(): never {
	throw new Error('there is no such case');
}
