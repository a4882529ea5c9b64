import { plainBufferUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { riseIn } from './claims/measure.ts';

export default defineCase({
	title: 'No pool at all',
	point:
		'Without a pool every request allocates its buffer: the collector runs often, and nothing is kept afterwards.',
	order: 20,
	use: {
		bug: { ...plainBufferUse, container: 'none', newCapacity: 'size', reset: false },
		fixed: plainBufferUse
	},
	harnessHasOneVariant: true,
	variants: { bug: 'a new buffer each time', fixed: 'one pool' },
	story: { body: 64 * 1024, rate: 2000, hold: 5e6, phases: 'load:7s+idle:3s,rate=0' },
	controls: ['rate', 'hold', 'gogc'],
	claims: (bug, fixed) => [
		{
			text: 'the program without a pool collects at least ten times as often as the one with it',
			holds: riseIn(bug, 'load', 'numGC') >= 10 * riseIn(fixed, 'load', 'numGC')
		},
		{
			text: 'every request allocates its body',
			holds: bug.totals.totalAllocBytes >= bug.totals.requests * 64 * 1024
		},
		{ text: 'nothing is pooled', holds: bug.totals.peakResidents === 0 }
	]
});
