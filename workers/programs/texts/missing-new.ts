import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: 'A pool without New',
	class: 'crash',
	symptom:
		'Every request fails with the same panic in the log. The process stays up and its liveness check is green.',
	question: 'Will the service recover once the pool has warmed up?',
	hints: [
		'What does Get return when the pool is empty and New is nil?',
		'The assertion panics, and then nothing after it runs.',
		'Put is never reached, so there will never be an object to get.'
	],
	answer:
		'An empty pool without New answers Get with a nil interface. The assertion to *bytes.Buffer panics, and the deferred Put was not yet registered at that line, so nothing ever enters the pool. The next request finds it just as empty. A server that recovers from panics, as net/http does for each request, keeps running and keeps failing: it is every request and not only the first.',
	fixNote: 'Give the pool a New. A comma-ok assertion with a fallback works as well and costs as little.',
	lookAt: 'Get at step 1 of every request and the occupancy, which stays at zero for good.',
	measured: {
		text: '3 of 3 requests panic with "interface {} is nil, not *bytes.Buffer", and the process goes on.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/missing-new/bug.go'
	},
	folklore: {
		claim: 'There is no reason to leave New unset, and it fails on the first request.',
		truth:
			'It fails on all of them. net/http, regexp and math/big have pools without New and test for nil after Get, which is the right form where making an object needs arguments.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/missing-new/bug.go',
				prints: 'panic: interface conversion: interface {} is nil, not *bytes.Buffer\n(three times)'
			}
		]
	},
	relatives: ['value-in-new', 'zero-value-generic', 'recursive-new'],
	vary: ['gomaxprocs'],
	tries: [
		'Put one buffer before the first request: at GOMAXPROCS=1 all three are answered, for each puts it back.',
		'Borrow two at once then: the second one panics.'
	]
};

export default text;
