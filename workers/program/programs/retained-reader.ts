import {
	defineProgram,
	goroutine,
	quiet,
	spawned,
	step,
	type Goroutine,
	type PoolProgram
} from '../program.ts';

const MiB = 1048576;
const packets = [1, 2, 3];

function parser(packet: number, clears: boolean): Goroutine {
	return spawned(
		`parse ${packet}`,
		step('r := pool.Get().(*bytes.Reader)', { op: 'get', into: 'r' }),
		step('r.Reset(packet)', { op: 'pin', what: 'r', bytes: MiB }),
		quiet('	burst.Wait()', { op: 'meet', at: 'burst', of: packets.length }),
		...(clears ? [step('r.Reset(nil)', { op: 'unpin', what: 'r' })] : []),
		step('pool.Put(r)', { op: 'put', what: 'r' })
	);
}

function program(clears: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				step('done.Go(func()', ...packets.map((n) => ({ op: 'spawn', goroutine: `parse ${n}` }) as const)),
				quiet('	done.Wait()', { op: 'join', goroutines: packets.map((n) => `parse ${n}`) }),
				step('runtime.GC()', { op: 'gc' }),
				step('fmt.Println("live after GC"', {
					op: 'check',
					check: { fault: 'retention', of: 'pinned', atMost: 0 }
				})
			),
			...packets.map((packet) => parser(packet, clears))
		]
	};
}

export default defineProgram({
	slug: 'retained-reader',
	faults: ['retention'],
	everySchedule: true,
	scale: 'Three packets of the hundred, and the first of the two collections.',
	noun: 'reader',
	bug: program(false),
	fixed: program(true)
});
