import { defineProgram, goroutine, pause, step, type Goroutine } from '../program.ts';

const get = 'buf := pool.Get().(*bytes.Buffer)';
const write = 'buf.WriteString(name)';
const put = 'pool.Put(buf)';

/** The caller whose greeting goes wrong; its Reset and its two writes are one step. */
function caller(user: string, ...end: Goroutine['steps']): Goroutine {
	return goroutine(
		user,
		step(get, { op: 'get', into: 'buf' }),
		step(write, { op: 'reset', what: 'buf' }, { op: 'write', what: 'buf', text: `hello ${user}` }),
		...end
	);
}

/** The same with Reset as a step of its own, because a reader can come between. */
function laterCaller(user: string, ...end: Goroutine['steps']): Goroutine {
	return goroutine(
		user,
		step(get, { op: 'get', into: 'buf' }),
		step('buf.Reset()', { op: 'reset', what: 'buf' }),
		step(write, { op: 'write', what: 'buf', text: `hello ${user}` }),
		...end
	);
}

function readLate(user: string): Goroutine['steps'] {
	return [
		step(put, { op: 'put', what: 'buf' }),
		pause('	record()', { op: 'yield' }),
		step('return buf.String()', { op: 'read', what: 'buf', expect: `hello ${user}` })
	];
}

function readFirst(user: string): Goroutine['steps'] {
	return [
		step('text := buf.String()', { op: 'copyOut', into: 'text', what: 'buf' }),
		step(put, { op: 'put', what: 'buf' }),
		pause('	record()', { op: 'yield' }),
		step('return text', { op: 'readView', what: 'text', expect: `hello ${user}` })
	];
}

export default defineProgram({
	slug: 'use-after-put',
	faults: ['use-after-put'],
	everySchedule: false,
	scale: 'Two callers of the hundred.',
	noun: 'buffer',
	bug: {
		new: { kind: 'object' },
		goroutines: [caller('user00', ...readLate('user00')), laterCaller('user01', ...readLate('user01'))]
	},
	fixed: {
		new: { kind: 'object' },
		goroutines: [caller('user00', ...readFirst('user00')), laterCaller('user01', ...readFirst('user01'))]
	}
});
