import { expect, test } from 'vitest';
import { defaultCalibration } from '../../workers/model/calibration.ts';
import { Rng } from '../../workers/model/rng.ts';
import { Netpoll } from '../../workers/model/scheduler/netpoll.ts';

const ms = 1e6;
const { lookNs, wakeLatencyNs, wakeJitterNs, wakeLatePerNs } = defaultCalibration;

/** From when an idle process looks for how long to wait for a timer until it wakes up. [ns] */
function waits(fromNs: number, timerNs: number): number {
	const netpoll = new Netpoll(defaultCalibration, new Rng(1, 1), []);
	netpoll.wait(fromNs, timerNs);
	return netpoll.wakesNs(fromNs) - fromNs;
}

const lateNs = wakeLatencyNs + wakeJitterNs + 2 * ms * wakeLatePerNs;

test('an idle process waits for whole milliseconds, and wakes up late', () => {
	expect(waits(0, 0.3 * ms)).toBeGreaterThan(ms);
	expect(waits(0, 0.3 * ms)).toBeLessThan(ms + lateNs);
	expect(waits(0, 1.2 * ms)).toBeGreaterThan(2 * ms + lookNs);
	expect(waits(0, 1.2 * ms)).toBeLessThan(2 * ms + lookNs + lateNs);
});

test('a timer that is due when the milliseconds are over, rounded down, needs no further one', () => {
	expect(waits(0, 2.01 * ms)).toBeGreaterThan(2 * ms + wakeLatencyNs);
	expect(waits(0, 2.01 * ms)).toBeLessThan(2 * ms + lateNs);
	expect(waits(0, 2.04 * ms)).toBeGreaterThan(3 * ms);
});

test('a thread that is woken to wait for an earlier timer waits from when it is there', () => {
	const netpoll = new Netpoll(defaultCalibration, new Rng(1, 1), []);
	netpoll.wait(0, 5 * ms);
	netpoll.break(1 * ms, 1.2 * ms);
	expect(netpoll.wakesNs(0)).toBeGreaterThanOrEqual(2 * ms + 2 * wakeLatencyNs);
	expect(netpoll.wakesNs(0)).toBeLessThan(2 * ms + 2 * lateNs);
});

test('a sleep of one millisecond is one whatever the clock says: the rounding of a sum of times is no second one', () => {
	const setNs = 8_084_152.796688675;
	const timerNs = 9_084_152.796688676;
	expect(timerNs - setNs).toBeGreaterThan(ms);
	expect(waits(setNs, timerNs)).toBeLessThan(ms + lateNs);
});
