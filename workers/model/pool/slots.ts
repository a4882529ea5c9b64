/**
 * One `local` array of a sync.Pool: a private slot and a shared queue for each P. The primary cache is one of
 * these, the victim cache another. Objects are whole numbers ≥ 0; -1 is "nothing".
 *
 * A shared queue is a double-ended queue: its own P pushes and pops at the head, other Ps pop at the tail. In Go it
 * is a chain of rings of 8, 16, 32 … slots (sync/poolqueue.go). Where an object lies does not depend on the rings,
 * but what they weigh does, so the number of objects in each ring is kept beside the queue.
 */
export const NOTHING = -1;

/** Slots of the first ring of a chain; each further one has twice as many. */
export const FIRST_RING_SLOTS = 8;
/** 8 << 27 slots is Go's largest ring (dequeueLimit 2^30); no simulated process gets there. */
export const RINGS = 28;

const NO_RING = new Int32Array(0);

/** What the pool has for one P (poolLocal): a private slot, and a shared queue as a chain of rings. */
export class Local {
	readonly p: number;
	private = NOTHING;
	/** the queue's objects from tail to head, in a ring of a power of two */
	queue: Int32Array = NO_RING;
	head = 0;
	tail = 0;
	/** objects in each ring of the chain, the newest ring that there is, and the oldest; NOTHING without any */
	ringCount: Int32Array = NO_RING;
	headRing = NOTHING;
	tailRing = NOTHING;

	constructor(p: number) {
		this.p = p;
	}

	/** The newest object is the first of a new ring. */
	linkRing(ring: number): number {
		if (this.ringCount.length === 0) this.ringCount = new Int32Array(RINGS);
		if (ring === 0) this.tailRing = 0;
		this.headRing = ring;
		this.ringCount[ring]!++;
		return FIRST_RING_SLOTS << ring;
	}

	grow(): Int32Array {
		const { queue: old, head, tail } = this;
		const grown = new Int32Array(old.length === 0 ? FIRST_RING_SLOTS : old.length * 2);
		for (let i = tail; i !== head; i++) grown[i & (grown.length - 1)] = old[i & (old.length - 1)]!;
		this.queue = grown;
		return grown;
	}

	clear(): void {
		this.private = NOTHING;
		if (this.headRing < 0) return;
		this.head = this.tail = 0;
		this.ringCount.fill(0);
		this.headRing = this.tailRing = NOTHING;
	}
}

export class Slots {
	/** Ps that this array has room for */
	readonly size: number;
	/** objects in all private slots, in all shared queues */
	privateCount = 0;
	sharedCount = 0;

	private readonly locals: Local[];
	/** bit p is set while P p's shared queue holds something: a steal looks at words, not at Ps */
	private readonly nonEmpty: Uint32Array;
	/** rings linked behind another one since the last trim, in all chains */
	private longChains = 0;

	constructor(size: number) {
		this.size = size;
		this.locals = Array.from({ length: size }, (_, p) => new Local(p));
		this.nonEmpty = new Uint32Array((size + 31) >>> 5);
	}

	get count(): number {
		return this.privateCount + this.sharedCount;
	}

	/** Objects of one P, private and shared. */
	countOf(p: number): number {
		const local = this.locals[p]!;
		return local.head - local.tail + (local.private >= 0 ? 1 : 0);
	}

	/** What the pool has for P p. */
	of(p: number): Local {
		return this.locals[p]!;
	}

	takePrivate(local: Local): number {
		const object = local.private;
		if (object >= 0) {
			local.private = NOTHING;
			this.privateCount--;
		}
		return object;
	}

	/** Fills an empty private slot; false where it is not empty. */
	putPrivate(local: Local, object: number): boolean {
		if (local.private >= 0) return false;
		local.private = object;
		this.privateCount++;
		return true;
	}

