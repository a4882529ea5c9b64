import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';

const MiB = 2 ** 20;

const bug: PoolUse = {
	...plainBufferUse,
	object: 'slice',
	newCapacity: 512,
	fill: 'append',
	reset: 'cut',
	putStale: true
};

export default defineCase({
	aliases: ['stale-slice'],
	title: 'A slice put back with its length',
	point:
		'Every request appends behind what the ones before it left: the slices grow and grow, as long as they are used.',
	order: 100,
	use: { bug, fixed: { ...bug, object: 'slice-pointer', reset: true, putStale: false } },
	variants: { bug: 'Put of the slice as it is', fixed: '*[]byte, cut to [:0]' },
	// The parameters as they are at first make the bug that the harness has under this name: append's result is lost.
	story: {
		body: 4096,
		rate: 1000,
		hold: 5e6,
		gcperiod: 2e9,
		stale: false,
		cut: false,
		phases: 'load:12s+idle:6s,rate=0'
	},
	controls: ['cut', 'stale', 'rate', 'hold', 'gogc'],
	claims: (bugRun, fixedRun) => [
		{
			text: 'the slices hold everything that was ever appended',
			holds: bugRun.totals.peakHeapBytes > 30 * MiB
		},
		{ text: 'cut to [:0] they take under 6 MiB', holds: fixedRun.totals.peakHeapBytes < 6 * MiB }
	]
});
