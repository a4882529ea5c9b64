/**
 * The heap between the end of a mark and the moment when its last span is swept, in sums. Dead objects stay in
 * HeapAlloc until their span is swept, by whoever gets there first: the background sweeper, an allocation that needs
 * a span (its own class first, then whole dead spans), or proportional sweeping.
 * Source: Go's runtime/mgcsweep.go, mcentral.go (cacheSpan), mheap.go (reclaim).
 *
 * Spans are swept class by class, large objects first, and oldest first: live large objects, which have been there
 * for longer, before dead ones. Dead small objects are taken to be spread evenly over the small spans.
 */
const pageBytes = 8192;
/** The page reclaimer looks at so many pages of address space at a time: 4 MiB. */
const reclaimChunkPages = 512;

export class Sweep {
	/** dead bytes not swept */
	deadBytes = 0;
	/** dead objects not swept */
	deadObjects = 0;
	/** spans not swept */
	spans = 0;

	/** bytes and objects freed since the collector last took them over */
	freedBytes = 0;
	freedObjects = 0;
	/** spans swept since then */
	sweptSpans = 0;

	/** the large ones among them */
	largeDeadBytes = 0;
	largeDeadObjects = 0;

	private largeLiveBytes = 0;
	private largeLiveObjects = 0;
	private smallSpans = 0;
	private smallPages = 0;
	private smallDeadBytes = 0;
	private smallDeadObjects = 0;

	/** background sweeping is accounted for up to here */
	private progressNs = 0;
	private pagesPerByte = 0;
	private pagesSwept = 0;
	private reclaimCreditPages = 0;
	private reclaimDensity = 0;

	/**
	 * A mark has ended: everything in use is unswept.
	 *
	 * @param distance heap growth from here to the next trigger [bytes]; sweeping is paced to be done 1 MiB before
	 * @param fromNs when the background sweeper may begin
	 */
	begin(
		largeDeadBytes: number,
		largeDeadObjects: number,
		largeLiveBytes: number,
		largeLiveObjects: number,
		smallDeadBytes: number,
		smallDeadObjects: number,
		smallLiveBytes: number,
		distance: number,
		fromNs: number
	): void {
		this.progressNs = fromNs;
		this.deadBytes = largeDeadBytes + smallDeadBytes;
		this.deadObjects = largeDeadObjects + smallDeadObjects;
		this.largeDeadBytes = largeDeadBytes;
		this.largeDeadObjects = largeDeadObjects;
		this.largeLiveBytes = largeLiveBytes;
		this.largeLiveObjects = largeLiveObjects;
		this.smallDeadBytes = smallDeadBytes;
		this.smallDeadObjects = smallDeadObjects;
		this.smallPages = Math.ceil((smallDeadBytes + smallLiveBytes) / pageBytes);
		this.smallSpans = this.smallPages;
		this.spans = largeDeadObjects + largeLiveObjects + this.smallSpans;
		const pages = (largeDeadBytes + largeLiveBytes) / pageBytes + this.smallPages;
		let room = distance - 1024 * 1024;
		if (room < pageBytes) room = pageBytes;
		this.pagesPerByte = pages / room;
		this.pagesSwept = 0;
		this.reclaimCreditPages = 0;
		this.reclaimDensity = pages > 0 ? this.deadBytes / pageBytes / pages : 0;
	}

	get done(): boolean {
		return this.spans <= 0;
	}

	/** Sweeps up to n spans in the sweeper's order. */
	sweepSpans(n: number): void {
		let left = n;
		if (left > 0 && this.largeLiveObjects > 0) {
			const k = left < this.largeLiveObjects ? left : this.largeLiveObjects;
			const bytes =
				k === this.largeLiveObjects ? this.largeLiveBytes : (this.largeLiveBytes / this.largeLiveObjects) * k;
			this.largeLiveBytes -= bytes;
			this.largeLiveObjects -= k;
			this.pagesSwept += bytes / pageBytes;
			this.spans -= k;
			this.sweptSpans += k;
			left -= k;
		}
		if (left > 0 && this.largeDeadObjects > 0) {
			const k = left < this.largeDeadObjects ? left : this.largeDeadObjects;
			this.reclaimCreditPages += this.freeLarge(k) / pageBytes;
			left -= k;
		}
		if (left > 0 && this.smallSpans > 0) this.sweepSmall(left < this.smallSpans ? left : this.smallSpans);
	}