	/** Gives the slots of the ring that this had to allocate; 0 where there was room. */
	pushHead(local: Local, object: number): number {
		const { head } = local;
		const length = head - local.tail;
		let { queue } = local;
		if (length === queue.length) queue = local.grow();
		queue[head & (queue.length - 1)] = object;
		local.head = (head + 1) | 0;
		this.sharedCount++;
		if (length === 0) this.nonEmpty[local.p >>> 5]! |= 1 << (local.p & 31);
		const ring = local.headRing;
		if (ring < 0 || local.ringCount[ring] === FIRST_RING_SLOTS << ring) {
			if (ring >= 0) this.longChains++;
			return local.linkRing(ring + 1);
		}
		local.ringCount[ring]!++;
		return 0;
	}

	popHead(local: Local): number {
		const { head, tail, queue, ringCount } = local;
		if (head === tail) return NOTHING;
		local.head = (head - 1) | 0;
		this.noteTaken(local.p, head - 1 === tail);
		let ring = local.headRing;
		while (ringCount[ring]! === 0) ring--;
		ringCount[ring]!--;
		return queue[(head - 1) & (queue.length - 1)]!;
	}

	popTail(local: Local): number {
		const { head, tail, queue, ringCount } = local;
		if (head === tail) return NOTHING;
		local.tail = (tail + 1) | 0;
		this.noteTaken(local.p, tail + 1 === head);
		// An emptied ring at the tail is unlinked when the next popTail finds it so; its slots die then.
		let ring = local.tailRing;
		while (ringCount[ring]! === 0) ring++;
		local.tailRing = ring;
		ringCount[ring]!--;
		return queue[tail & (queue.length - 1)]!;
	}

	/** First P from `start` on, wrapping, whose shared queue holds something; -1 when none does. */
	nextShared(start: number): number {
		if (this.sharedCount === 0) return NOTHING;
		const words = this.nonEmpty;
		const first = start >>> 5;
		let bits = words[first]! & (~0 << (start & 31));
		if (bits !== 0) return (first << 5) + lowestBit(bits);
		for (let i = first + 1; i < words.length; i++) {
			bits = words[i]!;
			if (bits !== 0) return (i << 5) + lowestBit(bits);
		}
		for (let i = 0; i <= first; i++) {
			bits = words[i]!;
			if (bits !== 0) return (i << 5) + lowestBit(bits);
		}
		return NOTHING;
	}

	/** Calls back for every object: private slots first, then the queues, each from its tail. */
	forEach(visit: (object: number, p: number, isPrivate: boolean) => void): void {
		const { locals } = this;
		for (let p = 0; p < this.size; p++) {
			const object = locals[p]!.private;
			if (object >= 0) visit(object, p, true);
		}
		if (this.sharedCount === 0) return;
		for (let p = 0; p < this.size; p++) {
			const { queue, head, tail } = locals[p]!;
			for (let i = tail; i !== head; i++) visit(queue[i & (queue.length - 1)]!, p, false);
		}
	}

	/** What a search through empty queues does to their chains: all rings but the newest are unlinked. */
	trimEmpty(): void {
		if (this.longChains === 0) return;
		for (const local of this.locals) local.tailRing = local.headRing;
		this.longChains = 0;
	}

	/** Adds the rings that are linked now to counts by ring: counts[r] is for rings of FIRST_RING_SLOTS << r slots. */
	countRings(counts: Int32Array): void {
		for (const { headRing, tailRing } of this.locals) {
			if (headRing < 0) continue;
			for (let r = tailRing; r <= headRing; r++) counts[r]!++;
		}
	}

	clear(): void {
		for (const local of this.locals) local.clear();
		this.nonEmpty.fill(0);
		this.privateCount = 0;
		this.sharedCount = 0;
		this.longChains = 0;
	}

	private noteTaken(p: number, emptied: boolean): void {
		this.sharedCount--;
		if (emptied) this.nonEmpty[p >>> 5]! &= ~(1 << (p & 31));
	}
}

function lowestBit(bits: number): number {
	return 31 - Math.clz32(bits & -bits);
}
