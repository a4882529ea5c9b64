import { NOTHING, Slots } from './slots.ts';

/** What Get says when it has found nothing and New has to run. */
export const MISS = NOTHING;

/** Where Get found its object. */
export const HIT_PRIVATE = 0;
export const HIT_SHARED = 1;
export const HIT_STEAL = 2;
export const HIT_VICTIM_PRIVATE = 3;
export const HIT_VICTIM_SHARED = 4;
export const HIT_NONE = 5;

/** Where Put left its object. */
export const PUT_PRIVATE = 0;
export const PUT_SHARED = 1;
export const PUT_DROPPED = 2;

export interface PoolOptions {
	gomaxprocs: number;
	/** false before Go 1.13: a collection empties the pool, and shared queues give their newest item to everybody */
	victimCache?: boolean;
	/** in a -race build: answers true one time in four, and Put then drops its object (sync/pool.go) */
	dropPut?: () => boolean;
	/** called with every object that the pool lets go of: evicted, or lost with a slot array that was replaced */
	onLost?: (object: number) => void;
}

/**
 * sync.Pool, operation by operation, as Go 1.13 to 1.27 has it (and, on request, as it was before).
 *
 *   Put: own private slot if it is empty, else the head of the own shared queue.
 *   Get: own private slot; head of the own shared queue; tails of the others' queues from the next P on, the own one
 *        last; then, in the victim cache, the own private slot and the tails from the own P on; a miss there closes
 *        the victim cache for everybody.
 *   collect: what is in the victim cache is let go, what is in the primary cache becomes the victim cache.
 *
 * Source: sync/pool.go (Get, Put, getSlow, pinSlow, poolCleanup).
 * Left out: races inside the lock-free queues, which can make a steal fail and cost one New more.
 * Objects are whole numbers ≥ 0; MISS is -1. `hit`, `place` and the `new…` fields tell about the last call.
 */
export class Pool {
	gomaxprocs: number;
	/** the slot arrays; null while nothing has used the pool since the last collection */
	primary: Slots | null = null;
	victim: Slots | null = null;
	/** false once a Get has searched the whole victim cache in vain: what is left in there waits for its collection */
	victimOpen = false;

	/** where the last Get found its object: a HIT_ constant */
	hit = HIT_NONE;
	/** whose shared queue that was, where it was not the own one */
	hitP = 0;
	/** where the last Put left its object: a PUT_ constant */
	place = PUT_PRIVATE;
	/** Ps of the slot array that the last Get or Put had to allocate, 0 if none */
	newArrayPs = 0;
	/** slots of the ring that the last Put had to allocate, 0 if none */
	newRingSlots = 0;

	private readonly victimCache: boolean;
	private readonly dropPut: (() => boolean) | null;
	private readonly onLost: ((object: number) => void) | null;
	/** whether the runtime's list of pools has this one: it has from the first slot array after a collection on */
	private registered = false;
	/** an emptied array to use again, so that a run allocates none per collection */
	private spare: Slots | null = null;
	/** whether a copy of the pool may still refer to the same arrays */
	private copied = false;

	constructor(options: PoolOptions) {
		this.gomaxprocs = options.gomaxprocs;
		this.victimCache = options.victimCache ?? true;
		this.dropPut = options.dropPut ?? null;
		this.onLost = options.onLost ?? null;
	}

	get primaryCount(): number {
		return this.primary === null ? 0 : this.primary.count;
	}

	get victimCount(): number {
		return this.victim === null ? 0 : this.victim.count;
	}

	/** Objects in the pool of one P, primary and victim. */
	countOf(p: number): number {
		let n = 0;
		if (this.primary !== null && p < this.primary.size) n += this.primary.countOf(p);
		if (this.victim !== null && p < this.victim.size) n += this.victim.countOf(p);
		return n;
	}

	put(p: number, object: number): void {
		this.newRingSlots = 0;
		this.newArrayPs = 0;
		if (this.dropPut !== null && this.drops(this.dropPut)) return;
		const slots = this.pin(p);
		const local = slots.of(p);
		if (slots.putPrivate(local, object)) {
			this.place = PUT_PRIVATE;
		} else {
			this.newRingSlots = slots.pushHead(local, object);
			this.place = PUT_SHARED;
		}
	}

