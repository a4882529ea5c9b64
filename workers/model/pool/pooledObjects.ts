import type { Collector } from '../gc/collector.ts';
import type { Mutator } from '../heap/mutator.ts';
import { smallMaxBytes } from '../heap/sizeClasses.ts';
import type { Holders } from '../holders.ts';
import type { Objects } from '../objects.ts';
import { HIT_PRIVATE, HIT_STEAL, MISS, Pool, PUT_DROPPED, PUT_PRIVATE } from './pool.ts';
import { PoolStructures } from './structures.ts';
import { zero } from '../zero.ts';

/** A copied pool's struct, its slot array, and the pooled struct with its array. */
const SMALL_OBJECTS_OF_A_COPY = 4;

export interface PooledObjectsOptions {
	gomaxprocs: number;
	/** false before Go 1.13 */
	victimCache: boolean;
	/** -race builds: whether this Put is one of those that drop their object */
	dropPut: (() => boolean) | null;
	collector: Collector;
	mutator: Mutator;
	holders: Holders;
	objects: Objects;
}

/**
 * The program's sync.Pool with its objects on the books: every Get, Put and collection moves bytes between holders.
 *
 * Beside it the pools of a copied struct: each call copies one, gets a slot array and an object for it, and forgets
 * it; but the runtime's list of pools keeps the copy, its array and its object until the second collection
 * (sync/pool.go: pinSlow appends to allPools, poolCleanup).
 */
export class PooledObjects {
	readonly pool: Pool;
	/** Gets answered by each HIT_ place */
	readonly hits = new Float64Array(6);
	/** objects evicted by the last collection */
	evicted = 0;
	/** copies of the pool that hold an object, made before and after the last collection */
	victimCopies = 0;
	copies = 0;
	/** collections so far: a copy's slot array belongs to the one after which it was made */
	epoch = 0;

	private readonly structures: PoolStructures;
	private readonly collector: Collector;
	private readonly mutator: Mutator;
	private readonly holders: Holders;
	private readonly objects: Objects;
	private readonly victimCache: boolean;
	private lostBytes = zero;
	private lostPayloadBytes = zero;
	// What hangs on copies since the last collection and since the one before: objects, the large arrays among them;
	// structs and slot arrays.
	private copyObjectBytes = zero;
	private copyLargeBytes = zero;
	private copyLargeArrays = 0;
	private copyOtherBytes = zero;
	/** arrays of the objects among them: nothing that a mark has to scan */
	private copyNoscanBytes = zero;
	/** what a mark scans of the copies that are reachable at its start */
	private copyScannedBytes = zero;
	private victimCopyObjectBytes = zero;
	private victimCopyLargeBytes = zero;
	private victimCopyLargeArrays = 0;
	private victimCopyOtherBytes = zero;

	constructor(options: PooledObjectsOptions) {
		const { collector, mutator, holders, objects, dropPut } = options;
		this.collector = collector;
		this.mutator = mutator;
		this.holders = holders;
		this.objects = objects;
		this.victimCache = options.victimCache;
		this.structures = new PoolStructures(collector, mutator, holders, options.victimCache);
		this.pool = new Pool({
			gomaxprocs: options.gomaxprocs,
			victimCache: options.victimCache,
			...(dropPut !== null && { dropPut }),
			onLost: (id) => this.lose(id)
		});
	}

	/** An object for P p, which is borrowed from now on; MISS when New has to run. */
	get(p: number): number {
		const { pool, holders } = this;
		const id = pool.get(p);
		const hit = pool.hit;
		this.hits[hit]!++;
		if (id !== MISS) {
			const own = this.objects.ownBytes[id]!;
			const payload = this.objects.payloadBytes[id]!;
			holders.borrowedBytes += own + payload;
			if (hit <= HIT_STEAL) {
				if (hit === HIT_PRIVATE) holders.privateBytes -= own;
				else holders.sharedBytes -= own;
				holders.pinnedPrimaryBytes -= payload;
			} else {
				holders.victimBytes -= own;
				holders.pinnedVictimBytes -= payload;
			}
		}
		if (pool.newArrayPs > 0) this.newArray();
		return id;
	}

	/** Gives a borrowed object to the pool; false when the pool (of a -race build) dropped it. */
	put(p: number, id: number): boolean {
		const { pool, holders } = this;
		const own = this.objects.ownBytes[id]!;
		const payload = this.objects.payloadBytes[id]!;
		holders.borrowedBytes -= own + payload;
		pool.put(p, id);
		if (pool.place === PUT_DROPPED) return false;
		if (pool.place === PUT_PRIVATE) holders.privateBytes += own;
		else holders.sharedBytes += own;
		holders.pinnedPrimaryBytes += payload;
		if (pool.newArrayPs > 0) this.newArray();
		else if (pool.newRingSlots > 0) this.structures.afterUse(pool);
		return true;
	}

