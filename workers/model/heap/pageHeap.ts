import { Scavenger, type Scavengeable } from './scavenger.ts';
import { pageBytes } from './sizeClasses.ts';
import { zero } from '../zero.ts';

const MiB = 1024 * 1024;
/** The heap grows by whole chunks of the page allocator (mheap.go, grow). */
export const chunkBytes = 4 * MiB;
/** The scavenger leaves a tenth more than the heap is expected to need. */
const retainExtra = 10;
/** Under a limit it aims at 95 % of it. */
const limitShare = 0.95;
/** Pages of the system; those of the runtime are twice as large. */
export const physPageBytes = 4096;
/** Without other work the runtime's monitor notices a finished sweep within this time (proc.go, sysmon) [ns]. */
const monitorNs = 10e6;
/** Metadata of the address space (bitmaps, summaries): 1.3 MiB a GiB after a burst of 100 MiB objects, measured. */
const metadataShare = 1 / 768;
/** Records of a small span, which stay mapped for the next ones: MSpanSys and GCSys for 80 MiB of small objects. */
const spanRecordBytes = 230;
/** Since Go 1.26 spans of small objects hold their mark bits themselves (mgcmark_greenteagc.go). */
const inlineMarkBytes = 128;
const inlineMarkMostSize = 512;

export interface PageHeapOptions {
	/** the 26 of Go 1.26 */
	goMinor: number;
	/** spans for stacks [bytes] */
	stackBytes: number;
	/** mapped by the runtime besides heap and stacks, what the memory limit also counts [bytes] */
	otherMappedBytes: number;
	/** room in spans that are partly used, beyond HeapAlloc [bytes] */
	slackBytes: number;
	/** see CollectorCosts */
	scavengeBytesPerSecond: number;
}

/**
 * Spans and pages in sums: what the heap occupies of the address space, what of it is free, returned and resident.
 * HeapSys = in use + free + released. Fresh address space counts as released until a span takes it. Spans go to the
 * lowest address that fits, and the scavenger returns the highest first, so freed memory is reused before returned
 * memory, and that before fresh memory.
 * Source: Go's runtime/mheap.go and mgcscavenge.go.
 */
export class PageHeap implements Scavengeable {
	/** address space of heap and stacks [bytes]; whole chunks, never shrinks */
	mappedBytes = zero;
	/** HeapInuse: spans that hold objects [bytes] */
	inUseBytes = zero;
	/** free or fresh, and not resident [bytes]: HeapReleased */
	releasedBytes = zero;

	private readonly stackBytes: number;
	private readonly goMinor: number;
	private readonly otherMappedBytes: number;
	private readonly slackBytes: number;
	private readonly scavenger: Scavenger;

	/** free and not returned: in chunks that may be returned, and in chunks that were full at the last mark end */
	private looseBytes = zero;
	private denseBytes = zero;
	/** the part of the released that no span ever took */
	private freshBytes = zero;
	/** released with MADV_FREE, resident until the system wants it (Go 1.12 to 1.15) */
	private lazyBytes = zero;

	/** most small spans that there ever were */
	private mostSmallSpans = 0;
	/** where stacks and heap in use ended at the last mark end, as far as objects leave no holes; the same where anything was freed since [bytes] */
	private topAtMarkEnd = zero;
	private freedUpTo = zero;
	/**
	 * The part of what is freed that waits for the end of the next mark, 0 to 1. Since Go 1.21 that is what was in chunks that
	 * were full at the last one, all but the highest; and that one too where nothing as high was freed between the last two,
	 * for the scavenger looks downwards from there (mgcscavenge.go: shouldScavenge, nextGen).
	 */
	private denseShare = zero;
	/** what free and used spans together should come down to; Infinity: nothing to do */
	private retainGoal = Infinity;
	/** what everything mapped should come down to; Infinity: nothing to do */
	private limitGoal = Infinity;

