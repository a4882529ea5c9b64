import { defineProgram, goroutine, quiet, step, type PoolProgram } from '../program.ts';

function program(kind: 'unset' | 'object'): PoolProgram {
	return {
		new: { kind },
		panicText: 'interface conversion: interface {} is nil, not *bytes.Buffer',
		goroutines: [
			goroutine(
				'main',
				...[1, 2, 3].flatMap((request) => [
					quiet('defer func() {', { op: 'recoverAt', label: `after ${request}` }),
					step('buf := pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf' }, { op: 'reset', what: 'buf' }),
					step('fmt.Fprintf(buf, "reply %d", request)', {
						op: 'write',
						what: 'buf',
						text: `reply ${request}`
					}),
					step('return buf.String()', { op: 'read', what: 'buf', expect: `reply ${request}` }),
					step('defer pool.Put(buf)', { op: 'put', what: 'buf' }),
					quiet('fmt.Println(handle(request))', { op: 'label', label: `after ${request}` })
				])
			)
		]
	};
}

export default defineProgram({
	slug: 'missing-new',
	faults: ['nil-or-wrong-type'],
	everySchedule: true,
	scale: 'The whole program: three requests, each of which panics and is recovered.',
	noun: 'buffer',
	bug: program('unset'),
	fixed: program('object')
});
