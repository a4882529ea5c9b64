/** From Go 1.26 on, procresize lists idle Ps so that the highest number is used first; before, the lowest. */
const HIGHEST_FIRST_MINOR = 26;

/**
 * The idle Ps: a stack, so that what was idle last is used first (runtime/proc.go: pidleput, pidleget). That is why a
 * lightly loaded process uses one or two of its Ps, and a pool keeps nearly all objects there.
 */
export class IdlePs {
	count = 0;
	private stack: Int32Array;
	/** by P: 1 while it is known not to be idle */
	private runs: Uint8Array;
	/** whether a start of the world lists Ps so that the highest number is used first */
	private readonly highestFirst: boolean;

	/** @param goMinor minor version of Go, 26 for 1.26 */
	constructor(ps: number, goMinor: number) {
		this.stack = new Int32Array(ps);
		this.highestFirst = goMinor >= HIGHEST_FIRST_MINOR;
		this.runs = new Uint8Array(ps);
		this.reorder(ps, [], 0);
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

	/** The world starts again: the Ps but those of the first so many threads are listed anew by their numbers (procresize). */
	reorder(ps: number, threads: readonly { p: number }[], count: number): void {
		if (ps > this.stack.length) {
			this.stack = new Int32Array(ps);
			this.runs = new Uint8Array(ps);
		}
		for (let i = 0; i < count; i++) this.runs[threads[i]!.p] = 1;
		this.count = 0;
		for (let i = 0; i < ps; i++) {
			const p = this.highestFirst ? i : ps - 1 - i;
			if (this.runs[p] === 0) this.stack[this.count++] = p;
		}
		for (let i = 0; i < count; i++) this.runs[threads[i]!.p] = 0;
	}
}
