import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'New that calls Get',
	class: 'crash',
	symptom:
		'The process dies with a stack overflow under load. No recover catches it, and the stack trace repeats two functions.',
	question: 'New prefers a buffer that has already grown and asks the pool for it. When is New called?',
	hints: [
		'A warm pool answers Get without New.',
		'New runs when the pool is empty.',
		'Inside New the pool is still empty, so the Get in New calls New.'
	],
	answer:
		"Get calls New once it has found nothing where it looks: its own slots, the shared queues of other Ps, the victim. New then calls Get on the same pool, which finds nothing either and calls New again, and so on. The stack doubles until Go refuses to grow it, and that is a fatal error that recover cannot catch. As long as each Get finds an object nothing happens, so the crash waits for the first miss. In the form that one would write first, New in the pool's own initializer, the compiler rejects it as an initialization cycle; the bug needs New to be set in init.",
	fixNote: 'New builds and does nothing else.',
	lookAt:
		'The depth of the stack and its size, which doubles at each step to the limit; the first miss is the last Get.',
	measured: {
		text: 'With a stack limit of 64 MiB the one seeded Get succeeds and the second dies more than 400,000 levels deep.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/recursive-new/bug.go'
	},
	folklore: {
		claim: 'It overflows on the first call.',
		truth:
			'Written as one would write it, it does not compile: "initialization cycle". With New set in init it dies at the first miss, and at Go\'s own limit of 1 GB that is after 3.5 million levels and 1.0 GiB of resident memory.',
		runs: [
			{
				command: 'cp workers/programs/recursive-new/uncompilable.go.txt /tmp/new.go && go run /tmp/new.go',
				prints: 'initialization cycle: pool refers to itself'
			},
			{
				command: 'GOMAXPROCS=1 go run workers/programs/recursive-new/bug.go',
				prints: 'request 1 got a buffer of 4096\n(and then the stack overflow)'
			}
		]
	},
	relatives: ['put-inside-new', 'missing-new', 'value-in-new'],
	vary: ['gomaxprocs'],
	tries: [
		'Seed a second buffer: both requests are served, and a third would die.',
		'Take SetMaxStack out: the stack grows to 512 MiB and dies more than 3.5 million levels deep.'
	]
};

export default text;
