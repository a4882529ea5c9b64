/** Loops that never wait and keep all Ps to themselves: when the sampler is let in, and what marks become by that. */
import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { Loops } from '../../workers/model/gc/loops.ts';
import type { Frames } from '../../workers/model/frames.ts';
import { initialParams, type Params } from '../../workers/model/parameters.ts';
import { Rng } from '../../workers/model/rng.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { MiB, ms } from './mutator.ts';

describe('a loop is preempted', () => {
	function distances(sampleNs: number): number[] {
		const loops = new Loops(new Rng(1, 0), sampleNs);
		const found: number[] = [];
		for (let i = 0; i < 4_000; i++) {
			const fromNs = loops.nextNs;
			loops.preempted();
			found.push((loops.nextNs - fromNs) / ms);
		}
		return found;
	}

	test('every 20 ms, and after 12.6 where the sampler’s system call has lost its P', () => {
		const short = distances(20 * ms).filter((each) => each < 20);
		for (const each of short) expect(each).toBeCloseTo(12.6);
		for (const each of distances(0)) expect(each).toBeCloseTo(20.05);
		expect(short.length / 4_000).toBeGreaterThan(0.25);
		expect(short.length / 4_000).toBeLessThan(0.36);
	});

	test('and lets the sampler in when its period is over', () => {
		const loops = new Loops(new Rng(1, 0), 50 * ms);
		const at: number[] = [];
		while (at.length < 100) {
			const nowNs = loops.nextNs;
			if (loops.preempted()) at.push(nowNs);
		}
		for (const [i, each] of at.entries()) {
			if (i > 0) expect(Math.floor(each / (50 * ms))).toBeGreaterThan(Math.floor(at[i - 1]! / (50 * ms)));
		}
	});
});

function loop(changes: Partial<Params>, slug = 'no-pool'): Frames {
	const params = { ...initialParams(), closed: 1, rate: 0, hold: 0, gomaxprocs: 1, garbage: 0, ...changes };
	const use = caseBySlug(slug)!.use;
	return simulate({ case: slug, use, params, rows: 100, at: { sampler: true } });
}

test('its rows stand where it is preempted', () => {
	const frames = loop({ body: 4096, ops: 500_000, sample: 20 * ms });
	const times = [...frames.columns.timeNs].slice(1, frames.rows);
	const apart = times.slice(1).map((each, i) => (each - times[i]!) / ms);
	for (const each of apart) {
		expect(
			[12.6, 20.05, 32.65, 40.1].some((one) => Math.abs(one - each) < 0.01),
			String(each)
		).toBe(true);
	}
});

test('a mark that takes its time is ended by the worker that comes before the loop, far from the goal', () => {
	const { columns, count } = loop({
		body: 1024,
		ops: 4_000_000,
		live: 60 * MiB,
		sample: 20 * ms
	}).collections;
	const ended = Array.from({ length: count }, (_, i) => (columns.markEndNs[i]! - columns.startNs[i]!) / ms);
	const most = Math.max(...ended);
	// real Go: marks of 0.6 to 7.3 ms in one process, as a slice of the loop ends in one sooner or later
	expect(most).toBeGreaterThan(2);
	expect(ended.some((each) => each < most / 3)).toBe(true);
});

