/**
 * Happens-before, as the race detector sees it: one vector clock a goroutine, one for each thing that orders (lock,
 * channel slot, pooled object between Put and Get, meeting point), and for each memory location the last write and the
 * last reads. An access that is not ordered after an earlier conflicting one is a race.
 *
 * Source of the rules: the Go memory model; sync.Pool itself orders a Put of an object before the Get that returns it.
 */
export class Clocks {
	readonly #goroutines: number;
	/** row g is goroutine g's clock */
	readonly #clock: Int32Array;
	/** row s is the clock of synchronising thing s */
	readonly #sync: Int32Array;
	/** goroutine and clock of the last write of each location; goroutine -1: none */
	readonly #writer: Int32Array;
	readonly #writeAt: Int32Array;
	/** clocks of the last reads, a row a location, a column a goroutine; 0: none */
	readonly #readAt: Int32Array;

	constructor(goroutines: number, syncs: number, locations: number) {
		this.#goroutines = goroutines;
		this.#clock = new Int32Array(goroutines * goroutines);
		this.#sync = new Int32Array(syncs * goroutines);
		this.#writer = new Int32Array(locations);
		this.#writeAt = new Int32Array(locations);
		this.#readAt = new Int32Array(locations * goroutines);
		this.reset();
	}

	reset(): void {
		this.#clock.fill(0);
		for (let g = 0; g < this.#goroutines; g++) this.#clock[g * this.#goroutines + g] = 1;
		this.#sync.fill(0);
		this.#writer.fill(-1);
		this.#readAt.fill(0);
	}

	/** What goroutine g has done so far is published at s: unlock, send, Put, end. */
	release(g: number, s: number): void {
		const n = this.#goroutines;
		for (let i = 0; i < n; i++) {
			const own = this.#clock[g * n + i]!;
			if (own > this.#sync[s * n + i]!) this.#sync[s * n + i] = own;
		}
		this.#clock[g * n + g]!++;
	}

	/** Goroutine g sees what was published at s: lock, receive, Get. */
	acquire(g: number, s: number): void {
		const n = this.#goroutines;
		for (let i = 0; i < n; i++) {
			const there = this.#sync[s * n + i]!;
			if (there > this.#clock[g * n + i]!) this.#clock[g * n + i] = there;
		}
	}

	/** Goroutine `to` starts after, or goes on after, what `from` has done so far. */
	order(from: number, to: number): void {
		const n = this.#goroutines;
		for (let i = 0; i < n; i++) {
			const there = this.#clock[from * n + i]!;
			if (there > this.#clock[to * n + i]!) this.#clock[to * n + i] = there;
		}
		this.#clock[from * n + from]!++;
	}

	/** Notes a read; true where it races with the last write. */
	read(g: number, location: number): boolean {
		const n = this.#goroutines;
		this.#readAt[location * n + g] = this.#clock[g * n + g]!;
		return this.#unorderedWrite(g, location);
	}

	/** Notes a write; true where it races with the last write or with a read since. */
	write(g: number, location: number): boolean {
		const n = this.#goroutines;
		let races = this.#unorderedWrite(g, location);
		for (let i = 0; i < n; i++) {
			if (i !== g && this.#readAt[location * n + i]! > this.#clock[g * n + i]!) races = true;
		}
		this.#writer[location] = g;
		this.#writeAt[location] = this.#clock[g * n + g]!;
		return races;
	}

	#unorderedWrite(g: number, location: number): boolean {
		const writer = this.#writer[location]!;
		if (writer < 0 || writer === g) return false;
		return this.#writeAt[location]! > this.#clock[g * this.#goroutines + writer]!;
	}
}
