import { cosOfTurns, ln } from './elementary.ts';

/**
 * The project's own generator (sfc32, a small chaotic counter generator in the public domain), seeded by splitting a
 * seed and a stream number. One stream a source of randomness, so that a second source does not disturb the first.
 * Same seed and stream, same numbers, on every platform.
 */
export class Rng {
	/** three words of state, and how many numbers were drawn: in an array, for a field may be too small for 32 bits */
	private readonly words = new Int32Array(4);

	/** @param seed any whole number up to 2^53 @param stream which of the run's sources of randomness this is */
	constructor(seed: number, stream: number) {
		this.words.set([seed | 0, Math.floor(seed / 2 ** 32) | 0, Math.imul(stream + 1, 0x9e3779b9), 1]);
		for (let i = 0; i < 12; i++) this.uint32();
	}

	/** Uniform in 0 … 2^32 − 1. */
	uint32(): number {
		const { words } = this;
		const b = words[1]!;
		const c = words[2]!;
		const drawn = words[3]!;
		const sum = (words[0]! + b + drawn) | 0;
		words[0] = b ^ (b >>> 9);
		words[1] = c + (c << 3);
		words[2] = ((c << 21) | (c >>> 11)) + sum;
		words[3] = drawn + 1;
		return sum >>> 0;
	}

	/** Uniform in [0, 1). */
	uniform(): number {
		return this.uint32() / 2 ** 32;
	}

	/** Uniform in 0 … n − 1. */
	below(n: number): number {
		return Math.floor(this.uniform() * n);
	}

	/** Exponential with the given mean. */
	exponential(mean: number): number {
		return -mean * ln(1 - this.uniform());
	}

	/** Standard normal (Box and Muller). */
	normal(): number {
		return Math.sqrt(this.exponential(2)) * cosOfTurns(this.uniform());
	}
}
