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
		const sweep = new Sweep(procs, defaultCosts);
		const unswept = {
			largeDeadBytes: 4 * MiB,
			largeDeadObjects: 4,
			largeLiveBytes: 8 * MiB,
			largeLiveObjects: 8,
			largeFloatingBytes: 3 * MiB,
			largeFloatingObjects: 3,
			smallDeadBytes: 0,
			smallDeadObjects: 0,
			smallLiveBytes: 0
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
