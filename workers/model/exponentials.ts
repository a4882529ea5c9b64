import { ln } from './elementary.ts';
import type { Rng } from './rng.ts';

/** Numbers drawn at once. */
const BATCH = 64;

/**
 * Exponential numbers from a generator that serves nothing else. They are drawn some at a time: a logarithm is a long
 * chain of steps, but those of several numbers do not wait for one another. The numbers, and their order, are those of
 * `Rng.exponential`.
 */
export class Exponentials {
	private readonly rng: Rng;
	private readonly logarithms = new Float64Array(BATCH);
	private taken = BATCH;

	constructor(rng: Rng) {
		this.rng = rng;
	}

	/** The next one, with the given mean. */
	next(mean: number): number {
		if (this.taken === BATCH) this.draw();
		return -mean * this.logarithms[this.taken++]!;
	}

	private draw(): void {
		const { rng, logarithms } = this;
		for (let i = 0; i < BATCH; i++) logarithms[i] = ln(1 - rng.uniform());
		this.taken = 0;
	}
}
