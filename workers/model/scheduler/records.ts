import type { Calibration } from '../calibration.ts';
import { dedicatedWorkers } from '../gc/pacer.ts';
import { SliceGrowth } from '../heap/appendGrowth.ts';
import type { Process } from '../process.ts';

/** A timer in the heap of a P: a pointer and its time (runtime/time.go: timerWhen). [bytes] */
const TIMER_ENTRY_BYTES = 16;
/** Records of waiting goroutines that a P keeps at most (runtime2.go: sudogbuf). */
const MOST_SUDOGS_OF_A_P = 128;

/** What the runtime itself allocates while a program runs, and keeps: nothing here is ever given back to the heap. */
export class RuntimeRecords {
	private readonly process: Process;
	private readonly calibration: Calibration;
	private readonly timerHeaps: (SliceGrowth | null)[];
	/** by P: timers that its heap has room for */
	readonly timerRoom: Int32Array;
	/** collections that were seen to end */
	private collections: number;
	private sudogs = 0;

	constructor(process: Process, calibration: Calibration, mostPs: number) {
		this.process = process;
		this.calibration = calibration;
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
	 * (mgc.go: gcMarkDone, markDoneSema). Each takes a record from its P, which has none to use again, for they are
	 * woken, and leave theirs, on one and the same P.
	 */
	collected(p: number, nowNs: number): void {
		const { collector, params } = this.process;
		const { numGC } = collector.cycles;
		const workers = dedicatedWorkers(params.gomaxprocs);
		const most = MOST_SUDOGS_OF_A_P * params.gomaxprocs;
		for (; this.collections < numGC; this.collections++) {
			for (let i = 1; i < workers && this.sudogs < most; i++, this.sudogs++)
				this.process.keep(p, nowNs, this.calibration.sudogBytes);
		}
	}
}
