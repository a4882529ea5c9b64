import { PageHeap, physPageBytes } from '../heap/pageHeap.ts';
import type { CollectorCosts } from './costs.ts';
import type { CollectorOptions } from './cycle.ts';
import { Garbage } from './garbage.ts';
import { Limiter } from './limiter.ts';
import { memoryLimitHeapGoal } from './pacer.ts';
import { Pacing } from './pacing.ts';
import { Processors } from './processors.ts';
import { Sweep } from './sweep.ts';
import { zero } from '../zero.ts';

/** First Go with a memory limit. */
const memlimitMinor = 19;
/** Mapped besides heap and stacks by a tiny process: a limit of 64 MiB gives a goal of 58.5 MiB, of 59.7 in Go 1.23. */
const otherMappedBytes = 3.2e6;
const otherMappedBytesBefore26 = 2e6;
/** HeapInuse - HeapAlloc of a tiny process. */
const slackBytes = 192 * 1024;
/** StackInuse of a tiny process. */
const stackSpanBytes = 256 * 1024;

/**
 * What is allocated, what of it is dead and what is swept, in sums, and the pages under it, and the goal that it is
 * held to. The collector acts on these books; see there for what the stages of garbage mean.
 */
export class HeapBooks {
	/** bytes and objects allocated since the start of the process */
	totalAllocBytes = zero;
	mallocs = zero;
	/** bytes and objects swept since then */
	totalFreeBytes = zero;
	frees = zero;

	/** free slots of spans that Ps have cached: heapLive counts a span as a whole when a P takes it (mcache.go: refill) */
	cachedBytes = zero;

	/** largest and smallest HeapAlloc since `takeExtremes`, as far as `noteHeap` has been called [bytes] */
	heapMaxBytes = zero;
	heapMinBytes = zero;

	/** HeapAlloc that the memory suffices for which the system has provided and not got back [bytes] */
	protected touchedBytes = zero;
	/** part of HeapAlloc that the memory does not suffice for yet, as a large object was just allocated [bytes] */
	protected untouchedBytes = zero;

	readonly pages: PageHeap;
	readonly limiter: Limiter;

	readonly pacing: Pacing;
	readonly procs: Processors;
	/** GOMEMLIMIT [bytes]; 0 where there is none */
	protected memlimit: number;
	protected readonly hasMemlimit: boolean;
	/** heapLive = totalAllocBytes - liveBase + cachedBytes */
	protected liveBase = zero;
	protected readonly garbage = new Garbage();
	protected readonly sweep: Sweep;
	private readonly firstTouchNs: number;
	private readonly readFirstNs: number;
	private readonly forgetElsewhereNs: number;
	/** whether the program reads what it gets before it writes it */
	readsFirst = false;
	/** whether it copies into what it gets */
	copies = true;

	constructor(options: CollectorOptions, costs: CollectorCosts) {
		this.procs = new Processors(options.gomaxprocs, options.cores);
		this.hasMemlimit = options.goMinor >= memlimitMinor;
		this.memlimit = this.hasMemlimit ? options.memlimit : 0;
		this.totalAllocBytes = options.baseLiveBytes;
		this.mallocs = options.baseObjects;
		this.heapMaxBytes = this.heapMinBytes = options.baseLiveBytes;
		this.pacing = new Pacing(options.goMinor, options.stackBytes + options.globalsBytes);
		this.pacing.gogc = options.gogc;
		this.limiter = new Limiter(options.gomaxprocs);
		const slack = options.slackBytes ?? slackBytes;
		this.sweep = new Sweep(this.procs, costs, options.baseLiveBytes, slack);
		this.firstTouchNs = costs.firstTouchNs;
		this.readFirstNs = costs.readFirstNs;
		this.forgetElsewhereNs = costs.forgetElsewhereNs;
		this.pages = new PageHeap({
			goMinor: options.goMinor,
			stackBytes: options.stackSpanBytes ?? stackSpanBytes,
			otherMappedBytes:
				options.otherMappedBytes ?? (options.goMinor >= 26 ? otherMappedBytes : otherMappedBytesBefore26),
			slackBytes: slack,
			scavengeBytesPerSecond: costs.scavengeBytesPerSecond
		});
	}

	/** HeapAlloc: every object not yet swept [bytes] */
	get heapAllocBytes(): number {
		return this.totalAllocBytes - this.totalFreeBytes;
	}

	/** what the last mark found plus everything allocated since [bytes] */
	get heapLiveBytes(): number {
		return this.totalAllocBytes - this.liveBase + this.cachedBytes;
	}

	/** objects not yet swept */
	get heapObjects(): number {
		return this.mallocs - this.frees;
	}

	/** unreachable and not yet swept [bytes] */
	get garbageBytes(): number {
		return this.garbage.bytes + this.sweep.deadBytes;
	}

	/** bytes marked by the last collection */
	get heapMarkedBytes(): number {
		return this.pacing.heapMarked;
	}

	/** goal in force; Infinity when there is none [bytes] */
	get heapGoalBytes(): number {
		return this.pacing.goal;
	}

	/** Starts a new stretch for `heapMaxBytes` and `heapMinBytes`. */
	takeExtremes(): void {
		this.heapMaxBytes = this.heapMinBytes = this.heapAllocBytes;
	}

