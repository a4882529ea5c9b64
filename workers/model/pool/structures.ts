import type { Mutator } from '../heap/mutator.ts';
import type { Collector } from '../gc/collector.ts';
import type { Holders } from '../holders.ts';
import { SliceGrowth } from '../heap/appendGrowth.ts';
import { poolArrayBytes, poolRingBytes } from '../heap/poolArrays.ts';
import type { Pool } from './pool.ts';

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
	readonly #collector: Collector;
	readonly #mutator: Mutator;
	readonly #holders: Holders;
	readonly #headers: boolean;
	/** allPools: the pools used since the last collection */
	readonly #list = new SliceGrowth(POINTER_BYTES, false);
	#listed = 0;
	#oldListBytes = 0;
	#primaryBytes = 0;
	#victimBytes = 0;

	constructor(collector: Collector, mutator: Mutator, holders: Holders, headers: boolean) {
		this.#collector = collector;
		this.#mutator = mutator;
		this.#holders = holders;
		this.#headers = headers;
		this.#list.start(0);
	}

	/** Allocates what the pool's last Get or Put asked for. Call it when newArrayPs or newRingSlots is not 0. */
	afterUse(pool: Pool): void {
		if (pool.newArrayPs > 0) {
			if (this.#primaryBytes > 0) this.#die(this.#primaryBytes);
			this.#primaryBytes = this.slotArray(pool.newArrayPs);
		}
		if (pool.newRingSlots > 0) {
			const bytes =
				this.#mutator.makePinned(RING_HEADER_BYTES, false) +
				this.#mutator.makePinned(pool.newRingSlots * RING_SLOT_BYTES, false);
			this.#primaryBytes += bytes;
			this.#holders.otherLiveBytes += bytes;
		}
	}

	/** Allocates a slot array for a pool, which joins the list of pools in use. Gives its bytes, now in other live data. */
	slotArray(ps: number): number {
		const bytes = this.#mutator.makePinned(ps * SLOT_BYTES, false);
		this.#holders.otherLiveBytes += bytes;
		this.#register();
		return bytes;
	}

	#register(): void {
		const before = this.#list.arrayBytes;
		this.#listed++;
		if (this.#listed <= this.#list.cap) return;
		this.#list.append(this.#listed);
		const bytes = this.#mutator.makePinned(this.#list.cap * POINTER_BYTES, false);
		this.#holders.otherLiveBytes += bytes;
		if (before > 0) this.#die(before);
	}

	/** The start of a collection, before `pool.collect()`. */
	collect(pool: Pool): void {
		if (this.#victimBytes > 0) this.#die(this.#victimBytes);
		const primary = pool.primary;
		let kept = 0;
		if (primary !== null) {
			// Rings that steals have emptied and unlinked died along the way; they are taken off the books here.
			kept =
				poolArrayBytes(primary.size, this.#headers) +
				primary.ringBytes((slots) => poolRingBytes(slots, this.#headers));
		}
		if (this.#primaryBytes > kept) this.#die(this.#primaryBytes - kept);
		this.#victimBytes = kept;
		this.#primaryBytes = 0;

		if (this.#oldListBytes > 0) this.#die(this.#oldListBytes);
		this.#oldListBytes = this.#list.arrayBytes;
		this.#list.start(0);
		this.#listed = 0;
	}

	#die(bytes: number): void {
		this.#holders.otherLiveBytes -= bytes;
		this.#collector.drop(bytes, 1, true);
	}
}
