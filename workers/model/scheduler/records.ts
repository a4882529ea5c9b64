import type { Calibration } from '../calibration.ts';
import { dedicatedWorkers } from '../gc/pacer.ts';
import { SliceGrowth } from '../heap/appendGrowth.ts';
import type { Process } from '../process.ts';
import type { Rng } from '../rng.ts';

/** A timer in the heap of a P: a pointer and its time (runtime/time.go: timerWhen). [bytes] */
const TIMER_ENTRY_BYTES = 16;
/** What the runtime itself allocates while a program runs, and keeps: nothing here is ever given back to the heap. */
export class RuntimeRecords {
	private readonly process: Process;
	private readonly calibration: Calibration;
	private readonly timerHeaps: (SliceGrowth | null)[];
	/** by P: timers that its heap has room for */
	readonly timerRoom: Int32Array;
	/** collections that were seen to end */
	private collections: number;
	/** by dedicated worker: records that its P has and nobody uses (runtime2.go: sudogcache) */
	private readonly sudogs: Int32Array;
	private readonly rng: Rng;

	constructor(process: Process, calibration: Calibration, mostPs: number, rng: Rng) {
		this.process = process;
		this.calibration = calibration;
		this.rng = rng;
		this.sudogs = new Int32Array(mostPs);
		this.timerRoom = new Int32Array(mostPs);
		this.timerHeaps = new Array<SliceGrowth | null>(mostPs).fill(null);
		this.collections = process.collector.cycles.numGC;
	}

	/** P p has so many timers now, more than it had room for: its heap of them is a slice that grows by append and never shrinks. */
	timers(p: number, nowNs: number, count: number): void {
		const heap = (this.timerHeaps[p] ??= new SliceGrowth(TIMER_ENTRY_BYTES, false));
		const before = heap.arrayBytes;
		heap.append(count);
		this.timerRoom[p] = heap.cap;
		this.process.keep(p, nowNs, heap.arrayBytes);
		if (before > 0) this.process.release(before);
	}

	/**
	 * Collections end: while one worker finds out whether marking is over, the other dedicated ones wait for it
	 * (mgc.go: gcMarkDone, markDoneSema). Each takes a record from its P, or a new one where that has none; they are woken one
	 * by the other, and leave theirs on one and the same P. So there are fewer new ones with each collection.
	 */
	collected(p: number, nowNs: number): void {
		const { process, sudogs } = this;
		const { numGC } = process.collector.cycles;
		const workers = dedicatedWorkers(process.params.gomaxprocs);
		for (; this.collections < numGC; this.collections++) {
			const last = this.rng.below(workers);
			for (let worker = 0; worker < workers; worker++) {
				if (worker === last) sudogs[worker]! += workers - 1;
				else if (sudogs[worker]! > 0) sudogs[worker]!--;
				else process.keep(p, nowNs, this.calibration.sudogBytes);
			}
		}
	}
}
