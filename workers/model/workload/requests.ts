import type { Calibration } from '../calibration.ts';
import type { Collector } from '../gc/collector.ts';
import type { Mutator, Sizing } from '../heap/mutator.ts';
import { physPageBytes } from '../heap/pageHeap.ts';
import { exp } from '../elementary.ts';
import type { Holders } from '../holders.ts';
import type { Objects } from '../objects.ts';
import type { Params } from '../parameters.ts';
import type { PooledObjects } from '../pool/pooledObjects.ts';
import { MISS } from '../pool/pool.ts';
import type { Rng } from '../rng.ts';
import * as use from './compiledUse.ts';
import type { CompiledUse } from './compiledUse.ts';
import { Contents } from './contents.ts';
import { FreeList } from './freeList.ts';
import { ATTACK_SALT, ERROR_SALT, Picker } from './pick.ts';
import { RequestSlots, type RequestSlot } from './requestSlots.ts';
import type { PoolLog } from '../poolLog.ts';
import { zero } from '../zero.ts';

/** The structs of the programs, as the compiler lays them out [bytes] */
const SERVICE_STRUCT = 56;
const BODY_READER = 8;
const LIMITED_READER = 24;

/** How many entries of its table expensive-new looks up for each request. */
const LOOK_UPS = 100;

/** Work that takes longer is looked at again when it is done: others may have come to share the cores meanwhile. [ns] */
export const LONG_NS = 1e6;

/** In the place of an object: the request waits, and its worker is to sleep before it begins. */
const IDLE = MISS - 1;

/** What the engine made of a run's parts. */
export interface RequestsOptions {
	params: Params;
	program: CompiledUse;
	collector: Collector;
	mutator: Mutator;
	holders: Holders;
	objects: Objects;
	pooled: PooledObjects;
	calibration: Calibration;
	bodyRng: Rng;
}

/**
 * What requests do: begin (take an object, do the work) and end (give it back). Between the two the object is
 * borrowed. Every allocation and every death goes to the collector, every change of holder to the books.
 */
export class Requests {
	gets = 0;
	puts = 0;
	news = 0;
	dropped = 0;
	inUse = 0;
	peakInUse = 0;
	/** CPU of the last begin or end [ns] */
	costNs = zero;
	/** idle objects of the bounded variants */
	readonly freeList = new FreeList();
	/** requests that wait to begin, and those in flight */
	readonly slots = new RequestSlots();
	/** a request may wait between making its body and taking its object */
	mayPause = false;
	/** hears of every Get and Put, where somebody looks */
	log: PoolLog | null = null;

	private readonly collector: Collector;
	private readonly mutator: Mutator;
	private readonly holders: Holders;
	private readonly objects: Objects;
	private readonly pooled: PooledObjects;
	private readonly calibration: Calibration;
	private readonly bodyRng: Rng;
	private readonly contents: Contents;
	private readonly attack: Picker;
	private readonly error: Picker;
	private readonly bodyReader: Sizing;
	private readonly limitedReader: Sizing;
	/** what a request allocates besides; null for nothing */
	private garbage: Sizing | null = null;
	private params: Params;
	private program: CompiledUse;
	private permits: number;
	/** of every body, where all are of one size; less than 0 where each has one of its own [bytes] */
	private fixedSize = zero;
	/** share of the requests that end with an error */
	private errorRate = zero;

	constructor(options: RequestsOptions) {
		this.params = options.params;
		this.program = options.program;
		this.collector = options.collector;
		this.mutator = options.mutator;
		this.holders = options.holders;
		this.objects = options.objects;
		this.pooled = options.pooled;
		this.calibration = options.calibration;
		this.bodyRng = options.bodyRng;
		this.contents = new Contents(options);
		this.attack = new Picker(options.params.seed, ATTACK_SALT);
		this.error = new Picker(options.params.seed, ERROR_SALT);
		this.bodyReader = this.mutator.sizing(BODY_READER, true);
		this.limitedReader = this.mutator.sizing(LIMITED_READER, false);
		this.permits = options.params.k;
		this.change(options.params, options.program);
		// A slab is touched by adding to it; both variants of a case have the same objects.
		const { object, touch } = this.program;
		this.collector.readsFirst = object === use.OBJECT_SLAB;
		this.collector.copies = touch && object !== use.OBJECT_SLAB && object !== use.OBJECT_TABLE;
	}

