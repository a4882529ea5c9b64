import type { Cores } from './cores.ts';
import { NOTHING } from './goroutines.ts';
import { RunQueue } from './runQueue.ts';
import { zero } from '../zero.ts';

/** What one P has to run. */
export class LocalQueue {
	/** what it runs first, or NOTHING (runnext) */
	next = NOTHING;
	/** and what after that */
	readonly others = new RunQueue();

	/** The P readies a goroutine, which it runs next. */
	readyNext(goroutine: number): void {
		if (this.next !== NOTHING) this.others.push(this.next);
		this.next = goroutine;
	}
}

/**
 * Goroutines that are ready: for each P a queue, oldest first, and the one that it readied last, which it runs next
 * (runnext); readying another moves that one to the end of the queue. And one queue for everybody. A P that has nothing
 * to do steals half of another one's queue (runtime/proc.go: runqput, runqsteal).
 */
export class ReadyQueues {
	private readonly global = new RunQueue();
	/** by P */
	readonly own: LocalQueue[];
	/** for how long a thief left what it took last to its owner [ns] */
	leftNs = zero;
	private readonly leaveNextNs: number;

	/** @param leaveNextNs for how long a thief leaves the goroutine that its owner is about to run [ns] */
	constructor(ps: number, leaveNextNs: number) {
		this.leaveNextNs = leaveNextNs;
		this.own = Array.from({ length: ps }, () => new LocalQueue());
	}

	/** How many are ready. */
	get length(): number {
		let ready = this.global.length;
		for (const { next, others } of this.own) ready += others.length + (next === NOTHING ? 0 : 1);
		return ready;
	}

	/** No P in particular: whoever looks for work first takes it. */
	push(goroutine: number): void {
		this.global.push(goroutine);
	}

	/** What a P has to run itself, or NOTHING. */
	takeOwn(own: LocalQueue): number {
		const { next, others } = own;
		if (next !== NOTHING) {
			own.next = NOTHING;
			return next;
		}
		if (others.length > 0) return others.shift();
		return this.global.length > 0 ? this.global.shift() : NOTHING;
	}

	/**
	 * P p takes half of what another one has queued and gives the last of it, or takes what another one is to run next;
	 * NOTHING where nobody has anything. It looks at all Ps from the next one on, Go in a random order (stealOrder); only
	 * those that threads have can have something, for a P goes idle when it has nothing.
	 */
	steal(p: number, nowNs: number, { threads, working }: Cores): number {
		// Mostly nobody else works.
		if (working === 1) return NOTHING;
		const queues = this.own;
		const most = queues.length;
		let from = NOTHING;
		let least = Infinity;
		for (let i = 0; i < working; i++) {
			const { p: other, freeNs } = threads[i]!;
			const { next, others } = queues[other]!;
			let distance = other > p ? other - p : other - p + most;
			if (others.length === 0) {
				if (next === NOTHING || freeNs <= nowNs + this.leaveNextNs) continue;
				// It looks for such after all others.
				distance += most;
			}
			if (distance < least) {
				least = distance;
				from = other;
			}
		}
		if (from === NOTHING) return NOTHING;
		this.leftNs = least > most ? this.leaveNextNs : 0;
		const queue = queues[from]!;
		const { next, others } = queue;
		if (least > most) {
			queue.next = NOTHING;
			return next;
		}
		for (let half = (others.length - 1) >> 1; half > 0; half--) queues[p]!.others.push(others.shift());
		return others.shift();
	}

	/** GOMAXPROCS is now so many: what Ps that are gone have queued is everybody's. */
	leavePs(ps: number): void {
		for (const queue of this.own.slice(ps)) {
			if (queue.next !== NOTHING) this.global.push(queue.next);
			queue.next = NOTHING;
			while (queue.others.length > 0) this.global.push(queue.others.shift());
		}
	}
}