	/** When the background will have swept everything, at so many spans a ns. */
	endNs(rate: number): number {
		return this.progressNs + this.spans / rate;
	}

	/** The background sweeps up to now; false when that is less than a span. */
	advance(nowNs: number, rate: number): boolean {
		const n = Math.floor((nowNs - this.progressNs) * rate);
		if (n <= 0) return false;
		this.progressNs += n / rate;
		this.sweepSpans(n);
		return true;
	}

	sweepAll(): void {
		this.sweepSpans(this.spans);
	}

	/**
	 * What the allocation of a large span must sweep first: its share of proportional sweeping, then at least as many
	 * dead pages as it takes.
	 *
	 * @param allocatedSince bytes allocated since the mark ended, this allocation included
	 */
	beforeLarge(allocatedSince: number, bytes: number): void {
		const pages = bytes / pageBytes;
		this.catchUp(this.pagesPerByte * allocatedSince - pages);
		this.reclaim(pages);
	}

	/** What the refill of small spans of `bytes` in all must sweep: until as many bytes of slots are free. */
	beforeSmall(allocatedSince: number, bytes: number): void {
		this.catchUp(this.pagesPerByte * allocatedSince);
		if (this.smallDeadBytes > 0) {
			const perSpan = this.smallDeadBytes / this.smallSpans;
			const wanted = Math.ceil(bytes / perSpan);
			const budget = 100 * Math.ceil(bytes / pageBytes);
			let n = wanted < budget ? wanted : budget;
			if (n > this.smallSpans) n = this.smallSpans;
			this.sweepSmall(n);
		} else if (this.largeDeadObjects > 0) {
			this.reclaim(bytes / pageBytes);
		}
	}

	private catchUp(targetPages: number): void {
		while (targetPages > this.pagesSwept && this.spans > 0) this.sweepSpans(1);
	}

	/** The page reclaimer: whole dead spans, chunk by chunk of address space, until n pages are found. */
	private reclaim(n: number): void {
		let wanted = n;
		while (wanted > 0) {
			if (this.reclaimCreditPages > 0) {
				const take = this.reclaimCreditPages < wanted ? this.reclaimCreditPages : wanted;
				this.reclaimCreditPages -= take;
				wanted -= take;
				continue;
			}
			if (this.largeDeadObjects <= 0) return;
			const perObject = this.largeDeadBytes / this.largeDeadObjects / pageBytes;
			let k = Math.round((reclaimChunkPages * this.reclaimDensity) / perObject);
			if (k < 1) k = 1;
			if (k > this.largeDeadObjects) k = this.largeDeadObjects;
			this.reclaimCreditPages += this.freeLarge(k) / pageBytes;
		}
	}

	/** Frees k dead large objects, returns their bytes. */
	private freeLarge(k: number): number {
		const bytes =
			k === this.largeDeadObjects
				? this.largeDeadBytes
				: Math.round((this.largeDeadBytes / this.largeDeadObjects) * k);
		this.largeDeadBytes -= bytes;
		this.largeDeadObjects -= k;
		this.free(bytes, k);
		this.pagesSwept += bytes / pageBytes;
		this.spans -= k;
		this.sweptSpans += k;
		return bytes;
	}

	private sweepSmall(k: number): void {
		const all = k === this.smallSpans;
		const share = k / this.smallSpans;
		const bytes = all ? this.smallDeadBytes : Math.round(this.smallDeadBytes * share);
		const objects = all ? this.smallDeadObjects : Math.round(this.smallDeadObjects * share);
		this.smallDeadBytes -= bytes;
		this.smallDeadObjects -= objects;
		this.smallSpans -= k;
		this.smallPages -= k;
		this.free(bytes, objects);
		this.pagesSwept += k;
		this.spans -= k;
		this.sweptSpans += k;
	}

	private free(bytes: number, objects: number): void {
		this.deadBytes -= bytes;
		this.deadObjects -= objects;
		this.freedBytes += bytes;
		this.freedObjects += objects;
	}
}
