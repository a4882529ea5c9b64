import { grown } from '../objects.ts';

const INITIAL = 64;

/** Requests that wait to begin or are in flight, one column a property, by small whole numbers that are used again. */
export class Slots {
	/** what it has borrowed; MISS while it waits to begin, less where its worker sleeps before that */
	object = new Int32Array(INITIAL);
	/** number of the request, the P on which it began, and when [ns] */
	index = new Float64Array(INITIAL);
	p = new Int32Array(INITIAL);
	sinceNs = new Float64Array(INITIAL);
	/** 1 when the request ends with an error */
	failed = new Int32Array(INITIAL);
	/** container that the object came from */
	container = new Int32Array(INITIAL);
	/** body [bytes] */
	size = new Float64Array(INITIAL);
	/** the collector's cycle when the request began */
	birth = new Float64Array(INITIAL);
	/** epoch in which the request copied its pool */
	epoch = new Float64Array(INITIAL);
	/** the slice from before append, where the request still refers to it: heap bytes and capacity; 0 for none */
	oldBytes = new Float64Array(INITIAL);
	oldCap = new Float64Array(INITIAL);
	/** the collector's cycle just before the slice that append made instead was allocated */
	grownBirth = new Float64Array(INITIAL);

	private freeSlots = new Int32Array(INITIAL);
	private freeCount = 0;
	private made = 0;

	take(): number {
		if (this.freeCount > 0) return this.freeSlots[--this.freeCount]!;
		if (this.made === this.object.length) this.grow();
		return this.made++;
	}

	/** The slot may be taken again; its values stay readable until then. */
	free(slot: number): void {
		this.freeSlots[this.freeCount++] = slot;
	}

	/** Calls back for every request in flight. */
	forEach(visit: (slot: number) => void): void {
		const free = new Set(this.freeSlots.subarray(0, this.freeCount));
		for (let slot = 0; slot < this.made; slot++) if (!free.has(slot) && this.object[slot]! >= 0) visit(slot);
	}

	private grow(): void {
		this.object = grown(this.object);
		this.index = grown(this.index);
		this.p = grown(this.p);
		this.sinceNs = grown(this.sinceNs);
		this.failed = grown(this.failed);
		this.container = grown(this.container);
		this.size = grown(this.size);
		this.birth = grown(this.birth);
		this.epoch = grown(this.epoch);
		this.oldBytes = grown(this.oldBytes);
		this.oldCap = grown(this.oldCap);
		this.grownBirth = grown(this.grownBirth);
		this.freeSlots = grown(this.freeSlots);
	}
}
