import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { atEndOf, phaseNamed, valueAt } from './claims/measure.ts';

const MiB = 2 ** 20;

const bug: PoolUse = {
	...plainBufferUse,
	object: 'decoder',
	newCapacity: 4096,
	fill: 'touch',
	payload: true
};

export default defineCase({
	title: 'A pooled object that keeps its payload',
	point:
		'Each pooled decoder keeps the last payload that it read: a small object holds a large one for as long as it is pooled.',
	order: 40,
	use: { bug, fixed: { ...bug, unpin: true } },
	variants: { bug: 'd.in keeps the payload', fixed: 'd.in = nil before Put' },
	story: {
		body: 1 * MiB,
		rate: 100,
		burst: 100,
		hold: 20e6,
		gcperiod: 5.2e9,
		phases: 'load:4s,burst=1+burst:2s,rate=200+calm:14s,burst=1,rate=2'
	},
	controls: ['rate', 'burst', 'hold', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'right after the burst pooled decoders pin a hundred payloads or nearly so',
			holds: valueAt(bugRun, 'pinnedBytes', phaseNamed(bugRun, 'burst').endNs) >= 80 * MiB
		},
		{
			text: 'with the field cleared nothing is pinned',
			holds: atEndOf(fixedRun, 'burst', 'pinnedBytes') === 0
		},
		{
			text: 'eight seconds after the burst the bug holds ten times what the fix does',
			holds: valueAt(bugRun, 'heapBytes', 14e9) > 10 * valueAt(fixedRun, 'heapBytes', 14e9)
		},
		{
			text: 'both allocate the same: no profile of allocations shows the difference',
			holds: Math.abs(bugRun.totals.totalAllocBytes / fixedRun.totals.totalAllocBytes - 1) < 0.01
		}
	]
});
