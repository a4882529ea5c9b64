import simulated from '../../cases/oversized-dos.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'retention',
	symptom:
		'Somebody posts a few very large bodies. The requests end, the heap stays up, and normal traffic keeps it up.',
	question:
		'Eight clients send 10 MB each and are answered. How much does the pool hold afterwards, and what decides it: the number of requests or something else?',
	hints: [
		'Every body is read in full before anybody looks at its size.',
		'A buffer keeps its capacity when it goes back.',
		'Eight borrows were open at the same time, and ReadFrom doubles: 10 MB end in a capacity of 16 MiB.'
	],
	answer:
		'ReadFrom grows the buffer by doubling until the body fits, so 10,000,000 bytes leave a capacity of 16 MiB, and Put keeps it. The pool ends with one buffer for each request that was in flight at the same time; a thousand such requests one after another would leave one or two. Small requests afterwards borrow the giants, and a giant that is borrowed between collections is never evicted, while those that wait through two collections go. The attack needs concurrency and slow clients more than volume.',
	fixNote:
		'With http.MaxBytesReader the read fails at the limit, which the handler answers with 413, so no buffer grows beyond 2 MiB for a limit of 1 MiB. A rule that drops large buffers must fit that limit: one that puts back no more than 64 KiB makes every body over 65,024 bytes unpoolable.',
	lookAt:
		'Occupancy by capacity: as many large buffers as there were requests in flight, and how slowly they go once small traffic borrows them.',
	measured: {
		text: '8 bodies of 10 MB in flight leave 128 MiB live after one collection, all answered 200; with the fix 8 times 413 and 2 MiB.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/oversized-dos/bug.go'
	},
	folklore: {
		claim: 'A hundred requests of 100 MB make the pool hold 10 GB; reading through a LimitReader cures it.',
		truth:
			'What counts is how many are in flight, and each 100 MB body counts with a capacity of 128 MiB. A plain limit on the reader ends the body without an error, so the service would accept a truncated one; the limit has to reject.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/oversized-dos/said.go',
				prints:
					'20 bodies of 100 MB one after another leave 128 MiB\na body of 10 MB behind a LimitReader: 1048576 bytes, error <nil>'
			}
		]
	},
	relatives: ['pinned-payload', 'large-struct', 'stale-slice-length'],
	vary: ['attackbody', 'attack', 'hold', 'limit', 'dropcap', 'gcperiod', 'rate']
};

export default text;
