import simulated from '../../cases/large-struct.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'retention',
	symptom:
		'A picture service keeps more than a hundred megabytes after a peak, on a machine of two CPUs, though each picture is done in milliseconds.',
	question:
		'How many frames of 16 MiB does the pool hold after eight renders at once: two for each P, or something else?',
	hints: [
		'GOMAXPROCS sets the number of private slots, not the number of objects.',
		'Behind the private slot each P has a queue without a limit.',
		'Eight frames were out at the same time, and eight came back.'
	],
	answer:
		'The pool keeps whatever is put, and what is put is what was in flight at the same time. GOMAXPROCS decides how the objects are spread over slots and bounds nothing: the excess goes into the shared queue of a P, which grows. So a burst of eight leaves eight frames, whether there are one, two or eight Ps, and a caller that renders one frame after another leaves one or a few on 64 Ps. The first collection moves them to the victim without adding any; the second frees them. A free list that drops what does not fit bounds only what stays afterwards: the peak is still the number in flight.',
	fixNote:
		'Limit the frames in flight with a semaphore that blocks. That bounds the peak and what stays; the pool keeps the reuse.',
	lookAt:
		'Residents by slot after the burst (private, shared, victim) against the number in flight, and the bound with the fix.',
	measured: {
		text: '8 frames of 16 MiB in flight leave 128 MiB after one collection and 0 MiB after two, at GOMAXPROCS 1, 2 and 8 alike; with at most 4 in flight 64 MiB.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/large-struct/bug.go'
	},
	folklore: {
		claim: 'A pool holds at most two objects for each P, one of them in the victim.',
		truth:
			'Neither bound nor estimate: at GOMAXPROCS=2 eight frames stay, not four, and the victim moves objects and never doubles them.',
		runs: [
			{
				command: 'GOMAXPROCS=2 go run workers/programs/large-struct/bug.go',
				prints: 'live after GC 1 = 128 MiB\nlive after GC 2 = 0 MiB'
			}
		]
	},
	relatives: ['oversized-dos', 'pinned-payload', 'expensive-new'],
	vary: ['gomaxprocs', 'body', 'hold', 'rate', 'k', 'gogc']
};

export default text;
