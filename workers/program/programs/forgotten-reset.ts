import { defineProgram, goroutine, step, type Step } from '../program.ts';

function label(to: string, resets: boolean): Step[] {
	return [
		step('buf := pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf' }),
		...(resets ? [step('buf.Reset()', { op: 'reset', what: 'buf' })] : []),
		step('buf.WriteString(to)', { op: 'write', what: 'buf', text: `ship to ${to}` }),
		step('return buf.String()', { op: 'read', what: 'buf', expect: `ship to ${to}` }),
		step('defer pool.Put(buf)', { op: 'put', what: 'buf' })
	];
}

export default defineProgram({
	slug: 'forgotten-reset',
	faults: ['stale-content'],
	everySchedule: true,
	scale: 'The first three labels; one goroutine that never blocks, so there is one schedule.',
	noun: 'buffer',
	bug: {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...['Ada;', 'Bo;', 'Cy;'].flatMap((to) => label(to, false)))]
	},
	fixed: {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...['Ada;', 'Bo;', 'Cy;'].flatMap((to) => label(to, true)))]
	}
});
