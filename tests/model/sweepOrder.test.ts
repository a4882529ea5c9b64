import { describe, expect, test } from 'vitest';
import { defaultCosts } from '../../workers/model/gc/costs.ts';
import { Processors } from '../../workers/model/gc/processors.ts';
import { Sweep } from '../../workers/model/gc/sweep.ts';

const MiB = 2 ** 20;

describe('spans of large objects are swept oldest first', () => {
	/** Five that are in use, four that are dead, three that the mark has kept as they were made meanwhile: 1 MiB each. */
	function swept(): Sweep {
		const procs = new Processors(2, 2);
		procs.idle = 1;
		const sweep = new Sweep(procs, defaultCosts, 0, 0);
		const unswept = {
			largeDeadBytes: 4 * MiB,
			largeDeadObjects: 4,
			largeLiveBytes: 8 * MiB,
			largeLiveObjects: 8,
			largeFloatingBytes: 3 * MiB,
			largeFloatingObjects: 3,
			smallDeadBytes: 0,
			smallDeadObjects: 0,
			smallLiveBytes: 0,
			smallFloatingBytes: 0
		};
		sweep.begin(unswept, 0, 64 * MiB, 0, false);
		return sweep;
	}
	const stayNs = defaultCosts.sweepSpanNs;
	const freeNs = defaultCosts.sweepSpanNs + defaultCosts.freeSpanNs;

	test('what has long been in use first, so that nothing is freed at the beginning', () => {
		const sweep = swept();
		sweep.advance(5 * stayNs + 1);
		expect(sweep.spans).toBe(7);
		expect(sweep.freedBytes).toBeCloseTo(0);
	});

	test('then the dead ones, before those that were made during the mark', () => {
		const sweep = swept();
		sweep.advance(5 * stayNs + 4 * freeNs + 1);
		expect(sweep.freedBytes).toBe(4 * MiB);
		expect(sweep.spans).toBe(3);
		sweep.advance(8 * stayNs + 4 * freeNs + 2);
		expect(sweep.done).toBe(true);
	});
});

describe('spans of small objects', () => {
	const KiB = 2 ** 10;
	const page = 8 * KiB;

	/** A process of 120 KB in 66 spans, 100 spans that are dead, and 50 that were filled during the mark and stay. */
	function small(): Sweep {
		const sweep = new Sweep(new Processors(1, 1), defaultCosts, 120_000, 420_000);
		const unswept = {
			largeDeadBytes: 0,
			largeDeadObjects: 0,
			largeLiveBytes: 0,
			largeLiveObjects: 0,
			largeFloatingBytes: 0,
			largeFloatingObjects: 0,
			smallDeadBytes: 100 * page,
			smallDeadObjects: 200,
			smallLiveBytes: 120_000 + 50 * page,
			smallFloatingBytes: 50 * page
		};
		sweep.begin(unswept, 0, 1000 * MiB, 0, false);
		return sweep;
	}

	test('each refill sweeps a dead span and no more, also where it is a little larger than a span', () => {
		const sweep = small();
		for (let i = 1; i <= 50; i++) sweep.before(i * 1.1 * page, 1.1 * page, false);
		// 55 for refills, and hardly one by the pace of proportional sweeping, which begins with those of the process itself
		expect(sweep.freedBytes / page).toBeCloseTo(55, 0);
	});

	test('those that were filled during the mark come last, and a refill looks at 100 of them in vain', () => {
		const sweep = small();
		for (let i = 1; i <= 100; i++) sweep.before(i * page, page, false);
		expect(sweep.freedBytes).toBe(100 * page);
		expect(sweep.spans).toBeGreaterThan(100);
		sweep.before(101 * page, page, false);
		expect(sweep.spans).toBeLessThan(70);
	});
});
