import { cosOfTurns, ln } from './elementary.ts';

/**
 * The project's own generator (sfc32, a small chaotic counter generator in the public domain), seeded by splitting a
 * seed and a stream number. One stream a source of randomness, so that a second source does not disturb the first.
 * Same seed and stream, same numbers, on every platform.
 */
export class Rng {
	private a: number;
	private b: number;
	private c: number;
	private counter = 1;

	/** @param seed any whole number up to 2^53 @param stream which of the run's sources of randomness this is */
	constructor(seed: number, stream: number) {
		this.a = seed | 0;
		this.b = Math.floor(seed / 2 ** 32) | 0;
		this.c = Math.imul(stream + 1, 0x9e3779b9);
		for (let i = 0; i < 12; i++) this.uint32();
	}

	/** Uniform in 0 … 2^32 − 1. */
	uint32(): number {
		const sum = (this.a + this.b + this.counter) | 0;
		this.counter = (this.counter + 1) | 0;
		this.a = this.b ^ (this.b >>> 9);
		this.b = (this.c + (this.c << 3)) | 0;
		this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
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
