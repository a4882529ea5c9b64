import { defineProgram, goroutine, step, type PoolProgram, type Step } from '../program.ts';

/** head of a document that is well formed or not. */
function head(into: string, document: string, fails: boolean, fixed: boolean): Step[] {
	const put = step(fixed ? 'defer pool.Put(buf)' : 'pool.Put(buf)', { op: 'put', what: 'buf' });
	const compact = step('json.Compact(buf, []byte(doc))', { op: 'write', what: 'buf', text: document });
	const begin = [
		step('buf := pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf' }, { op: 'reset', what: 'buf' }),
		compact
	];
	if (fails) {
		const fail = step('return nil, err', {
			op: 'say',
			words: fixed ? 'returns the error' : 'returns the error without Put'
		});
		return fixed ? [...begin, fail, put] : [...begin, fail];
	}
	return [
		...begin,
		fixed
			? step('return bytes.Clone(first), nil', { op: 'copyOut', into, what: 'buf' })
			: step('first, _, _ := bytes.Cut', { op: 'view', into, what: 'buf' }),
		put
	];
}

function program(fixed: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				...head('kept', '[1111', false, fixed),
				...head('first', '[2222', true, fixed),
				...head('first', '[2222', false, fixed),
				step('fmt.Println("failed:"', { op: 'check', check: { fault: 'lost-object', atMost: 0 } }),
				step('first result, as kept', { op: 'readView', what: 'kept', expect: '[1111' })
			)
		]
	};
}

export default defineProgram({
	slug: 'missed-put',
	faults: ['lost-object', 'kept-past-borrow'],
	everySchedule: true,
	scale:
		'Three documents of the thousand, the second one broken; one goroutine that never blocks, so there is one schedule.',
	noun: 'buffer',
	bug: program(false),
	fixed: program(true)
});
