import { describe, expect, test } from 'vitest';
import {
	assistRatio,
	consMark,
	dedicatedWorkers,
	fractionalUtilization,
	gcPercentHeapGoal,
	heapGoal,
	heapMinimum,
	idleWorkersAllowed,
	memoryLimitHeapGoal,
	runway,
	trigger,
	triggerHigh,
	triggerLow
} from '../../workers/model/gc/pacer.ts';
import { Pacing } from '../../workers/model/gc/pacing.ts';
import { MiB, Mutator } from './mutator.ts';

const none = Infinity;

describe('the goal that GOGC gives', () => {
	test('is marked + (marked + stacks + globals) · GOGC / 100, to the byte', () => {
		expect(gcPercentHeapGoal(52_479_328, 162_744, 100)).toBe(105_121_400);
	});
	test('rounds down to whole bytes', () => {
		expect(gcPercentHeapGoal(20_000_001, 162_744, 33)).toBe(20_000_001 + Math.floor(20_162_745 * 0.33));
	});
	test.each([
		[50, 2],
		[100, 4],
		[200, 8],
		[400, 16],
		[1000, 40]
	])('is not below the minimum: GOGC=%i, %i MiB', (gogc, mib) => {
		expect(heapMinimum(gogc)).toBe(mib * MiB);
		expect(gcPercentHeapGoal(42_408, 162_744, gogc)).toBe(mib * MiB);
	});
	test('is none with GOGC=off', () => {
		expect(gcPercentHeapGoal(52_479_328, 162_744, -1)).toBe(Infinity);
	});
	test('GOGC=10, nothing live: a MiB above what was marked, for sweeping', () => {
		const goal = gcPercentHeapGoal(42_408, 162_744, 10);
		expect(heapGoal(goal, none, 42_408 + MiB, none)).toBe(1_090_984);
	});
	test('while a cycle runs lies at least 64 KiB above the heap that triggered it', () => {
		expect(heapGoal(4 * MiB, none, 0, 10 * MiB)).toBe(10 * MiB + 65_536);
		expect(heapGoal(20 * MiB, none, 0, 10 * MiB)).toBe(20 * MiB);
	});
});

describe('the goal that the memory limit gives', () => {
	// A small program of Go 1.23 maps 2.3 to 3 MiB besides its heap.
	test.each([
		[20, 16.0, 16.7],
		[64, 59.2, 59.9],
		[100, 94.0, 94.7],
		[1024, 989.4, 991.0]
	])('limit %i MiB: between %d and %d MiB', (limit, low, high) => {
		for (const nonHeap of [2.4, 2.9]) {
			const goal = memoryLimitHeapGoal(limit * MiB, (10 + nonHeap) * MiB, 0, 10 * MiB, 0) / MiB;
			expect(goal).toBeGreaterThanOrEqual(low);
			expect(goal).toBeLessThanOrEqual(high);
		}
	});
	test('keeps a headroom of 3 %, of a MiB at least', () => {
		expect(memoryLimitHeapGoal(1000, 0, 0, 0, 0)).toBe(MiB);
		expect(memoryLimitHeapGoal(20 * MiB, 0, 0, 0, 0)).toBe(19 * MiB);
		expect(memoryLimitHeapGoal(100 * MiB, 0, 0, 0, 0)).toBe(100 * MiB - 3 * MiB);
	});
	test('falls by what is mapped beyond the limit', () => {
		const at = memoryLimitHeapGoal(100 * MiB, 100 * MiB, 0, 90 * MiB, 0);
		const over = memoryLimitHeapGoal(100 * MiB, 110 * MiB, 0, 100 * MiB, 0);
		expect(over).toBeLessThan(at - 9 * MiB);
	});
	test('is what was marked when nothing else is left', () => {
		expect(memoryLimitHeapGoal(10 * MiB, 12 * MiB, 0, 2 * MiB, 7 * MiB)).toBe(7 * MiB);
		expect(memoryLimitHeapGoal(50 * MiB, 60 * MiB, 0, 57 * MiB, 55 * MiB)).toBe(55 * MiB);
	});
	test('does not count free memory as used', () => {
		const bare = memoryLimitHeapGoal(100 * MiB, 53 * MiB, 0, 50 * MiB, 0);
		expect(memoryLimitHeapGoal(100 * MiB, 83 * MiB, 30 * MiB, 50 * MiB, 0)).toBe(bare);
	});
	test('is in force only when it is the smaller one, and then without the late raises', () => {
		expect(heapGoal(100 * MiB, 60 * MiB, 70 * MiB, 80 * MiB)).toBe(60 * MiB);
		expect(heapGoal(50 * MiB, 60 * MiB, 0, none)).toBe(50 * MiB);
	});
});

