import { defineProgram, goroutine, quiet, step, type Goroutine, type Step } from '../program.ts';
import type { Stack } from '../stack.ts';

const panicText = 'runtime: goroutine stack exceeds 67108864-byte limit, fatal error: stack overflow';

/** Of go1.26: what the two functions take for a call of each, and when a stack of 4 KiB moves for the first time. */
const stack: Stack = { firstBytes: 4096, takenBytes: 1216, levelBytes: 152, limitBytes: 64 * 2 ** 20 };

const main: Goroutine = goroutine(
	'main',
	quiet('pool.Put(bytes.NewBuffer(', { op: 'seed', count: 1 }),
	...[1, 2].map(() => step(['request := 1;', 'buf := pool.Get()'], { op: 'get', into: 'buf' }))
);

function grow(from: Step): Step[] {
	return [
		from,
		quiet('buf.Grow(4096)', { op: 'grow', what: 'buf', bytes: 4096 }, { op: 'give', what: 'buf' })
	];
}

export default defineProgram({
	slug: 'recursive-new',
	faults: ['stack-overflow'],
	everySchedule: true,
	scale:
		'The whole program. A step inside New stands for all the calls until the stack is full again: some 19 of them at first, 220,000 at last.',
	noun: 'buffer',
	bug: {
		new: {
			kind: 'steps',
			callCounts: true,
			steps: grow(step('// prefer one that has grown', { op: 'get', into: 'buf' }))
		},
		goroutines: [main],
		panicText,
		stack
	},
	fixed: {
		new: {
			kind: 'steps',
			callCounts: false,
			steps: grow(quiet('buf := new(bytes.Buffer)', { op: 'make', into: 'buf' }))
		},
		goroutines: [main],
		panicText,
		stack
	}
});
