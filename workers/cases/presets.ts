/** Famous incidents as runs: the parameters that repeat them, the public thread, and what real Go did with such a program. */
import type { Frames } from '../model/frames.ts';
import type { Params } from '../model/parameters.ts';

const MiB = 2 ** 20;
const SECOND_NS = 1e9;

/** A number of a real program. */
export interface Measured {
	/** collections forced since the start; the programs force one every second */
	collections: number;
	heapBytes: number;
}

export interface Preset {
	slug: string;
	title: string;
	/** one or two sentences: what happened, and why */
	point: string;
	/** the public thread */
	thread: { name: string; href: string };
	/** slug of the case whose program it is */
	case: string;
	params: Partial<Params>;
	/** where the run differs from the program of the thread; empty when it does not */
	differs: string;
	/** the heap of a real program, one that pools bytes.Buffer as the run does; empty where there is no such series */
	measured: readonly Measured[];
}

const mebibytes = (values: Record<number, number>): Measured[] =>
	Object.entries(values).map(([collections, size]) => ({
		collections: Number(collections),
		heapBytes: size * MiB
	}));

export const presets: readonly Preset[] = [
	{
		slug: 'go-23199',
		title: 'Large buffers that small requests keep alive',
		point:
			'Ten requests of 256 MiB, once; then ten small ones at a time, for ever. Each small request that takes a large ' +
			'buffer between two collections saves it from eviction.',
		thread: { name: 'golang/go#23199', href: 'https://github.com/golang/go/issues/23199' },
		case: 'steady',
		params: {
			gomaxprocs: 8,
			cores: 8,
			rate: 20,
			burst: 10,
			hold: 0.499 * SECOND_NS,
			body: 1024,
			garbage: 0,
			gcperiod: SECOND_NS,
			phases: 'large:400ms,body=256MiB+small:44600ms,body=1KiB'
		},
		differs:
			'Ten goroutines of the program wait 1 ms between two requests; here ten requests arrive together twice a second and ' +
			'hold their buffers for 499 ms.',
		measured: mebibytes({ 0: 2560, 2: 1024, 10: 512, 20: 256, 40: 0 })
	},
	{
		slug: 'go-27740',
		title: 'One large request among a thousand small ones',
		point:
			'A thousand goroutines want 1 KiB each time and one wants 256 MiB. It puts its large buffer back on one P and often ' +
			'takes the next one on another: a small one, which it makes large. Nobody makes it small again.',
		thread: { name: 'golang/go#27740', href: 'https://github.com/golang/go/issues/27740' },
		case: 'steady',
		params: {
			gomaxprocs: 8,
			rate: 0,
			closed: 1001,
			hold: 0.5 * SECOND_NS,
			idle: 0.001 * SECOND_NS,
			body: 1024,
			attack: 1 / 1001,
			attackby: 'worker',
			touch: false,
			attackbody: 256 * MiB,
			garbage: 0,
			gcperiod: SECOND_NS,
			duration: 51 * SECOND_NS
		},
		differs:
			'The program of the thread formats with fmt, and held 7 GiB after 50 collections. The numbers are of one that does ' +
			'the same with a bytes.Buffer; its goroutines sleep first and make room for their body then, and here the buffer grows before they ' +
			'sleep. A buffer of 256 MiB takes the program 0.1 to 0.9 s, mostly page faults, which the model leaves out.',
		measured: mebibytes({ 0: 258, 10: 1794, 20: 3074, 30: 5378, 40: 7682, 50: 10_242 })
	},
	{
		slug: 'go-22950',
		title: 'Why there is a victim cache',
		point:
			'Before Go 1.13 each collection emptied every pool, and the load paid anew for what had lain in it. Set the ' +
			'Go version to 1.19 to see the same load with a victim cache.',
		thread: { name: 'golang/go#22950', href: 'https://github.com/golang/go/issues/22950' },
		case: 'steady',
		params: {
			go: '1.12',
			gomaxprocs: 8,
			rate: 1000,
			hold: 5e6,
			body: 16 * 1024,
			garbage: 4096,
			gcperiod: 0.1 * SECOND_NS,
			duration: 20 * SECOND_NS
		},
		differs: 'The thread argues from a program of its own; the load here is a plain service.',
		measured: []
	},
	{
		slug: 'go-27735',
		title: 'An encoder that keeps its largest document',
		point:
			'One document in a thousand is 16 MiB. The buffer that an encoder takes from its pool has grown to hold it and goes ' +
			'back as it is; the small documents after it keep it alive.',
		thread: { name: 'golang/go#27735', href: 'https://github.com/golang/go/issues/27735' },
		case: 'oversized-dos',
		params: {
			gomaxprocs: 8,
			rate: 500,
			hold: 20e6,
			body: 2048,
			attack: 0.001,
			attackbody: 16 * MiB,
			garbage: 2048,
			gcperiod: SECOND_NS,
			duration: 30 * SECOND_NS
		},
		differs: 'The buffer grows as io.Copy makes it grow, not as encoding/json does.',
		measured: []
	}
];

/**
 * The heap after so many collections, in a run whose collections are forced every second:
 * just before the next one. The rows must be close enough together, a second or less.
 */
export function heapAfter({ columns, rows }: Frames, collections: number): number {
	const atNs = (collections + 0.9) * SECOND_NS;
	let row = 0;
	while (row + 1 < rows && columns.timeNs[row + 1]! <= atNs) row++;
	return columns.heapBytes[row]!;
}
