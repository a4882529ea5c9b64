import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A field read after hand-over',
	class: 'aliasing',
	symptom: "A caller receives the answer to another caller's question, and that other caller hangs for good.",
	question: "Each caller makes its own reply channel. How does one caller come to receive from another's?",
	hints: [
		'The channel has room for one answer, so the worker does not wait for the caller.',
		'Who owns the job after queue <- j?',
		'The worker answers and puts the job back; the next caller takes it and sets a new channel; then the first caller reads j.reply.'
	],
	answer:
		'After the send on queue the job belongs to the worker. The worker answers into the buffered channel and puts the job back before the caller has begun to receive. The next caller gets the same job and stores its own channel in it. Now the first caller evaluates j.reply, finds that second channel, and takes the answer meant for the other; its own answer stays unread in a channel that nobody holds, and the second caller waits for ever. The collector has no part in this: it never takes an object that is borrowed, and a send on a nil channel would block, not panic.',
	fixNote:
		'Keep the channel in a local variable and receive from that, and clear the job before Put so that it pins nothing. Pooling the small job saves little in the first place.',
	lookAt:
		"The read of j.reply by the first caller: it comes after the second caller's store, and the two channels are crossed from there on.",
	measured: {
		text: 'square(2) returns 9 and the caller of square(3) waits until Go reports the deadlock; with the fix 4 and 9.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/caller-set-fields/bug.go'
	},
	folklore: {
		claim: 'The collector empties the pool, the channel field is nil, and the send panics.',
		truth:
			"A borrowed object lies in no slot, so no collection can take it. With GOGC=1 the result is the same crossed answer. At GOMAXPROCS=2 it mostly hides: the worker's Put tends to land in the private slot of another P, where the next caller does not find it. On a busy machine 9 of 68 runs showed it.",
		runs: [
			{
				command: 'GOMAXPROCS=1 GOGC=1 go run workers/programs/caller-set-fields/bug.go',
				prints: 'square(2) = 9\nfatal error: all goroutines are asleep - deadlock!'
			}
		]
	},
	relatives: ['use-after-put', 'goroutine-outlives-borrow', 'put-inside-new', 'concurrent-reset'],
	vary: ['gomaxprocs'],
	tries: [
		'Make the channel without a buffer: the worker waits for the caller, and both answers are right.',
		'Take the sleep out: both answers come out right, as a rule. That is how it passes its tests.'
	]
};

export default text;
