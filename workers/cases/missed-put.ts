import { plainBufferUse, type PoolUse } from '../model/workload/poolUse.ts';
import { defineCase } from './case.ts';
import { newShareIn } from './claims/measure.ts';

const use: PoolUse = { ...plainBufferUse, copyOut: true };

export default defineCase({
	title: 'An error path without Put',
	point:
		'Every buffer lost on the error path is made anew: New is called for as many requests as fail. Nothing accumulates.',
	order: 60,
	use: { bug: { ...use, skipPutOnError: true }, fixed: use },
	variants: { bug: 'an error returns without Put', fixed: 'defer Put' },
	story: {
		body: 64 * 1024,
		rate: 1500,
		errrate: 0.5,
		hold: 5e6,
		phases: 'healthy:4s,errrate=0+failing:5s+recovered:3s,errrate=0'
	},
	controls: ['errrate', 'copyout', 'rate', 'hold', 'gogc'],
	claims: (bug, fixed) => [
		{
			text: 'while half of the requests fail, New is called for half of them',
			holds: Math.abs(newShareIn(bug, 'failing') - 0.5) < 0.03
		},
		{ text: 'afterwards hardly any request calls New', holds: newShareIn(bug, 'recovered') < 0.01 },
		{ text: 'with the fix hardly any request calls New', holds: newShareIn(fixed, 'failing') < 0.01 }
	]
});
