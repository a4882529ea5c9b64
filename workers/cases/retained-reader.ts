import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { atEndOf, largestIn, valueAt } from './claims/measure.ts';

const MiB = 2 ** 20;

const bug: PoolUse = {
	...plainBufferUse,
	object: 'reader',
	newCapacity: 'empty',
	fill: 'touch',
	payload: true
};

export default defineCase({
	title: 'A reader that keeps what it read',
	point: 'A pooled bytes.Reader of 40 bytes keeps the last body that it read, whatever its size.',
	order: 110,
	use: { bug, fixed: { ...bug, unpin: true } },
	variants: { bug: 'Put as it is', fixed: 'Reset(nil) before Put' },
	story: {
		body: 4 * MiB,
		rate: 20,
		burst: 50,
		hold: 100e6,
		gcperiod: 8e9,
		phases: 'load:4s,burst=1+burst:2s+calm:14s,burst=1,rate=2'
	},
	controls: ['rate', 'burst', 'hold', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'after the burst readers of 48 bytes each keep more than 100 MiB',
			holds:
				atEndOf(bugRun, 'burst', 'pinnedBytes') > 100 * MiB &&
				atEndOf(bugRun, 'burst', 'privateBytes') + atEndOf(bugRun, 'burst', 'sharedBytes') < 1 * MiB
		},
		{
			text: 'one collection later they still do',
			holds: valueAt(bugRun, 'pinnedBytes', 15e9) > 100 * MiB
		},
		{
			text: 'two collections later the readers that were not used are gone, and what they kept',
			holds: atEndOf(bugRun, 'calm', 'pinnedBytes') < 20 * MiB
		},
		{ text: 'with Reset(nil) they keep nothing', holds: largestIn(fixedRun, 'calm', 'pinnedBytes') === 0 },
		{
			text: 'and one collection frees what was read',
			holds: valueAt(fixedRun, 'heapBytes', 8.5e9) < 20 * MiB
		}
	]
});
