/**
 * What the harness itself keeps on the heap that it measures. It is in the columns of every trace, it is no part of
 * the programs that the model runs, and in exact runs it has to be told apart to the byte. Sizes are those of the
 * harness's types (`tests/ground-truth/harness`) on a 64-bit machine, in Go's size classes.
 */
import { roundupSize, tinyBlockBytes } from '../model/heap/sizeClasses.ts';

/** One `tok` of `exactLoad`'s ring: pointer, interface, two slices, pointer, flag, int. */
const TOK_BYTES = 96;
/** One `Step` of `res.End`: a string, nine words, a pointer. */
const STEP_BYTES = 96;
/** The `Census` that a step refers to: twelve words of counters and flags, of them a slice of three. */
const CENSUS_BYTES = 112;
/** `stopGC`, a channel without a buffer. */
const CHANNEL_BYTES = 112;
/** A WaitGroup, or a block of the tiny allocator. */
const SMALL_BYTES = tinyBlockBytes;
/** One interface of the slice into which the census of a channel takes its objects. */
const INTERFACE_BYTES = 16;
/** From Go 1.26 on the first 32 bytes of a slice that grows by append lie on the stack if it does not escape. */
const STACK_SLICE_BYTES = 32;
const STACK_SLICES_SINCE = 26;

/** What the recorder has allocated since the stop of the load, and how its share of the heap has changed. */
export interface RecorderShare {
	allocBytes: number;
	mallocs: number;
	/** negative where more has died than was made */
	heapBytes: number;
}

/** After one of the three collections at the end. */
export interface RecorderTail {
	/** when its state is read for `end` */
	state: RecorderShare;
	/** when the row of `samples` is taken: the state's own census and list are on the heap by then */
	row: RecorderShare;
}

export interface RecordedProcess {
	/** minor version of Go, 26 for 1.26 */
	goMinor: number;
	gomaxprocs: number;
	/** what the harness counts objects of: a pool in place, a channel by taking them all, or nothing */
	counts: 'pool' | 'channel' | 'nothing';
	/** length of the exact driver's ring; 0 for the other drivers */
	ring: number;
	/** objects that the census counts at the stop and after each of the three collections */
	residents: readonly number[];
}

/** Heap that the harness has taken between its state `baseline` and the first row of a run [bytes]. */
export function recorderStartBytes({ counts, ring }: Pick<RecordedProcess, 'counts' | 'ring'>): number {
	// The baseline's census, the ring, stopGC, two WaitGroups, stopSampler.
	const census = counts === 'nothing' ? 0 : CENSUS_BYTES;
	return census + ringBytes(ring) + CHANNEL_BYTES + 3 * SMALL_BYTES;
}

/** Columns of a row, each of eight bytes. */
const ROW_BYTES = 20 * 8;
/** Seconds that a load is given at least if it ends by its operations, and a margin [ns]. */
const LOAD_BY_OPERATIONS_NS = 60e9;
const MARGIN_NS = 10e9;
const PAGE_BYTES = 4096;

/** The rows of `samples`, which the harness maps at its start outside of the heap and touches: resident [bytes]. */
export function recorderRowsBytes(run: {
	closed: number;
	ops: number;
	gcEvery: number;
	sampleEvery: number;
	sampleNs: number;
	durationNs: number;
}): number {
	const { closed, ops, gcEvery, sampleEvery, sampleNs, durationNs } = run;
	const loadNs = ops > 0 ? Math.max(durationNs, LOAD_BY_OPERATIONS_NS) : durationNs;
	const rows =
		closed === 1 && gcEvery > 0
			? 2 * Math.floor(ops / gcEvery) + 16 + (sampleEvery > 0 ? Math.floor(ops / sampleEvery) : 0)
			: Math.floor((loadNs + MARGIN_NS) / sampleNs) + 64;
	return Math.ceil((rows * ROW_BYTES) / PAGE_BYTES) * PAGE_BYTES;
}

/** The recorder's share after each of the three collections that follow the load. */
export function recorderTail(process: RecordedProcess): RecorderTail[] {
	const { goMinor, gomaxprocs, counts, ring, residents } = process;
	// Dead since the stop: the ring, stopGC, and the WaitGroup of the goroutine that forces collections.
	let kept = -(ringBytes(ring) + CHANNEL_BYTES + SMALL_BYTES);
	let allocBytes = 0;
	let mallocs = 0;
	/** garbage of the step before, that the next collection frees */
	let dying = 0;
	/** the array of res.End, replaced by a larger one when it is full */
	let steps = 0;
	const step = (index: number) => {
		if (index === steps) {
			const grown = Math.max(1, 2 * steps);
			kept += (grown - steps) * STEP_BYTES;
			dying += steps * STEP_BYTES;
			allocBytes += grown * STEP_BYTES;
			mallocs++;
			steps = grown;
		}
		if (counts === 'nothing') return;
		kept += CENSUS_BYTES;
		const objects = residents[index] ?? 0;
		let besides = 0;
		if (counts === 'pool') {
			// Residents by P; the census keeps the slice if there are any.
			const perP = perPBytes(gomaxprocs);
			if (objects > 0) kept += perP;
			else dying += perP;
			besides = perP;
			mallocs++;
		} else {
			for (const bytes of appendedSlices(objects, goMinor)) {
				dying += bytes;
				besides += bytes;
				mallocs++;
			}
		}
		allocBytes += CENSUS_BYTES + besides;
		mallocs++;
	};

	const share = () => ({ allocBytes, mallocs, heapBytes: kept + dying });
	step(0);
	return [1, 2, 3].map((collection) => {
		// The array that was replaced after the last collection was still in use during it. Nothing has flushed the
		// allocation caches since the step at the stop, so its slice may still be the P's current tiny block, and a
		// collection marks those.
		dying =
			collection === 1 && counts === 'pool' && residents[0] === 0 && gomaxprocs * 8 < tinyBlockBytes
				? tinyBlockBytes
				: 0;
		const state = share();
		step(collection);
		return { state, row: share() };
	});
}

function ringBytes(ring: number): number {
	return ring === 0 ? 0 : roundupSize(ring * TOK_BYTES, false);
}

/** A slice of one int for each P; below 16 bytes it takes a block of the tiny allocator. */
function perPBytes(gomaxprocs: number): number {
	return Math.max(tinyBlockBytes, roundupSize(gomaxprocs * 8, true));
}

/** Arrays that append makes for so many interfaces, from none on, doubling. */
function appendedSlices(objects: number, goMinor: number): number[] {
	const made: number[] = [];
	let length = goMinor >= STACK_SLICES_SINCE ? STACK_SLICE_BYTES / INTERFACE_BYTES : 0;
	while (length < objects) {
		length = Math.max(1, 2 * length);
		made.push(roundupSize(length * INTERFACE_BYTES, false));
	}
	return made;
}
