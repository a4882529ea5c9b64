import type { Calibration } from '../calibration.ts';
import type { Collector } from '../gc/collector.ts';
import type { Objects } from '../objects.ts';
import { physPageBytes } from './pageHeap.ts';
import { hasInlineMarkBits, hasMallocHeaders, zeroesLargeLate } from './goVersion.ts';
import {
	isLarge,
	roundupSize,
	sizeClassOf,
	smallMaxBytes,
	TinyAllocator,
	tinyBlockBytes
} from './sizeClasses.ts';
import { SpanCaches, spanClassOf } from './spanCaches.ts';
import { zero } from '../zero.ts';

/** Large objects that are remembered before those of the past are forgotten. */
const mostLater = 1000;

/** A size that is asked for again and again, with what `make` would find out about it each time. */
export interface Sizing {
	/** as the program asks for it [bytes] */
	bytes: number;
	noscan: boolean;
	/** heap bytes, where it has a class of its own; 0 for none, tiny and large ones */
	classBytes: number;
	spanClass: number;
	/** CPU of the allocation itself [ns] */
	costNs: number;
}

/** A large object is allocated: when, its size, and what was swept for it [ns, bytes]. */
interface LargeAllocation {
	atNs: number;
	allocatedBytes: number;
	freedBytes: number;
}

/**
 * The program's side of the allocator: what it asks for becomes size classes, pages or shared tiny blocks, and costs
 * CPU. `costNs` grows with everything asked for; `nowNs` is when the goroutine that asks began.
 */
export class Mutator {
	nowNs = zero;
	costNs = zero;
	/** the P that the goroutine runs on */
	p = 0;
	readonly caches: SpanCaches;

	/** the large objects that goroutines which run now allocate, at their times */
	private later: LargeAllocation[] = [];
	/** when the last of them is allocated [ns] */
	private laterToNs = zero;

	private readonly collector: Collector;
	private readonly tiny: TinyAllocator;
	private readonly headers: boolean;
	private readonly zeroesLate: boolean;
	private readonly allocNs: number;
	private readonly zeroNsPerByte: number;

	constructor(collector: Collector, ps: number, minor: number, race: boolean, calibration: Calibration) {
		this.collector = collector;
		this.tiny = new TinyAllocator(race);
		this.headers = hasMallocHeaders(minor);
		this.zeroesLate = zeroesLargeLate(minor);
		this.caches = new SpanCaches(ps, this.headers, hasInlineMarkBits(minor));
		this.allocNs = calibration.allocNs;
		this.zeroNsPerByte = calibration.zeroNsPerByte;
	}

	/** A goroutine runs on P p from now on. */
	runsOn(p: number, nowNs: number): void {
		this.p = p;
		this.nowNs = nowNs;
		this.costNs = 0;
	}

	/**
	 * What large objects have done to the books that a look from another P does not see yet: a goroutine runs in one step, at
	 * its beginning, and to fill an array takes it a while.
	 */
	laterThan(nowNs: number): Omit<LargeAllocation, 'atNs'> {
		const all = { allocatedBytes: 0, freedBytes: 0 };
		if (this.laterToNs > nowNs) {
			for (const { atNs, allocatedBytes, freedBytes } of this.later) {
				if (atNs <= nowNs) continue;
				all.allocatedBytes += allocatedBytes;
				all.freedBytes += freedBytes;
			}
		}
		return all;
	}

	/** Heap bytes that an object of so many bytes takes; 0 for none. */
	sizeOf(bytes: number, noscan: boolean): number {
		return bytes === 0 ? 0 : roundupSize(bytes, noscan, this.headers);
	}

	/**
	 * Allocates one object; returns the heap bytes newly taken: none for an empty object, and none for a tiny one that
	 * shares a block.
	 */
	make(bytes: number, noscan: boolean): number {
		if (bytes === 0) return 0;
		if (noscan && bytes < tinyBlockBytes) {
			const taken = this.tiny.alloc(bytes);
			if (taken > 0) this.takeSmall(taken, true);
			else this.collector.mallocs++;
			return taken;
		}
		const taken = roundupSize(bytes, noscan, this.headers);
		if (isLarge(bytes, this.headers)) this.takeLarge(taken, false);
		else this.takeSmall(taken, noscan);
		return taken;
	}

	/** Works out a size that will be asked for often. */
	sizing(bytes: number, noscan: boolean): Sizing {
		const taken = this.sizeOf(bytes, noscan);
		const isTiny = noscan && bytes < tinyBlockBytes;
		const classBytes = isTiny || isLarge(bytes, this.headers) ? 0 : taken;
		return {
			bytes,
			noscan,
			classBytes,
			spanClass: classBytes === 0 ? 0 : spanClassOf(sizeClassOf(taken), noscan),
			costNs: this.allocNs + taken * this.zeroNsPerByte
		};
	}

	/** Allocates an object that only a stack ever refers to, and drops it at once. */
	passing(size: Sizing): void {
		const { collector } = this;
		const { classBytes } = size;
		const birth = collector.cycle;
		if (classBytes === 0) {
			// A tiny object that shares a block takes nothing, and is an object all the same.
			collector.drop(this.make(size.bytes, size.noscan), 1, false, birth);
			return;
		}
		const span = this.caches.allocate(this.p, size.spanClass, classBytes);
		if (span > 0) this.costNs += collector.refill(this.nowNs + this.costNs, span);
		this.costNs += size.costNs;
		if (!collector.passes(classBytes, 1)) this.passingSlowly(classBytes, birth);
	}