	/** From the next request on the program has other parameters, or is the other variant. */
	change(params: Params, program: CompiledUse): void {
		this.params = params;
		this.program = program;
		this.garbage = params.garbage > 0 ? this.mutator.sizing(params.garbage, true) : null;
		this.fixedSize = params.attack > 0 || params.bodydist !== 'fixed' ? -1 : params.body;
		this.errorRate = params.errrate;
	}

	/** Whether a request that begins now waits for a permit. */
	get mustWait(): boolean {
		return this.program.container === use.CONTAINER_SEMAPHORE && this.permits === 0;
	}

	/** Request i will begin. Gives its place, which `begin` and `end` take. */
	admit(i: number): number {
		const { slots } = this;
		const slot = slots.take();
		const request = slots.at(slot);
		request.index = i;
		request.object = MISS;
		return slot;
	}

	/** Before request i begins, its worker sleeps. Gives its place. */
	admitIdle(i: number): number {
		const slot = this.admit(i);
		this.slots.at(slot).object = IDLE;
		return slot;
	}

	/** Whether the worker at a place has slept before its request, which it is to do once. */
	hasSlept(slot: number): boolean {
		const request = this.slots.at(slot);
		if (request.object !== IDLE) return true;
		request.object = MISS;
		return false;
	}

	/** Whether the request of a place has begun, and not ended. */
	isUnderWay(slot: number): boolean {
		return this.slots.at(slot).object >= 0;
	}

	/** The request of a place begins, on the P and at the time that the mutator runs. */
	begin(slot: number): void {
		const request = this.slots.at(slot);
		const i = request.index;
		const { program, mutator, collector } = this;
		const { p } = mutator;
		mutator.costNs = this.calibration.beginNs;
		if (this.log !== null) this.log.enter();
		const size = this.fixedSize >= 0 ? this.fixedSize : this.sizeOf(i);
		request.p = p;
		request.sinceNs = mutator.nowNs;
		request.size = program.readsBack ? size : 0;
		request.container = program.container;
		request.birth = collector.cycle;
		request.failed = this.errorRate > 0 && this.error.picks(i, this.errorRate);
		const read = program.fill === use.FILL_READ_FROM ? this.openBody(size) : size;
		const payload = program.payload ? this.makePayload(size) : 0;
		if (payload > 0 && this.mayPause && (collector.waitUntilNs > mutator.nowNs || mutator.costNs > LONG_NS)) {
			// It waits for a mark, or that took long: it takes its object later.
			request.bodyBytes = size;
			request.payloadBytes = payload;
			this.holders.borrowedBytes += payload;
		} else {
			this.borrow(slot, request, size, payload, read);
		}
		this.costNs = mutator.costNs;
		if (this.log !== null) this.log.leave();
	}

	/** The request of a place has waited after its body was made, and takes its object. */
	goOn(slot: number): void {
		const request = this.slots.at(slot);
		const { bodyBytes, payloadBytes } = request;
		if (this.log !== null) this.log.enter();
		this.holders.borrowedBytes -= payloadBytes;
		this.borrow(slot, request, bodyBytes, payloadBytes, bodyBytes);
		this.costNs = this.mutator.costNs;
		if (this.log !== null) this.log.leave();
	}

	/** The request takes its object and does its work. */
	private borrow(slot: number, request: RequestSlot, size: number, payload: number, read: number): void {
		const { program, mutator } = this;
		const id = this.takeObject(mutator.p, slot, request, size);
		request.object = id;
		if (++this.inUse > this.peakInUse) this.peakInUse = this.inUse;

		if (program.payload) {
			this.replacePayload(id, payload, size);
			this.work(size);
		} else {
			this.contents.fill(id, request, program, read);
			if (program.fill === use.FILL_TOUCH) mutator.costNs += this.useNs(id);
			else if (program.touch) this.work(read);
		}
		if (this.garbage !== null) mutator.passing(this.garbage);
	}

