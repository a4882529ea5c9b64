import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';

const MiB = 2 ** 20;

const bug: PoolUse = { ...plainBufferUse, newCapacity: 'empty', reset: false };

export default defineCase({
	title: 'A forgotten Reset',
	point:
		'Every request appends to what the ones before it wrote: the buffers double and double, as long as they are used.',
	order: 80,
	use: { bug, fixed: { ...bug, reset: true } },
	variants: { bug: 'no Reset', fixed: 'Reset after Get' },
	story: { body: 4096, rate: 1000, hold: 5e6, gcperiod: 2e9, phases: 'load:12s+idle:6s,rate=0' },
	controls: ['rate', 'hold', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'the buffers hold everything that was ever written through them',
			holds: bugRun.totals.peakHeapBytes > 40 * MiB
		},
		{ text: 'with Reset the heap stays under 6 MiB', holds: fixedRun.totals.peakHeapBytes < 6 * MiB }
	]
});
