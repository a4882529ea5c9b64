/**
 * A process with one P, and requests that hold their object: who marks and sweeps waits for the goroutine that runs to
 * give way, and so does the sampler. Figures of real runs are those of n18, n24, n39, n45 and n46, eight repetitions of
 * each.
 */
import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { initialParams, type Params } from '../../workers/model/parameters.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { KiB, MiB, ms } from './mutator.ts';

function sampled(slug: string, changes: Partial<Params>) {
	const params = { ...initialParams(), closed: 1, rate: 0, gomaxprocs: 1, sample: 10 * ms, ...changes };
	const frames = simulate({
		case: slug,
		use: caseBySlug(slug)!.use,
		params,
		rows: 100,
		at: { sampler: true }
	});
	const { columns, rows } = frames;
	const seenBytes = Array.from(
		{ length: rows },
		(_, row) => columns.heapBytes[row]! - columns.unreportedBytes[row]!
	);
	return { frames, seenBytes, collections: frames.collections.columns };
}

describe('a buffer that grows to twice its size every time a collection begins', () => {
	const { seenBytes, collections } = sampled('forgotten-reset', { body: 64 * KiB, hold: 1 * ms, ops: 900 });

	test('a mark lasts until the copy is made: twice as long each time, as in real Go (1, 1.9, 3.7, 7.2 and 14 ms)', () => {
		const marksNs = [0, 1, 2, 3, 4].map((i) => collections.markEndNs[i]! - collections.startNs[i]!);
		for (let i = 1; i < marksNs.length; i++) {
			expect(marksNs[i]! / marksNs[i - 1]!).toBeGreaterThan(1.5);
			expect(marksNs[i]! / marksNs[i - 1]!).toBeLessThan(2.3);
		}
	});

	test('the sweeper has its turn then, before the sampler: none sees what is dead (100.8 MB at most)', () => {
		expect(Math.max(...seenBytes) / 1e6).toBeCloseTo(100.8, 0);
	});
});

describe('a goroutine that sleeps after the allocation that began a mark', () => {
	const pinned = { body: 1 * MiB, hold: 2 * ms, ops: 600 };
	const reader = { body: 2 * MiB, hold: 4 * ms, ops: 400, gogc: 50, live: 16 * MiB };

	test.each([
		['pinned-payload', pinned, 0.24, 0.33],
		['retained-reader', reader, 0.33, 0.47]
	])('%s: a worker marks before whoever is next', (slug, changes, leastMs, mostMs) => {
		const { startNs, markEndNs, stopNs } = sampled(slug, changes).collections;
		const marksMs = Array.from(markEndNs, (endNs, i) => (endNs - startNs[i]! - stopNs[i]!) / ms)
			.slice(10, 70)
			.sort((a, b) => a - b);
		expect(marksMs[30]).toBeGreaterThan(leastMs);
		expect(marksMs[30]).toBeLessThan(mostMs);
	});

	test('a sampler whose tick falls into that runs before the sweeper: 5,367,488 B, seen in every real run', () => {
		const most = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
			Math.max(...sampled('pinned-payload', { ...pinned, seed }).seenBytes)
		);
		expect(most.filter((bytes) => Math.abs(bytes - 5_367_488) < 1 * KiB).length).toBeGreaterThanOrEqual(4);
		expect(Math.max(...most)).toBeLessThan(5_367_488 + 1 * KiB);
	});
});

test('where an assist ends the mark, the goroutine goes on, and the sampler after it sees nothing swept (73.5 to 75.1 MB)', () => {
	const { seenBytes } = sampled('oversized-dos', {
		...{ body: 4096, attack: 0.03, attackbody: 8 * MiB, fixed: true, dropcap: 1 * MiB, limit: 4 * MiB },
		...{ ops: 800, hold: 2 * ms, gogc: -1, memlimit: 80 * MiB }
	});
	expect(Math.max(...seenBytes) / 1e6).toBeGreaterThan(73);
	expect(Math.max(...seenBytes) / 1e6).toBeLessThan(75.6);
});

test('an array of 32 KiB has a span of its own and is counted at once: 980,656 B before the collection, 682,064 after it', () => {
	const { seenBytes, frames } = sampled('steady', {
		...{
			body: 4096,
			attack: 0.1,
			attackbody: 64 * KiB,
			closed: 8,
			ops: 400,
			hold: 2 * ms,
			gogc: 25,
			garbage: 0
		}
	});
	const { numGC } = frames.columns;
	const before = seenBytes.filter((_, row) => numGC[row] === 0);
	const after = seenBytes.filter((_, row) => numGC[row]! > 0);
	expect(Math.max(...before) / 980_656).toBeCloseTo(1, 2);
	expect(after[0]! / 682_064).toBeCloseTo(1, 2);
});
