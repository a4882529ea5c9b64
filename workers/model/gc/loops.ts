import type { Rng } from '../rng.ts';
import { zero } from '../zero.ts';

/**
 * The system's monitor wakes up every 10 ms where nothing happens: it sees once that another goroutine runs on a P, and
 * preempts it when it sees the next time that it still does (proc.go: sysmon, retake, forcePreemptNS). [ns]
 */
const sliceNs = 20_050_000;
/**
 * When the sampler's system call loses its P, the monitor begins with short sleeps again, and preempts the loop earlier;
 * how often that is so. Both read off the samples of loops at GOMAXPROCS=1: of 1,537 distances 546 are short. [ns]
 */
const shortSliceNs = 12_600_000;
const LOSES_P = 0.355;

/**
 * A loop is not equally fast in all its slices: in the recordings the operations of a slice differ by 2 to 9 % (standard
 * deviation), as caches and memory are shared with others. Taken as a loss of up to so much at the beginning. [ns]
 */
const mostLossNs = 0.06 * sliceNs;

/**
 * The first stop of the world takes so much longer where loops keep Ps busy and no thread has to wake up for it: 14, 22, 25,
 * 33 and 53 us in the middle in gctrace of loops at GOMAXPROCS=2 with one P busy. [ns]
 */
export const stopOthersNs = 17_000;

/**
 * What a mark costs a loop on the only P beyond what gctrace counts, as goroutines are switched to, and code and spans are
 * in no cache when it goes on: no-pool at GOGC 100, 200 and 400 takes 71 us a mark with 1 MiB (gctrace: 49), 88 with 4 KiB
 * (51). [ns]
 */
export const goesOnNs = 25_000;

/**
 * Memory that loops use again after a mark is in caches where so much is allocated between two marks, and in none where so
 * much more is: no-pool beside live heaps of 4 to 64 MiB, so that 6 to 86 MB are. [bytes]
 */
export const cachedBytes = 16e6;
const furtherBytes = 32e6;
/** The least part of it that is in none where another core sweeps: 4 KiB at two Ps, 6 MB between marks, take 75 ns more. */
const elsewhere = 0.25;
/**
 * What a byte of it costs more then, and a span whose records are in no cache either. There: 0.01 to 0.02 ns/B with 64 KiB,
 * 0.02 with 1 MiB in a quiet hour, 0.04 in a busy one and 0.033 to 0.047 in recordings; 100 ns with 4 KiB in the one, 310 in
 * the other, 300 in recordings, and two share a span. [ns]
 */
export const coldByteNs = 0.02;
export const coldSpanNs = 500;

/** The part of what loops use again that is in no cache, where they allocate so much between two marks. */
export function coldPart(bytes: number, procs: number): number {
	return Math.max(procs > 1 ? elsewhere : 0, Math.min(1, (bytes - cachedBytes) / furtherBytes));
}

/** What write barriers have found when a mark's first job begins, under Go 1.26 in the harness. [bytes of scan work] */
const FOUND = 4700;
const FOUND_BY_THREAD = 5600;
const FOUND_UNDISTURBED = 16_350;

/**
 * Loops that never give way: when they are preempted, and, where they leave no P idle, when the program's sampler is let in.
 * After each of its turns the loop goes on in the thread that it has run in, or in the other one; what a mark finds first
 * differs by that.
 */
export class Loops {
	/** when they are preempted next [ns] */
	nextNs = zero;
	private readonly rng: Rng;
	private readonly sampleNs: number;
	private dueNs = zero;
	private thread = 0;
	private undisturbed = 1;

	/** @param sampleNs period of the sampler that waits for them; 0 where none does [ns] */
	constructor(rng: Rng, sampleNs: number) {
		this.rng = rng;
		this.sampleNs = this.dueNs = sampleNs;
		this.nextNs = rng.uniform() * sliceNs;
	}

	/** Heap that a mark finds first. [bytes of scan work] */
	get foundBytes(): number {
		return FOUND + this.thread * FOUND_BY_THREAD + this.undisturbed * FOUND_UNDISTURBED;
	}

	/** What the loop loses in the slice that begins. [ns] */
	lossNs(): number {
		return this.rng.uniform() * mostLossNs;
	}

	/** They are preempted at nextNs. Whether the sampler runs. */
	preempted(): boolean {
		const nowNs = this.nextNs;
		this.nextNs += sliceNs;
		if (this.sampleNs === 0 || nowNs < this.dueNs) return false;
		this.dueNs = (Math.floor(nowNs / this.sampleNs) + 1) * this.sampleNs;
		this.undisturbed = this.rng.uniform() < LOSES_P ? 0 : 1;
		if (this.undisturbed === 0) {
			this.thread = 1 - this.thread;
			this.nextNs += shortSliceNs - sliceNs;
		}
		return true;
	}
}
