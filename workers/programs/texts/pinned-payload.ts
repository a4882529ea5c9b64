import simulated from '../../cases/pinned-payload.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'retention',
	symptom:
		'After a burst of uploads the heap stays up by the size of the burst, although every request is answered. Minutes later it falls on its own.',
	question: 'All hundred uploads are back in the pool, and each is a small struct. What holds 100 MiB?',
	hints: [
		'The struct is small. What does it refer to?',
		'Put stores the object with all that it points to.',
		'u.body still refers to the last payload of each of the hundred uploads.'
	],
	answer:
		'The collector follows pointers, and a pooled object is reachable like any other. Each upload goes back with its last body in the field, so each pooled object pins one payload. That is bounded, one payload for each pooled object and never more, but the number of pooled objects is the largest number that were in flight at once. The first collection moves them to the victim, where they still count as live; the second drops them, and the payloads with them. In an idle process, where only the forced collection every two minutes runs, that takes up to four minutes.',
	fixNote: 'Set the field to nil before Put. It costs one store, and after one collection nothing is left.',
	lookAt:
		'The band of payloads held through pooled objects: as high as the burst was wide, unchanged by the first collection, gone with the second.',
	measured: {
		text: 'A burst of 100 uploads of 1 MiB leaves 100 MiB live after one collection and 0 MiB after two; with the fix 0 MiB after one.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/pinned-payload/bug.go'
	},
	folklore: {
		claim:
			'It leaks, so memory grows steadily, and the profile of allocations shows where; clearing the object after Get is as good as before Put.',
		truth:
			'It does not grow: 2,000 uploads one after another leave 1 MiB. Bug and fix allocate the same, so that only a profile of what is in use tells them apart. And clearing after Get comes too late, since the payload is pinned while the object lies in the pool: the same burst leaves the same 100 MiB.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/pinned-payload/said.go',
				prints: '2,000 uploads one after another leave 1 MiB\n100 at once, cleared after Get, leave 100 MiB'
			},
			{
				params: {},
				pins: [{ case: 'pinned-payload', params: { fixed: true }, name: 'fix' }],
				view: 'overlay',
				shows: 'bug and fix both allocate 829 MiB; what differs is what stays'
			}
		]
	},
	relatives: ['retained-reader', 'oversized-dos', 'large-struct'],
	vary: ['body', 'hold', 'rate', 'gcperiod', 'gogc']
};

export default text;
