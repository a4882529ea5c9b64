import { defineProgram, goroutine, quiet, step, type Goroutine, type Step } from '../program.ts';

const panicText = 'runtime: goroutine stack exceeds 67108864-byte limit, fatal error: stack overflow';

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
		'The whole program, but the stack ends after 8 levels of New; Go gets to more than 400,000 on 64 MiB.',
	noun: 'buffer',
	bug: {
		new: {
			kind: 'steps',
			callCounts: true,
			steps: grow(step('// prefer one that has grown', { op: 'get', into: 'buf' }))
		},
		goroutines: [main],
		panicText,
		maxDepth: 8
	},
	fixed: {
		new: {
			kind: 'steps',
			callCounts: false,
			steps: grow(quiet('buf := new(bytes.Buffer)', { op: 'make', into: 'buf' }))
		},
		goroutines: [main],
		panicText,
		maxDepth: 8
	}
});
