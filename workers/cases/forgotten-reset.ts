import type { Frames } from '../model/frames.ts';
import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { valueAt } from './claims/measure.ts';

/** Collections of one second of the run, from 1. */
function collectionsIn(run: Frames, second: number): number {
	return valueAt(run, 'numGC', second * 1e9) - valueAt(run, 'numGC', (second - 1) * 1e9);
}

const MiB = 2 ** 20;

const bug: PoolUse = { ...plainBufferUse, newCapacity: 'empty', reset: false, copyOut: true };

export default defineCase({
	title: 'A forgotten Reset',
	point:
		'Every request copies out what all requests before it wrote: the collector runs more and more often, and the live heap hardly shows it.',
	order: 80,
	use: { bug, fixed: { ...bug, reset: true } },
	variants: { bug: 'no Reset', fixed: 'Reset after Get' },
	// Ten thousand labels of twelve bytes by one goroutine, as the Go program of this case makes them.
	story: {
		gomaxprocs: 1,
		body: 12,
		rate: 1000,
		hold: 0,
		gcperiod: 2e9,
		copyout: true,
		phases: 'load:10s+idle:5s,rate=0'
	},
	controls: ['copyout', 'rate', 'hold', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'ten thousand requests allocate what ten thousand calls of the Go program do',
			holds: Math.abs(bugRun.totals.totalAllocBytes / (618_656 * 1024) - 1) < 0.001
		},
		{
			text: 'what is allocated grows with the square of the requests: half of them allocate a quarter of it',
			holds: Math.abs(valueAt(bugRun, 'totalAllocBytes', 5e9) / bugRun.totals.totalAllocBytes - 0.25) < 0.01
		},
		{
			text: 'each second sees more collections than the one three before it',
			holds: [4, 5, 6, 7, 8, 9, 10].every((s) => collectionsIn(bugRun, s) > collectionsIn(bugRun, s - 3))
		},
		{
			text: 'what is live stays under half a mebibyte',
			holds: Math.max(...bugRun.collections.columns.heapMarkedBytes) < 0.5 * MiB
		},
		{
			text: 'with Reset a thousandth is allocated',
			holds: fixedRun.totals.totalAllocBytes < 0.001 * bugRun.totals.totalAllocBytes
		}
	]
});
