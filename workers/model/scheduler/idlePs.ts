/**
 * The idle Ps: a stack, so that what was idle last is used first (runtime/proc.go: pidleput, pidleget). That is why a
 * lightly loaded process uses one or two of its Ps, and a pool keeps nearly all objects there.
 */
export class IdlePs {
	count = 0;
	private stack: Int32Array;
	private readonly highestFirst: boolean;

	/** @param highestFirst whether a start of the world lists Ps so that the highest number is used first */
	constructor(ps: number, highestFirst: boolean) {
		this.stack = new Int32Array(ps);
		this.highestFirst = highestFirst;
		this.reorder(ps, () => false);
	}

	/** The P that was idle last. */
	take(): number {
		return this.stack[--this.count]!;
	}

	give(p: number): void {
		this.stack[this.count++] = p;
	}

	/** The idle P with the lowest number but `above`; in a list that was just made anew. */
	takeLowest(above: number): number {
		const at = this.highestFirst ? above : this.count - 1 - above;
		const p = this.stack[at]!;
		this.stack.copyWithin(at, at + 1, this.count--);
		return p;
	}

	/** The world starts again: idle Ps are listed anew by their numbers (procresize). */
	reorder(ps: number, isRunning: (p: number) => boolean): void {
		if (ps > this.stack.length) this.stack = new Int32Array(ps);
		this.count = 0;
		for (let i = 0; i < ps; i++) {
			const p = this.highestFirst ? i : ps - 1 - i;
			if (!isRunning(p)) this.stack[this.count++] = p;
		}
	}
}
