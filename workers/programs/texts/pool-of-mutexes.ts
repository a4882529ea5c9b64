import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A pool of locks',
	class: 'misuse',
	symptom:
		'A balance protected by a lock loses updates under load. Nobody ever waits for the lock, and tests that make one deposit after another pass.',
	question: 'Every deposit holds a lock while it updates the balance. Which lock?',
	hints: [
		'How many mutexes are there while a hundred deposits are under way?',
		'An object that is borrowed is not in the pool.',
		'Two callers at the same time never hold the same mutex.'
	],
	answer:
		'A lock protects only if all callers use the same one. Get gives a caller an object that nobody else holds, which is just what a pool is for, so callers at the same time always lock different mutexes and none of them ever waits. All hundred read the same balance, and the last to write wins. The pool works as designed; identity is what it does not promise. On one P callers overlap only where one of them waits inside, or where the runtime preempts it there, which hardly ever meets a critical section of a few instructions; so the fault hides in tests.',
	fixNote: 'One mutex for the balance. Callers wait now, and that is what the lock was for.',
	lookAt:
		'As many locks as callers inside at once, the count of waits at zero, and the writes that overwrite each other.',
	measured: {
		text: '100 deposits end at a balance of 1 with 0 waits; with one mutex 100 deposits, balance 100, 99 waits.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/pool-of-mutexes/bug.go'
	},
	folklore: {
		claim: 'Two callers are likely to get different locks.',
		truth:
			'Callers at the same time always do. Not one of 100 deposits met a lock that was taken, while 100,000 deposits that never sleep at GOMAXPROCS=1 lost nothing at all.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/pool-of-mutexes/bug.go',
				prints: '100 deposits, balance 1 waits 0'
			}
		]
	},
	relatives: ['copied-pool', 'caller-set-fields', 'put-inside-new'],
	vary: ['gomaxprocs'],
	tries: [
		'Take the sleep out: at GOMAXPROCS=1 no deposit is lost, and every test passes.',
		'Use fewer goroutines: of n that overlap one deposit in n is kept.'
	]
};

export default text;
