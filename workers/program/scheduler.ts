import type { Code } from './code.ts';
import { NONE } from './objects.ts';

/** States of a goroutine. */
export const ASLEEP = 0; // not spawned yet
export const READY = 1; // could run, has no P
export const RUNNING = 2; // has a P
export const BLOCKED = 3; // waits for something
export const DONE = 4;

/**
 * Goroutines on Ps. A goroutine keeps its P until it blocks, yields or ends: a time slice is 10 ms, and the steps of these
 * programs take nanoseconds. Goroutines on different Ps run at the same time, so between two steps of one any number
 * of steps of another may come. A goroutine that goes on after blocking takes any P that is free, because wake-ups in Go
 * may happen on any.
 *
 * With `slices`, a time slice may end between any two steps: the P then goes to a goroutine that waits for one.
 */
export class Scheduler {
	readonly state: Uint8Array;
	/** P of each running goroutine */
	readonly p: Int32Array;
	/** goroutine on each P, or NONE */
	readonly onP: Int32Array;
	/** Ps that have run something; the next fresh one stands for all others, which are alike */
	usedPs = 0;
	/** goroutine that made the last move */
	current = NONE;
	/** times that another goroutine went on though the current one could have */
	preemptions = 0;

	/** What could come next: goroutine, P, and 1 where it is a preemption. Those that are none come first. */
	readonly choiceG: Int32Array;
	readonly choiceP: Int32Array;
	readonly choiceCost: Uint8Array;
	choices = 0;

	readonly #goroutines: number;
	readonly #gomaxprocs: number;
	readonly #slices: boolean;
	readonly #code: Code;

	constructor(code: Code, gomaxprocs: number, slices: boolean) {
		this.#goroutines = code.entry.length;
		this.#gomaxprocs = gomaxprocs;
		this.#slices = slices;
		this.#code = code;
		this.state = new Uint8Array(this.#goroutines);
		this.p = new Int32Array(this.#goroutines);
		this.onP = new Int32Array(gomaxprocs).fill(NONE);
		// A goroutine can be offered each P in use and one fresh one.
		const most = this.#goroutines * (gomaxprocs + 1);
		this.choiceG = new Int32Array(most);
		this.choiceP = new Int32Array(most);
		this.choiceCost = new Uint8Array(most);
	}

	reset(): void {
		this.p.fill(NONE);
		this.onP.fill(NONE, 0, this.usedPs);
		this.usedPs = 0;
		this.current = NONE;
		this.preemptions = 0;
		for (let g = 0; g < this.#goroutines; g++) this.state[g] = this.#code.atStart[g] === 1 ? READY : ASLEEP;
	}

	/**
	 * Fills in what could come next and returns how many there are.
	 *
	 * @param wake whether a blocked goroutine could go on
	 * @param holds whether the pool holds anything on a P: free Ps without are alike, and only the first is offered
	 */
	offer(wake: (g: number) => boolean, holds: (p: number) => boolean): number {
		this.choices = 0;
		const current = this.current;
		const goesOn = current !== NONE && this.state[current] === RUNNING;
		const cost = goesOn ? 1 : 0;
		if (goesOn) this.#choice(current, this.p[current]!, 0);
		for (let g = 0; g < this.#goroutines; g++) {
			if (goesOn && g === current) continue;
			if (this.state[g] === BLOCKED && wake(g)) this.state[g] = READY;
			if (this.state[g] === RUNNING) this.#choice(g, this.p[g]!, cost);
			else if (this.state[g] === READY) this.#offerPs(g, cost, holds);
		}
		if (this.#slices) this.#offerSlices();
		return this.choices;
	}

	/** Makes a choice: its goroutine is on its P and is the current one. */
	choose(index: number): number {
		const g = this.choiceG[index]!;
		const p = this.choiceP[index]!;
		this.preemptions += this.choiceCost[index]!;
		if (this.state[g] !== RUNNING) {
			const out = this.onP[p]!;
			if (out !== NONE) this.leave(out, READY);
			this.state[g] = RUNNING;
			this.p[g] = p;
			this.onP[p] = g;
			if (p === this.usedPs) this.usedPs++;
		}
		this.current = g;
		return g;
	}

	/** Goroutine g gives up its P. */
	leave(g: number, state: number): void {
		this.state[g] = state;
		const p = this.p[g]!;
		if (p === NONE) return;
		this.onP[p] = NONE;
		this.p[g] = NONE;
	}

	#offerPs(g: number, cost: number, holds: (p: number) => boolean): void {
		const last = Math.min(this.usedPs, this.#gomaxprocs - 1);
		let offeredEmpty = false;
		for (let p = 0; p <= last; p++) {
			if (p < this.usedPs) {
				if (this.onP[p] !== NONE) continue;
				if (holds(p)) {
					this.#choice(g, p, cost);
					continue;
				}
			}
			if (!offeredEmpty) this.#choice(g, p, cost);
			offeredEmpty = true;
		}
	}

	/** A time slice ends: a goroutine that waits takes the P of one that runs. */
	#offerSlices(): void {
		for (let g = 0; g < this.#goroutines; g++) {
			if (this.state[g] !== READY) continue;
			for (let p = 0; p < this.usedPs; p++) if (this.onP[p] !== NONE) this.#choice(g, p, 1);
		}
	}

	#choice(g: number, p: number, cost: number): void {
		this.choiceG[this.choices] = g;
		this.choiceP[this.choices] = p;
		this.choiceCost[this.choices] = cost;
		this.choices++;
	}
}
