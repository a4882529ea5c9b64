import type { Cores } from './cores.ts';
import { NOTHING } from './goroutines.ts';
import { RunQueue } from './runQueue.ts';

/** A thief leaves the goroutine that its owner is about to run for so long (runtime/proc.go: runqgrab). [ns] */
const LEAVE_NEXT_NS = 3000;

/**
 * Goroutines that are ready: for each P a queue, oldest first, and the one that it readied last, which it runs next
 * (runnext); readying another moves that one to the end of the queue. And one queue for everybody. A P that has nothing
 * to do steals half of another one's queue (runtime/proc.go: runqput, runqsteal).
 */
export class ReadyQueues {
	length = 0;
	private readonly global = new RunQueue();
	private readonly queues: (RunQueue | null)[];
	private readonly next: Int32Array;

	constructor(ps: number) {
		this.queues = new Array<RunQueue | null>(ps).fill(null);
		this.next = new Int32Array(ps).fill(NOTHING);
	}

	/** No P in particular: whoever looks for work first takes it. */
	push(goroutine: number): void {
		this.global.push(goroutine);
		this.length++;
	}

	/** P p readies a goroutine, which it runs next. */
	readyNext(p: number, goroutine: number): void {
		if (this.next[p] !== NOTHING) this.queueOf(p).push(this.next[p]!);
		this.next[p] = goroutine;
		this.length++;
	}

	/** What P p has to run itself, or NOTHING. */
	takeOwn(p: number): number {
		if (this.length === 0) return NOTHING;
		const next = this.next[p]!;
		if (next !== NOTHING) {
			this.next[p] = NOTHING;
			this.length--;
			return next;
		}
		const queue = this.queues[p]!;
		if (queue !== null && queue.length > 0) {
			this.length--;
			return queue.shift();
		}
		if (this.global.length === 0) return NOTHING;
		this.length--;
		return this.global.shift();
	}

	/**
	 * P p takes half of what another one has queued and gives the last of it, or takes what another one is to run next;
	 * NOTHING where nobody has anything. It looks at all Ps from the next one on; only those that threads have can have
	 * something, for a P goes idle when it has nothing.
	 */
	steal(p: number, nowNs: number, { threads, working }: Cores): number {
		if (this.length === 0) return NOTHING;
		const { queues, next } = this;
		const most = queues.length;
		let from = NOTHING;
		let least = Infinity;
		for (let i = 0; i < working; i++) {
			const { p: other, freeNs } = threads[i]!;
			const queue = queues[other]!;
			let distance = other > p ? other - p : other - p + most;
			if (queue === null || queue.length === 0) {
				if (next[other] === NOTHING || freeNs <= nowNs + LEAVE_NEXT_NS) continue;
				// It looks for such after all others.
				distance += most;
			}
			if (distance < least) {
				least = distance;
				from = other;
			}
		}
		if (from === NOTHING) return NOTHING;
		this.length--;
		if (least > most) {
			const goroutine = next[from]!;
			next[from] = NOTHING;
			return goroutine;
		}
		const queue = queues[from]!;
		for (let others = (queue.length - 1) >> 1; others > 0; others--) this.queueOf(p).push(queue.shift());
		return queue.shift();
	}

	/** GOMAXPROCS is now so many: what Ps that are gone have queued is everybody's. */
	leavePs(ps: number): void {
		for (let p = ps; p < this.queues.length; p++) {
			if (this.next[p] !== NOTHING) this.global.push(this.next[p]!);
			this.next[p] = NOTHING;
			const queue = this.queues[p]!;
			while (queue !== null && queue.length > 0) this.global.push(queue.shift());
		}
	}

	private queueOf(p: number): RunQueue {
		return (this.queues[p] ??= new RunQueue());
	}
}
