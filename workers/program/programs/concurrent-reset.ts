import {
	defineProgram,
	goroutine,
	pause,
	quiet,
	spawned,
	step,
	type Goroutine,
	type LineMark,
	type PoolProgram,
	type Step
} from '../program.ts';

const requests = [1, 2];

function handle(request: number): Step[] {
	return [
		step(['func handle', 'buf := pool.Get()'], { op: 'get', into: 'buf' }),
		step(
			['func handle', 'buf.Reset()'],
			{ op: 'reset', what: 'buf' },
			{ op: 'spawn', goroutine: `audit ${request}` }
		),
		pause('time.Sleep(20 * time.Millisecond)', { op: 'sleep' }),
		step('fmt.Fprintf(buf, "reply %d", request)', { op: 'write', what: 'buf', text: `reply ${request}` }),
		step('return buf.String()', { op: 'read', what: 'buf', expect: `reply ${request}` }),
		step(['func handle', 'defer pool.Put(buf)'], { op: 'put', what: 'buf' })
	];
}

function audit(request: number, own: boolean): Goroutine {
	const inside = (fragment: string): LineMark => ['audits.Go(func() {', fragment];
	return spawned(
		`audit ${request}`,
		...(own
			? [
					step(
						inside('buf := pool.Get()'),
						{ op: 'get', into: 'buf' } as const,
						{ op: 'reset', what: 'buf' } as const
					)
				]
			: []),
		pause('time.Sleep(30 * time.Millisecond)', { op: 'sleep' }),
		step('fmt.Fprintf(buf, "[audit %d] ", request)', {
			op: 'write',
			what: 'buf',
			text: `[audit ${request}] `
		}),
		...(own ? [step(inside('defer pool.Put(buf)'), { op: 'put', what: 'buf' } as const)] : [])
	);
}

function program(own: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				...requests.flatMap(handle),
				quiet('	audits.Wait()', { op: 'join', goroutines: requests.map((request) => `audit ${request}`) })
			),
			...requests.map((request) => audit(request, own))
		]
	};
}

export default defineProgram({
	slug: 'concurrent-reset',
	faults: ['kept-past-borrow'],
	everySchedule: false,
	scale: 'Two requests of the three.',
	noun: 'buffer',
	bug: program(false),
	fixed: program(true)
});
