import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A generic pool of zero values',
	class: 'crash',
	symptom:
		'A small generic wrapper around sync.Pool works for some types. With pointers every first use panics, at a line far from the pool.',
	question: 'What is the zero value of T when T is *bytes.Buffer, and who notices?',
	hints: [
		'var t T is a valid *bytes.Buffer.',
		'The assertion in Get is satisfied.',
		'Get returns a nil pointer with the right type; the first method that needs the buffer panics.'
	],
	answer:
		"The wrapper's New returns the zero value of T, which for a pointer is nil. Packed into any it is a nil with a type, so the assertion in Get holds and Get reports success; the panic comes with the first use, which is where the trace points. For slices and plain structs the zero value is usable, and the wrapper works, at the price of boxing on every Put. For an interface type the assertion inside Get itself panics. A deferred Put makes it worse: it stores the typed nil, which the pool accepts, since it refuses only the untyped one, and then hands it to the next caller.",
	fixNote: 'The wrapper takes a constructor, so no T can be forgotten; nothing is boxed when T is a pointer.',
	lookAt:
		'Step 1, Get succeeds. Step 2, the first use panics. With a deferred Put: the nil that now lies in the pool.',
	measured: {
		text: 'Get returns nil, and WriteString panics with "invalid memory address or nil pointer dereference".',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/zero-value-generic/bug.go'
	},
	folklore: {
		claim: 'Get panics when the pool has nothing to give.',
		truth:
			'With a pointer type Get returns normally and the caller panics. Only with an interface type such as io.Writer does Get panic itself: "interface is nil, not io.Writer".',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/zero-value-generic/said.go',
				prints:
					'Get of a pointer: <nil>\nits first use: runtime error: invalid memory address or nil pointer dereference\nGet of an interface: interface conversion: interface is nil, not io.Writer'
			}
		]
	},
	relatives: ['missing-new', 'value-in-new'],
	vary: ['gomaxprocs'],
	tries: [
		'Let T be []byte: the zero value can be used, and Put boxes it.',
		'Seed one buffer with Put: one Get gives it, the next one gives nil again.'
	]
};

export default text;
