import { defineProgram, goroutine, step, type PoolProgram, type Step } from '../program.ts';

function frame(msg: string, clears: boolean): Step[] {
	const append = clears ? '*b = append((*b)[:0], msg...)' : 'b = append(b, msg...)';
	return [
		step(clears ? 'b := pool.Get().(*[]byte)' : 'b := pool.Get().([]byte)', { op: 'get', into: 'b' }),
		step(
			append,
			...(clears ? [{ op: 'reset', what: 'b' } as const] : []),
			{ op: 'write', what: 'b', text: msg },
			{ op: 'read', what: 'b', expect: msg }
		),
		step('pool.Put(b)', { op: 'put', what: 'b' })
	];
}

function program(clears: boolean): PoolProgram {
	const messages = ['<msg 1>', '<msg 2>', '<msg 3>', '<msg 4>'];
	return {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...messages.flatMap((msg) => frame(msg, clears)))]
	};
}

export default defineProgram({
	slug: 'stale-slice-length',
	faults: ['stale-content'],
	everySchedule: true,
	scale:
		'The first four calls with messages of 7 bytes; one goroutine that never blocks, so there is one schedule.',
	noun: 'slice',
	bug: program(false),
	fixed: program(true)
});
