import { endingOf } from './goroutines.ts';
import { Sleepers } from './sleepers.ts';

/** Timers that are there once: of the dispatcher, of the sampler, of the goroutine that forces collections. */
const SINGLE_TIMERS = 3;

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
	private readonly sleepers: (Sleepers | null)[];
	/** by P: when its earliest timer is due */
	private readonly nextNsOf: Float64Array;
	/** Ps that have had a timer */
	private readonly used: number[] = [];
	private readonly isUsed: Uint8Array;
	/** Ps that have one, in no order, and some that have none any more */
	private readonly active: number[] = [];
	private readonly isActive: Uint8Array;
	/** room for a list of Ps */
	private readonly due: Int32Array;
	private readonly singleNs = new Float64Array(SINGLE_TIMERS).fill(Infinity);
	private readonly singleP = new Int32Array(SINGLE_TIMERS);
	/** by P: the earliest single timer that is set there; Infinity for none */
	private readonly nextSingleOf: Float64Array;
	/** `nextNs` is that of a timer which is gone */
	private earliestTaken = false;

	constructor(ps: number) {
		this.sleepers = new Array<Sleepers | null>(ps).fill(null);
		this.nextNsOf = new Float64Array(ps).fill(Infinity);
		this.isUsed = new Uint8Array(ps);
		this.isActive = new Uint8Array(ps);
		this.due = new Int32Array(ps);
		this.nextSingleOf = new Float64Array(ps).fill(Infinity);
	}

	/**
	 * The request at a place holds its object until then; its goroutine sleeps on P p, and is not asleep already. Gives how
	 * many sleep there.
	 */
	push(p: number, atNs: number, slot: number): number {
		let queue = this.sleepers[p]!;
		if (queue === null) queue = this.sleepers[p] = new Sleepers();
		queue.push(atNs, slot);
		if (atNs < this.nextNsOf[p]!) this.sooner(p, atNs);
		return queue.size;
	}

	/** Sets one of the single timers anew, on P p; Infinity stops it. */
	set(single: number, p: number, atNs: number): void {
		const beforeP = this.singleP[single]!;
		const beforeNs = this.singleNs[single]!;
		this.singleNs[single] = atNs;
		this.singleP[single] = p;
		if (beforeNs !== Infinity) {
			this.findNextSingleOf(beforeP);
			this.findNextOf(beforeP);
			this.settle();
		}
		if (atNs < this.nextSingleOf[p]!) this.nextSingleOf[p] = atNs;
		if (atNs < this.nextNsOf[p]!) this.sooner(p, atNs);
		else if (atNs < this.addedNs) this.addedNs = atNs;
	}

	/** When the earliest timer of P p is due. */
	nextOf(p: number): number {
		return this.nextNsOf[p]!;
	}

	/** Takes the earliest timer of P p, which must have one, and gives its goroutine. After the last call: `settle`. */
	pop(p: number): number {
		const queue = this.sleepers[p]!;
		const singleNs = this.nextSingleOf[p]!;
		if (queue === null || singleNs < queue.nextNs) return this.popSingle(p);
		if (queue.nextNs <= this.nextNs) this.earliestTaken = true;
		const slot = queue.pop();
		const { nextNs } = queue;
		this.nextNsOf[p] = singleNs < nextNs ? singleNs : nextNs;
		return endingOf(slot);
	}

	private popSingle(p: number): number {
		const atNs = this.nextNsOf[p]!;
		let single = NONE;
		let laterNs = Infinity;
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			const ns = this.singleP[i] === p ? this.singleNs[i]! : Infinity;
			if (ns === atNs && single === NONE) single = i;
			else if (ns < laterNs) laterNs = ns;
		}
		if (single === NONE) throw new RangeError(`P ${p} has no timer`);
		this.singleNs[single] = Infinity;
		this.nextSingleOf[p] = laterNs;
		this.findNextOf(p);
		return single;
	}

	/** Finds the earliest timer of all anew, where it was taken. */
	settle(): void {
		if (!this.earliestTaken) return;
		this.earliestTaken = false;
		const { active, nextNsOf } = this;
		let earliest = Infinity;
		for (let i = active.length - 1; i >= 0; i--) {
			const next = nextNsOf[active[i]!]!;
			if (next < earliest) earliest = next;
			else if (next === Infinity) this.leave(i);
		}
		this.nextNs = earliest;
	}

	/** The P at a place of `active` has no timer left. */
	private leave(place: number): void {
		const { active } = this;
		const last = active.pop()!;
		this.isActive[active[place] ?? last] = 0;
		if (place < active.length) active[place] = last;
	}

	/** A P whose timers are due; `turn`, from 0 to 1, picks one of several. -1 when there is none. */
	dueAt(nowNs: number, turn: number): number {
		if (this.nextNs > nowNs) return NONE;
		const { used, nextNsOf, due } = this;
		let found = 0;
		for (let i = 0; i < used.length; i++) {
			const p = used[i]!;
			if (nextNsOf[p]! <= nowNs) due[found++] = p;
		}
		return found > 0 ? due[Math.floor(turn * found)]! : NONE;
	}

	/** GOMAXPROCS is now so many: the timers of Ps that are gone move to P 0. */
	leavePs(ps: number): void {
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			if (this.singleP[i]! >= ps) this.set(i, 0, this.singleNs[i]!);
		}
		for (const p of this.used.slice()) {
			const queue = this.sleepers[p]!;
			if (p < ps || queue === null) continue;
			while (queue.size > 0) {
				const atNs = queue.nextNs;
				this.push(0, atNs, queue.pop());
			}
			this.findNextOf(p);
			this.settle();
		}
	}

	/** P p has an earlier timer than before. */
	private sooner(p: number, atNs: number): void {
		this.nextNsOf[p] = atNs;
		if (atNs < this.nextNs) this.nextNs = atNs;
		if (atNs < this.addedNs) this.addedNs = atNs;
		if (this.isActive[p] === 1) return;
		this.isActive[p] = 1;
		this.active.push(p);
		if (this.isUsed[p] === 1) return;
		this.isUsed[p] = 1;
		this.used.push(p);
	}

	/** A timer of P p is gone. */
	private findNextOf(p: number): void {
		if (this.nextNsOf[p]! <= this.nextNs) this.earliestTaken = true;
		const queue = this.sleepers[p]!;
		const singleNs = this.nextSingleOf[p]!;
		this.nextNsOf[p] = queue === null || singleNs < queue.nextNs ? singleNs : queue.nextNs;
	}

	/** A single timer of P p was set or is gone. */
	private findNextSingleOf(p: number): void {
		let earliest = Infinity;
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			if (this.singleP[i] === p && this.singleNs[i]! < earliest) earliest = this.singleNs[i]!;
		}
		this.nextSingleOf[p] = earliest;
	}
}
