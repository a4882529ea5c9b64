import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A buffer shared with a helper goroutine',
	class: 'aliasing',
	symptom:
		'A reply begins with an audit line that belongs to the request before it. Each handler resets its buffer, and the first reply is always clean.',
	question: 'The handler resets the buffer and writes its reply. Who else writes, and into whose reply?',
	hints: [
		'Two goroutines write to buf.',
		'The audit takes 30 ms, the handler 20.',
		'When the audit writes, the handler has returned the buffer and the next one has reset it.'
	],
	answer:
		"The audit goroutine shares the handler's buffer, with no order between its write and the handler's Reset, write and Put. That is a data race with or without a pool. The pool gives it reach: by the time the late audit writes, the buffer belongs to the next request, so the line lands in a reply that has nothing to do with it. A buffer of one's own would have confined the damage to one request. An audit that comes between the handler's last read and the next Reset vanishes without a trace.",
	fixNote:
		'The goroutine borrows a buffer of its own and returns it itself. One more object in flight, no sharing.',
	lookAt:
		"The audit's write on the timeline: inside the borrow of the next request, after that request's Reset.",
	measured: {
		text: 'Replies 2 and 3 begin with the audit of the request before; the race detector reports it.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/concurrent-reset/bug.go'
	},
	folklore: {
		claim: 'This is an ordinary data race and the pool has nothing to do with it.',
		truth:
			'The race is ordinary, its reach is not: the pool carries the late write into the reply of another request, which a buffer that is dropped would never do.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/concurrent-reset/bug.go',
				prints: 'reply 1\n[audit 1] reply 2\n[audit 2] reply 3'
			}
		]
	},
	relatives: ['goroutine-outlives-borrow', 'use-after-put', 'caller-set-fields'],
	vary: ['gomaxprocs'],
	tries: [
		'Let the audit take 10 ms: each audit lands in its own reply.',
		'Let it take 25 ms: it lands in the next one, as with 30.'
	]
};

export default text;