	constructor(options: PageHeapOptions) {
		this.goMinor = options.goMinor;
		this.stackBytes = options.stackBytes;
		this.otherMappedBytes = options.otherMappedBytes;
		this.slackBytes = options.slackBytes;
		this.scavenger = new Scavenger(options.scavengeBytesPerSecond);
		this.grow(this.stackBytes);
		this.releasedBytes -= this.stackBytes;
		this.freshBytes -= this.stackBytes;
	}

	/** One more with the same pages. */
	copy(): PageHeap {
		return Object.assign(Object.create(PageHeap.prototype) as PageHeap, this);
	}

	/** HeapSys [bytes] */
	get sysBytes(): number {
		return this.mappedBytes - this.stackBytes;
	}

	/** free and not returned [bytes]: HeapIdle - HeapReleased */
	get freeBytes(): number {
		return this.looseBytes + this.denseBytes;
	}

	/** HeapIdle [bytes] */
	get idleBytes(): number {
		return this.looseBytes + this.denseBytes + this.releasedBytes;
	}

	/** mapped and not returned [bytes]: what the memory limit counts */
	get mappedReadyBytes(): number {
		return this.inUseBytes + this.freeBytes + this.stackBytes + this.otherMappedBytes + this.metadataBytes;
	}

	/** what the runtime notes about the heap [bytes] */
	private get metadataBytes(): number {
		const touched = this.sysBytes - this.freshBytes;
		return Math.floor(touched * metadataShare) + this.mostSmallSpans * spanRecordBytes;
	}

	/** resident heap: spans in use and free ones not returned, with the metadata that comes with them [bytes] */
	get residentBytes(): number {
		return this.inUseBytes + this.freeBytes + this.lazyBytes + this.metadataBytes;
	}

	/**
	 * The heap holds so many bytes of objects now. Growth takes free memory, then returned, then fresh.
	 *
	 * @param smallBytes the part that shares spans, `smallObjects` their number
	 * @param memlimit GOMEMLIMIT to keep by returning memory on the spot; 0 for none, or while the CPU limiter is on
	 */
	setHeapAlloc(bytes: number, smallBytes: number, smallObjects: number, memlimit: number): void {
		const spans = Math.ceil(smallBytes / pageBytes);
		if (spans > this.mostSmallSpans) this.mostSmallSpans = spans;
		let unused = this.slackBytes;
		const size = smallBytes / smallObjects;
		if (this.goMinor >= 26 && size <= inlineMarkMostSize) {
			const used = Math.floor((pageBytes - inlineMarkBytes) / size) * size;
			unused += smallBytes * (pageBytes / used - 1);
		}
		this.setInUse(Math.ceil((bytes + unused) / pageBytes) * pageBytes, memlimit);
	}

	setInUse(bytes: number, memlimit = 0): void {
		const more = bytes - this.inUseBytes;
		if (more === 0) return;
		this.inUseBytes = bytes;
		if (more < 0) {
			const dense = Math.floor(more * this.denseShare);
			this.denseBytes -= dense;
			this.looseBytes -= more - dense;
			this.freedUpTo = this.topAtMarkEnd;
			return;
		}
		const fresh = this.take(more);
		if (memlimit > 0 && this.mappedReadyBytes > memlimit) {
			this.release(this.mappedReadyBytes - memlimit, true);
		}
		if (fresh > 0 && this.retainGoal !== Infinity) {
			const over = this.inUseBytes + this.freeBytes - this.retainGoal;
			if (over > 0) this.release(Math.min(over, fresh), false);
		}
	}

