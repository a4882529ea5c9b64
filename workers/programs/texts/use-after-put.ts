import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A buffer read after Put',
	class: 'aliasing',
	symptom:
		'Under load some users are greeted with the name of another user. The text is complete and well formed, only not theirs.',
	question: 'greet resets its buffer and writes one name into it. How can it return another name?',
	hints: [
		'Follow one buffer, not one call.',
		'Which line is the last at which this call owns the buffer?',
		'record lets another goroutine run, and by then the buffer lies in the pool.'
	],
	answer:
		'Put ends the borrow: from that line on the buffer belongs to whoever gets it next. This call keeps its pointer, lets others run, and reads. Meanwhile the next borrower has taken the same buffer, reset it and written its own name, and that is what the late reader finds. It finds the text of one other caller, nearly always whole: every borrower resets first and the late reader writes nothing, so two names are never joined. The race detector sees a read in one goroutine against a write in another, at GOMAXPROCS=1 as well.',
	fixNote:
		'Take the string out while the buffer is still yours, then Put. The string is a copy of its own: one small allocation for each call.',
	lookAt:
		'The step after Put, where a second goroutine takes the band while the first still holds it, and the content of the buffer on either side of that step.',
	measured: {
		text: 'At GOMAXPROCS=1 99 of 100 greetings name somebody else; with the fix none.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/use-after-put/bug.go'
	},
	folklore: {
		claim: 'Use after Put shows as two texts run together, from two writers at once.',
		truth:
			"In 150,000 greetings at GOMAXPROCS 1, 2, 8 and 64 no two names were joined: 147,843 were another caller's complete text and 76 were cut short, read before the name was written. There is no second writer; it is a read that races a write.",
		runs: [
			{
				command: 'GOMAXPROCS=2 go run workers/programs/use-after-put/said.go',
				prints: "own 308 another's 9655 cut short 37 two joined 0"
			}
		]
	},
	relatives: ['aliased-bytes', 'goroutine-outlives-borrow', 'concurrent-reset', 'caller-set-fields'],
	vary: ['gomaxprocs'],
	tries: [
		'Take record out: at GOMAXPROCS=1 no greeting is wrong any more, and the race detector still reports.',
		'Let record sleep a millisecond: nearly all greetings are wrong, on any number of Ps.'
	]
};

export default text;