describe('the trigger', () => {
	test('before the first collection is 61/64 of 4 MiB', () => {
		expect(trigger(0, 4 * MiB, 0, 0)).toBe(3.8125 * MiB);
	});
	test('stays between 45/64 and 61/64 of the way, 4 MiB below a large goal at the highest', () => {
		const marked = 100 * MiB;
		const goal = 200 * MiB;
		expect(triggerLow(marked, goal, 0)).toBe(marked + (100 / 64) * 45 * MiB);
		expect(triggerHigh(marked, goal, 0)).toBe(goal - 4 * MiB);
		expect(triggerHigh(2 * MiB, 6 * MiB, 0)).toBe(2 * MiB + (4 / 64) * 61 * MiB);
	});
	test('is the goal less the runway in between', () => {
		expect(trigger(100 * MiB, 200 * MiB, 0, 10 * MiB)).toBe(190 * MiB);
		expect(trigger(100 * MiB, 200 * MiB, 0, 0)).toBe(196 * MiB);
		expect(trigger(100 * MiB, 200 * MiB, 0, 90 * MiB)).toBe(triggerLow(100 * MiB, 200 * MiB, 0));
		expect(trigger(100 * MiB, 200 * MiB, 0, Infinity)).toBe(triggerLow(100 * MiB, 200 * MiB, 0));
	});
	test('is not below the least distance for sweeping', () => {
		expect(trigger(1 * MiB, 4 * MiB, 3.9 * MiB, 3 * MiB)).toBe(3.9 * MiB);
	});
	test('is the goal when that is no more than what was marked', () => {
		expect(trigger(10 * MiB, 10 * MiB, 0, 0)).toBe(10 * MiB);
	});
	test('never comes without a goal', () => {
		expect(trigger(10 * MiB, Infinity, 0, 5)).toBe(Infinity);
	});
});

describe('the runway', () => {
	test('is the growth during the last mark at a quarter of the CPU, twice it when idle Ps gave another quarter', () => {
		const work = 300_000;
		const grown = 5 * MiB;
		expect(runway(consMark(grown, work, 0, 0), work)).toBe(grown);
		expect(runway(consMark(grown, work, 0, 0.25), work)).toBe(2 * grown);
	});
	test('has no bound when assists took three quarters or more of the time', () => {
		expect(runway(consMark(5 * MiB, 300_000, 0.75, 0), 300_000)).toBe(Infinity);
		expect(runway(consMark(5 * MiB, 300_000, 0.9, 0), 300_000)).toBe(Infinity);
	});

	/** Trigger after marks during which the heap grew so much, 100 MiB marked each time. */
	function triggerAfter(goMinor: number, ...growths: number[]): number {
		const pacing = new Pacing(goMinor, 200_000);
		for (const growth of growths) {
			pacing.triggered = 190 * MiB;
			pacing.endCycle(190 * MiB + growth, 100 * MiB, 100_000, 200_000, 0, 0, 1e6, 1, false);
			pacing.commit(100 * MiB);
			pacing.update(Infinity);
		}
		return pacing.trigger / MiB;
	}
	test('keeps the largest of the last five marks that saw growth', () => {
		expect(triggerAfter(26, 20 * MiB)).toBeCloseTo(180, 0);
		expect(triggerAfter(26, 20 * MiB, 6 * MiB, 6 * MiB, 6 * MiB, 6 * MiB)).toBeCloseTo(180, 0);
		expect(triggerAfter(26, 20 * MiB, 6 * MiB, 6 * MiB, 6 * MiB, 6 * MiB, 6 * MiB)).toBeCloseTo(194, 0);
	});
	test('is not touched by a mark without growth', () => {
		expect(triggerAfter(26, 20 * MiB, 0, 0, 0, 0, 0, 0, 0)).toBeCloseTo(180, 0);
	});
	test('is averaged before Go 1.21', () => {
		expect(triggerAfter(20, 20 * MiB, 0, 0)).toBeGreaterThan(190);
	});
});

