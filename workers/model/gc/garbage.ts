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
	/** by P: what the last request there was to drop, and when [bytes, ns] */
	private readonly lateBytes: number[] = [];
	private readonly lateNs: number[] = [];
	private floatingLargeBytes = zero;
	private floatingLargeObjects = zero;

	get bytes(): number {
		return this.deadBytes + this.floatingBytes;
	}

	/** Dies in the running or the next mark; or, `times` -1, does not. */
	die(bytes: number, objects: number, times = 1): void {
		this.deadBytes += times * bytes;
		this.deadObjects += times * objects;
		if (isLarge(bytes, objects)) {
			this.deadLargeBytes += times * bytes;
			this.deadLargeObjects += times * objects;
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

	/** An object that has died is in use until that time, on P p. */
	later(bytes: number, p: number, atNs: number): void {
		this.lateBytes[p] = bytes;
		this.lateNs[p] = atNs;
	}

	/** A mark begins: what is dropped later than that stays through it, though it has been told to be dead. */
	markBegins(nowNs: number): void {
		this.lateNs.forEach((atNs, p) => {
			const bytes = this.lateBytes[p]!;
			this.lateNs[p] = 0;
			if (atNs <= nowNs) return;
			this.die(bytes, 1, -1);
			this.float(bytes, 1);
		});
	}

	/** A mark has found the dead: they are the sweeper's now, and what floated through this mark dies in the next. */
	markEnded(): void {
		// Large objects are told from small ones by their mean size when they die, so the two sums may drift apart.
		this.largeBytes = Math.max(0, this.largeBytes - this.deadLargeBytes);
		this.largeObjects = Math.max(0, this.largeObjects - this.deadLargeObjects);
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