	/** A call copies the struct that holds the pool and gets a slot array for its copy. */
	copyPool(structBytes: number): void {
		// Taken apart: a collection that starts inside make changes the books.
		const struct = this.mutator.make(structBytes, false);
		this.holders.otherLiveBytes += struct;
		this.copyArray();
	}

	/** Put into a copy made in the given epoch. A collection since then has taken its array, so it gets another one. */
	putIntoCopy(structBytes: number, id: number, madeIn: number): void {
		// First of all: a collection may start inside, and would age books that are half written.
		if (madeIn !== this.epoch) this.copyArray();
		const objectBytes = this.objects.ownBytes[id]!;
		const array = this.mutator.sizeOf(this.objects.capBytes[id]!, true);
		if (array >= smallMaxBytes) {
			this.copyLargeBytes += array;
			this.copyLargeArrays++;
		}
		this.copyNoscanBytes += array;
		this.copyOtherBytes += this.mutator.sizeOf(structBytes, false);
		this.copyObjectBytes += objectBytes;
		this.holders.privateBytes += objectBytes;
		this.copies++;
	}

	/** A slot array for a copy of the pool. */
	private copyArray(): void {
		const bytes = this.structures.slotArray(this.pool.gomaxprocs);
		this.copyOtherBytes += bytes;
		if (bytes <= smallMaxBytes) return;
		this.copyLargeBytes += bytes;
		this.copyLargeArrays++;
	}

	/** The start of a collection, with the world stopped. */
	collect(): void {
		const holders = this.holders;
		this.epoch++;
		this.evicted = 0;
		this.lostBytes = 0;
		this.lostPayloadBytes = 0;
		this.structures.collect(this.pool);
		this.pool.collect();

		// Before Go 1.13 there is no victim cache: copies die at the first collection.
		if (!this.victimCache) this.ageCopies();
		this.evicted += this.victimCopies;
		const small = this.victimCopyObjectBytes + this.victimCopyOtherBytes - this.victimCopyLargeBytes;
		if (small > 0) {
			// A copy whose request is still under way has no more than its slot array.
			const objects = Math.max(1, this.victimCopies * SMALL_OBJECTS_OF_A_COPY);
			this.collector.drop(small, objects, true);
		}
		if (this.victimCopyLargeArrays > 0) {
			this.collector.drop(this.victimCopyLargeBytes, this.victimCopyLargeArrays, true);
		}
		holders.otherLiveBytes -= this.victimCopyOtherBytes;

		if (this.victimCache) {
			holders.victimBytes +=
				holders.privateBytes + holders.sharedBytes - this.lostBytes - this.victimCopyObjectBytes;
			holders.pinnedVictimBytes += holders.pinnedPrimaryBytes - this.lostPayloadBytes;
		}
		holders.privateBytes = 0;
		holders.sharedBytes = 0;
		holders.pinnedPrimaryBytes = 0;

		this.ageCopies();
	}

	/** What hangs on copies made since the last collection hangs on older ones from now on. */
	private ageCopies(): void {
		this.victimCopies = this.copies;
		this.victimCopyObjectBytes = this.copyObjectBytes;
		this.victimCopyLargeBytes = this.copyLargeBytes;
		this.victimCopyLargeArrays = this.copyLargeArrays;
		this.victimCopyOtherBytes = this.copyOtherBytes;
		const scanned = this.copyObjectBytes - this.copyNoscanBytes + this.copyOtherBytes;
		this.collector.scannableBytes += scanned - this.copyScannedBytes;
		this.copyScannedBytes = scanned;
		this.copies = 0;
		this.copyObjectBytes = 0;
		this.copyLargeBytes = 0;
		this.copyLargeArrays = 0;
		this.copyOtherBytes = 0;
		this.copyNoscanBytes = 0;
	}

	/** The pool lets an object go: it dies, and with it what it refers to. */
	private lose(id: number): void {
		const objects = this.objects;
		this.mutator.drop(objects, id, true);
		this.lostBytes += objects.ownBytes[id]!;
		this.lostPayloadBytes += objects.payloadBytes[id]!;
		this.evicted++;
		objects.release(id);
	}

	/** A slot array was allocated; if it replaced one, the books of the primary cache are made anew. */
	private newArray(): void {
		const holders = this.holders;
		const objects = this.objects;
		this.structures.afterUse(this.pool);
		holders.privateBytes = this.copyObjectBytes;
		holders.sharedBytes = 0;
		holders.pinnedPrimaryBytes = 0;
		this.pool.primary?.forEach((id, _p, isPrivate) => {
			if (isPrivate) holders.privateBytes += objects.ownBytes[id]!;
			else holders.sharedBytes += objects.ownBytes[id]!;
			holders.pinnedPrimaryBytes += objects.payloadBytes[id]!;
		});
	}
}
