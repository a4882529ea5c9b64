const INITIAL = 256;

/**
 * The objects that requests borrow and pools keep, one column a property, by small whole numbers that are used again
 * when an object has died.
 */
export class Objects {
	/** heap bytes of the object itself: its struct and the arrays that it owns, size classes included */
	ownBytes = new Float64Array(INITIAL);
	/** heap objects that those bytes are */
	ownCount = new Int32Array(INITIAL);
	/** capacity as the program sees it: of the buffer, the scratch, the slice; 0 for a reader [bytes] */
	capBytes = new Float64Array(INITIAL);
	/** length of the content, where requests do not clear it [bytes] */
	lenBytes = new Float64Array(INITIAL);
	/** heap bytes of the payload that the object refers to, size class included; 0 for none */
	payloadBytes = new Float64Array(INITIAL);
	/** the same as the program asked for it [bytes] */
	payloadSize = new Float64Array(INITIAL);
	/** the collector's cycle when the object came to refer to the array that it has, which a mark that runs then keeps */
	storedIn = new Float64Array(INITIAL);
	/** how many were made before it: tells an object from an earlier one with the same number */
	serial = new Float64Array(INITIAL);

	private free = new Int32Array(INITIAL);
	private freeCount = 0;
	private made = 0;
	private everMade = 0;

	/** A new object, all zero. */
	make(): number {
		this.everMade++;
		if (this.freeCount > 0) {
			const id = this.free[--this.freeCount]!;
			this.capBytes[id] = 0;
			this.lenBytes[id] = 0;
			this.payloadBytes[id] = 0;
			this.payloadSize[id] = 0;
			this.storedIn[id] = 0;
			this.serial[id] = this.everMade;
			return id;
		}
		if (this.made === this.ownBytes.length) this.grow();
		this.serial[this.made] = this.everMade;
		return this.made++;
	}

	/** The object is gone; its number may come back. */
	release(id: number): void {
		if (this.freeCount === this.free.length) this.free = grown(this.free);
		this.free[this.freeCount++] = id;
	}

	/** What the object keeps alive as the program counts it: its capacity and its payload. [bytes] */
	kept(id: number): number {
		return this.capBytes[id]! + this.payloadSize[id]!;
	}

	private grow(): void {
		this.ownBytes = grown(this.ownBytes);
		this.ownCount = grown(this.ownCount);
		this.capBytes = grown(this.capBytes);
		this.lenBytes = grown(this.lenBytes);
		this.payloadBytes = grown(this.payloadBytes);
		this.payloadSize = grown(this.payloadSize);
		this.storedIn = grown(this.storedIn);
		this.serial = grown(this.serial);
	}
}

/** The same column with twice the room. */
export function grown<T extends Float64Array | Int32Array>(column: T): T {
	const longer = (
		column instanceof Float64Array ? new Float64Array(column.length * 2) : new Int32Array(column.length * 2)
	) as T;
	longer.set(column);
	return longer;
}
