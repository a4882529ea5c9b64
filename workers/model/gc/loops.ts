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
