/** Loops that never wait, beside a P that they leave idle: what a mark is there, and where a sampler sees the heap. */
import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { defaultCosts } from '../../workers/model/gc/costs.ts';
import { initialParams, type Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { createSimulation, simulate } from '../../workers/model/simulate.ts';
import { KiB, MiB, ms, Mutator } from './mutator.ts';

const loop = { closed: 1, rate: 0, hold: 0, gomaxprocs: 2, garbage: 0 };

function request(slug: string, changes: Partial<Params>): SimulationRequest {
	const params = { ...initialParams(), ...loop, ...changes };
	return { case: slug, use: caseBySlug(slug)!.use, params, rows: 100, at: { sampler: true } };
}

describe('the end of a mark where another P runs Go code', () => {
	function marksOf(yielding: boolean, options: { gomaxprocs: number; cores: number }): number[] {
		const m = new Mutator(options);
		m.gc.procs.yielding = yielding;
		while (m.cycles.length < 12) m.local(4 * KiB);
		return m.cycles.map(({ startNs, markEndNs }) => markEndNs - startNs);
	}
	const mean = (ns: number[]) => ns.reduce((a, b) => a + b, 0) / ns.length;

	test('it comes three safe points or more after the one where goroutines give way by themselves', () => {
		const two = { gomaxprocs: 2, cores: 2 };
		const least = 3 * defaultCosts.safePointNs;
		const later = mean(marksOf(false, two)) - mean(marksOf(true, two));
		expect(later).toBeGreaterThan(0.8 * least);
		expect(later).toBeLessThan(4 * (defaultCosts.safePointNs + defaultCosts.safePointJitterNs));
	});

	test('on one P nobody else has to be waited for', () => {
		const one = { gomaxprocs: 1, cores: 1 };
		expect(mean(marksOf(false, one))).toBeLessThan(3 * defaultCosts.safePointNs + 100_000);
	});
});

describe('rows of a sampler beside a loop', () => {
	const frames = simulate(
		request('oversized-dos', {
			body: 2000,
			attack: 0.05,
			attackbody: 256 * KiB,
			dropcap: 64 * KiB,
			fixed: true,
			live: 40 * MiB,
			ops: 1_600_000,
			sample: 10 * ms
		})
	);
	const times = [...frames.columns.timeNs].slice(0, frames.rows);

	test('there is one in each period, late by up to a millisecond, a mark and what waking takes, and none after the load', () => {
		expect(frames.rows).toBe(Math.floor(frames.totals.loadNs / (10 * ms)) + 1);
		const { columns, count } = frames.collections;
		const markNs = Array.from({ length: count }, (_, i) => columns.markEndNs[i]! - columns.startNs[i]!);
		const latestNs = ms + Math.max(...markNs) + 0.1 * ms;
		expect(latestNs).toBeLessThan(5 * ms);
		for (const timeNs of times.slice(1)) expect(timeNs % (10 * ms)).toBeLessThan(latestNs);
	});

	test('whoever marks lets no sampler in, whoever sweeps does: they see more of the heap than there is on average', () => {
		const { columns, count } = frames.collections;
		const marking = times.filter((timeNs) => {
			for (let i = 0; i < count; i++)
				if (timeNs > columns.startNs[i]! + 0.1 * ms && timeNs < columns.markEndNs[i]!) return true;
			return false;
		});
		const share = frames.columns.markingNs[frames.rows - 1]! / frames.totals.loadNs;
		expect(marking.length / times.length).toBeLessThan(0.5 * share);
		// real Go: a mean of 80 MB in samples, of 66 where the loop itself looks
		const seen = frames.columns.heapBytes.slice(0, frames.rows).reduce((a, b) => a + b, 0) / frames.rows;
		expect(seen).toBeGreaterThan(1.05 * frames.totals.meanHeapBytes);
	});
});

test('the mean of the heap of a load that ends by its number of operations is one over its own time', () => {
	const { totals, columns, rows } = simulate(
		request('no-pool', { body: 4096, ops: 200_000, sample: 10 * ms })
	);
	expect(totals.loadNs).toBeLessThan(1000 * ms);
	const mean = columns.heapBytes.slice(1, rows).reduce((a, b) => a + b, 0) / (rows - 1);
	expect(totals.meanHeapBytes / mean).toBeGreaterThan(0.5);
});

test('a mark scans the struct, the slots and the object of each pool copied since the last one, but not its array', () => {
	const run = createSimulation(
		request('copied-pool', { body: 4096, ops: 60_000, gomaxprocs: 1, gogc: 50, live: 24 * MiB })
	);
	const { collector, pooled } = run.process;
	const before = collector.scannableBytes;
	while (run.progress < 0.9) run.advance(1000);
	// 64 bytes of a struct with a name, 128 of slots for one P, 48 of a bytes.Buffer
	expect((collector.scannableBytes - before) / pooled.victimCopies).toBeCloseTo(240, -1);
});

describe('what an operation of a loop takes on the only P', () => {
	function nsOf(slug: string, ops: number, changes: Partial<Params>): number {
		const frames = simulate(request(slug, { gomaxprocs: 1, ops, sample: 20 * ms, ...changes }));
		return frames.totals.loadNs / ops;
	}

	test('arrays of 1 MiB use what their allocation has swept, and no memory that the system has to provide', () => {
		// real Go: 38 to 48 us in nine runs; 256 pages more would be 350 us
		const ns = nsOf('pinned-payload', 4000, { body: MiB, fixed: true, gogc: 200 });
		expect(ns).toBeGreaterThan(35_000);
		expect(ns).toBeLessThan(50_000);
	});

	test('4 KiB take 100 to 450 ns more where 60 MB lie between two uses of the same memory than where 6 MB do', () => {
		// real Go: 100 ns in a quiet hour, 310 in a busy one
		const cached = nsOf('no-pool', 200_000, { body: 4 * KiB, gogc: 200 });
		const cold = nsOf('no-pool', 200_000, { body: 4 * KiB, live: 64 * MiB });
		expect(cold - cached).toBeGreaterThan(100);
		expect(cold - cached).toBeLessThan(450);
	});

	test('4 KiB and 16 KiB written and read again in the caches of a core take 0.013 ns a byte and 105 ns', () => {
		// real Go: 151 ns with 4 KiB, 307 with 16 KiB
		expect(Math.abs(nsOf('copied-pool', 100_000, { body: 4 * KiB, fixed: true }) - 151)).toBeLessThan(20);
		expect(Math.abs(nsOf('forgotten-reset', 100_000, { body: 16 * KiB, fixed: true }) - 307)).toBeLessThan(
			30
		);
	});
});
