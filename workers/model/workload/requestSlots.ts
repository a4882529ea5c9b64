import { grown } from '../objects.ts';
import { zero } from '../zero.ts';

/** A request that waits to begin or is in flight. */
export class Slot {
	/** what it has borrowed; MISS while it waits to begin, less where its worker sleeps before that */
	object = 0;
	/** number of the request, the P on which it began, and when [ns] */
	index = zero;
	p = 0;
	sinceNs = zero;
	/** 1 when the request ends with an error */
	failed = 0;
	/** container that the object came from */
	container = 0;
	/** body that it reads at its end [bytes] */
	size = zero;
	/** the collector's cycle when the request began */
	birth = 0;
	/** epoch in which the request copied its pool */
	epoch = 0;
	/** the slice from before append, where the request still refers to it: heap bytes and capacity; 0 for none */
	oldBytes = zero;
	oldCap = zero;
	/** the collector's cycle just before the slice that append made instead was allocated */
	grownBirth = 0;
}

/** The slots of requests, by small whole numbers that are used again. */
export class Slots {
	private readonly list: Slot[] = [];
	/** numbers that may be taken again; there is room for all */
	private free = new Int32Array(64);
	private freeCount = 0;

	/** Gives the number of a slot that no request has. */
	take(): number {
		if (this.freeCount > 0) return this.free[--this.freeCount]!;
		if (this.list.length === this.free.length) this.free = grown(this.free);
		return this.list.push(new Slot()) - 1;
	}

	of(number: number): Slot {
		return this.list[number]!;
	}

	/** The slot may be taken again; its values stay readable until then. */
	give(number: number): void {
		this.free[this.freeCount++] = number;
	}

	/** Calls back for every request in flight. */
	forEach(visit: (slot: Slot) => void): void {
		const free = new Set(this.free.subarray(0, this.freeCount));
		for (const [number, slot] of this.list.entries()) if (!free.has(number) && slot.object >= 0) visit(slot);
	}
}
