import { describe, expect, test } from 'vitest';
import type { CollectorOptions } from '../../workers/model/gc/collector.ts';
import { MiB, Mutator } from './mutator.ts';

/** Collections that finish during a script. */
function collections(goMinor: number, script: (m: Mutator) => void): number {
	const m = new Mutator({ goMinor });
	script(m);
	return m.cycles.length;
}

const times = (n: number, f: (i: number) => void): void => {
	for (let i = 0; i < n; i++) f(i);
};

describe.each([23, 26])('a busy goroutine on one P, Go 1.%i', (goMinor) => {
	test('1 MiB buffers, each dropped at once: every fourth starts a collection', () => {
		expect(collections(goMinor, (m) => times(1000, () => m.local(MiB)))).toBe(249);
	});
	test('10 MiB buffers, each dropped at once: every one starts a collection', () => {
		expect(collections(goMinor, (m) => times(100, () => m.local(10 * MiB)))).toBe(99);
	});
	test('1 MiB buffers in a global: the overwritten one survives, so every third starts a collection', () => {
		expect(collections(goMinor, (m) => times(1000, () => m.toGlobal(MiB)))).toBe(332);
	});
	test('10 MiB buffers in a global: every second starts a collection', () => {
		expect(collections(goMinor, (m) => times(100, () => m.toGlobal(10 * MiB)))).toBe(50);
	});
	test.each([
		[1, 1000, 333],
		[10, 100, 100]
	])('a pooled buffer of %i MiB beside as much garbage, %i times', (size, n, expected) => {
		const m = new Mutator({ goMinor });
		times(n, () => {
			m.get(size * MiB);
			m.local(size * MiB);
			m.put();
		});
		expect(m.cycles.length).toBe(expected);
		expect(m.news).toBe(1);
	});
	test.each([
		[1, 1],
		[2, 50],
		[3, 34],
		[4, 25],
		[5, 20],
		[10, 10]
	])('a pool used every %i collections makes %i objects', (k, news) => {
		const m = new Mutator({ goMinor });
		times(100, (i) => {
			if (i % k === 0) {
				m.get(64);
				m.put();
			}
			m.local(8 * MiB);
		});
		expect(m.cycles.length).toBe(99);
		expect(m.news).toBe(news);
	});
});

/** HeapAlloc in MiB after each step, and the steps after which a collection has ended. */
function curve(
	options: Partial<CollectorOptions>,
	liveMiB: number,
	sizeMiB: number,
	where: 'local' | 'global',
	steps: number,
	napNs = 3e6
): { heap: number[]; gcAt: number[]; m: Mutator } {
	const m = new Mutator(options);
	times(liveMiB, () => m.keep(MiB));
	m.collect();
	const heap: number[] = [];
	const gcAt: number[] = [];
	let seen = m.gc.cycles.numGC;
	for (let i = 1; i <= steps; i++) {
		if (where === 'local') m.local(sizeMiB * MiB);
		else m.toGlobal(sizeMiB * MiB);
		if (napNs > 0) m.sleep(napNs);
		heap.push(m.heapMiB());
		if (m.gc.cycles.numGC > seen) gcAt.push(i);
		seen = m.gc.cycles.numGC;
	}
	return { heap, gcAt, m };
}

describe.each([23, 26])('HeapAlloc step by step, Go 1.%i', (goMinor) => {
	test('32 MiB live, 4 MiB dropped at once: up to 60, down to 32, every eight', () => {
		const { heap, gcAt } = curve({ goMinor }, 32, 4, 'local', 24);
		expect(heap.slice(0, 8)).toEqual([36, 40, 44, 48, 52, 56, 60, 32]);
		expect(gcAt).toEqual([8, 16, 24]);
	});
	test('32 MiB live, 4 MiB in a global: two buffers survive each collection', () => {
		const { heap, gcAt } = curve({ goMinor }, 32, 4, 'global', 30);
		expect(heap.slice(0, 9)).toEqual([36, 40, 44, 48, 52, 56, 60, 40, 44]);
		expect(heap.slice(16, 19)).toEqual([76, 40, 44]);
		expect(gcAt).toEqual([8, 18, 28]);
	});
	test('nothing live, 1 MiB dropped at once', () => {
		const { heap } = curve({ goMinor }, 0, 1, 'local', 8);
		expect(heap).toEqual([1, 2, 3, 0, 1, 2, 3, 0]);
	});
	test('nothing live, 1 MiB in a global', () => {
		const { heap, gcAt } = curve({ goMinor }, 0, 1, 'global', 10);
		expect(heap).toEqual([1, 2, 3, 2, 3, 4, 2, 3, 4, 2]);
		expect(gcAt).toEqual([4, 7, 10]);
	});
	test.each([
		[50, 2, 2],
		[200, 8, 8],
		[400, 16, 16]
	])('GOGC=%i: a collection every %i steps, goal %i MiB', (gogc, every, goal) => {
		const { gcAt, m } = curve({ goMinor, gogc }, 0, 1, 'local', 3 * every);
		expect(gcAt).toEqual([every, 2 * every, 3 * every]);
		expect(m.gc.heapGoalBytes).toBe(goal * MiB);
	});
	test('16 MiB live, 2 MiB dropped at once: every eight', () => {
		expect(curve({ goMinor }, 16, 2, 'local', 32).gcAt).toEqual([8, 16, 24, 32]);
	});
	test('only a limit of 64 MiB: every 21', () => {
		const { gcAt, m } = curve({ goMinor, gogc: -1, memlimit: 64 * MiB }, 16, 2, 'local', 63);
		expect(gcAt).toEqual([21, 42, 63]);
		// gctrace of Go 1.26 says 58 MB: it maps a MiB more than 1.23 before anything is allocated
		const goal = goMinor === 23 ? 59.7 : 58.5;
		expect(Math.abs(m.gc.heapGoalBytes / MiB - goal)).toBeLessThan(0.4);
	});
	test('100 MiB live at GOGC=50: at the lower or the upper bound of the trigger', () => {
		const { gcAt } = curve({ goMinor, gogc: 50 }, 100, 1, 'local', 100);
		expect([
			[36, 72],
			[48, 96]
		]).toContainEqual(gcAt);
	});
	test('without sleep the heap stays at its peak: allocations sweep as much as they take', () => {
		const { heap, gcAt } = curve({ goMinor }, 32, 4, 'local', 40, 0);
		expect(heap.slice(0, 8)).toEqual([36, 40, 44, 48, 52, 56, 60, 64]);
		expect(Math.max(...heap)).toBe(64);
		expect(Math.min(...heap.slice(8))).toBeGreaterThanOrEqual(56);
		expect(gcAt).toEqual([9, 17, 25, 33]);
	});
});
