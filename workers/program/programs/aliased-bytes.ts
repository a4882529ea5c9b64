import { defineProgram, goroutine, step, type PoolProgram, type Step } from '../program.ts';

/** encode: the result is a slice of the buffer, or a copy of it. */
function encode(into: string, value: string, copies: boolean): Step[] {
	return [
		step('buf := pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf' }, { op: 'reset', what: 'buf' }),
		step('json.NewEncoder(buf).Encode(v)', { op: 'write', what: 'buf', text: `"${value}"\n` }),
		copies
			? step('return bytes.Clone(buf.Bytes())', { op: 'copyOut', into, what: 'buf' })
			: step('return buf.Bytes()', { op: 'view', into, what: 'buf' }),
		step('defer pool.Put(buf)', { op: 'put', what: 'buf' })
	];
}

function program(copies: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				...encode('paid', 'paid', copies),
				...encode('open', 'open', copies),
				step('fmt.Printf("paid: %s", paid)', { op: 'readView', what: 'paid', expect: '"paid"\n' }),
				step('fmt.Printf("open: %s", open)', { op: 'readView', what: 'open', expect: '"open"\n' }),
				...encode('long', 'refunded', copies),
				...encode('short', 'new', copies),
				step('fmt.Printf("long: %q\\n", long)', { op: 'readView', what: 'long', expect: '"refunded"\n' })
			)
		]
	};
}

export default defineProgram({
	slug: 'aliased-bytes',
	faults: ['kept-past-borrow'],
	everySchedule: true,
	scale: 'The whole program; one goroutine that never blocks, so there is one schedule.',
	noun: 'buffer',
	bug: program(false),
	fixed: program(true)
});
