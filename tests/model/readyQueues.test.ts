import { describe, expect, test } from 'vitest';
import { defaultCalibration } from '../../workers/model/calibration.ts';
import type { Cores } from '../../workers/model/scheduler/cores.ts';
import { NOTHING } from '../../workers/model/scheduler/goroutines.ts';
import { ReadyQueues } from '../../workers/model/scheduler/readyQueues.ts';

const us = 1000;

/** P 0 runs for so long, P 1 looks for work. */
const busyFor = (ns: number) =>
	({
		threads: [
			{ p: 0, freeNs: ns },
			{ p: 1, freeNs: 0 }
		],
		working: 2
	}) as unknown as Cores;

describe('a P that steals', () => {
	const queues = (...goroutines: number[]) => {
		const all = new ReadyQueues(2, 18 * us);
		for (const goroutine of goroutines) all.own[0]!.readyNext(goroutine);
		return all;
	};

	test('leaves the goroutine that its owner readied last to it, where that comes to it before a short sleep ends', () => {
		expect(queues(7).steal(1, 0, busyFor(17 * us))).toBe(NOTHING);
		const ready = queues(7);
		expect(ready.steal(1, 0, busyFor(19 * us))).toBe(7);
		expect(ready.leftNs).toBe(18 * us);
	});

	test('takes what waits behind that at once', () => {
		const ready = queues(7, 8);
		expect(ready.steal(1, 0, busyFor(1 * us))).toBe(7);
		expect(ready.leftNs).toBe(0);
	});

	test('sleeps four times as long outside the real-time class: the system adds the slack of its timers, 50 us', () => {
		const { leaveNextNs, leaveNextRealTimeNs } = defaultCalibration;
		expect(leaveNextNs - leaveNextRealTimeNs).toBeGreaterThanOrEqual(50 * us);
	});
});
