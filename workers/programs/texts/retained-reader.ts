import simulated from '../../cases/retained-reader.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'retention',
	symptom:
		'A service that parses packets keeps the packets after the burst, though the profile shows no struct of its own that holds them.',
	question: 'A bytes.Reader is a small struct and copies nothing. What do a hundred of them in a pool cost?',
	hints: [
		'What does Reset store?',
		'A reader refers to the slice that it reads from.',
		'The reader goes back with its last packet.'
	],
	answer:
		"A bytes.Reader holds the slice that it reads, together with a position. Put stores the reader with that slice, so each pooled reader pins the last packet it was given, whatever its size: the case is the same as a pooled struct with a payload field, only that the field is in somebody else's type. The number of pinned packets is the number of readers that were in flight at once. The first collection keeps them all as victims and the second frees them. The gain is small as well, since a reader that does not escape costs nothing to make.",
	fixNote:
		'Reset(nil) before Put lets go of the packet. Where the reader does not escape, no pool is simpler and no slower.',
	lookAt:
		'Side by side with the pinned payload: the same band, as high as the burst, gone with the second collection.',
	measured: {
		text: 'A burst of 100 packets of 1 MiB leaves 100 MiB live after one collection and 0 MiB after two; with Reset(nil) 0 MiB after one.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/retained-reader/bug.go'
	},
	folklore: {
		claim: 'A pooled bytes.Reader is harmless, because every user resets it first.',
		truth:
			'That Reset comes with the next borrow. Until then the reader keeps the last packet reachable: 100 readers of 48 B hold 100 MiB.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/retained-reader/bug.go',
				prints: 'live after GC 1 = 100 MiB\nlive after GC 2 = 0 MiB'
			},
			{
				params: {},
				pins: [{ case: 'pinned-payload', params: {} }],
				view: 'side',
				shows: 'side by side with the pinned payload'
			}
		]
	},
	relatives: ['pinned-payload', 'oversized-dos', 'large-struct'],
	vary: ['body', 'hold', 'rate', 'gcperiod', 'gogc']
};

export default text;
