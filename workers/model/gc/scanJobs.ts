import { zero } from '../zero.ts';

/** Roots are scanned in jobs of at most so many bytes (mgcmark.go, rootBlockBytes). */
const rootBlockBytes = 256 * 1024;
/** Initialized data is about a quarter of the globals (nm: 46.5 of 186.8 KB in the harness); the rest is bss. */
const dataShare = 0.25;
/**
 * The part of the heap's scan work that data leads to, so that it is done before bss: in the harness 27.4 of 92 KB in
 * one half of the marks and 32.9 in the other, for some eight marks on end (printed from gcDrainN under Go 1.26). It
 * decides whether three assists of a busy process at GOMAXPROCS=1 finish a mark, or nearly do.
 */
const fromDataShares = [0.297, 0.357] as const;
const marksOnEnd = 8;
/** Stacks are scanned one by one: in a process at rest there are some eight that hold most of it, of 2 KiB or more. */
const stacksAtRest = 8;
const minStackBytes = 2048;

/** What may hold pointers and is scanned in a mark [bytes]. */
export interface ScanWork {
	heap: number;
	stacks: number;
	globals: number;
}

/**
 * The order in which assists alone do the scan work of a mark, and what of it is not divided: data comes first, then the
 * part of the heap that it leads to, bss, the rest of the heap, and stacks last.
 */
export class ScanJobs {
	/** where the jobs for data and bss end; heap work comes between and after them [bytes of scan work] */
	private dataEnd = zero;
	private bssStart = zero;
	private bssEnd = zero;
	private stackStart = zero;
	private stackJobBytes = zero;

	/** The root job that comes first, which is not divided: data. [bytes of scan work] */
	get firstJobBytes(): number {
		return this.dataEnd;
	}

	/** Mark number `cycle` begins. */
	begin({ heap, stacks, globals }: ScanWork, cycle: number): void {
		const share = Math.floor(cycle / marksOnEnd) % 2 === 0 ? fromDataShares[0] : fromDataShares[1];
		this.dataEnd = Math.floor(globals * dataShare);
		this.bssStart = this.dataEnd + Math.floor(heap * share);
		this.bssEnd = this.bssStart + globals - this.dataEnd;
		this.stackStart = globals + heap;
		this.stackJobBytes = Math.max(minStackBytes, stacks / stacksAtRest);
	}

	/**
	 * Up to where an assist goes that has to go up to `end`: assists scan what they have found before they take the next
	 * root job, and a root job is not divided. [bytes of scan work]
	 */
	wholeJobsTo(end: number): number {
		if (end < this.dataEnd) return this.dataEnd;
		if (end > this.bssStart && end < this.bssEnd) {
			const to = this.bssStart + Math.ceil((end - this.bssStart) / rootBlockBytes) * rootBlockBytes;
			return to > this.bssEnd ? this.bssEnd : to;
		}
		if (end > this.stackStart) {
			return this.stackStart + Math.ceil((end - this.stackStart) / this.stackJobBytes) * this.stackJobBytes;
		}
		return end;
	}
}
