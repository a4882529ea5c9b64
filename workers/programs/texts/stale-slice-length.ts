import simulated from '../../cases/stale-slice-length.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'retention',
	symptom:
		'Messages carry the bytes of earlier messages from the second one on. A pool of small slices grows to megabytes.',
	question:
		'The slice has a capacity of 1 KiB and each message has 100 bytes. Why is it ever longer than 100?',
	hints: [
		'What is the length of the slice that the second call gets?',
		'append adds after the length, not at the start of the array.',
		'The slice goes back with length 100, then 200, then 300.'
	],
	answer:
		'A slice value carries its length, and Put stores it as it is. The next Get returns a slice that already has 100 elements, so append writes behind them and the result is wrong on the second call, not after thousands. Beyond the capacity append moves to a larger array, and that one goes back, so the pooled slice grows without bound as long as it is in use. When the slice is a value, Put also packs its header of 24 bytes into an interface each time.',
	fixNote: 'Start each append from length zero, and pool a pointer to the slice: then Put allocates nothing.',
	lookAt:
		'Length and capacity at each Get: 0, 100, 200, 300. Then the bytes allocated for each call, which have two parts: growth and the boxed header. In the simulation, with 4 KiB a request, the heap climbs for as long as the slices are used: a full one moves to an array a quarter larger, and the old one is garbage.',
	measured: {
		text: 'Lengths 100, 200, 300, 400 for messages of 100 bytes; after 100,000 more calls one slice of 10,312 KiB and 546 B allocated for each call. With the fix 1 KiB and 0 B.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/stale-slice-length/bug.go'
	},
	folklore: {
		claim:
			'It goes wrong after thousands of calls, and cutting the slice to [:0] before Put is all it takes.',
		truth:
			'It is wrong from the second call on. With [:0] the length is right, but Put still allocates 24 B to box the slice header. A pool of *[]byte allocates 0 B.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/stale-slice-length/bug.go',
				prints: '100 200 300 400'
			},
			{
				params: { cut: true },
				pins: [],
				shows: 'cut to [:0]: the slices keep their size, and each request allocates 24 B'
			}
		]
	},
	relatives: ['forgotten-reset', 'aliased-bytes', 'oversized-dos'],
	vary: ['body', 'cut', 'stale', 'rate', 'hold', 'gogc']
};

export default text;
