import simulated from '../../cases/missed-put.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'churn',
	symptom:
		'When upstream sends broken documents, allocation and CPU rise with the error rate, and fall again with it. Separately, a result that was kept has changed.',
	question: 'Where do the buffers of failed documents go, and does the heap fill up with them?',
	hints: [
		'Read every return of head.',
		'A buffer that nobody refers to is ordinary garbage.',
		'One New for each failed document. For the changed result, see what first refers to.'
	],
	answer:
		'The early return leaves without Put, so the pool has one object fewer and a later Get calls New: New calls equal failed documents. Nothing piles up, since a lost buffer is unreachable and the next collection frees it. What it costs is allocation, a new buffer that has to grow to the size of a document again. There is a second fault in the same lines: the result is a slice of the pooled buffer, and the next call writes over it. A deferred Put alone cures the first and leaves the second.',
	fixNote:
		'Defer Put right after Get, and copy the result out before it runs. The copy is the price of returning bytes from a pooled buffer.',
	lookAt:
		'New rate against error rate, point by point; lost buffers among the garbage and not among what is retained.',
	measured: {
		text: '250 failed documents of 1,000 give 251 New calls, and the first result reads 2222 instead of 1111; with the fix 1 New call and 1111.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/missed-put/bug.go'
	},
	folklore: {
		claim: 'Missed Puts accumulate until memory runs out, and a deferred Put repairs the function.',
		truth:
			'Lost buffers are garbage: they cost allocation, not memory that stays. And the deferred Put does not stop the function from returning bytes that the pool owns.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/missed-put/said.go',
				prints: '10000 buffers lost: 0 MiB are live\nwith a deferred Put the first result reads: [2222'
			}
		]
	},
	relatives: ['aliased-bytes', 'expensive-new', 'copied-pool'],
	vary: ['errrate', 'body', 'copyout', 'rate', 'gogc']
};

export default text;
