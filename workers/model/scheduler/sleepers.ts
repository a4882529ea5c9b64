import { EventQueue } from '../eventQueue.ts';
import { zero } from '../zero.ts';

const INITIAL = 32;

/**
 * Requests that hold their object and sleep, earliest first, equal times in the order in which they fell asleep. Those
 * of one P mostly wake up in that order, with constant holds always: they wait in a ring. Whoever wakes up before the
 * last one in there waits in a calendar queue.
 */
export class Sleepers {
	/** when the earliest wakes up; Infinity when nobody sleeps [ns] */
	nextNs = Infinity;

	private ringNs = new Float64Array(INITIAL);
	private ringSlots = new Int32Array(INITIAL);
	private mask = INITIAL - 1;
	private head = 0;
	private inRing = 0;
	/** when the last one in the ring wakes up; 0 where it is empty [ns] */
	private lastNs = zero;
	private readonly others = new EventQueue();

	/** How many sleep. */
	get size(): number {
		return this.inRing + this.others.size;
	}

	/** The request at a place, which is not asleep already, sleeps until then. */
	push(atNs: number, slot: number): void {
		if (atNs < this.nextNs) this.nextNs = atNs;
		if (atNs < this.lastNs) {
			this.others.push(atNs, slot);
			return;
		}
		this.lastNs = atNs;
		if (this.inRing > this.mask) this.grow();
		const at = (this.head + this.inRing++) & this.mask;
		this.ringNs[at] = atNs;
		this.ringSlots[at] = slot;
	}

	/** Wakes the earliest; somebody must be asleep. */
	pop(): number {
		const { head, ringNs } = this;
		const othersNs = this.others.nextNs;
		// Who waits in the calendar came when the ring's last was later: of equal ones the ring's is the first.
		if (this.inRing === 0 || ringNs[head]! > othersNs) return this.popOther();
		const next = (head + 1) & this.mask;
		this.head = next;
		let nextNs = othersNs;
		if (--this.inRing === 0) this.lastNs = 0;
		else if (ringNs[next]! < othersNs) nextNs = ringNs[next]!;
		this.nextNs = nextNs;
		return this.ringSlots[head]!;
	}

	private popOther(): number {
		const slot = this.others.pop();
		this.nextNs = this.others.nextNs;
		if (this.inRing > 0 && this.ringNs[this.head]! < this.nextNs) this.nextNs = this.ringNs[this.head]!;
		return slot;
	}

	private grow(): void {
		const { ringNs, ringSlots, head, mask } = this;
		const length = mask + 1;
		this.ringNs = new Float64Array(length * 2);
		this.ringSlots = new Int32Array(length * 2);
		for (let i = 0; i < length; i++) {
			this.ringNs[i] = ringNs[(head + i) & mask]!;
			this.ringSlots[i] = ringSlots[(head + i) & mask]!;
		}
		this.mask = length * 2 - 1;
		this.head = 0;
	}
}
