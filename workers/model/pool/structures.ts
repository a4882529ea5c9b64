import type { Mutator } from '../heap/mutator.ts';
import type { Collector } from '../gc/collector.ts';
import type { Holders } from '../holders.ts';
import { SliceGrowth } from '../heap/appendGrowth.ts';
import type { Pool } from './pool.ts';
import { FIRST_RING_SLOTS, RINGS } from './slots.ts';
import { zero } from '../zero.ts';

const POINTER_BYTES = 8;
const RING_HEADER_BYTES = 48;
const RING_SLOT_BYTES = 16;
const SLOT_BYTES = 128;

/**
 * What the runtime itself allocates for pools, in bytes on the heap: slot arrays, rings, and the list of pools in use
 * (sync/pool.go: pinSlow, poolCleanup; sync/poolqueue.go). It lives as long as the objects: made at the first use
 * after a collection, kept through the next one as part of the victim cache, dead in the one after.
 */
export class PoolStructures {
	private readonly collector: Collector;
	private readonly mutator: Mutator;
	private readonly holders: Holders;
	private readonly victimCache: boolean;
	/** allPools: the pools used since the last collection */
	private readonly list = new SliceGrowth(POINTER_BYTES, false);
	private listed = 0;
	private oldListBytes = zero;
	private primaryArrayBytes = zero;
	private victimArrayBytes = zero;
	/** rings by size: of FIRST_RING_SLOTS << r slots */
	private readonly primaryRings = new Int32Array(RINGS);
	private readonly victimRings = new Int32Array(RINGS);

	/** @param victimCache false before Go 1.13 */
	constructor(collector: Collector, mutator: Mutator, holders: Holders, victimCache: boolean) {
		this.victimCache = victimCache;
		this.collector = collector;
		this.mutator = mutator;
		this.holders = holders;
		this.list.start(0);
	}

	/** Allocates what the pool's last Get or Put asked for. Call it when newArrayPs or newRingSlots is not 0. */
	afterUse(pool: Pool): void {
		if (pool.newArrayPs > 0) {
			if (this.primaryArrayBytes > 0) {
				this.die(this.primaryArrayBytes);
				this.dieRings(this.primaryRings);
			}
			this.primaryArrayBytes = this.slotArray(pool.newArrayPs);
		}
		if (pool.newRingSlots > 0) {
			const header = this.mutator.makePinned(RING_HEADER_BYTES, false);
			const slots = this.mutator.makePinned(pool.newRingSlots * RING_SLOT_BYTES, false);
			this.primaryRings[31 - Math.clz32(pool.newRingSlots / FIRST_RING_SLOTS)]!++;
			this.holders.otherLiveBytes += header + slots;
		}
	}

	/** Allocates a slot array for a pool, which joins the list of pools in use. Gives its bytes, now in other live data. */
	slotArray(ps: number): number {
		const bytes = this.mutator.makePinned(ps * SLOT_BYTES, false);
		this.holders.otherLiveBytes += bytes;
		this.register();
		return bytes;
	}

	/** The start of a collection, before `pool.collect()`. */
	collect(pool: Pool): void {
		this.dieOld();
		pool.primary?.countRings(this.victimRings);
		// Rings that steals have emptied and unlinked died along the way; they are taken off the books here.
		for (let r = 0; r < RINGS; r++) this.primaryRings[r]! -= this.victimRings[r]!;
		this.dieRings(this.primaryRings);
		this.victimArrayBytes = this.primaryArrayBytes;
		this.primaryArrayBytes = 0;
		this.oldListBytes = this.list.arrayBytes;
		this.list.start(0);
		this.listed = 0;
		if (!this.victimCache) this.dieOld();
	}

	/** What the victim cache consists of dies, and the list of the pools that had one. */
	private dieOld(): void {
		if (this.victimArrayBytes > 0) this.die(this.victimArrayBytes);
		this.victimArrayBytes = 0;
		this.dieRings(this.victimRings);
		if (this.oldListBytes > 0) this.die(this.oldListBytes);
		this.oldListBytes = 0;
	}

	private register(): void {
		const before = this.list.arrayBytes;
		this.listed++;
		if (this.listed <= this.list.cap) return;
		this.list.append(this.listed);
		const bytes = this.mutator.makePinned(this.list.cap * POINTER_BYTES, false);
		this.holders.otherLiveBytes += bytes;
		if (before > 0) this.die(before);
	}

	private dieRings(counts: Int32Array): void {
		for (let r = 0; r < RINGS; r++) {
			for (; counts[r]! > 0; counts[r]!--) {
				this.die(this.mutator.sizeOf(RING_HEADER_BYTES, false));
				this.die(this.mutator.sizeOf((FIRST_RING_SLOTS << r) * RING_SLOT_BYTES, false));
			}
		}
	}

	private die(bytes: number): void {
		this.holders.otherLiveBytes -= bytes;
		this.collector.drop(bytes, 1, true);
	}
}
