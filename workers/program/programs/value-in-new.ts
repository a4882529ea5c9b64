import { defineProgram, goroutine, quiet, step, type PoolProgram } from '../program.ts';

/** Warm-up, then four requests that have not put their buffers back. */
function program(kind: 'wrong-type' | 'object'): PoolProgram {
	return {
		new: { kind },
		panicText: 'interface conversion: interface {} is bytes.Buffer, not *bytes.Buffer',
		goroutines: [
			goroutine(
				'main',
				quiet('pool.Put(new(bytes.Buffer))', { op: 'seed', count: 3 }),
				...[1, 2, 3, 4].map((request) =>
					step(
						'buf := pool.Get().(*bytes.Buffer)',
						{ op: 'get', into: 'buf' },
						{ op: 'write', what: 'buf', text: `request ${request} served` }
					)
				)
			)
		]
	};
}

export default defineProgram({
	slug: 'value-in-new',
	faults: ['nil-or-wrong-type'],
	everySchedule: true,
	scale: 'The whole program; the three Puts of the warm-up come before step 1.',
	noun: 'buffer',
	bug: program('wrong-type'),
	fixed: program('object')
});
