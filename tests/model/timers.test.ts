import { expect, test } from 'vitest';
import { DISPATCHER, SAMPLER } from '../../workers/model/scheduler/goroutines.ts';
import { Timers } from '../../workers/model/scheduler/timers.ts';

test('a timer that is moved on its P, earlier or later, is known by its new time, though another P has an earlier one', () => {
	const timers = new Timers(2);
	timers.set(SAMPLER, 0, 300);
	timers.set(DISPATCHER, 1, 500);
	expect(timers.nextNs).toBe(300);
	timers.set(DISPATCHER, 1, 100);
	expect([timers.nextNs, timers.heaps[1]?.nextNs], 'earlier').toEqual([100, 100]);
	timers.set(DISPATCHER, 1, 400);
	expect([timers.nextNs, timers.heaps[1]?.nextNs], 'later').toEqual([300, 400]);
	timers.set(DISPATCHER, 1, Infinity);
	expect([timers.nextNs, timers.heaps[1]?.nextNs], 'stopped').toEqual([300, Infinity]);
});
