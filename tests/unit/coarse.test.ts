import { expect, test } from 'vitest';
import { expectedPairs, shortened, stretched, windowNs } from '#lib/run/coarse.ts';
import { initialParams } from '#workers/model/parameters.ts';
import { standInFrames, standInRequest } from '../browser/standIn.ts';

const phases = 'attack:2s,attack=0.5,rate=1000+calm:8s,rate=10';

test('the window is the sum of the phases, or the duration where there are none', () => {
	expect(windowNs({ ...initialParams(), phases })).toBe(10e9);
	expect(windowNs({ ...initialParams(), duration: 3e9 })).toBe(3e9);
});

test('expected pairs follow the rate of each phase', () => {
	expect(expectedPairs({ ...initialParams(), phases })).toBe(2_080);
	expect(expectedPairs({ ...initialParams(), rate: 500, duration: 4e9 })).toBe(2_000);
	expect(expectedPairs({ ...initialParams(), rate: 0, closed: 4, hold: 1e6, duration: 1e9 })).toBe(4_000);
	expect(expectedPairs({ ...initialParams(), closed: 3, ops: 7 })).toBe(21);
});

test('a shortened run keeps what its phases set and cuts only their length', () => {
	const cut = shortened(standInRequest('steady', { phases, ops: 100 }), 0.25).params;
	expect(cut.phases).toBe('attack:500ms,attack=0.5,rate=1000+calm:2s,rate=10');
	expect(cut.ops).toBe(25);
	expect(cut.rate).toBe(initialParams().rate);
});

test('a stretched result has the times and counts of the whole window and the levels of the short run', () => {
	const full = stretched(standInFrames(100, true), standInRequest('steady', { duration: 4e9 }), 0.25);
	expect(full.columns.timeNs[1]).toBe(400);
	expect(full.columns.gets[1]).toBe(400);
	expect(full.columns.heapBytes[1]).toBe(100);
	expect(full.columns.inUse[1]).toBe(100);
	expect(full.phases[0]?.endNs).toBe(4e9);
	expect(full.totals.requests).toBe(400);
	expect(full.collections.columns.startNs[0]).toBe(400);
	expect(full.collections.columns.heapGoalBytes[0]).toBe(100);
});

test('a stretched result has the phases of the full run, and each row as far into its phase as it was', () => {
	const short = standInFrames(100, true);
	short.phases = [
		{ name: 'attack', startNs: 0, endNs: 500 },
		{ name: 'calm', startNs: 500, endNs: 1_000 }
	];
	short.columns.timeNs.set([250, 750]);
	const full = stretched(short, standInRequest('steady', { phases }), 0.25);
	expect(full.phases.map(({ endNs }) => endNs)).toEqual([2e9, 10e9]);
	expect([...full.columns.timeNs.subarray(0, 2)]).toEqual([1e9, 6e9]);
});