describe('several loops that leave no P idle', () => {
	const marksOf = (closed: number) => {
		const { columns, count } = loop({
			body: 4096,
			closed,
			gomaxprocs: 2,
			ops: 2_000_000 / closed,
			live: 50 * MiB,
			sample: 10 * ms
		}).collections;
		return Array.from({ length: count }, (_, i) => ({
			ms: (columns.markEndNs[i]! - columns.startNs[i]!) / ms,
			overGoal: columns.heapEndBytes[i]! / columns.heapGoalBytes[i]!
		}));
	};

	test('pay each for itself: a mark is over at once or lasts for milliseconds, in which the heap passes its goal', () => {
		for (const closed of [2, 4]) {
			const marks = marksOf(closed);
			// four of them in real Go: a quarter within 0.37 ms, a quarter beyond 2.6, up to 8 % above the goal
			const short = marks.filter((mark) => mark.ms < 0.5).length / marks.length;
			const long = marks.filter((mark) => mark.ms > 2).length / marks.length;
			expect(short).toBeGreaterThan(0.15);
			expect(short).toBeLessThan(0.5);
			expect(long).toBeGreaterThan(0.25);
			const most = Math.max(...marks.map(({ overGoal }) => overGoal));
			expect(most).toBeGreaterThan(1.02);
			expect(most).toBeLessThan(1.12);
		}
	});

	test('take longer for a request than one alone, as all write the same counters', () => {
		const nsOfRequest = (closed: number) =>
			(loop({ body: 256, closed, gomaxprocs: 2, ops: 400_000 / closed, gogc: -1 }).totals.loadNs * closed) /
			400_000;
		// real Go with 256 B: 112 ns
		expect(nsOfRequest(2) - nsOfRequest(1)).toBeGreaterThan(90);
		expect(nsOfRequest(2) - nsOfRequest(1)).toBeLessThan(150);
	});
});

describe('more loops than Ps', () => {
	test('take turns in the middle of their requests, so that each comes to hold an object of its own', () => {
		const load = { closed: 16, gomaxprocs: 2, body: 64 * 1024, duration: 600 * ms, sample: 20 * ms };
		const { columns, rows, totals } = loop(load, 'steady');
		// real Go: 16 calls of New, two more every 20 ms, and 16 at a time that have begun
		expect(totals.news).toBe(16);
		expect(totals.peakInUse).toBe(16);
		const firstWith = (most: number) => [...columns.inUse].slice(0, rows).findIndex((inUse) => inUse >= most);
		expect(columns.timeNs[firstWith(8)]! / ms).toBeGreaterThan(40);
		expect(columns.timeNs[firstWith(8)]! / ms).toBeLessThan(120);
	});

	test('keep what they are about to fill while others run', () => {
		const peak = (closed: number) => loop({ body: MiB, closed, ops: 2000 / closed }).totals.peakInUse;
		expect(peak(1)).toBe(1);
		expect(peak(4)).toBe(4);
	});

	test('are looked at in the middle of one: what it makes later is not there yet, and what it sweeps for that still is', () => {
		const load = { closed: 2, gogc: 25, ops: 1000, sample: 20 * ms };
		const bodies = { body: 3 * MiB, attack: 0.01, attackbody: 256 * 1024, limit: MiB, dropcap: 64 * 1024 };
		const { columns, rows } = loop({ ...load, ...bodies, fixed: true }, 'oversized-dos');
		const heaps = [...columns.heapBytes].slice(1, rows).sort((a, b) => a - b);
		// real Go: a tenth of the samples above 6.9 to 8.5 MB
		expect(heaps[Math.floor(heaps.length * 0.9)]).toBeGreaterThan(6.9e6);
		expect(heaps[Math.floor(heaps.length * 0.9)]).toBeLessThan(8.6e6);
	});
});

test('a request uses each page of a struct, and looks up a hundred entries of a table whatever its size', () => {
	const nsOfRequest = (slug: string, body: number) => loop({ body, ops: 2_000 }, slug).totals.loadNs / 2_000;
	// real Go: 2.8 us with 256 KiB, 161 with 16 MiB, beside what the first one takes that makes it
	expect(nsOfRequest('large-struct', MiB / 4)).toBeGreaterThan(2_500);
	expect(nsOfRequest('large-struct', MiB / 4)).toBeLessThan(3_500);
	expect(nsOfRequest('large-struct', 16 * MiB)).toBeGreaterThan(150_000);
	expect(nsOfRequest('large-struct', 16 * MiB)).toBeLessThan(180_000);
	// 0.4 us
	expect(nsOfRequest('expensive-new', 1_000)).toBeGreaterThan(330);
	expect(nsOfRequest('expensive-new', 1_000)).toBeLessThan(450);
});
