const FIRST = 64;
const EMPTY = new Int32Array(0);

/** Small whole numbers in a queue, oldest first: goroutines that are ready, or requests that wait. */
export class RunQueue {
	length = 0;
	private ring = EMPTY;
	private mask = -1;
	private head = 0;

	push(value: number): void {
		if (this.length > this.mask) this.double();
		this.ring[(this.head + this.length++) & this.mask] = value;
	}

	/** The queue must not be empty. */
	shift(): number {
		const { head } = this;
		this.head = (head + 1) & this.mask;
		this.length--;
		return this.ring[head]!;
	}

	private double(): void {
		const { ring: old, mask, head } = this;
		const ring = new Int32Array(old.length === 0 ? FIRST : old.length * 2);
		for (let i = 0; i < this.length; i++) ring[i] = old[(head + i) & mask]!;
		this.ring = ring;
		this.mask = ring.length - 1;
		this.head = 0;
	}
}
