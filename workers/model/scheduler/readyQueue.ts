import { RunQueue } from './runQueue.ts';

const NOTHING = Number.NEGATIVE_INFINITY;
/** A thief leaves the goroutine that its owner is about to run for so long (runtime/proc.go: runqgrab). [ns] */
const LEAVE_NEXT_NS = 3000;

/**
 * Goroutines that are ready: a queue, oldest first, and the one that was readied last, which its P runs next
 * (runnext). Readying another moves that one to the end of the queue. All Ps share the queue: what one P has queued,
 * another one steals as soon as it has nothing to do.
 */
export class ReadyQueue {
	readonly #queue = new RunQueue();
	#next = NOTHING;
	#owner = -1;
	#ownerBusyUntilNs = 0;

	get length(): number {
		return this.#queue.length + (this.#next === NOTHING ? 0 : 1);
	}

	push(goroutine: number): void {
		this.#queue.push(goroutine);
	}

	/** P p readies a goroutine, which it runs next. */
	readyNext(p: number, goroutine: number): void {
		if (this.#next !== NOTHING) this.#queue.push(this.#next);
		this.#next = goroutine;
		this.#owner = p;
	}

	/** Ps were listed anew: anybody may run what is ready. */
	disown(): void {
		if (this.#next !== NOTHING) this.#queue.push(this.#next);
		this.#next = NOTHING;
	}

	/** P p runs something until then. */
	ownerBusyUntil(p: number, untilNs: number): void {
		if (p === this.#owner) this.#ownerBusyUntilNs = untilNs;
	}

	/** Whether there is something that P p may take now. */
	has(p: number, nowNs: number): boolean {
		if (this.#queue.length > 0) return true;
		return this.#next !== NOTHING && (p === this.#owner || this.#ownerBusyUntilNs > nowNs + LEAVE_NEXT_NS);
	}

	/** What P p runs now; there must be something. */
	take(p: number): number {
		if (this.#next === NOTHING || (p !== this.#owner && this.#queue.length > 0)) return this.#queue.shift();
		const goroutine = this.#next;
		this.#next = NOTHING;
		return goroutine;
	}
}
