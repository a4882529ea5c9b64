import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'Bytes that belong to the pool',
	class: 'aliasing',
	symptom:
		'Two API answers are swapped or mixed, in a program with one goroutine. The race detector, run for a week, reports nothing.',
	question: 'encode puts its buffer back only when it returns. Why does the first result change afterwards?',
	hints: [
		'Nothing here runs concurrently.',
		'What memory does buf.Bytes() refer to?',
		'The returned slice and the pooled buffer share one array, and the second call writes into it.'
	],
	answer:
		"Bytes returns a view of the buffer's own array and not a copy. The deferred Put hands that array to the next borrower while the caller still holds the view. The second encode resets the buffer and writes over the same bytes, so the first result reads as the second: every time, with one goroutine. A shorter second document leaves the tail of the first behind it; only one that outgrows the capacity moves to a new array and spares the old result. No two goroutines touch the memory, so there is no race to detect.",
	fixNote: 'Copy the bytes out before the buffer goes back: one allocation of the size of the result.',
	lookAt:
		'The result slice as a second holder of the band, and the content under it at the write of the second call.',
	measured: {
		text: 'The first of two results reads as the second: "paid" prints "open"; the longer "refunded" turns into "new" with the tail of the old document behind it.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/aliased-bytes/bug.go'
	},
	folklore: {
		claim: 'It happens sometimes, under load, and the race detector finds it.',
		truth:
			'It happens every time with one goroutine and no load, and the race detector has nothing to report: 24 runs, no report. A race build drops one Put in four, so the detector even hides the fault: 76 of 100 runs showed it.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run -race workers/programs/aliased-bytes/bug.go',
				prints: 'paid: "open"\nopen: "open"\n(and no report)'
			}
		]
	},
	relatives: ['use-after-put', 'missed-put', 'goroutine-outlives-borrow'],
	vary: ['gomaxprocs'],
	tries: [
		'Make the second document longer than the buffer: it moves to a new array, and the first result stays.',
		'Read each result before the next call of encode: both are right, and nothing is mended.'
	]
};

export default text;
