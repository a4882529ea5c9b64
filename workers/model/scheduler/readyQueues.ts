import type { Cores } from './cores.ts';
import { NOTHING } from './goroutines.ts';
import { RunQueue } from './runQueue.ts';

/** A thief leaves the goroutine that its owner is about to run for so long (runtime/proc.go: runqgrab). [ns] */
const LEAVE_NEXT_NS = 3000;

/** What one P has to run. */
class LocalQueue extends RunQueue {
	/** what it runs before all that, or NOTHING (runnext) */
	next = NOTHING;
}

/**
 * Goroutines that are ready: for each P a queue, oldest first, and the one that it readied last, which it runs next
 * (runnext); readying another moves that one to the end of the queue. And one queue for everybody. A P that has nothing
 * to do steals half of another one's queue (runtime/proc.go: runqput, runqsteal).
 */
export class ReadyQueues {
	length = 0;
	private readonly global = new RunQueue();
	private readonly own: LocalQueue[];

	constructor(ps: number) {
		this.own = Array.from({ length: ps }, () => new LocalQueue());
	}

	/** No P in particular: whoever looks for work first takes it. */
	push(goroutine: number): void {
		this.global.push(goroutine);
		this.length++;
	}

	/** P p readies a goroutine, which it runs next. */
	readyNext(p: number, goroutine: number): void {
		const own = this.own[p]!;
		if (own.next !== NOTHING) own.push(own.next);
		own.next = goroutine;
		this.length++;
	}

	/** What P p has to run itself, or NOTHING. */
	takeOwn(p: number): number {
		if (this.length === 0) return NOTHING;
		const own = this.own[p]!;
		const { next } = own;
		if (next !== NOTHING) {
			own.next = NOTHING;
			this.length--;
			return next;
		}
		if (own.length > 0) {
			this.length--;
			return own.shift();
		}
		if (this.global.length === 0) return NOTHING;
		this.length--;
		return this.global.shift();
	}

	/**
	 * P p takes half of what another one has queued and gives the last of it, or takes what another one is to run next;
	 * NOTHING where nobody has anything. It looks at all Ps from the next one on, Go in a random order (stealOrder); only
	 * those that threads have can have something, for a P goes idle when it has nothing.
	 */
	steal(p: number, nowNs: number, { threads, working }: Cores): number {
		if (this.length === 0) return NOTHING;
		const queues = this.own;
		const most = queues.length;
		let from = NOTHING;
		let least = Infinity;
		for (let i = 0; i < working; i++) {
			const { p: other, freeNs } = threads[i]!;
			const queue = queues[other]!;
			let distance = other > p ? other - p : other - p + most;
			if (queue.length === 0) {
				if (queue.next === NOTHING || freeNs <= nowNs + LEAVE_NEXT_NS) continue;
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
		const queue = queues[from]!;
		if (least > most) {
			const goroutine = queue.next;
			queue.next = NOTHING;
			return goroutine;
		}
		for (let others = (queue.length - 1) >> 1; others > 0; others--) queues[p]!.push(queue.shift());
		return queue.shift();
	}

	/** GOMAXPROCS is now so many: what Ps that are gone have queued is everybody's. */
	leavePs(ps: number): void {
		for (const queue of this.own.slice(ps)) {
			if (queue.next !== NOTHING) this.global.push(queue.next);
			queue.next = NOTHING;
			while (queue.length > 0) this.global.push(queue.shift());
		}
	}
}
