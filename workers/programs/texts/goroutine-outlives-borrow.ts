import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A goroutine that outlives the borrow',
	class: 'aliasing',
	symptom:
		'Customers receive confirmations of other orders, and several receive the same one. The log of the handler shows the right names.',
	question:
		'Each call writes its own customer into the buffer before it starts the goroutine. Why does every mail name the last one?',
	hints: [
		'When does confirm return, and when does the goroutine read?',
		'The deferred Put runs when confirm returns.',
		'Ten milliseconds later all four goroutines read the same buffer.'
	],
	answer:
		'The goroutine captures the pointer to the buffer and not its text. confirm returns at once, its deferred Put returns the buffer, and the next confirm takes the same one, resets it and writes the next customer. By the time the mails go out, all goroutines that share the buffer read its last content. Each distinct buffer gives one right mail: the last that was written into it. When the mail server answers before the next call nothing looks wrong, and the race detector reports it all the same.',
	fixNote:
		'Take the text out before the goroutine starts. Handing the buffer over and letting the goroutine put it back is right too, but then every pending mail holds a buffer.',
	lookAt:
		'The band after its owner has returned it, with four goroutines still attached, and the one reading they all get.',
	measured: {
		text: '4 of 4 mails name the last customer; with the fix each customer gets one.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/goroutine-outlives-borrow/bug.go'
	},
	folklore: {
		claim: 'It prints garbage occasionally.',
		truth:
			'It prints well-formed text of somebody else, and as soon as the goroutine is later than the next call it does so for all but one reader of each buffer: 3 of 4 mails are wrong in every one of 45 runs at GOMAXPROCS 1, 2 and 8.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/goroutine-outlives-borrow/bug.go',
				prints: 'mailed: order of Di\n(four times)'
			}
		]
	},
	relatives: ['use-after-put', 'concurrent-reset', 'caller-set-fields'],
	vary: ['gomaxprocs'],
	tries: [
		'Wait 20 ms between the calls, longer than the mail server takes: every mail is right, and the race detector still reports.',
		'Let connect return at once: the mails are still all of the last customer, for main runs on.'
	]
};

export default text;
