import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A value where a pointer is expected',
	class: 'crash',
	symptom:
		'The service starts, passes its warm-up and its tests, and panics minutes later at a line that has worked all along.',
	question:
		'The type assertion is right for three requests and wrong for the fourth. What is different about the fourth?',
	hints: [
		'The first three requests never call New.',
		'warmUp and New do not put the same kind of thing into the pool.',
		'The dynamic type of what New returns is bytes.Buffer; the assertion asks for *bytes.Buffer.'
	],
	answer:
		'New returns a bytes.Buffer, the callers assert *bytes.Buffer, and both are packed into any, so the compiler cannot object. Objects that somebody put, here by warmUp, are pointers and satisfy the assertion. Only a miss calls New, so the panic comes at the first Get that finds the pool empty: when more requests are in flight than were seeded, on another P, or after two collections without use. Without warm-up it is the very first Get.',
	fixNote:
		'New returns a pointer. A pool of pointers allocates nothing on Put, while a pool of values would box a copy each time.',
	lookAt:
		'The occupancy, which counts down to zero, and the Get after that: the first that calls New is the one that panics.',
	measured: {
		text: 'With 3 seeded buffers Gets 1 to 3 succeed and Get 4 panics.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/value-in-new/bug.go'
	},
	folklore: {
		claim: 'A value in the pool is copied to the heap by every Get.',
		truth:
			'Get copies nothing to the heap. It is Put that packs the value into an interface: 48 B and one allocation for a bytes.Buffer, none for a pointer.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/value-in-new/said.go',
				prints: 'a value: Get 0 B, Put 48 B\na pointer: Get 0 B, Put 0 B'
			}
		]
	},
	relatives: ['missing-new', 'zero-value-generic', 'recursive-new'],
	vary: ['gomaxprocs'],
	tries: [
		'Seed none, one or two: the panic comes with the Get after the last of them. Seed four: all are served, and the panic waits for a fifth.',
		'Let New return new(bytes.Buffer): all four are served.'
	]
};

export default text;
