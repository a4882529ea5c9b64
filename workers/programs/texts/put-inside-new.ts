import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'New that puts what it returns',
	class: 'aliasing',
	symptom: 'Two customers hold the same ticket. It happens from the first pair on, at every number of CPUs.',
	question: 'New leaves one ticket in the pool for the next caller. Which ticket?',
	hints: [
		'How many tickets does one call of New make?',
		'It puts a ticket and returns a ticket.',
		'They are the same one.'
	],
	answer:
		"New makes one ticket, puts it into the pool and returns it as well. The first caller owns it, the pool offers it, and the next Get hands it to the second caller. One New thus serves two Gets: eight holders share four tickets. Nothing is random about it and no second goroutine is needed, so the race detector is silent. Once holders put their tickets back the duplicates stay: the pool has two references to each, and every later pair can meet in one object. In the pool's own initializer the compiler rejects it as an initialization cycle.",
	fixNote: 'New only builds. To warm a pool, put objects that nobody else holds.',
	lookAt:
		'Step 1: New puts the object. Step 2: Get returns it. Step 3: the next Get returns it again, and the band has two owners.',
	measured: {
		text: 'Ada and Bo hold one ticket, and 8 holders share 4; with the fix 8 holders have 8.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/put-inside-new/bug.go'
	},
	folklore: {
		claim: 'Two callers sometimes get the same object.',
		truth:
			'The first two always do, with one goroutine, at GOMAXPROCS 1, 2 and 8. And written with New in the initializer it does not compile.',
		runs: [
			{
				command: 'cp workers/programs/put-inside-new/uncompilable.go.txt /tmp/new.go && go run /tmp/new.go',
				prints: 'initialization cycle: pool refers to itself'
			},
			{
				command: 'GOMAXPROCS=1 go run workers/programs/put-inside-new/bug.go',
				prints: 'Ada holds the ticket of Bo\nBo holds the ticket of Bo\n8 holders share 4 tickets'
			}
		]
	},
	relatives: ['recursive-new', 'caller-set-fields', 'pool-of-mutexes'],
	vary: ['gomaxprocs'],
	tries: [
		'Let both put their ticket back: it is in the pool twice then, and the next two Gets give one ticket again.'
	]
};

export default text;