	/** The rest of that where the collector has something to do with it. */
	private passingSlowly(bytes: number, birth: number): void {
		const { collector } = this;
		this.costNs += collector.allocate(this.nowNs + this.costNs, bytes, 1, false);
		collector.fillSlot(bytes);
		collector.drop(bytes, 1, false, birth);
	}

	/**
	 * Allocates two such objects, each the first of its goroutine: in one step where the spans that the P has hold both,
	 * as they mostly do.
	 */
	passingBoth(first: Sizing, second: Sizing): void {
		const { caches, p } = this;
		const bytes = first.classBytes + second.classBytes;
		const fit = caches.hasRoom(p, first.spanClass, bytes) && caches.hasRoom(p, second.spanClass, bytes);
		if (fit && this.collector.passes(bytes, 2)) {
			caches.takeRoom(p, first.spanClass, first.classBytes);
			caches.takeRoom(p, second.spanClass, second.classBytes);
			this.costNs = second.costNs;
			return;
		}
		this.passing(first);
		this.costNs = 0;
		this.passing(second);
	}

	/** One step of a growing array without pointers, of so many heap bytes; it shares no block with tiny objects. */
	makeStep(heapBytes: number): void {
		if (isLarge(heapBytes, this.headers)) this.takeLarge(heapBytes, true);
		else this.takeSmall(heapBytes, true);
	}

	/** `make` from inside Get or Put, where the goroutine is pinned and so no collection can start. */
	makePinned(bytes: number, noscan: boolean): number {
		this.collector.pinned = true;
		const taken = this.make(bytes, noscan);
		this.collector.pinned = false;
		return taken;
	}

	/** An object that owns one array, and perhaps a payload, dies: each of its parts is told to the collector. */
	drop(objects: Objects, id: number, shaded: boolean, birth = 0): void {
		const collector = this.collector;
		const own = objects.ownBytes[id]!;
		const payload = objects.payloadBytes[id]!;
		if (own > smallMaxBytes) {
			const array = this.sizeOf(objects.capBytes[id]!, true);
			collector.drop(array, 1, shaded, birth);
			collector.drop(own - array, objects.ownCount[id]! - 1, shaded, birth);
		} else {
			collector.drop(own, objects.ownCount[id]!, shaded, birth);
		}
		if (payload > 0) collector.drop(payload, 1, shaded, birth);
	}

	/** A collection takes the shared tiny block away. */
	resetTiny(): void {
		this.tiny.reset();
	}

	private takeSmall(bytes: number, noscan: boolean): void {
		const collector = this.collector;
		const span = this.caches.allocate(this.p, spanClassOf(sizeClassOf(bytes), noscan), bytes);
		if (span > 0) this.costNs += collector.refill(this.nowNs + this.costNs, span);
		this.costNs += this.allocNs + bytes * (this.zeroNsPerByte + collector.uncachedByteNs);
		this.costNs += collector.allocate(this.nowNs + this.costNs, bytes, 1, false);
		collector.fillSlot(bytes);
	}

	/** @param inOneGo whether the program clears it in one go (slice.go, growslice), and not as it comes to use it */
	private takeLarge(bytes: number, inOneGo: boolean): void {
		const { collector } = this;
		let clearNs = bytes * (this.zeroNsPerByte + collector.uncachedByteNs);
		if (!this.zeroesLate) this.costNs += clearNs + collector.touch(this.nowNs, bytes);
		this.costNs += this.allocNs;
		const atNs = this.nowNs + this.costNs;
		const noted = this.noteLarge(atNs, bytes);
		const { totalFreeBytes } = collector;
		this.costNs += collector.allocate(atNs, bytes, 1, true);
		if (this.zeroesLate) {
			// What the allocation has swept is used before memory that the system has to provide.
			const { signalledNs } = collector;
			clearNs += collector.touch(this.nowNs + this.costNs, 0, physPageBytes, signalledNs);
			if (inOneGo || signalledNs > 0) this.spend(clearNs);
			else this.costNs += clearNs;
		}
		noted.freedBytes = collector.totalFreeBytes - totalFreeBytes;
	}

	private noteLarge(atNs: number, allocatedBytes: number): LargeAllocation {
		const { nowNs, later } = this;
		// Whoever looks next does so after this goroutine has begun.
		if (this.laterToNs <= nowNs) later.length = 0;
		else if (later.length >= mostLater) this.later = later.filter((each) => each.atNs > nowNs);
		if (atNs > this.laterToNs) this.laterToNs = atNs;
		const noted = { atNs, allocatedBytes, freedBytes: 0 };
		this.later.push(noted);
		return noted;
	}

	/** The goroutine zeroes or copies memory for so long, in one go. */
	spend(ns: number): void {
		const fromNs = this.nowNs + this.costNs;
		this.costNs += ns;
		this.collector.busy(fromNs, fromNs + ns);
	}
}
