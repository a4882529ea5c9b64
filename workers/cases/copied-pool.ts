import { plainBufferUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { newShareIn } from './claims/measure.ts';

export default defineCase({
	title: 'A pool that is copied',
	point:
		'A value receiver copies the pool at every call: each copy misses, and each stays alive through one collection.',
	order: 90,
	use: { bug: { ...plainBufferUse, container: 'copied-pool' }, fixed: plainBufferUse },
	variants: { bug: 'value receiver', fixed: 'pointer receiver' },
	story: {
		gomaxprocs: 64,
		body: 4096,
		rate: 4000,
		hold: 1e6,
		gogc: 200,
		phases: 'load:8s+idle:4s,rate=0'
	},
	controls: ['rate', 'gogc', 'garbage', 'memlimit'],
	claims: (bug, fixed) => [
		{ text: 'every Get calls New', holds: newShareIn(bug, 'load') === 1 },
		{
			text: 'at GOGC=200 every collection finds more alive than the one before it',
			holds: ascends(bug.collections.columns.heapMarkedBytes.subarray(0, bug.totals.gcCount))
		},
		{
			text: 'the peak of the heap is at least thirty times that of the fix',
			holds: bug.totals.peakHeapBytes > 30 * fixed.totals.peakHeapBytes
		}
	]
});

function ascends(values: Float64Array): boolean {
	return (
		values.length >= 3 && values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0))
	);
}
