/** Small whole numbers in a queue, oldest first: goroutines that are ready, or requests that wait. */
export class RunQueue {
	length = 0;
	private ring = new Int32Array(64);
	private head = 0;

	push(value: number): void {
		if (this.length === this.ring.length) this.double();
		this.ring[(this.head + this.length++) & (this.ring.length - 1)] = value;
	}

	/** The queue must not be empty. */
	shift(): number {
		const value = this.ring[this.head]!;
		this.head = (this.head + 1) & (this.ring.length - 1);
		this.length--;
		return value;
	}

	private double(): void {
		const old = this.ring;
		const ring = new Int32Array(old.length * 2);
		for (let i = 0; i < this.length; i++) ring[i] = old[(this.head + i) & (old.length - 1)]!;
		this.ring = ring;
		this.head = 0;
	}
}