describe('before Go 1.18', () => {
	test('stacks and globals do not count, and 4 MiB is where the first collections start, not what they aim at', () => {
		const m = new Mutator({ goMinor: 17 });
		expect(m.gc.pacing.trigger).toBe(4 * MiB);
		expect(m.gc.heapGoalBytes).toBe(4 * MiB);
		for (let i = 0; i < 20; i++) m.keep(MiB);
		m.collect();
		expect(m.gc.heapGoalBytes).toBe(2 * m.gc.heapMarkedBytes);
	});
	test('the trigger moves to 95 % of the growth while collections end below their goal', () => {
		const m = new Mutator({ goMinor: 17 });
		for (let i = 0; i < 40; i++) m.keep(MiB);
		m.collect();
		for (let i = 0; i < 2000; i++) {
			m.local(256 * 1024);
			m.sleep(1e6);
		}
		const marked = m.gc.heapMarkedBytes;
		expect((m.gc.pacing.trigger - marked) / marked).toBeCloseTo(0.95, 2);
	});
	test('GOGC=off starts nothing', () => {
		expect(new Mutator({ goMinor: 12, gogc: -1 }).gc.pacing.trigger).toBe(Infinity);
	});
});

describe('workers', () => {
	test.each([
		[1, 0, 0.25],
		[2, 0, 0.25],
		[3, 0, 0.25],
		[4, 1, 0],
		[5, 1, 0],
		[6, 1, 1 / 12],
		[7, 2, 0],
		[8, 2, 0],
		[9, 2, 0],
		[10, 3, 0],
		[16, 4, 0],
		[64, 16, 0]
	])('of %i Ps: %i dedicated, %d of each P besides', (procs, dedicated, fractional) => {
		expect(dedicatedWorkers(procs)).toBe(dedicated);
		expect(fractionalUtilization(procs)).toBeCloseTo(fractional, 12);
	});
	test('all other Ps may mark while idle; in the two-minute collection none, or one where nobody is dedicated', () => {
		expect(idleWorkersAllowed(8, false)).toBe(6);
		expect(idleWorkersAllowed(8, true)).toBe(0);
		expect(idleWorkersAllowed(2, true)).toBe(1);
	});
});

describe('the assist ratio', () => {
	const ratio = (done: number, live: number, goal = 4 * MiB, triggered = 3 * MiB): number =>
		assistRatio(done, 200_000, 500_000, live, goal, triggered, 100);

	test('spreads the remaining work over the remaining room', () => {
		expect(ratio(0, 3 * MiB)).toBe(200_000 / MiB);
		expect(ratio(100_000, 3.5 * MiB)).toBe(100_000 / (MiB / 2));
	});
	test('asks for a thousand bytes of work at least', () => {
		expect(ratio(199_900, 3 * MiB)).toBe(1000 / MiB);
	});
	test('stretches the goal when there is more work than last time, by GOGC percent at most', () => {
		const stretched = 3 * MiB + Math.floor((MiB / 200_000) * 500_000);
		expect(ratio(250_000, 3.5 * MiB)).toBe(250_000 / (stretched - 3.5 * MiB));
		expect(assistRatio(250_000, 200_000, 50_000_000, 3 * MiB, 4 * MiB, 3 * MiB, 100)).toBe(
			(50_000_000 - 250_000) / (8 * MiB - 3 * MiB)
		);
	});
	test('gives a tenth more room, for all the work that there can be, beyond the goal', () => {
		expect(ratio(0, 4.1 * MiB)).toBe(500_000 / (Math.floor(4 * MiB * 1.1) - 4.1 * MiB));
		expect(ratio(0, 6 * MiB)).toBe(500_000);
	});
});

test('the goals of a process at rest are those that Go 1.23 reports', () => {
	for (const [gogc, goal] of [
		[50, 2 * MiB],
		[100, 4 * MiB],
		[1000, 40 * MiB]
	] as const) {
		const m = new Mutator({ goMinor: 23, gogc });
		expect(m.gc.heapMarkedBytes).toBe(42_408);
		expect(m.gc.heapGoalBytes).toBe(goal);
	}
	expect(new Mutator({ goMinor: 23, gogc: 10 }).gc.heapGoalBytes).toBe(1_090_984);
});