	/** What it takes to use each page of an object, or to look up entries of a table. [ns] */
	private useNs(id: number): number {
		const { usePageNs, lookUpNs } = this.calibration;
		if (this.program.object === use.OBJECT_TABLE) return LOOK_UPS * lookUpNs;
		return Math.ceil(this.objects.capBytes[id]! / physPageBytes) * usePageNs;
	}

	/** The request of a place ends, on the P and at the time that the mutator runs; the place is free afterwards. */
	end(slot: number): void {
		const { program, mutator, slots } = this;
		const request = slots.at(slot);
		if (this.log !== null) this.log.enter();
		mutator.costNs = this.calibration.endNs + request.size * this.calibration.readNsPerByte;
		const id = request.object;
		this.inUse--;
		slots.free(slot);
		if (program.closes) this.close(id, request);
		// The variant may have changed in between: what came from a container goes back by that container's rules.
		if (request.container !== use.CONTAINER_POOL) this.endElsewhere(id, slot, request);
		else if (program.mayDiscard && this.discards(id, request)) this.leaveOut(id, slot);
		else this.putBack(id, slot);
		this.costNs = mutator.costNs;
		if (this.log !== null) this.log.leave();
	}

	/** What the program does to an object before it gives it back. */
	private close(id: number, request: RequestSlot): void {
		const { program } = this;
		if (program.object === use.OBJECT_SLICE)
			this.contents.box(id, request, program.putStale && this.params.stale);
		if (program.unpin && this.objects.payloadBytes[id]! > 0) this.replacePayload(id, 0, 0);
	}

	/** Whether the program does not give this object back: it is too large, or the request has failed. */
	private discards(id: number, request: RequestSlot): boolean {
		const { program } = this;
		if (program.dropOversized && this.objects.capBytes[id]! > this.params.dropcap) return true;
		return program.skipPutOnError && request.failed;
	}

	/** The object goes back to the pool. */
	private putBack(id: number, slot: number): void {
		this.puts++;
		const kept = this.pooled.put(this.mutator.p, id);
		if (this.log !== null) this.log.put(slot, id);
		if (!kept) this.die(id, true);
	}

	/** Of a request whose object is from elsewhere than the pool. */
	private endElsewhere(id: number, slot: number, request: RequestSlot): void {
		const { container } = request;
		if (container === use.CONTAINER_NONE) this.discard(id, slot);
		else if (this.discards(id, request)) {
			if (container === use.CONTAINER_SEMAPHORE) this.permits++;
			this.leaveOut(id, slot);
		} else if (container === use.CONTAINER_CHANNEL && this.freeList.length >= this.params.k) {
			this.leaveOut(id, slot);
		} else {
			this.giveElsewhere(id, slot, request);
		}
	}

	/** A body of the request's own, which its object is to refer to. Gives its heap bytes. */
	private makePayload(size: number): number {
		const bytes = this.mutator.make(size, true);
		this.work(size);
		return bytes;
	}

	private sizeOf(i: number): number {
		const params = this.params;
		if (params.attack > 0 && this.attacks(i)) return params.attackbody;
		return params.bodydist === 'fixed' ? params.body : this.randomSize();
	}

	private attacks(i: number): boolean {
		const { attack, attackby, closed } = this.params;
		if (attackby === 'request' || closed === 0) return this.attack.picks(i, attack);
		return i % closed < Math.round(attack * closed);
	}

	private randomSize(): number {
		const { body, bodysigma } = this.params;
		return Math.round(body * exp(bodysigma * this.bodyRng.normal()));
	}

	/** Makes the readers of a body. Gives how many bytes come through them. */
	private openBody(size: number): number {
		this.mutator.passing(this.bodyReader);
		if (!this.program.limited) return size;
		this.mutator.passing(this.limitedReader);
		return Math.min(size, this.params.limit);
	}

