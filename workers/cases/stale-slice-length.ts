import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';

const bug: PoolUse = { ...plainBufferUse, object: 'slice', newCapacity: 512, fill: 'append', putStale: true };

export default defineCase({
	slug: 'stale-slice-length',
	aliases: ['stale-slice'],
	title: 'The slice from before append',
	point:
		'append returns a new slice and the old one goes back: every request grows a slice again, and Put boxes it.',
	order: 100,
	use: { bug, fixed: { ...bug, object: 'slice-pointer', putStale: false } },
	variants: { bug: 'Put of the slice from before append', fixed: '*[]byte, updated before Put' },
	story: { body: 64 * 1024, rate: 1000, hold: 5e6, phases: 'load:8s+idle:3s,rate=0' },
	controls: ['stale', 'rate', 'hold', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'every request allocates at least its body again',
			holds: bugRun.totals.totalAllocBytes > bugRun.totals.requests * 64 * 1024
		},
		{
			text: 'the fix allocates less than a hundredth of it',
			holds: fixedRun.totals.totalAllocBytes < 0.01 * bugRun.totals.totalAllocBytes
		}
	]
});