	private drops(dropPut: () => boolean): boolean {
		if (!dropPut()) return false;
		this.place = PUT_DROPPED;
		return true;
	}

	/** An object, or MISS. */
	get(p: number): number {
		this.newRingSlots = 0;
		this.newArrayPs = 0;
		const slots = this.pin(p);
		const local = slots.of(p);
		let object = slots.takePrivate(local);
		if (object >= 0) {
			this.hit = HIT_PRIVATE;
			return object;
		}
		object = slots.popHead(local);
		if (object >= 0) {
			this.hit = HIT_SHARED;
			return object;
		}
		return this.getSlow(p, slots);
	}

	/** The start of a collection, with the world stopped. */
	collect(): void {
		if (this.victim !== null) {
			if (this.onLost !== null) this.victim.forEach(this.onLost);
			this.recycle(this.victim);
			this.victim = null;
			this.victimOpen = false;
		}
		// A copy that never got a slot array of its own is on no list: no collection ever clears what it refers to.
		if (this.primary === null || !this.registered) return;
		if (this.victimCache) {
			this.victim = this.primary;
			this.victimOpen = true;
		} else {
			if (this.onLost !== null) this.primary.forEach(this.onLost);
			this.recycle(this.primary);
		}
		this.primary = null;
		this.registered = false;
	}

	/** runtime.GOMAXPROCS(n). Slot arrays stay as they are until a P beyond their size uses the pool. */
	setGomaxprocs(gomaxprocs: number): void {
		this.gomaxprocs = gomaxprocs;
	}

	/**
	 * What a copied Pool struct is: it refers to the same slot arrays, is on no list, and gets an array of its own
	 * when the original had none.
	 */
	copy(): Pool {
		const copy = new Pool({
			gomaxprocs: this.gomaxprocs,
			victimCache: this.victimCache,
			...(this.dropPut !== null && { dropPut: this.dropPut }),
			...(this.onLost !== null && { onLost: this.onLost })
		});
		copy.primary = this.primary;
		copy.victim = this.victim;
		copy.victimOpen = this.victimOpen;
		copy.copied = this.copied = this.primary !== null || this.victim !== null;
		return copy;
	}

	/** Back to a pool that nothing has used, without the cost of a new one. */
	reset(): void {
		if (this.primary !== null) this.recycle(this.primary);
		if (this.victim !== null) this.recycle(this.victim);
		this.primary = null;
		this.victim = null;
		this.victimOpen = false;
		this.registered = false;
		this.hit = HIT_NONE;
	}

	private pin(p: number): Slots {
		const slots = this.primary;
		return slots !== null && p < slots.size ? slots : this.pinSlow();
	}

	/** A first use since the last collection, or one on a P beyond the array: a new array, and the old one's objects are lost. */
	private pinSlow(): Slots {
		if (this.primary !== null) {
			if (this.onLost !== null && !this.copied) this.primary.forEach(this.onLost);
			this.recycle(this.primary);
		}
		const spare = this.spare;
		const slots = spare !== null && spare.size === this.gomaxprocs ? spare : new Slots(this.gomaxprocs);
		this.spare = null;
		this.primary = slots;
		this.registered = true;
		this.newArrayPs = this.gomaxprocs;
		return slots;
	}

	private getSlow(p: number, slots: Slots): number {
		const other = slots.nextShared(p + 1 < slots.size ? p + 1 : 0);
		if (other >= 0) {
			this.hit = HIT_STEAL;
			this.hitP = other;
			return this.victimCache ? slots.popTail(slots.of(other)) : slots.popHead(slots.of(other));
		}
		slots.trimEmpty();
		const victim = this.victim;
		this.hit = HIT_NONE;
		if (victim === null || !this.victimOpen || p >= victim.size) return MISS;
		const object = victim.takePrivate(victim.of(p));
		if (object >= 0) {
			this.hit = HIT_VICTIM_PRIVATE;
			return object;
		}
		const holder = victim.nextShared(p);
		if (holder >= 0) {
			this.hit = HIT_VICTIM_SHARED;
			this.hitP = holder;
			return victim.popTail(victim.of(holder));
		}
		victim.trimEmpty();
		this.victimOpen = false;
		return MISS;
	}

	private recycle(slots: Slots): void {
		if (this.copied) return;
		slots.clear();
		this.spare = slots;
	}
}
