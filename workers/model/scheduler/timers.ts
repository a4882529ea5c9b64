import { EventQueue } from '../eventQueue.ts';
import { NOTHING } from './readyQueues.ts';

/** Timers that are there once: of the dispatcher, of the sampler, of the goroutine that forces collections. */
export const SINGLE_TIMERS = 3;

const NONE = -1;

/**
 * The timers of a process. Each lies in the heap of the P on which its goroutine went to sleep; a P runs those of its
 * own heap, and those of other Ps only when it has nothing else to do (runtime/time.go, proc.go: stealWork). So a
 * request mostly wakes up on the P on which it fell asleep, if that P is in use at that moment.
 */
export class Timers {
	/** the earliest of all; Infinity when there is none */
	nextNs = Infinity;
	/** the earliest of those that were set since somebody made this Infinity */
	addedNs = Infinity;

	/** by P; null where none was ever set */
	readonly #sleepers: (EventQueue | null)[];
	/** Ps that have a queue */
	readonly #used: number[] = [];
	readonly #singleNs = new Float64Array(SINGLE_TIMERS).fill(Infinity);
	readonly #singleP = new Int32Array(SINGLE_TIMERS);

	constructor(ps: number) {
		this.#sleepers = new Array<EventQueue | null>(ps).fill(null);
	}

	/** A goroutine sleeps on P p until then; `id`, a small whole number, is not asleep already. */
	push(p: number, atNs: number, id: number): void {
		let queue = this.#sleepers[p]!;
		if (queue === null) {
			queue = this.#sleepers[p] = new EventQueue();
			this.#used.push(p);
		}
		queue.push(atNs, id);
		if (atNs < this.nextNs) this.nextNs = atNs;
		if (atNs < this.addedNs) this.addedNs = atNs;
	}

	/** Sets one of the single timers anew, on P p; Infinity stops it. */
	set(single: number, p: number, atNs: number): void {
		const before = this.#singleNs[single]!;
		this.#singleNs[single] = atNs;
		this.#singleP[single] = p;
		if (atNs < this.addedNs) this.addedNs = atNs;
		if (atNs <= this.nextNs) this.nextNs = atNs;
		else if (before <= this.nextNs) this.#findNext();
	}

	/** Timers of sleepers in the heap of P p. */
	sizeOf(p: number): number {
		return this.#sleepers[p]?.size ?? 0;
	}

	/** When the earliest timer of P p is due. */
	nextOf(p: number): number {
		let earliest = this.#sleepers[p]?.nextNs ?? Infinity;
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			if (this.#singleP[i] === p && this.#singleNs[i]! < earliest) earliest = this.#singleNs[i]!;
		}
		return earliest;
	}

	/** Takes the earliest timer of P p that is due: an id, the complement of a single timer's number, or NOTHING. */
	popDue(p: number, nowNs: number): number {
		const queue = this.#sleepers[p]!;
		let atNs = queue === null ? Infinity : queue.nextNs;
		let single = NONE;
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			if (this.#singleP[i] === p && this.#singleNs[i]! < atNs) {
				atNs = this.#singleNs[i]!;
				single = i;
			}
		}
		if (atNs > nowNs) return NOTHING;
		if (single !== NONE) {
			this.set(single, p, Infinity);
			return ~single;
		}
		const id = queue!.pop();
		if (atNs <= this.nextNs) this.#findNext();
		return id;
	}

	/** A P whose timers are due; `turn`, from 0 to 1, picks one of several. -1 when there is none. */
	dueAt(nowNs: number, turn: number): number {
		if (this.nextNs > nowNs) return NONE;
		let found = 0;
		for (const p of this.#used) if (this.nextOf(p) <= nowNs) found++;
		for (let i = 0; i < SINGLE_TIMERS; i++) if (this.#alone(i, nowNs)) found++;
		let left = Math.floor(turn * found);
		for (const p of this.#used) if (this.nextOf(p) <= nowNs && left-- === 0) return p;
		for (let i = 0; i < SINGLE_TIMERS; i++)
			if (this.#alone(i, nowNs) && left-- === 0) return this.#singleP[i]!;
		return NONE;
	}

	/** GOMAXPROCS is now so many: the timers of Ps that are gone move to P 0. */
	leavePs(ps: number): void {
		for (let i = 0; i < SINGLE_TIMERS; i++) if (this.#singleP[i]! >= ps) this.#singleP[i] = 0;
		for (const p of this.#used.slice()) {
			const queue = this.#sleepers[p]!;
			if (p < ps || queue === null) continue;
			while (queue.size > 0) {
				const atNs = queue.nextNs;
				this.push(0, atNs, queue.pop());
			}
		}
	}

	/** Whether a single timer is due on a P that has no queue. */
	#alone(single: number, nowNs: number): boolean {
		return this.#singleNs[single]! <= nowNs && this.#sleepers[this.#singleP[single]!] === null;
	}

	#findNext(): void {
		let earliest = Infinity;
		for (const p of this.#used) {
			const next = this.#sleepers[p]!.nextNs;
			if (next < earliest) earliest = next;
		}
		for (let i = 0; i < SINGLE_TIMERS; i++) if (this.#singleNs[i]! < earliest) earliest = this.#singleNs[i]!;
		this.nextNs = earliest;
	}
}
