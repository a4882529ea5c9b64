/** From Go 1.26 on, procresize lists idle Ps so that the highest number is used first; before, the lowest. */
const HIGHEST_FIRST_MINOR = 26;

/**
 * The idle Ps: a stack, so that what was idle last is used first (runtime/proc.go: pidleput, pidleget). That is why a
 * lightly loaded process uses one or two of its Ps, and a pool keeps nearly all objects there.
 */
export class IdlePs {
	count = 0;
	private stack = new Int32Array(0);
	/** whether a start of the world lists Ps so that the highest number is used first */
	private readonly highestFirst: boolean;

	/** @param goMinor minor version of Go, 26 for 1.26 */
	constructor(ps: number, goMinor: number) {
		this.highestFirst = goMinor >= HIGHEST_FIRST_MINOR;
		this.reorder(ps, new Set());
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

	/** The world starts again: the Ps but those that are taken are listed anew by their numbers (procresize). */
	reorder(ps: number, taken: ReadonlySet<number>): void {
		if (ps > this.stack.length) this.stack = new Int32Array(ps);
		this.count = 0;
		for (let i = 0; i < ps; i++) {
			const p = this.highestFirst ? i : ps - 1 - i;
			if (!taken.has(p)) this.stack[this.count++] = p;
		}
	}
}
