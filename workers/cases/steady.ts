import { plainBufferUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { atEndOf, largestIn, newShareIn } from './claims/measure.ts';

const MiB = 2 ** 20;

export default defineCase({
	title: 'A pool that works',
	point:
		'The pool holds as many buffers as there were requests at once, and two collections without use empty it.',
	order: 10,
	use: { bug: plainBufferUse, fixed: plainBufferUse },
	variants: { bug: 'one pool', fixed: 'the same' },
	story: {
		body: 64 * 1024,
		rate: 1000,
		hold: 10e6,
		garbage: 4096,
		gcperiod: 2e9,
		phases: 'load:7s+idle:5s,rate=0'
	},
	controls: ['rate', 'hold', 'gogc', 'garbage'],
	claims: (run) => [
		{
			text: 'fewer than one Get in a hundred calls New under load',
			holds: newShareIn(run, 'load') < 0.01
		},
		{
			text: 'the pool holds about rate × hold buffers, whatever the number of Ps',
			holds: run.totals.peakResidents >= 10 && run.totals.peakResidents <= 30
		},
		{
			text: 'two collections without use empty the pool',
			holds: atEndOf(run, 'idle', 'privateObjects') + atEndOf(run, 'idle', 'victimObjects') === 0
		},
		{ text: 'the heap stays under 16 MiB', holds: largestIn(run, 'load', 'heapMaxBytes') < 16 * MiB }
	]
});
