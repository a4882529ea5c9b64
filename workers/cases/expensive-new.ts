import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { newShareIn } from './claims/measure.ts';

const bug: PoolUse = { ...plainBufferUse, object: 'table', fill: 'touch' };

export default defineCase({
	title: 'An expensive New, used now and then',
	point: 'With one collection between two uses of an object nearly all are found again; with two, none.',
	order: 70,
	use: { bug, fixed: { ...bug, container: 'channel' } },
	variants: { bug: 'sync.Pool', fixed: 'a free list of k that no collection clears' },
	story: {
		body: 20_000,
		rate: 20,
		burst: 20,
		gcperiod: 400e6,
		hold: 5e6,
		k: 32,
		phases: 'one-gc:10s,gcperiod=950ms+two-gcs:10s'
	},
	controls: ['rate', 'burst', 'hold', 'k'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'with one collection between uses few Gets call New',
			holds: newShareIn(bugRun, 'one-gc') < 0.3
		},
		{ text: 'with two all of them do', holds: newShareIn(bugRun, 'two-gcs') > 0.85 },
		{ text: 'the free list calls New no more than once an object', holds: fixedRun.totals.news <= 32 }
	]
});
