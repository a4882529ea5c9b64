import { zero } from '../zero.ts';

/** Initialized data is about a quarter of the globals (nm: 46.5 of 186.8 KB in the harness); the rest is bss. */
const dataShare = 0.25;
/** Heap that data leads to (printed from gcDrain and gcDrainN under Go 1.26, in the harness). [bytes of scan work] */
const fromDataBytes = 6400;
/** Stacks are scanned one by one: in a process at rest there are some eight that hold most of it, of 2 KiB or more. */
const stacksAtRest = 8;
const minStackBytes = 2048;
/** A fractional worker looks again whether it has had its time after each root job, and after so much of the heap. */
const drainCheckBytes = 100_000;

/** What may hold pointers and is scanned in a mark [bytes]. */
export interface ScanWork {
	heap: number;
	stacks: number;
	globals: number;
	/** the part of the heap that is found before any root is scanned, by write barriers */
	found: number;
}

/**
 * What there is to scan in a mark, and who takes what of it. Data, bss and each stack are jobs that are not divided (roots
 * below 256 KiB: mgcmark.go, rootBlockBytes); the heap is scanned as it is found. Assists scan what has been found before
 * they take another job; background workers do the jobs first.
 */
export class ScanJobs {
	private data = zero;
	private bss = zero;
	private stacks = zero;
	private stackBytes = zero;
	/** whether what bss leads to stays in the queue of the P that has scanned it, out of reach for loops on others, and that */
	apart = false;
	private heapApart = zero;
	/** heap that is found and not scanned, and what data and bss lead to */
	private heap = zero;
	private fromData = zero;
	private fromBss = zero;
	/** the heap that the job taken last leads to */
	private leads = zero;
	/** what is left of the job that a background worker is at, and the heap that it leads to */
	private current = zero;
	private fromCurrent = zero;

	/** The job that comes first. */
	get firstBytes(): number {
		return this.data;
	}

	/** The heap that an assist scans before it takes a job. */
	get foundBytes(): number {
		return this.heap;
	}

	/** Data and bss that are not scanned. */
	get globalsLeft(): number {
		return this.data + this.bss + this.current;
	}

	/** Whether all roots have been scanned. */
	get rootsDone(): boolean {
		return this.globalsLeft + this.stacks === 0;
	}

	begin({ heap, stacks, globals, found }: ScanWork): void {
		this.data = Math.floor(globals * dataShare);
		this.bss = globals - this.data;
		this.stacks = stacks;
		this.stackBytes = Math.max(minStackBytes, stacks / stacksAtRest);
		this.heap = Math.min(found, heap);
		this.fromData = Math.min(fromDataBytes, heap - this.heap);
		this.fromBss = heap - this.heap - this.fromData;
		this.current = this.fromCurrent = this.heapApart = 0;
	}

	/** An assist scans so much, more where the job that it takes is longer. Returns how much: less where that is all. */
	assist(work: number): number {
		let done = this.scanHeap(work);
		while (done < work) {
			const job = this.take();
			// Who finds nothing waits for the worker that is at the last job: it takes as long as to share that.
			if (job === 0) return done + this.goOn(work - done);
			this.heap += this.leads;
			done += job + this.scanHeap(work - done - job);
		}
		return done;
	}

	/** A background worker scans so much. */
	background(work: number): void {
		while (work > 0 && (this.current > 0 || this.begins())) work -= this.goOn(work);
		this.scanHeap(work);
	}

	/** A fractional worker scans until it looks whether it has had its time. Returns how much. */
	untilLook(): number {
		return this.current > 0 || this.begins() ? this.goOn(Infinity) : this.scanHeap(drainCheckBytes);
	}

	/** Workers have come to the Ps on which heap was found. */
	meet(): void {
		this.heap += this.heapApart;
		this.heapApart = 0;
	}

	/** An assist has been stopped before it had scanned so much of what it took. */
	giveBack(work: number): void {
		this.heap += work;
	}

	private scanHeap(work: number): number {
		const part = work < 0 ? 0 : work < this.heap ? work : this.heap;
		this.heap -= part;
		return part;
	}

	/** Takes the next root job; 0 where there is none. Its size; what it leads to is in `leads`. */
	private take(): number {
		let job = this.data;
		this.leads = 0;
		if (job > 0) {
			this.leads = this.fromData;
			this.data = 0;
		} else if (this.bss > 0) {
			job = this.bss;
			if (this.apart) this.heapApart = this.fromBss;
			else this.leads = this.fromBss;
			this.bss = 0;
		} else {
			job = this.stackBytes < this.stacks ? this.stackBytes : this.stacks;
			this.stacks -= job;
		}
		return job;
	}

	/** A background worker takes the next root job; false where there is none. */
	private begins(): boolean {
		this.current = this.take();
		this.fromCurrent = this.leads;
		return this.current > 0;
	}

	/** The background goes on with its job, for so much of it at most. Returns how much. */
	private goOn(work: number): number {
		const part = work < this.current ? work : this.current;
		this.current -= part;
		if (this.current === 0) {
			this.heap += this.fromCurrent;
			this.fromCurrent = 0;
		}
		return part;
	}
}
