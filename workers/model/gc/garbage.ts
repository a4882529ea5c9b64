import { zero } from '../zero.ts';

/**
 * Objects of 32 KiB and more have spans of their own; the buffer that comes with its header still counts as one, and
 * what is a little smaller, and has a class, does too.
 */
function isLarge(bytes: number, objects: number): boolean {
	return bytes >= 32768 && bytes > 16384 * objects;
}

/**
 * What nobody can reach any more and no mark has found dead yet, in sums: the dead, which the running or the next
 * mark will not find, and the floating, which the running mark keeps and the next will not. Large objects are a part
 * of both, counted again because they have spans of their own.
 */
export class Garbage {
	deadBytes = zero;
	deadObjects = zero;
	deadLargeBytes = zero;
	deadLargeObjects = zero;
	floatingBytes = zero;
	floatingObjects = zero;
	/** large objects allocated and not found dead by a finished mark, reachable or not */
	largeBytes = zero;
	largeObjects = zero;
	private floatingLargeBytes = zero;
	private floatingLargeObjects = zero;

	get bytes(): number {
		return this.deadBytes + this.floatingBytes;
	}

	/** Dies in the running or the next mark. */
	die(bytes: number, objects: number): void {
		this.deadBytes += bytes;
		this.deadObjects += objects;
		if (isLarge(bytes, objects)) {
			this.deadLargeBytes += bytes;
			this.deadLargeObjects += objects;
		}
	}

	/** The same of small objects. */
	dieSmall(bytes: number, objects: number): void {
		this.deadBytes += bytes;
		this.deadObjects += objects;
	}

	/** Stays through the running mark. */
	float(bytes: number, objects: number): void {
		this.floatingBytes += bytes;
		this.floatingObjects += objects;
		if (isLarge(bytes, objects)) {
			this.floatingLargeBytes += bytes;
			this.floatingLargeObjects += objects;
		}
	}

	/** A mark begins while an object that has been told to be dead is still in use, and so stays through it. */
	outlive(bytes: number): void {
		this.deadBytes -= bytes;
		this.deadObjects--;
		if (isLarge(bytes, 1)) {
			this.deadLargeBytes -= bytes;
			this.deadLargeObjects--;
		}
		this.float(bytes, 1);
	}

	/** A mark has found the dead: they are the sweeper's now, and what floated through this mark dies in the next. */
	markEnded(): void {
		this.largeBytes = above0(this.largeBytes - this.deadLargeBytes);
		this.largeObjects = above0(this.largeObjects - this.deadLargeObjects);
		this.deadBytes = this.floatingBytes;
		this.deadObjects = this.floatingObjects;
		this.deadLargeBytes = this.floatingLargeBytes;
		this.deadLargeObjects = this.floatingLargeObjects;
		this.floatingBytes = 0;
		this.floatingObjects = 0;
		this.floatingLargeBytes = 0;
		this.floatingLargeObjects = 0;
	}
}

/** Large objects are told from small ones by their mean size when they die, so the two sums may drift apart. */
function above0(x: number): number {
	return x > 0 ? x : 0;
}
