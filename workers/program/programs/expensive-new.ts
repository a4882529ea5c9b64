import { defineProgram, goroutine, step, type Step } from '../program.ts';

const gc = step('runtime.GC()', { op: 'gc' });
const check = step('fmt.Println(gcs, "GCs between uses', {
	op: 'check',
	check: { fault: 'churn', atMost: 1 }
});

function lookup(fixed: boolean): Step[] {
	return fixed
		? [step('t := shared().(*table)', { op: 'say', words: 'uses the one table, which no collection takes' })]
		: [
				step('t := tables.Get().(*table)', { op: 'get', into: 't' }),
				step('defer tables.Put(t)', { op: 'put', what: 't' })
			];
}

export default defineProgram({
	slug: 'expensive-new',
	faults: ['churn'],
	everySchedule: true,
	scale: 'A lookup, then one with a collection in between, then one with two.',
	noun: 'table',
	bug: {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...lookup(false), gc, ...lookup(false), gc, gc, ...lookup(false), check)]
	},
	fixed: {
		new: { kind: 'object' },
		goroutines: [goroutine('main', ...lookup(true), gc, ...lookup(true), gc, gc, ...lookup(true), check)]
	}
});
