import { pageBytes } from '../heap/sizeClasses.ts';
import type { CollectorCosts } from './costs.ts';
import type { Processors } from './processors.ts';
import { zero } from '../zero.ts';

/** The page reclaimer looks at so many pages of address space at a time: 4 MiB. */
const reclaimChunkPages = 512;
/** Proportional sweeping aims to be done this much before the next trigger. */
const marginBytes = 1024 * 1024;
/** A refill sweeps at most so many spans in search of a free slot (mcentral.go). */
const refillBudget = 100;
/** The background sweeper gives way after so many spans when there is other work (mgcsweep.go, sweepBatchSize). */
const sweepBatch = 10;
/** CPU slice of a goroutine that gives way often, between two turns of the sweeper [ns] */
const turnNs = 50_000;
/** A goroutine that never gives way is preempted after this time (proc.go, forcePreemptNS). */
const sliceNs = 10e6;

/** What a mark leaves to be swept. */
export interface Unswept {
	/** dead and live objects with spans of their own */
	largeDeadBytes: number;
	largeDeadObjects: number;
	largeLiveBytes: number;
	largeLiveObjects: number;
	/** those of the live ones that nobody can reach any more: what the mark has kept as it was allocated meanwhile */
	largeFloatingBytes: number;
	largeFloatingObjects: number;
	/** dead and live objects that share spans */
	smallDeadBytes: number;
	smallDeadObjects: number;
	smallLiveBytes: number;
	/** those of the live ones that were allocated during the mark and that nobody can reach any more */
	smallFloatingBytes: number;
}

/** Spans that stay, which are only looked at: large objects, or small spans. */
class LiveSpans {
	bytes = zero;
	objects = zero;

	/** Up to k of them are swept; gives the bytes of those. */
	take(k: number): number {
		const bytes = k >= this.objects ? this.bytes : (this.bytes / this.objects) * k;
		this.bytes -= bytes;
		this.objects -= Math.min(k, this.objects);
		return bytes;
	}
}

/**
 * The heap between the end of a mark and the moment when its last span is swept, in sums. Dead objects stay in
 * HeapAlloc until their span is swept, by whoever gets there first: the background sweeper, an allocation that needs
 * a span (its own class first, then whole dead spans), or proportional sweeping.
 * Source: Go's runtime/mgcsweep.go, mcentral.go (cacheSpan), mheap.go (reclaim).
 *
 * Spans are swept class by class, large objects first, and oldest first (spanSet.pop): live large objects, which have
 * been there for longer, before dead ones, and those that were allocated during the mark last. The process's own spans
 * follow, then the program's small ones. Dead small objects are taken to be spread evenly over the small spans but those
 * that were filled during the mark, which come last too: a refill that is left with these finds no free slot in as many
 * as it may look at.
 */
export class Sweep {
	/** dead bytes and objects not swept, the large ones among them, and spans not swept */
	deadBytes = zero;
	deadObjects = zero;
	largeDeadBytes = zero;
	largeDeadObjects = zero;
	spans = zero;

	/** bytes and objects freed, the large ones among them, and CPU spent, since the collector last took them over */
	freedBytes = zero;
	freedObjects = zero;
	freedLargeBytes = zero;
	freedLargeObjects = zero;
	workNs = zero;

	/** whether a runtime.GC() sweeps beside the background */
	forced = false;

	private readonly procs: Processors;
	/** totalAllocBytes at the end of the mark, and what of the growth since then sweeping has been done for */
	private allocBase = zero;
	private paidBytes = zero;
	private readonly old = new LiveSpans();
	private readonly young = new LiveSpans();
	private readonly own = new LiveSpans();
	private readonly youngSmall = new LiveSpans();
	private smallSpans = zero;
	private smallDeadBytes = zero;
	private smallDeadObjects = zero;
	/** what refills have freed beyond what they needed: slots of spans that are not used up [bytes] */
	private slotBytes = zero;
	private readonly ownBytes: number;
	private readonly ownSpans: number;
	/** CPU of sweeping a span that stays, one that is freed, and a small one on average [ns] */
	private readonly stayNs: number;
	private readonly freeNs: number;
	private smallNs = zero;

	/** background sweeping is accounted for up to here */
	private progressNs = zero;
	private pagesPerByte = zero;
	private pagesSwept = zero;
	private reclaimCreditPages = zero;
	private reclaimDensity = zero;

	/**
	 * @param ownBytes live heap of a process at rest, in spans of its own classes that are partly used
	 * @param slackBytes what is free in these spans
	 */
	constructor(procs: Processors, costs: CollectorCosts, ownBytes: number, slackBytes: number) {
		this.procs = procs;
		this.ownBytes = ownBytes;
		this.ownSpans = Math.ceil((ownBytes + slackBytes) / pageBytes);
		this.stayNs = costs.sweepSpanNs;
		this.freeNs = costs.sweepSpanNs + costs.freeSpanNs;
	}

