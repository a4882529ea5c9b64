import { defineProgram, goroutine, quiet, step, type PoolProgram } from '../program.ts';

function program(kind: 'typed-nil' | 'object'): PoolProgram {
	return {
		new: { kind },
		panicText: 'runtime error: invalid memory address or nil pointer dereference',
		goroutines: [
			goroutine(
				'main',
				step('buf := pool.Get()', { op: 'get', into: 'buf' }),
				quiet('defer pool.Put(buf)', { op: 'recoverAt', label: 'deferred' }),
				step('buf.WriteString("hello")', { op: 'write', what: 'buf', text: 'hello' }),
				step('fmt.Println(buf)', { op: 'read', what: 'buf', expect: 'hello' }),
				quiet('defer pool.Put(buf)', { op: 'label', label: 'deferred' }),
				step('defer pool.Put(buf)', { op: 'put', what: 'buf' })
			)
		]
	};
}

export default defineProgram({
	slug: 'zero-value-generic',
	faults: ['nil-or-wrong-type'],
	everySchedule: true,
	scale: 'The whole program; the deferred Put still runs while it panics.',
	noun: 'buffer',
	bug: program('typed-nil'),
	fixed: program('object')
});
