/**
 * The pooled objects of one run, in flat arrays: who has each, which borrow it is in (its generation), what is written
 * in it and by which borrow. Nothing is allocated while a run goes on; `reset` begins the next run.
 */
export const maxObjects = 48;
/** Arrays of content: one an object, the rest for copies. */
const maxArrays = 96;
/** Bytes of an array; programs write less. */
export const arrayBytes = 96;
export const fieldCount = 4;
/** Nobody, nothing. */
export const NONE = -1;

/** What Get's caller asserts. */
export const PLAIN = 0;
/** something else */
export const WRONG_TYPE = 1;
/** a nil pointer in an interface */
export const NIL = 2;

export class Objects {
	count = 0;
	/** goroutine that has it, or NONE */
	readonly owner = new Int32Array(maxObjects);
	/** how often it has been handed out */
	readonly generation = new Int32Array(maxObjects);
	/** 1 once it was handed out to a second owner while the first one had it */
	readonly hasTwoOwners = new Uint8Array(maxObjects);
	/** how many references to it are in the pool */
	readonly pooled = new Int32Array(maxObjects);
	/** step at which it was last handed out, and last written by a reference of an earlier borrow */
	readonly borrowedAt = new Int32Array(maxObjects);
	readonly strangerAt = new Int32Array(maxObjects);
	/** goroutine that holds it as a lock, or NONE */
	readonly lockedBy = new Int32Array(maxObjects);
	/** PLAIN, WRONG_TYPE or NIL */
	readonly type = new Uint8Array(maxObjects);
	/** bytes of its own, and of what it refers to */
	readonly ownBytes = new Float64Array(maxObjects);
	readonly pinnedBytes = new Float64Array(maxObjects);
	readonly field = new Int32Array(maxObjects * fieldCount);
	/** generation of the reference through which the field was last set */
	readonly fieldBy = new Int32Array(maxObjects * fieldCount);
	/** bytes written */
	readonly length = new Int32Array(maxArrays);

	/** bytes, and for each the generation (modulo 256) of the reference through which it was written */
	readonly bytes = new Uint8Array(maxArrays * arrayBytes);
	readonly by = new Uint8Array(maxArrays * arrayBytes);
	#copies = 0;

	reset(): void {
		this.count = 0;
		this.#copies = 0;
	}

	/** A new object; its array has the object's number. */
	add(type = PLAIN): number {
		const o = this.count++;
		if (o >= maxObjects) throw new Error(`more than ${maxObjects} objects`);
		this.type[o] = type;
		this.owner[o] = NONE;
		this.generation[o] = 0;
		this.pooled[o] = 0;
		this.hasTwoOwners[o] = 0;
		this.borrowedAt[o] = 0;
		this.strangerAt[o] = NONE;
		this.lockedBy[o] = NONE;
		this.ownBytes[o] = 0;
		this.pinnedBytes[o] = 0;
		this.field.fill(NONE, o * fieldCount, (o + 1) * fieldCount);
		this.fieldBy.fill(0, o * fieldCount, (o + 1) * fieldCount);
		this.length[o] = 0;
		return o;
	}

	/** A copy of the first `length` bytes of an array; returns its number. */
	copy(from: number, length: number): number {
		const array = maxObjects + this.#copies++;
		if (array >= maxArrays) throw new Error('too many copies of contents');
		const start = from * arrayBytes;
		this.bytes.copyWithin(array * arrayBytes, start, start + length);
		this.by.copyWithin(array * arrayBytes, start, start + length);
		this.length[array] = length;
		return array;
	}

	/** Appends to the content of an object, as written through a reference of some generation. */
	append(o: number, text: Uint8Array, generation: number): void {
		const at = this.length[o]!;
		if (at + text.length > arrayBytes) throw new Error(`content of more than ${arrayBytes} bytes`);
		const start = o * arrayBytes + at;
		for (let i = 0; i < text.length; i++) {
			this.bytes[start + i] = text[i]!;
			this.by[start + i] = generation & 255;
		}
		this.length[o] = at + text.length;
	}

	/** Whether the first `length` bytes of an array are this text. */
	equals(array: number, length: number, text: Uint8Array): boolean {
		if (length !== text.length) return false;
		const start = array * arrayBytes;
		for (let i = 0; i < length; i++) if (this.bytes[start + i] !== text[i]) return false;
		return true;
	}

	/** Whether the content holds bytes of another generation than this one. */
	hasStranger(o: number, generation: number): boolean {
		const start = o * arrayBytes;
		for (let i = 0; i < this.length[o]!; i++) if (this.by[start + i] !== (generation & 255)) return true;
		return false;
	}

	/** Bytes of an array as text, for the timeline. */
	text(array: number, length: number): string {
		return new TextDecoder().decode(this.bytes.subarray(array * arrayBytes, array * arrayBytes + length));
	}
}