	/**
	 * A mark has ended: heap in use is at its peak, what was freed before may be returned from now on, and the goals of
	 * the scavenger follow the pacer's.
	 *
	 * @param lastHeapGoal goal of the cycle that ended, `heapGoal` the next one's
	 */
	markEnded(memlimit: number, heapGoal: number, lastHeapGoal: number): void {
		this.looseBytes += this.denseBytes;
		this.denseBytes = 0;
		this.topAtMarkEnd = this.inUseBytes + this.stackBytes;
		const full = Math.floor(this.topAtMarkEnd / chunkBytes) * chunkBytes;
		if (this.goMinor >= 21) this.denseShare = full < this.freedUpTo ? full / this.topAtMarkEnd : 1;
		this.freedUpTo = 0;
		this.pace(memlimit, heapGoal, lastHeapGoal);
	}

	/** The pacer's goal has changed (gcPaceScavenger). */
	pace(memlimit: number, heapGoal: number, lastHeapGoal: number): void {
		const limitGoal = memlimit * limitShare;
		this.limitGoal = memlimit > 0 && this.mappedReadyBytes > limitGoal ? limitGoal : Infinity;
		this.retainGoal = Infinity;
		if (lastHeapGoal <= 0 || lastHeapGoal === Infinity || heapGoal === Infinity) return;
		let goal = Math.floor(((this.topAtMarkEnd - this.stackBytes) * heapGoal) / lastHeapGoal);
		goal += Math.floor(goal / retainExtra);
		goal = Math.ceil(goal / physPageBytes) * physPageBytes;
		const retained = this.inUseBytes + this.freeBytes;
		if (retained >= goal + physPageBytes) this.retainGoal = goal;
	}

	/** A sweep has ended: the monitor wakes the scavenger soon. */
	sweepEnded(nowNs: number): void {
		this.cycleBegins(nowNs + monitorNs);
	}

	/** A cycle begins: the scavenger is woken, as nothing will be freed for a while (mgcsweep.go: finishsweep_m). */
	cycleBegins(nowNs: number): void {
		if (this.goMinor >= 13) this.scavenger.wake(nowNs);
	}

	/** When the background scavenger works next; Infinity while it is parked. [ns] */
	get scavengesNs(): number {
		return this.scavenger.nextNs;
	}

	/** The background scavenger works up to now. */
	advance(nowNs: number, procs: number): void {
		if (this.scavenger.nextNs <= nowNs) this.scavenger.advance(nowNs, procs, this);
	}

	scavengeWanted(): number {
		const overRetain = this.inUseBytes + this.freeBytes - this.retainGoal;
		const overLimit = this.mappedReadyBytes - this.limitGoal;
		return Math.max(overRetain, overLimit, 0);
	}

	scavenge(bytes: number): number {
		return this.release(bytes, false);
	}

	/** Returns free memory to the system; `force` takes the dense chunks too. */
	private release(bytes: number, force: boolean): number {
		const loose = Math.min(bytes, this.looseBytes);
		this.looseBytes -= loose;
		let released = loose;
		if (force && released < bytes) {
			const dense = Math.min(bytes - released, this.denseBytes);
			this.denseBytes -= dense;
			released += dense;
		}
		this.releasedBytes += released;
		if (this.goMinor < 16) this.lazyBytes += released;
		return released;
	}

	/** Takes memory for spans; gives how much the heap had to grow for that. */
	private take(bytes: number): number {
		let need = bytes;
		const dense = Math.min(need, this.denseBytes);
		this.denseBytes -= dense;
		need -= dense;
		const loose = Math.min(need, this.looseBytes);
		this.looseBytes -= loose;
		need -= loose;
		if (need === 0) return 0;
		const grown = need > this.releasedBytes ? this.grow(need - this.releasedBytes) : 0;
		const returned = this.releasedBytes - this.freshBytes;
		if (need > returned) this.freshBytes -= need - returned;
		this.releasedBytes -= need;
		this.lazyBytes -= Math.min(need, this.lazyBytes);
		return grown;
	}

	private grow(bytes: number): number {
		const grown = Math.ceil(bytes / chunkBytes) * chunkBytes;
		this.mappedBytes += grown;
		this.releasedBytes += grown;
		this.freshBytes += grown;
		return grown;
	}
}
