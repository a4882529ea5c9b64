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
const clients = [1, 2, 3];

/** A body of 10,000,000 bytes leaves 16 MiB of capacity, one that is cut off at 1 MiB leaves 2 MiB. */
function handler(client: number, limits: boolean): Goroutine {
	return spawned(
		`client ${client}`,
		step('buf := pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf' }, { op: 'reset', what: 'buf' }),
		step('buf.ReadFrom(r.Body)', { op: 'grow', what: 'buf', bytes: limits ? 2 * MiB : 16 * MiB }),
		// With the limit a body is refused before it has come to its end.
		...(limits ? [] : [quiet('	c.Wait()', { op: 'meet', at: 'attack', of: clients.length })]),
		step('defer pool.Put(buf)', { op: 'put', what: 'buf' })
	);
}

function program(limits: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				step('done.Go(func()', ...clients.map((n) => ({ op: 'spawn', goroutine: `client ${n}` }) as const)),
				quiet('	done.Wait()', { op: 'join', goroutines: clients.map((n) => `client ${n}`) }),
				step('runtime.GC()', { op: 'gc' }),
				step('live after one GC:', {
					op: 'check',
					check: { fault: 'retention', of: 'object', atMost: 2 * MiB }
				})
			),
			...clients.map((client) => handler(client, limits))
		]
	};
}

export default defineProgram({
	slug: 'oversized-dos',
	faults: ['retention'],
	everySchedule: true,
	scale: 'Three clients of the eight.',
	noun: 'buffer',
	bug: program(false),
	fixed: program(true)
});
