import {
	defineProgram,
	goroutine,
	pause,
	quiet,
	step,
	type Goroutine,
	type PoolProgram
} from '../program.ts';

function worker(fixed: boolean): Goroutine {
	return {
		...goroutine(
			'worker',
			quiet(
				'for j := range queue',
				{ op: 'label', label: 'next' },
				{ op: 'recv', from: 'queue', into: 'j', shared: true }
			),
			step(
				'j.reply <- j.n * j.n',
				{ op: 'getField', of: 'j', field: 'reply', into: 'reply' },
				{ op: 'getField', of: 'j', field: 'n', into: 'n' },
				{ op: 'square', from: 'n', into: 'square' },
				{ op: 'send', to: 'reply', value: 'square' }
			),
			...(fixed ? [step('*j = job{}', { op: 'clearFields', of: 'j' } as const)] : []),
			step('pool.Put(j)', { op: 'put', what: 'j' }),
			quiet('for j := range queue', { op: 'jump', label: 'next' })
		),
		daemon: true
	};
}

/** square(n): the job with its own channel, the hand-over, the wait for the answer. */
function caller(n: number, fixed: boolean): Goroutine {
	return goroutine(
		`square(${n})`,
		step(
			'j := pool.Get().(*job)',
			{ op: 'get', into: 'j' },
			{ op: 'makeChan', into: 'own', cap: 1 },
			{ op: 'setField', of: 'j', field: 'n', value: n },
			{ op: 'setField', of: 'j', field: 'reply', value: 'own' }
		),
		quiet('queue <- j', { op: 'send', to: 'queue', value: 'j', shared: true }),
		pause('time.Sleep(20 * time.Millisecond)', { op: 'sleep' }),
		...(fixed
			? []
			: [step('return <-j.reply', { op: 'getField', of: 'j', field: 'reply', into: 'own' } as const)]),
		step(fixed ? 'return <-reply' : 'return <-j.reply', {
			op: 'recv',
			from: 'own',
			into: 'answer',
			expect: n * n
		})
	);
}

function program(fixed: boolean): PoolProgram {
	return { new: { kind: 'object' }, goroutines: [caller(2, fixed), caller(3, fixed), worker(fixed)] };
}

export default defineProgram({
	slug: 'caller-set-fields',
	faults: ['kept-past-borrow', 'wrong-answer', 'deadlock'],
	everySchedule: false,
	scale: 'The whole program; a caller takes its job, sets it and hands it over in one step.',
	noun: 'job',
	bug: program(false),
	fixed: program(true)
});
