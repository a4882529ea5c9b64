import { defineProgram, goroutine, quiet, step, type Goroutine, type Step } from '../program.ts';

const main: Goroutine = goroutine(
	'main',
	step(
		'ada := pool.Get().(*ticket)',
		{ op: 'get', into: 'ada' },
		{ op: 'setField', of: 'ada', field: 'holder', value: 1 }
	),
	step(
		'bo := pool.Get().(*ticket)',
		{ op: 'get', into: 'bo' },
		{ op: 'setField', of: 'bo', field: 'holder', value: 2 }
	),
	step('Ada holds the ticket of', { op: 'getField', of: 'ada', field: 'holder', into: 'holder' }),
	step('Bo holds the ticket of', { op: 'getField', of: 'bo', field: 'holder', into: 'holder' })
);

const build = quiet('t := new(ticket)', { op: 'make', into: 't' });
const give = quiet('		return t', { op: 'give', what: 't' });

function program(steps: Step[]) {
	return { new: { kind: 'steps', steps, callCounts: false } as const, goroutines: [main] };
}

export default defineProgram({
	slug: 'put-inside-new',
	faults: ['two-owners'],
	everySchedule: true,
	scale:
		'The first two Gets, Ada is holder 1 and Bo is holder 2; one goroutine that never blocks, so there is one schedule.',
	noun: 'ticket',
	bug: program([build, step('pool.Put(t)', { op: 'put', what: 't' }), give]),
	fixed: program([build, give])
});
