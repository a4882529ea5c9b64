import { grown } from '../objects.ts';

/** A channel used as a free list: first in, first out, cleared by no collection. Objects are whole numbers. */
export class FreeList {
	length = 0;
	private ring = new Int32Array(16);
	private head = 0;

	give(id: number): void {
		if (this.length === this.ring.length) this.double();
		this.ring[(this.head + this.length++) & (this.ring.length - 1)] = id;
	}

	/** The object that has waited longest, or -1. */
	take(): number {
		if (this.length === 0) return -1;
		const id = this.ring[this.head]!;
		this.head = (this.head + 1) & (this.ring.length - 1);
		this.length--;
		return id;
	}

	forEach(visit: (id: number) => void): void {
		for (let i = 0; i < this.length; i++) visit(this.ring[(this.head + i) & (this.ring.length - 1)]!);
	}

	private double(): void {
		const old = this.ring;
		this.ring = grown(old);
		for (let i = 0; i < this.length; i++) this.ring[i] = old[(this.head + i) & (old.length - 1)]!;
		this.head = 0;
	}
}
