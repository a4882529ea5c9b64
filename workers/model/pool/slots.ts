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

export class Slots {
	/** Ps that this array has room for */
	readonly size: number;
	readonly private: Int32Array;
	/** objects in all private slots, in all shared queues */
	privateCount = 0;
	sharedCount = 0;

	private readonly queue: Int32Array[];
	private readonly head: Int32Array;
	private readonly tail: Int32Array;
	/** bit p is set while P p's shared queue holds something: a steal looks at words, not at Ps */
	private readonly nonEmpty: Uint32Array;
	private readonly ringCount: Int32Array;
	private readonly headRing: Int8Array;
	private readonly tailRing: Int8Array;
	/** rings linked behind another one since the last trim, in all chains */
	private longChains = 0;

	constructor(size: number) {
		this.size = size;
		this.private = new Int32Array(size).fill(NOTHING);
		this.queue = Array.from({ length: size }, () => new Int32Array(FIRST_RING_SLOTS));
		this.head = new Int32Array(size);
		this.tail = new Int32Array(size);
		this.nonEmpty = new Uint32Array((size + 31) >>> 5);
		this.ringCount = new Int32Array(size * RINGS);
		this.headRing = new Int8Array(size).fill(NOTHING);
		this.tailRing = new Int8Array(size).fill(NOTHING);
	}

	get count(): number {
		return this.privateCount + this.sharedCount;
	}

	/** Objects of one P, private and shared. */
	countOf(p: number): number {
		return this.head[p]! - this.tail[p]! + (this.private[p]! >= 0 ? 1 : 0);
	}

	takePrivate(p: number): number {
		const object = this.private[p]!;
		if (object >= 0) {
			this.private[p] = NOTHING;
			this.privateCount--;
		}
		return object;
	}

	/** Fills an empty private slot. */
	putPrivate(p: number, object: number): void {
		this.private[p] = object;
		this.privateCount++;
	}

	/** Gives the slots of the ring that this had to allocate; 0 where there was room. */
	pushHead(p: number, object: number): number {
		const head = this.head[p]!;
		const length = head - this.tail[p]!;
		let queue = this.queue[p]!;
		if (length === queue.length) queue = this.grow(p);
		queue[head & (queue.length - 1)] = object;
		this.head[p] = (head + 1) | 0;
		this.sharedCount++;
		if (length === 0) this.nonEmpty[p >>> 5]! |= 1 << (p & 31);
		const ring = this.headRing[p]!;
		const at = p * RINGS + ring;
		if (ring < 0 || this.ringCount[at] === FIRST_RING_SLOTS << ring) return this.linkRing(p, ring + 1);
		this.ringCount[at]!++;
		return 0;
	}

	/** The newest object of P p is the first of a new ring. */
	private linkRing(p: number, ring: number): number {
		if (ring === 0) this.tailRing[p] = 0;
		else this.longChains++;
		this.headRing[p] = ring;
		this.ringCount[p * RINGS + ring]!++;
		return FIRST_RING_SLOTS << ring;
	}

	popHead(p: number): number {
		const tail = this.tail[p]!;
		const head = this.head[p]!;
		if (head === tail) return NOTHING;
		const queue = this.queue[p]!;
		this.head[p] = (head - 1) | 0;
		this.noteTaken(p, head - 1 === tail);
		let ring = this.headRing[p]!;
		while (this.ringCount[p * RINGS + ring]! === 0) ring--;
		this.ringCount[p * RINGS + ring]!--;
		return queue[(head - 1) & (queue.length - 1)]!;
	}

	popTail(p: number): number {
		const tail = this.tail[p]!;
		const head = this.head[p]!;
		if (head === tail) return NOTHING;
		const queue = this.queue[p]!;
		this.tail[p] = (tail + 1) | 0;
		this.noteTaken(p, tail + 1 === head);
		// An emptied ring at the tail is unlinked when the next popTail finds it so; its slots die then.
		let ring = this.tailRing[p]!;
		while (this.ringCount[p * RINGS + ring]! === 0) ring++;
		this.tailRing[p] = ring;
		this.ringCount[p * RINGS + ring]!--;
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
		for (let p = 0; p < this.size; p++) if (this.private[p]! >= 0) visit(this.private[p]!, p, true);
		if (this.sharedCount === 0) return;
		for (let p = 0; p < this.size; p++) {
			const queue = this.queue[p]!;
			for (let i = this.tail[p]!; i !== this.head[p]!; i++) visit(queue[i & (queue.length - 1)]!, p, false);
		}
	}

	/** What a search through empty queues does to their chains: all rings but the newest are unlinked. */
	trimEmpty(): void {
		if (this.longChains === 0) return;
		for (let p = 0; p < this.size; p++) this.tailRing[p] = this.headRing[p]!;
		this.longChains = 0;
	}

	/** Adds the rings that are linked now to counts by ring: counts[r] is for rings of FIRST_RING_SLOTS << r slots. */
	countRings(counts: Int32Array): void {
		for (let p = 0; p < this.size; p++) {
			if (this.headRing[p]! < 0) continue;
			for (let r = this.tailRing[p]!; r <= this.headRing[p]!; r++) counts[r]!++;
		}
	}

	clear(): void {
		this.private.fill(NOTHING);
		this.head.fill(0);
		this.tail.fill(0);
		this.nonEmpty.fill(0);
		this.ringCount.fill(0);
		this.headRing.fill(NOTHING);
		this.tailRing.fill(NOTHING);
		this.privateCount = 0;
		this.sharedCount = 0;
		this.longChains = 0;
	}

	private noteTaken(p: number, emptied: boolean): void {
		this.sharedCount--;
		if (emptied) this.nonEmpty[p >>> 5]! &= ~(1 << (p & 31));
	}

	private grow(p: number): Int32Array {
		const old = this.queue[p]!;
		const grown = new Int32Array(old.length * 2);
		const tail = this.tail[p]!;
		const head = this.head[p]!;
		for (let i = tail; i !== head; i++) grown[i & (grown.length - 1)] = old[i & (old.length - 1)]!;
		this.queue[p] = grown;
		return grown;
	}
}

function lowestBit(bits: number): number {
	return 31 - Math.clz32(bits & -bits);
}
