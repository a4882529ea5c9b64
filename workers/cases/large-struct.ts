import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { atEndOf, largestIn, valueAt } from './claims/measure.ts';

const MiB = 2 ** 20;

const bug: PoolUse = { ...plainBufferUse, object: 'slab', fill: 'touch' };

export default defineCase({
	title: 'Very large objects',
	point:
		'The pool holds as many large objects as were ever borrowed at once, until two collections pass without use.',
	order: 50,
	use: { bug, fixed: { ...bug, container: 'semaphore' } },
	variants: { bug: 'sync.Pool', fixed: 'k objects, and requests wait for one' },
	story: {
		body: 16 * MiB,
		rate: 40,
		burst: 32,
		hold: 50e6,
		k: 4,
		gcperiod: 5e9,
		phases: 'load:4s,burst=1+burst:2s,rate=32+calm:10s,burst=1+idle:10s,rate=0'
	},
	controls: ['rate', 'burst', 'hold', 'k', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'the burst of 32 leaves 32 objects or a few more, not twice the number of Ps',
			holds: bugRun.totals.peakResidents >= 32 && bugRun.totals.peakResidents <= 41
		},
		{
			text: 'one collection after the burst all of it is still there',
			holds: valueAt(bugRun, 'heapBytes', 12e9) >= 512 * MiB
		},
		{
			text: 'without use two collections free all of it',
			holds: atEndOf(bugRun, 'idle', 'heapBytes') < 4 * MiB
		},
		{
			text: 'the bound of four keeps the heap at four objects, whatever arrives',
			holds: largestIn(fixedRun, 'burst', 'heapMaxBytes') <= 4 * 16 * MiB + 4 * MiB
		}
	]
});
