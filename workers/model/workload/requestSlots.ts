import { MISS } from '../pool/pool.ts';
import { zero } from '../zero.ts';

/** A request that waits to begin or is in flight. */
export class RequestSlot {
	/** what it has borrowed; MISS while it waits to begin, less where its worker sleeps before that */
	object = MISS;
	/** number of the request, the P on which it began, and when [ns] */
	index = 0;
	p = 0;
	sinceNs = zero;
	/** whether the request ends with an error */
	failed = false;
	/** container that the object came from */
	container = 0;
	/** body [bytes] */
	size = zero;
	/** of one that has made its body and waits to take its object: that body, and its heap bytes */
	bodyBytes = zero;
	payloadBytes = zero;
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

/** Requests that wait to begin or are in flight, by small whole numbers that are used again. */
export class RequestSlots {
	private readonly all: RequestSlot[] = [];
	private readonly freeSlots: number[] = [];

	at(slot: number): RequestSlot {
		return this.all[slot]!;
	}

	take(): number {
		return this.freeSlots.pop() ?? this.all.push(new RequestSlot()) - 1;
	}

	/** The slot may be taken again; its values stay readable until then. */
	free(slot: number): void {
		this.freeSlots.push(slot);
	}

	/** Calls back for every request in flight. */
	forEach(visit: (request: RequestSlot) => void): void {
		const free = new Set(this.freeSlots);
		this.all.forEach((request, slot) => {
			if (!free.has(slot) && request.object >= 0) visit(request);
		});
	}
}