	/** Brings the extremes up to now: between two sweeps the heap only grows. */
	noteHeap(): void {
		const heap = this.totalAllocBytes - this.totalFreeBytes;
		if (heap > this.heapMaxBytes) this.heapMaxBytes = heap;
		if (heap < this.heapMinBytes) this.heapMinBytes = heap;
	}

	/** Brings `pages` up to now; call it before what follows from them. */
	updatePages(nowNs: number): void {
		this.notePages();
		this.pages.advance(nowNs, this.procs.count);
	}

	/** What the pages are now, for those who only look: a process that is looked at goes on as it would have. */
	get pagesNow(): PageHeap {
		const seen = this.pages.copy();
		this.notePages(seen);
		return seen;
	}

	private notePages(pages = this.pages): void {
		const { garbage, sweep } = this;
		const small = this.heapAllocBytes - garbage.largeBytes - sweep.largeDeadBytes - sweep.freedLargeBytes;
		pages.setHeapAlloc(
			this.heapAllocBytes,
			small > 0 ? small : 0,
			this.heapObjects - garbage.largeObjects - sweep.largeDeadObjects - sweep.freedLargeObjects,
			this.limiter.limiting ? 0 : this.memlimit
		);
	}

	/**
	 * So many bytes are about to be allocated: what it takes the system to provide the pages that no object has had yet,
	 * or none since they were returned [ns]. Freed memory is used before such (mheap.go: allocations take the lowest
	 * address that fits).
	 *
	 * @param stepBytes how much of it is provided at once
	 * @param slowerNs what each page takes longer [ns]
	 */
	touch(nowNs: number, bytes: number, stepBytes = physPageBytes, slowerNs = 0): number {
		const fresh = this.heapAllocBytes + bytes - this.touchedBytes;
		this.untouchedBytes = 0;
		if (fresh <= 0) return 0;
		const provided = Math.ceil(fresh / stepBytes) * stepBytes;
		this.touchedBytes += provided;
		const pages = provided / physPageBytes;
		return pages * (this.firstTouchNs + slowerNs) + (this.readsFirst ? this.readNs(pages, nowNs) : 0);
	}

	/** What it takes longer where the program reads so many pages first, from a time on. [ns] */
	private readNs(pages: number, nowNs: number): number {
		const { firstTouchNs, readFirstNs, forgetElsewhereNs } = this;
		const beside = this.procs.sharing.besideNs(nowNs) / (firstTouchNs + readFirstNs + forgetElsewhereNs);
		return pages * readFirstNs + Math.min(pages, beside) * forgetElsewhereNs;
	}

	/** What is free after a collection is used before fresh memory. */
	protected noteTouched(): void {
		this.touchedBytes = this.heapAllocBytes - this.untouchedBytes + this.pages.freeBytes;
	}

	/** Goal and trigger for the heap as it is now. */
	protected updatePacing(nowNs: number): void {
		this.pacing.update(this.memoryLimitGoal(nowNs));
	}

	/** The goal that the memory limit allows now; Infinity without one. */
	private memoryLimitGoal(nowNs: number): number {
		if (this.memlimit <= 0) return Infinity;
		this.updatePages(nowNs);
		return memoryLimitHeapGoal(
			this.memlimit,
			this.pages.mappedReadyBytes,
			this.pages.freeBytes,
			this.heapAllocBytes,
			this.pacing.heapMarked
		);
	}

	/** What has been swept leaves HeapAlloc. Gives the CPU that the sweeping took [ns]. */
	protected takeSwept(): number {
		const sweep = this.sweep;
		const cost = sweep.workNs;
		sweep.workNs = 0;
		if (sweep.freedBytes > 0) {
			// What is in use now has been in use, whatever there is afterwards.
			this.notePages();
			this.noteHeap();
			this.totalFreeBytes += sweep.freedBytes;
			this.frees += sweep.freedObjects;
			sweep.freedBytes = sweep.freedLargeBytes = 0;
			sweep.freedObjects = sweep.freedLargeObjects = 0;
			this.noteHeap();
		}
		return cost;
	}

	/** A mark has ended: everything in use is unswept; what floated through this mark is dead for the next. */
	protected beginSweep(marked: number, distance: number, fromNs: number, forced: boolean): void {
		const garbage = this.garbage;
		const { deadBytes, deadObjects, deadLargeBytes, deadLargeObjects } = garbage;
		garbage.markEnded();
		const largeLiveBytes = garbage.largeBytes < marked ? garbage.largeBytes : marked;
		this.sweep.begin(
			{
				largeDeadBytes: deadLargeBytes,
				largeDeadObjects: deadLargeObjects,
				largeLiveBytes,
				largeLiveObjects: garbage.largeObjects,
				largeFloatingBytes: Math.min(garbage.deadLargeBytes, largeLiveBytes),
				largeFloatingObjects: Math.min(garbage.deadLargeObjects, garbage.largeObjects),
				smallDeadBytes: deadBytes - deadLargeBytes,
				smallDeadObjects: deadObjects - deadLargeObjects,
				smallLiveBytes: marked - largeLiveBytes,
				smallFloatingBytes: Math.min(garbage.deadBytes - garbage.deadLargeBytes, marked - largeLiveBytes)
			},
			this.totalAllocBytes,
			distance,
			fromNs,
			forced
		);
	}
}
