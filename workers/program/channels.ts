import { NONE } from './objects.ts';

/** Most channels of a run, and values that wait in one. */
export const maxChannels = 32;
const maxWaiting = 4;

/**
 * Channels of one run: buffered values with the generation of the reference that was sent. A channel without a buffer
 * holds nothing; the machine hands its values from goroutine to goroutine.
 */
export class Channels {
	#count = 0;
	readonly cap = new Int32Array(maxChannels);
	readonly waiting = new Int32Array(maxChannels);
	readonly #value = new Int32Array(maxChannels * maxWaiting);
	readonly #generation = new Int32Array(maxChannels * maxWaiting);
	/** generation of the value that was taken last */
	takenGeneration = 0;

	/** Channels of the program come first, without buffers. */
	reset(shared: number): void {
		this.#count = 0;
		for (let i = 0; i < shared; i++) this.add(0);
	}

	add(cap: number): number {
		const channel = this.#count++;
		if (channel >= maxChannels) throw new Error(`more than ${maxChannels} channels`);
		if (cap > maxWaiting) throw new Error(`a channel of more than ${maxWaiting}`);
		this.cap[channel] = cap;
		this.waiting[channel] = 0;
		return channel;
	}

	push(channel: number, value: number, generation: number): void {
		const at = channel * maxWaiting + this.waiting[channel]!++;
		this.#value[at] = value;
		this.#generation[at] = generation;
	}

	/** The oldest value, or NONE. */
	take(channel: number): number {
		const waiting = this.waiting[channel]!;
		if (waiting === 0) return NONE;
		const at = channel * maxWaiting;
		const value = this.#value[at]!;
		this.takenGeneration = this.#generation[at]!;
		for (let i = 1; i < waiting; i++) {
			this.#value[at + i - 1] = this.#value[at + i]!;
			this.#generation[at + i - 1] = this.#generation[at + i]!;
		}
		this.waiting[channel] = waiting - 1;
		return value;
	}
}
