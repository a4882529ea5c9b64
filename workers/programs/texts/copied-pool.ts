import simulated from '../../cases/copied-pool.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'retention',
	symptom:
		'The pool saves nothing: every call allocates, more the more Ps there are. Under steady load the heap climbs although nothing is kept; two collections after the load has stopped it is all gone.',
	question:
		'The output is right and every buffer is put back. Why does every Get call New, and who keeps the memory?',
	hints: [
		'Put reaches a pool. Which one?',
		'Look at the receiver of Encode.',
		'A value receiver copies the Encoder and with it the pool; every copy registers itself with the runtime at its first Get.'
	],
	answer:
		'A method with a value receiver works on a copy of the Encoder, and so on a copy of the sync.Pool in it. The copy starts empty, calls New, allocates an array of slots for all Ps, takes the buffer back and goes out of scope, so the New rate is exactly 100 %. It does not go out of memory: its first Get has entered it in the list of pools that the runtime clears at a collection. The next collection turns its slots into victims and marks them as live; only the one after that frees them. All copies made between two collections therefore count as live heap, which raises the heap goal, which lengthens the time to the next collection. With GOGC high enough this feeds itself.',
	fixNote:
		'A pointer receiver: all calls share one pool. vet finds the copy, the only one of the twenty that it finds.',
	lookAt:
		'The New rate at 100 % and the live heap after each collection, at GOGC 50, 100 and 200; then the drop at the second collection after the load.',
	measured: {
		text: '1,000,000 New calls in 1,000,000 Gets; with GOGC=off 283 MiB still live after one collection, 0 MiB after two.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 GOGC=off go run workers/programs/copied-pool/bug.go'
	},
	folklore: {
		claim: 'A copied pool behaves unpredictably.',
		truth:
			'It is as regular as can be: every Get misses. The harm is memory. The heap of twenty million calls at GOMAXPROCS=2 peaked at 9 MiB with GOGC=50, at 178 MiB with GOGC=100 and above 5 GiB with GOGC=200.',
		runs: [
			{
				command: 'GOMAXPROCS=1 GOGC=50 go run workers/programs/copied-pool/bug.go',
				prints: 'New calls: 1000000 of 1000000 Gets'
			},
			{
				params: {},
				pins: [
					{ case: 'copied-pool', params: { gogc: 100 }, name: 'GOGC 100' },
					{ case: 'copied-pool', params: { gogc: 50 }, name: 'GOGC 50' }
				],
				view: 'overlay',
				shows: 'the same load at GOGC 200, 100 and 50: two of the heaps settle'
			}
		]
	},
	relatives: ['expensive-new', 'missed-put', 'pool-of-mutexes'],
	vary: ['gogc', 'rate', 'memlimit', 'gomaxprocs']
};

export default text;
