import { expect, test } from 'vitest';
import { defaultCalibration } from '../../workers/model/calibration.ts';
import { Collector } from '../../workers/model/gc/collector.ts';
import { Mutator } from '../../workers/model/heap/mutator.ts';
import { Rng } from '../../workers/model/rng.ts';
import { tinyProcess } from './mutator.ts';

/** The model's allocator on a collector with all that happens at the ends of cycles, on two Ps. */
function allocator(): { collector: Collector; mutator: Mutator } {
	const collector = new Collector({ ...tinyProcess, gomaxprocs: 2, cores: 2, memlimit: 0 });
	const mutator = new Mutator(collector, 2, 26, false, defaultCalibration);
	collector.onCycleEnd = () => mutator.caches.flush();
	return { collector, mutator };
}

test('two objects that pass in one step leave the books, the clock and the collections as one after the other would', () => {
	const together = allocator();
	const single = allocator();
	const rng = new Rng(5, 0);
	let ns = 0;
	for (let i = 0; i < 200_000; i++) {
		const p = rng.below(2);
		const bytes = 16 + rng.below(100);
		ns += rng.below(4000);
		for (const { collector, mutator } of [together, single]) {
			collector.advance(ns);
			mutator.runsOn(p, ns);
			const [first, second] = [
				mutator.sizing(bytes, false),
				mutator.sizing(i % 5 === 0 ? bytes : 2 * bytes, i % 3 === 0)
			];
			if (mutator === together.mutator) {
				mutator.passingBoth(first, second);
			} else {
				mutator.passing(first);
				mutator.costNs = 0;
				mutator.passing(second);
			}
			// Now and then something stays, so that the next goals are others.
			if (i % 50 === 0) mutator.make(bytes, false);
		}
		const [a, b] = [together, single].map(({ collector, mutator }) => [
			...[mutator.costNs, collector.totalAllocBytes, collector.mallocs, collector.cachedBytes],
			...[collector.garbageBytes, collector.heapAllocBytes, mutator.caches.unreportedBytes],
			...[collector.cycle, collector.nextEventNs]
		]);
		if (String(a) !== String(b)) expect(a, `after ${i} pairs`).toEqual(b);
	}
	expect(together.collector.cycles.numGC).toBeGreaterThan(3);
	expect(together.collector.cycles.numGC).toBe(single.collector.cycles.numGC);
});
