import { defineProgram, goroutine, step, type Step } from '../program.ts';

function encode(n: number, copies: boolean): Step[] {
	const pool = copies ? { from: 'e' } : {};
	const back = copies ? { to: 'e' } : {};
	return [
		...(copies ? [step('func (e Encoder) Encode', { op: 'copyPool', into: 'e' })] : []),
		step('buf := e.pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf', ...pool }),
		step(
			'buf.WriteString(strconv.Itoa(n))',
			{ op: 'reset', what: 'buf' },
			{ op: 'write', what: 'buf', text: String(n) }
		),
		step('return buf.String()', { op: 'read', what: 'buf', expect: String(n) }),
		step('defer e.pool.Put(buf)', { op: 'put', what: 'buf', ...back })
	];
}

const check = step('fmt.Println("New calls:"', { op: 'check', check: { fault: 'churn', atMost: 1 } });

export default defineProgram({
	slug: 'copied-pool',
	faults: ['churn'],
	everySchedule: true,
	scale: 'Three calls of the million; one goroutine that never blocks, so there is one schedule.',
	noun: 'buffer',
	bug: {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...[0, 1, 2].flatMap((n) => encode(n, true)), check)]
	},
	fixed: {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...[0, 1, 2].flatMap((n) => encode(n, false)), check)]
	}
});
