import type { Calibration } from '../calibration.ts';
import { dedicatedWorkers } from '../gc/pacer.ts';
import { SliceGrowth } from '../heap/appendGrowth.ts';

/** A timer in the heap of a P: a pointer and its time (runtime/time.go: timerWhen). [bytes] */
const TIMER_ENTRY_BYTES = 16;
/** Records of waiting goroutines that a P keeps at most (runtime2.go: sudogbuf). */
const MOST_SUDOGS_OF_A_P = 128;

export interface RecordsOptions {
	calibration: Calibration;
	mostPs: number;
	/** allocates on P p what stays, and takes it off again */
	keep: (p: number, nowNs: number, bytes: number) => void;
	release: (bytes: number) => void;
}

/** What the runtime itself allocates while a program runs, and keeps: nothing here is ever given back to the heap. */
export class RuntimeRecords {
	private readonly calibration: Calibration;
	private readonly keep: RecordsOptions['keep'];
	private readonly release: RecordsOptions['release'];
	private readonly timerHeaps: (SliceGrowth | null)[];
	/** by P: timers that its heap has room for */
	readonly timerRoom: Int32Array;
	/** collections that were seen to end */
	collections = 0;
	private sudogs = 0;

	constructor(options: RecordsOptions) {
		this.calibration = options.calibration;
		this.keep = options.keep;
		this.release = options.release;
		this.timerRoom = new Int32Array(options.mostPs);
		this.timerHeaps = new Array<SliceGrowth | null>(options.mostPs).fill(null);
	}

	/** P p has so many timers now, more than it had room for: its heap of them is a slice that grows by append and never shrinks. */
	timers(p: number, nowNs: number, count: number): void {
		const heap = (this.timerHeaps[p] ??= new SliceGrowth(TIMER_ENTRY_BYTES, false));
		const before = heap.arrayBytes;
		heap.append(count);
		this.timerRoom[p] = heap.cap;
		this.keep(p, nowNs, heap.arrayBytes);
		if (before > 0) this.release(before);
	}

	/**
	 * Collections end: while one worker finds out whether marking is over, the other dedicated ones wait for it
	 * (mgc.go: gcMarkDone, markDoneSema). Each takes a record from its P, which has none to use again, for they are
	 * woken, and leave theirs, on one and the same P.
	 */
	collected(p: number, nowNs: number, collections: number, gomaxprocs: number): void {
		for (; this.collections < collections; this.collections++) {
			const waiting = Math.max(0, dedicatedWorkers(gomaxprocs) - 1);
			for (let i = 0; i < waiting && this.sudogs < MOST_SUDOGS_OF_A_P * gomaxprocs; i++, this.sudogs++)
				this.keep(p, nowNs, this.calibration.sudogBytes);
		}
	}
}