	/** The object that the request works with: from its container, or new. It is borrowed afterwards. */
	private takeObject(p: number, slot: number, request: RequestSlot, size: number): number {
		const program = this.program;
		const isPool = program.container === use.CONTAINER_POOL;
		let id = isPool ? this.takeFromPool(p) : this.takeElsewhere(request);
		const made = id === MISS;
		if (made) {
			id = this.makeNew(size);
			this.holders.borrowedBytes += this.objects.ownBytes[id]!;
		} else if (program.object === use.OBJECT_SLICE) {
			this.holders.borrowedBytes -= this.contents.unbox(id);
		}
		if (this.log !== null) this.log.got(slot, id, program.container, made);
		return id;
	}

	private takeFromPool(p: number): number {
		this.gets++;
		return this.pooled.get(p);
	}

	private makeNew(size: number): number {
		this.news++;
		return this.contents.makeNew(this.program, this.params, size);
	}

	/** The object of a request that has no pool to take it from, or its own copy of one. */
	private takeElsewhere(request: RequestSlot): number {
		const { container } = this.program;
		if (container === use.CONTAINER_NONE) return MISS;
		this.gets++;
		if (container === use.CONTAINER_COPIED) {
			this.pooled.copyPool(SERVICE_STRUCT);
			request.epoch = this.pooled.epoch;
			return MISS;
		}
		if (container === use.CONTAINER_SEMAPHORE) this.permits--;
		const id = this.freeList.take();
		if (id === MISS) return MISS;
		this.holders.freeListBytes -= this.objects.ownBytes[id]!;
		this.holders.borrowedBytes += this.objects.ownBytes[id]! + this.objects.payloadBytes[id]!;
		return id;
	}

	private giveElsewhere(id: number, slot: number, { container, epoch }: RequestSlot): void {
		this.puts++;
		this.holders.borrowedBytes -= this.objects.ownBytes[id]! + this.objects.payloadBytes[id]!;
		if (this.log !== null) this.log.put(slot, id);
		if (container === use.CONTAINER_COPIED) {
			this.pooled.putIntoCopy(SERVICE_STRUCT, id, epoch);
			this.objects.release(id);
			return;
		}
		if (container === use.CONTAINER_SEMAPHORE) this.permits++;
		this.holders.freeListBytes += this.objects.ownBytes[id]!;
		this.freeList.give(id);
	}

	/** An object that could go back does not. */
	private leaveOut(id: number, slot: number): void {
		this.dropped++;
		this.discard(id, slot);
	}

	/**
	 * A borrowed object is not put back. Only its goroutine referred to it. What was taken or made during a mark
	 * survives it, hence the collector's cycle when the request began; and so does an array whose allocation began the mark,
	 * for the barrier shades it when the object's struct comes to refer to it (mbarrier.go).
	 */
	private discard(id: number, slot: number): void {
		if (this.log !== null) this.log.dropped(slot, id);
		this.holders.borrowedBytes -= this.objects.ownBytes[id]! + this.objects.payloadBytes[id]!;
		const { birth } = this.slots.at(slot);
		const stored = this.objects.storedIn[id]!;
		this.die(id, false, stored > birth ? stored : birth);
	}

	private die(id: number, shaded: boolean, birth = 0): void {
		this.mutator.drop(this.objects, id, shaded, birth);
		this.objects.release(id);
	}

	/** The object of a borrower refers to another payload from now on; the barrier shades the old one. */
	private replacePayload(id: number, bytes: number, size: number): void {
		const objects = this.objects;
		const old = objects.payloadBytes[id]!;
		const { p, nowNs, costNs } = this.mutator;
		if (old > 0) this.collector.dropLater(old, p, nowNs + costNs);
		this.holders.borrowedBytes += bytes - old;
		objects.payloadBytes[id] = bytes;
		objects.payloadSize[id] = size;
	}

	private work(bytes: number): void {
		this.mutator.costNs += bytes * this.calibration.writeNsPerByte;
	}
}
