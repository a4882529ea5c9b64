import {
	defineProgram,
	goroutine,
	pause,
	quiet,
	step,
	type Goroutine,
	type PoolProgram
} from '../program.ts';

const callers = [1, 2, 3];

function deposit(caller: number, pooled: boolean): Goroutine {
	const lock = pooled ? { what: 'mu' } : { what: 'mu', shared: true };
	return goroutine(
		`deposit ${caller}`,
		...(pooled ? [step('mu := locks.Get().(*sync.Mutex)', { op: 'get', into: 'mu' } as const)] : []),
		step('mu.TryLock()', { op: 'lock', section: 'balance', ...lock }),
		step('old := balance', { op: 'load', variable: 'balance', into: 'old' }),
		pause('time.Sleep(time.Millisecond)', { op: 'sleep' }),
		step('balance = old + 1', { op: 'store', variable: 'balance', from: 'old', add: 1 }),
		quiet('defer mu.Unlock()', { op: 'unlock', section: 'balance', ...lock }),
		...(pooled ? [step('defer locks.Put(mu)', { op: 'put', what: 'mu' } as const)] : [])
	);
}

function program(pooled: boolean): PoolProgram {
	return { new: { kind: 'object' }, goroutines: callers.map((caller) => deposit(caller, pooled)) };
}

export default defineProgram({
	slug: 'pool-of-mutexes',
	faults: ['lost-identity'],
	everySchedule: false,
	scale: 'Three deposits of the hundred.',
	noun: 'mutex',
	bug: program(true),
	fixed: program(false)
});