	/**
	 * A mark has ended: everything in use is unswept.
	 *
	 * @param totalAllocBytes allocated so far
	 * @param distance heap growth from here to the next trigger [bytes]
	 * @param fromNs when the background sweeper may begin
	 * @param forced whether a runtime.GC() sweeps too
	 */
	begin(unswept: Unswept, totalAllocBytes: number, distance: number, fromNs: number, forced: boolean): void {
		this.forced = forced;
		this.allocBase = totalAllocBytes;
		this.paidBytes = 0;
		this.progressNs = fromNs;
		this.deadBytes = unswept.largeDeadBytes + unswept.smallDeadBytes;
		this.deadObjects = unswept.largeDeadObjects + unswept.smallDeadObjects;
		this.largeDeadBytes = unswept.largeDeadBytes;
		this.largeDeadObjects = unswept.largeDeadObjects;
		this.young.bytes = unswept.largeFloatingBytes;
		this.young.objects = unswept.largeFloatingObjects;
		this.old.bytes = unswept.largeLiveBytes - this.young.bytes;
		this.old.objects = unswept.largeLiveObjects - this.young.objects;
		const own = unswept.smallLiveBytes < this.ownBytes ? 0 : this.ownSpans;
		this.own.bytes = own * pageBytes;
		this.own.objects = own;
		this.smallDeadBytes = unswept.smallDeadBytes;
		this.smallDeadObjects = unswept.smallDeadObjects;
		this.youngSmall.objects = Math.floor(unswept.smallFloatingBytes / pageBytes);
		this.youngSmall.bytes = this.youngSmall.objects * pageBytes;
		const smallLiveBytes = unswept.smallLiveBytes - this.youngSmall.bytes - (own > 0 ? this.ownBytes : 0);
		const smallBytes = unswept.smallDeadBytes + Math.max(smallLiveBytes, 0);
		this.smallSpans = Math.ceil(smallBytes / pageBytes);
		const dying = smallBytes > 0 ? unswept.smallDeadBytes / smallBytes : 0;
		this.smallNs = this.stayNs + dying * (this.freeNs - this.stayNs);
		const small = this.smallSpans + this.youngSmall.objects + own;
		this.spans = unswept.largeDeadObjects + unswept.largeLiveObjects + small;
		const pages = (unswept.largeDeadBytes + unswept.largeLiveBytes) / pageBytes + small;
		const room = distance - marginBytes;
		this.pagesPerByte = pages / Math.max(room, pageBytes);
		this.pagesSwept = this.slotBytes = 0;
		this.reclaimCreditPages = 0;
		this.reclaimDensity = pages > 0 ? this.deadBytes / pageBytes / pages : 0;
	}

	get done(): boolean {
		return this.spans <= 0;
	}

	/** CPU per time of the background sweeper and of a runtime.GC() that sweeps with it. */
	private get rate(): number {
		const own = this.forced ? 1 : 0;
		if (this.procs.idle > 0) return own + 1;
		return own + (sweepBatch * this.stayNs) / (this.procs.yielding ? turnNs : sliceNs);
	}

	/** When the background will have swept everything, at its rate of now. */
	endNs(): number {
		const left =
			(this.old.objects + this.young.objects + this.own.objects + this.youngSmall.objects) * this.stayNs +
			this.largeDeadObjects * this.freeNs +
			this.smallSpans * this.smallNs;
		return this.progressNs + left / this.rate;
	}

	/** The background sweeps up to now; false when that is less than a span. */
	advance(nowNs: number): boolean {
		const rate = this.rate;
		const spent = this.spend((nowNs - this.progressNs) * rate);
		this.progressNs += spent / rate;
		return spent > 0;
	}

	/** The background sweeper has a turn, and then lets others run. */
	turn(): void {
		this.spend(sweepBatch * this.freeNs);
	}

	/** The background sweeps for so long; gives how much of that it took for whole spans [ns]. */
	private spend(budgetNs: number): number {
		const before = this.workNs;
		this.sweepFor(budgetNs);
		const spent = this.workNs - before;
		this.workNs = before;
		return spent;
	}

	private sweepFor(budgetNs: number): void {
		const { stayNs } = this;
		let left = budgetNs;
		left -= this.pass(this.old, Math.floor(left / stayNs));
		left -= this.freeLarge(Math.floor(left / this.freeNs));
		left -= this.pass(this.young, Math.floor(left / stayNs));
		left -= this.pass(this.own, Math.floor(left / stayNs));
		left -= this.sweepSmall(Math.floor(left / this.smallNs));
		this.pass(this.youngSmall, Math.floor(left / stayNs));
	}

	/** A goroutine has had the only P up to then: the background sweeper waits for it to give way. */
	waited(untilNs: number): void {
		if (untilNs > this.progressNs) this.progressNs = untilNs;
	}

	sweepAll(): void {
		this.sweepFor(Infinity);
	}

