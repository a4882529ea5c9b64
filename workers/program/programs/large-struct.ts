import {
	defineProgram,
	goroutine,
	pause,
	quiet,
	spawned,
	step,
	type Goroutine,
	type PoolProgram
} from '../program.ts';

const MiB = 1048576;
const permits = 2;
const pictures = [1, 2, 3];

function render(picture: number, bounded: boolean): Goroutine {
	return spawned(
		`render ${picture}`,
		...(bounded ? [step('	slots <- struct{}{}', { op: 'send', to: 'slots', value: 'slots' } as const)] : []),
		step('f := pool.Get().(*frame)', { op: 'get', into: 'f' }, { op: 'grow', what: 'f', bytes: 16 * MiB }),
		pause('time.Sleep(50 * time.Millisecond)', { op: 'sleep' }),
		step('defer pool.Put(f)', { op: 'put', what: 'f' }),
		...(bounded
			? [quiet('defer func() { <-slots }()', { op: 'recv', from: 'slots', into: 'slots' } as const)]
			: [])
	);
}

function program(bounded: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				...(bounded
					? [
							quiet('var slots = make(chan struct{}', {
								op: 'makeChan',
								into: 'slots',
								cap: permits
							} as const)
						]
					: []),
				step('wg.Go(render)', ...pictures.map((n) => ({ op: 'spawn', goroutine: `render ${n}` }) as const)),
				quiet('	wg.Wait()', { op: 'join', goroutines: pictures.map((n) => `render ${n}`) }),
				step('fmt.Println("live after GC"', {
					op: 'check',
					check: { fault: 'retention', of: 'borrowed', atMost: permits }
				})
			),
			...pictures.map((picture) => render(picture, bounded))
		]
	};
}

export default defineProgram({
	slug: 'large-struct',
	faults: ['retention'],
	everySchedule: false,
	scale: 'Three pictures of the eight, and two slots of the four.',
	noun: 'frame',
	bug: program(false),
	fixed: program(true)
});
