import {
	defineProgram,
	goroutine,
	spawned,
	step,
	quiet,
	type Goroutine,
	type PoolProgram
} from '../program.ts';

const MiB = 1048576;
const ids = [0, 1, 2];

function handler(id: number, clears: boolean): Goroutine {
	return spawned(
		`handle ${id}`,
		step('u := pool.Get().(*upload)', { op: 'get', into: 'u' }),
		step('u.id, u.body = id, body', { op: 'pin', what: 'u', bytes: MiB }),
		quiet('	burst.Wait()', { op: 'meet', at: 'burst', of: ids.length }),
		...(clears ? [step('u.body = nil', { op: 'unpin', what: 'u' })] : []),
		step('pool.Put(u)', { op: 'put', what: 'u' })
	);
}

function program(clears: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				step('done.Go(func()', ...ids.map((id) => ({ op: 'spawn', goroutine: `handle ${id}` }) as const)),
				quiet('	done.Wait()', { op: 'join', goroutines: ids.map((id) => `handle ${id}`) }),
				step('runtime.GC()', { op: 'gc' }),
				step('fmt.Println("live after GC"', {
					op: 'check',
					check: { fault: 'retention', of: 'pinned', atMost: 0 }
				})
			),
			...ids.map((id) => handler(id, clears))
		]
	};
}

export default defineProgram({
	slug: 'pinned-payload',
	faults: ['retention'],
	everySchedule: true,
	scale: 'Three clients of the hundred, and the first of the two collections.',
	noun: 'upload',
	bug: program(false),
	fixed: program(true)
});
