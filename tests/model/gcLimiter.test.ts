import { describe, expect, test } from 'vitest';
import { Limiter } from '../../workers/model/gc/limiter.ts';
import { MiB, Mutator } from './mutator.ts';

describe('the CPU limiter', () => {
	test('switches assists off once a second of CPU a P has gone to the collector beyond the program', () => {
		const limiter = new Limiter(2);
		limiter.accumulate(0.5e9, 2.4e9, 7);
		expect(limiter.limiting).toBe(false);
		limiter.accumulate(0, 0.1e9, 8);
		expect(limiter.limiting).toBe(true);
		expect(limiter.lastEnabledCycle).toBe(8);
	});
	test('switches them on again as soon as the bucket drains', () => {
		const limiter = new Limiter(1);
		limiter.accumulate(0, 5e9, 1);
		expect(limiter.level).toBe(1);
		limiter.accumulate(1, 0, 2);
		expect(limiter.limiting).toBe(false);
		expect(limiter.lastEnabledCycle).toBe(1);
	});
	test('never goes below empty', () => {
		const limiter = new Limiter(1);
		limiter.accumulate(100e9, 0, 1);
		limiter.accumulate(0, 0.9e9, 2);
		expect(limiter.level).toBeCloseTo(0.9, 12);
	});
	test('counts a quarter of all Ps while marking, all of them while the world is stopped', () => {
		const limiter = new Limiter(4);
		limiter.update(0.1e9, 0, 0, true, 1);
		expect(limiter.level).toBeCloseTo(0.1 / 4, 12);
		limiter.stopped(0.1e9, 1);
		expect(limiter.level).toBeCloseTo(0.1 / 4 + 0.1, 12);
	});
	test('a smaller GOMAXPROCS may fill it', () => {
		const limiter = new Limiter(4);
		limiter.accumulate(0, 2e9, 1);
		limiter.setProcs(1, 3);
		expect(limiter.limiting).toBe(true);
		expect(limiter.lastEnabledCycle).toBe(3);
	});
});

/** A limit of 100 MiB, 150 MiB live, and a program that allocates on. */
function overLimit(pointerful: boolean): Mutator {
	const live = 150 * MiB;
	const m = new Mutator({
		memlimit: 100 * MiB,
		baseLiveBytes: live,
		baseObjects: live / (pointerful ? 64 : MiB),
		scannableBytes: pointerful ? live : 35_568,
		// marking nodes of 64 bytes in order takes 25 ns each
		...(pointerful ? { costs: { ...new Mutator().gc.costs, markBaseNs: 60e6, markHotShare: 1 } } : {})
	});
	while (m.nowNs < 12e9) m.local(64 * 1024);
	return m;
}

describe('150 MiB live under a limit of 100 MiB', () => {
	test('with pointers: collecting all the time, until the limiter lets the heap go beyond', () => {
		const m = overLimit(true);
		expect(m.gc.limiter.lastEnabledCycle).toBeGreaterThan(0);
		expect(m.gc.cycles.gcCpuNs / m.nowNs).toBeGreaterThan(0.4);
		expect(m.gc.cycles.gcCpuNs / m.nowNs).toBeLessThan(0.75);
		expect(m.gc.heapMaxBytes).toBeGreaterThan(200 * MiB);
		expect(m.gc.limiter.limitingNs).toBeGreaterThan(0.1e9);
		expect(m.gc.limiter.limitingNs).toBeLessThan(m.nowNs);
	});
	test('without pointers: the collector keeps up, and the limiter never comes on', () => {
		const m = overLimit(false);
		expect(m.gc.limiter.lastEnabledCycle).toBe(0);
		expect(m.gc.heapMaxBytes).toBeLessThan(180 * MiB);
		expect(m.gc.limiter.limitingNs).toBe(0);
	});
	test('every collection is one that the limit started', () => {
		const m = overLimit(false);
		expect(m.cycles.length).toBeGreaterThan(100);
		expect(m.gc.cycles.limitGC).toBe(m.cycles.length);
		m.collect();
		expect(m.gc.cycles.limitGC).toBe(m.cycles.length - 1);
	});
});

test('a limit that is far above the heap starts no collection', () => {
	const m = new Mutator({ memlimit: 100 * MiB });
	for (let i = 0; i < 100; i++) m.local(MiB);
	expect(m.cycles.length).toBeGreaterThan(10);
	expect(m.gc.cycles.limitGC).toBe(0);
});
