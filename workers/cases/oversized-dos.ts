import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { atEndOf, largestIn } from './claims/measure.ts';

const MiB = 2 ** 20;

const bug: PoolUse = { ...plainBufferUse, newCapacity: 'empty', fill: 'read-from' };

export default defineCase({
	title: 'Large bodies, then calm',
	point:
		'A few large bodies leave large buffers in the pool, and the small requests after them keep those buffers alive.',
	order: 30,
	use: { bug, fixed: { ...bug, limited: true, dropOversized: true } },
	variants: { bug: 'any buffer goes back', fixed: 'large bodies are rejected, large buffers dropped' },
	story: {
		body: 4096,
		attackbody: 8 * MiB,
		attack: 0.04,
		rate: 500,
		hold: 50e6,
		arrival: 'poisson',
		holddist: 'exponential',
		gcperiod: 2e9,
		dropcap: 64 * 1024,
		limit: 1 * MiB,
		phases: 'before:3s,attack=0+attack:3s+calm:14s,attack=0'
	},
	controls: ['attackbody', 'attack', 'hold', 'rate', 'dropcap', 'limit', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'the heap at the end of the calm is still at more than half of its peak',
			holds: atEndOf(bugRun, 'calm', 'heapBytes') > 0.5 * bugRun.totals.peakHeapBytes
		},
		{
			text: 'with the fix the heap at the end of the calm is under 8 MiB',
			holds: atEndOf(fixedRun, 'calm', 'heapBytes') < 8 * MiB
		},
		{
			text: 'with the fix the attack costs less than a tenth of the peak',
			holds: largestIn(fixedRun, 'attack', 'heapMaxBytes') < 0.1 * bugRun.totals.peakHeapBytes
		}
	]
});