	/**
	 * What an allocation must sweep first.
	 *
	 * @param totalAllocBytes allocated so far, this allocation included
	 * @param bytes of this allocation
	 * @param large whether it takes spans of its own
	 */
	before(totalAllocBytes: number, bytes: number, large: boolean): void {
		const since = totalAllocBytes - this.allocBase;
		if (large) this.beforeLarge(since, bytes);
		else this.beforeSmall(since, since - this.paidBytes);
		this.paidBytes = since;
	}

	/** For a large span: its share of proportional sweeping, then at least as many dead pages as it takes. */
	private beforeLarge(allocatedSince: number, bytes: number): void {
		const pages = bytes / pageBytes;
		this.catchUp(this.pagesPerByte * allocatedSince - pages);
		this.reclaim(pages);
	}

	/** For a refill of small spans of `bytes` in all: until as many bytes of slots are free. */
	private beforeSmall(allocatedSince: number, bytes: number): void {
		this.catchUp(this.pagesPerByte * allocatedSince);
		this.slotBytes -= bytes;
		if (this.slotBytes >= 0) return;
		const budget = refillBudget * Math.ceil(bytes / pageBytes);
		const dead = this.smallDeadBytes;
		if (dead > 0) {
			const wanted = Math.ceil((-this.slotBytes * this.smallSpans) / dead);
			this.sweepSmall(Math.min(wanted, budget));
			this.slotBytes = wanted < budget ? this.slotBytes + dead - this.smallDeadBytes : 0;
			return;
		}
		this.slotBytes = 0;
		this.pass(this.youngSmall, budget);
		if (this.largeDeadObjects > 0) this.reclaim(bytes / pageBytes);
	}

	/** Proportional sweeping, in the sweeper's order. */
	private catchUp(targetPages: number): void {
		while (targetPages > this.pagesSwept && this.spans > 0) {
			if (this.old.objects > 0) this.pass(this.old, 1);
			else if (this.largeDeadObjects > 0) {
				const bytes = this.largeDeadBytes;
				this.freeLarge(1);
				this.reclaimCreditPages += (bytes - this.largeDeadBytes) / pageBytes;
			} else if (this.young.objects > 0) this.pass(this.young, 1);
			else if (this.own.objects > 0) this.pass(this.own, 1);
			else if (this.smallSpans > 0) this.sweepSmall(Math.ceil(targetPages - this.pagesSwept));
			else this.pass(this.youngSmall, Math.ceil(targetPages - this.pagesSwept));
		}
	}

	/** The page reclaimer: whole dead spans, chunk by chunk of address space, until n pages are found. */
	private reclaim(n: number): void {
		let wanted = n;
		while (wanted > 0) {
			if (this.reclaimCreditPages > 0) {
				const take = Math.min(this.reclaimCreditPages, wanted);
				this.reclaimCreditPages -= take;
				wanted -= take;
				continue;
			}
			if (this.largeDeadObjects <= 0) return;
			const bytes = this.largeDeadBytes;
			const perObject = bytes / this.largeDeadObjects / pageBytes;
			const found = Math.round((reclaimChunkPages * this.reclaimDensity) / perObject);
			this.freeLarge(Math.max(found, 1));
			this.reclaimCreditPages += (bytes - this.largeDeadBytes) / pageBytes;
		}
	}

	/** Sweeps up to k large objects that stay; gives the CPU of that. */
	private pass(live: LiveSpans, k: number): number {
		const n = Math.min(k, live.objects);
		return n <= 0 ? 0 : this.swept(n, live.take(n) / pageBytes, n * this.stayNs);
	}

	/** Frees up to k dead large objects; gives the CPU of that. */
	private freeLarge(k: number): number {
		const all = k >= this.largeDeadObjects;
		const n = all ? this.largeDeadObjects : k;
		if (n <= 0) return 0;
		const bytes = all ? this.largeDeadBytes : Math.round((this.largeDeadBytes / this.largeDeadObjects) * n);
		this.largeDeadBytes -= bytes;
		this.largeDeadObjects -= n;
		this.freedLargeBytes += bytes;
		this.freedLargeObjects += n;
		this.free(bytes, n);
		return this.swept(n, bytes / pageBytes, n * this.freeNs);
	}

	/** Sweeps up to k small spans; gives the CPU of that. */
	private sweepSmall(k: number): number {
		const all = k >= this.smallSpans;
		const n = all ? this.smallSpans : k;
		if (n <= 0) return 0;
		const share = n / this.smallSpans;
		const bytes = all ? this.smallDeadBytes : Math.round(this.smallDeadBytes * share);
		const objects = all ? this.smallDeadObjects : Math.round(this.smallDeadObjects * share);
		this.smallDeadBytes -= bytes;
		this.smallDeadObjects -= objects;
		this.smallSpans -= n;
		this.free(bytes, objects);
		return this.swept(n, n, n * this.smallNs);
	}

	private swept(spans: number, pages: number, ns: number): number {
		this.spans -= spans;
		this.pagesSwept += pages;
		this.workNs += ns;
		return ns;
	}

	private free(bytes: number, objects: number): void {
		this.deadBytes -= bytes;
		this.deadObjects -= objects;
		this.freedBytes += bytes;
		this.freedObjects += objects;
	}
}
