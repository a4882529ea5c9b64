import simulated from '../../cases/forgotten-reset.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'churn',
	symptom:
		'Labels come out with the text of earlier labels in front, longer by the hour. CPU goes into copying and the collector runs more and more often, while the live heap looks modest.',
	question:
		'Where does the text of the earlier calls come from, and why does the program allocate more with every call?',
	hints: [
		'The first label is right.',
		'What does a buffer contain when Get hands it out?',
		'Nobody empties the buffer. At GOMAXPROCS=1 every call gets the same one back, so each String copies everything written so far.'
	],
	answer:
		'Get returns an object in the state in which it was put: sync.Pool never clears anything. Each call appends to what the calls before it left and then copies the whole of it into a new string, so the bytes allocated grow with the square of the number of calls. The strings are garbage at once, which makes this churn rather than a leak; only the buffer itself stays, at the size of everything ever written through it. Collections do not end it: an object that is used between two collections is never evicted. On several Ps a call now and then meets a fresh buffer and looks clean, so the fault seems to come and go.',
	fixNote:
		'Reset right after Get, where a reader sees that the borrow starts clean; it costs nothing and keeps the capacity.',
	lookAt:
		'The collections, which follow each other faster and faster while the live heap hardly grows, and the capacity of the buffer that never goes down. The simulation makes ten thousand labels in ten seconds. On more Ps a collection now and then costs a buffer, which then begins anew; with bodies of 4 KiB the buffers themselves become the heap.',
	measured: {
		text: '10,000 calls with a text of 12 bytes allocate 618,656 KiB; with the fix 156 KiB.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/forgotten-reset/bug.go'
	},
	folklore: {
		claim: 'A dirty object from the pool is a matter of wrong output only.',
		truth:
			'Output is the smaller half. Ten thousand short labels allocate 604 MiB, four thousand times what the fixed program allocates, and ten times as many calls would cost a hundred times as much.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/forgotten-reset/bug.go',
				prints: '10,000 more labels allocated 618656 KiB'
			},
			{ params: {}, pins: [], shows: 'the same ten thousand labels as a run, collection by collection' }
		]
	},
	relatives: ['stale-slice-length', 'aliased-bytes', 'missed-put'],
	vary: ['body', 'rate', 'copyout', 'gomaxprocs', 'gogc', 'gcperiod']
};

export default text;
