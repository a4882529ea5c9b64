import { EventQueue } from '../eventQueue.ts';

const INITIAL = 32;

/**
 * Requests that hold their object and sleep, earliest first, equal times in the order in which they fell asleep. Those
 * of one P mostly wake up in that order, with constant holds always: they wait in a ring. Whoever wakes up before the
 * last one in there waits in a calendar queue.
 */
export class Sleepers {
	size = 0;
	/** when the earliest wakes up; Infinity when nobody sleeps [ns] */
	nextNs = Infinity;

	private ringNs = new Float64Array(INITIAL);
	private ringSlots = new Int32Array(INITIAL);
	private head = 0;
	private inRing = 0;
	private readonly others = new EventQueue();

	/** The request at a place, which is not asleep already, sleeps until then. */
	push(atNs: number, slot: number): void {
		this.size++;
		const mask = this.ringNs.length - 1;
		if (this.inRing > 0 && atNs < this.ringNs[(this.head + this.inRing - 1) & mask]!) {
			this.others.push(atNs, slot);
		} else {
			if (this.inRing > mask) this.grow();
			const at = (this.head + this.inRing++) & (this.ringNs.length - 1);
			this.ringNs[at] = atNs;
			this.ringSlots[at] = slot;
		}
		if (atNs < this.nextNs) this.nextNs = atNs;
	}

	/** Wakes the earliest; somebody must be asleep. */
	pop(): number {
		this.size--;
		const othersNs = this.others.nextNs;
		const { head, ringNs } = this;
		// Who waits in the calendar came when the ring's last was later: of equal ones the ring's is the first.
		if (this.inRing === 0 || ringNs[head]! > othersNs) return this.popOther();
		const next = (head + 1) & (ringNs.length - 1);
		this.head = next;
		const ringNextNs = --this.inRing > 0 ? ringNs[next]! : Infinity;
		this.nextNs = ringNextNs < othersNs ? ringNextNs : othersNs;
		return this.ringSlots[head]!;
	}

	private popOther(): number {
		const slot = this.others.pop();
		this.nextNs = this.others.nextNs;
		if (this.inRing > 0 && this.ringNs[this.head]! < this.nextNs) this.nextNs = this.ringNs[this.head]!;
		return slot;
	}

	private grow(): void {
		const { ringNs, ringSlots, head } = this;
		const length = ringNs.length;
		this.ringNs = new Float64Array(length * 2);
		this.ringSlots = new Int32Array(length * 2);
		for (let i = 0; i < length; i++) {
			this.ringNs[i] = ringNs[(head + i) & (length - 1)]!;
			this.ringSlots[i] = ringSlots[(head + i) & (length - 1)]!;
		}
		this.head = 0;
	}
}
