import { endingOf, NOTHING } from './goroutines.ts';
import { Sleepers } from './sleepers.ts';

/** Timers that are there once: of the dispatcher, of the sampler, of the goroutine that forces collections. */
const SINGLE_TIMERS = 3;

const NONE = -1;

/** The timers of one P. */
export class TimerHeap {
	readonly p: number;
	/** when the earliest is due, and the earliest single one; Infinity for none [ns] */
	nextNs = Infinity;
	nextSingleNs = Infinity;
	/** null where nobody ever slept */
	sleepers: Sleepers | null = null;
	/** whether it has ever had a timer, and is on the list of those that have one */
	isUsed = false;
	isActive = false;

	constructor(p: number) {
		this.p = p;
	}
}

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

	/** by P */
	readonly heaps: TimerHeap[];
	/** those that have had a timer */
	private readonly used: TimerHeap[] = [];
	/** those that have one, in no order, and some that have none any more */
	private readonly active: TimerHeap[] = [];
	/** room for a list of Ps */
	private readonly due: Int32Array;
	private readonly singleNs = new Float64Array(SINGLE_TIMERS).fill(Infinity);
	private readonly singleP = new Int32Array(SINGLE_TIMERS);
	/** `nextNs` is that of a timer which is gone */
	private earliestTaken = false;

	constructor(ps: number) {
		this.heaps = Array.from({ length: ps }, (_, p) => new TimerHeap(p));
		this.due = new Int32Array(ps);
	}

	/**
	 * The request at a place holds its object until then; its goroutine sleeps on the P of a heap, and is not asleep already.
	 * Gives how many sleep there.
	 */
	push(heap: TimerHeap, atNs: number, slot: number): number {
		const sleepers = (heap.sleepers ??= new Sleepers());
		sleepers.push(atNs, slot);
		if (atNs < heap.nextNs) this.sooner(heap, atNs);
		return sleepers.size;
	}

	/** Sets one of the single timers anew, on P p; Infinity stops it. */
	set(single: number, p: number, atNs: number): void {
		if (this.singleNs[single] !== Infinity) {
			const before = this.heaps[this.singleP[single]!]!;
			this.singleNs[single] = Infinity;
			this.findNextSingleOf(before);
			this.findNextOf(before);
			this.settle();
		}
		this.singleNs[single] = atNs;
		this.singleP[single] = p;
		const heap = this.heaps[p]!;
		if (atNs < heap.nextSingleNs) heap.nextSingleNs = atNs;
		if (atNs < heap.nextNs) this.sooner(heap, atNs);
		else if (atNs < this.addedNs) this.addedNs = atNs;
	}

	/**
	 * Takes the earliest timer of a heap that is due, and gives its goroutine; NOTHING where none is. After the last call:
	 * `settle`.
	 */
	popDue(heap: TimerHeap, nowNs: number): number {
		const { nextNs: atNs, sleepers, nextSingleNs } = heap;
		if (atNs > nowNs) return NOTHING;
		if (sleepers === null || nextSingleNs < sleepers.nextNs) return this.popSingle(heap);
		if (atNs <= this.nextNs) this.earliestTaken = true;
		const slot = sleepers.pop();
		const { nextNs } = sleepers;
		heap.nextNs = nextSingleNs < nextNs ? nextSingleNs : nextNs;
		return endingOf(slot);
	}

	private popSingle(heap: TimerHeap): number {
		const { p, nextSingleNs } = heap;
		let single = 0;
		while (this.singleP[single] !== p || this.singleNs[single] !== nextSingleNs) single++;
		this.singleNs[single] = Infinity;
		this.findNextSingleOf(heap);
		this.findNextOf(heap);
		return single;
	}

	/** Finds the earliest timer of all anew, where it was taken. */
	settle(): void {
		if (!this.earliestTaken) return;
		this.earliestTaken = false;
		const { active } = this;
		let earliest = Infinity;
		for (let i = active.length - 1; i >= 0; i--) {
			const next = active[i]!.nextNs;
			if (next < earliest) earliest = next;
			else if (next === Infinity) this.leave(i);
		}
		this.nextNs = earliest;
	}

	/** The P at a place of `active` has no timer left. */
	private leave(place: number): void {
		const { active } = this;
		const last = active.pop()!;
		(active[place] ?? last).isActive = false;
		if (place < active.length) active[place] = last;
	}

	/** A P whose timers are due; `turn`, from 0 to 1, picks one of several. -1 when there is none. */
	dueAt(nowNs: number, turn: number): number {
		if (this.nextNs > nowNs) return NONE;
		const { used, due } = this;
		let found = 0;
		for (let i = 0; i < used.length; i++) {
			const heap = used[i]!;
			if (heap.nextNs <= nowNs) due[found++] = heap.p;
		}
		return found > 0 ? due[Math.floor(turn * found)]! : NONE;
	}

	/** GOMAXPROCS is now so many: the timers of Ps that are gone move to P 0. */
	leavePs(ps: number): void {
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			if (this.singleP[i]! >= ps) this.set(i, 0, this.singleNs[i]!);
		}
		for (const heap of this.used.slice()) {
			const { p, sleepers } = heap;
			if (p < ps || sleepers === null) continue;
			while (sleepers.size > 0) {
				const atNs = sleepers.nextNs;
				this.push(this.heaps[0]!, atNs, sleepers.pop());
			}
			this.findNextOf(heap);
			this.settle();
		}
	}

	/** A P has an earlier timer than before. */
	private sooner(heap: TimerHeap, atNs: number): void {
		heap.nextNs = atNs;
		if (atNs < this.nextNs) this.nextNs = atNs;
		if (atNs < this.addedNs) this.addedNs = atNs;
		if (heap.isActive) return;
		heap.isActive = true;
		this.active.push(heap);
		if (heap.isUsed) return;
		heap.isUsed = true;
		this.used.push(heap);
	}

	/** A timer of a P is gone. */
	private findNextOf(heap: TimerHeap): void {
		const { sleepers, nextSingleNs } = heap;
		if (heap.nextNs <= this.nextNs) this.earliestTaken = true;
		heap.nextNs = sleepers === null || nextSingleNs < sleepers.nextNs ? nextSingleNs : sleepers.nextNs;
	}

	/** A single timer of a P is gone. */
	private findNextSingleOf(heap: TimerHeap): void {
		heap.nextSingleNs = Infinity;
		for (let i = 0; i < SINGLE_TIMERS; i++) {
			if (this.singleP[i] === heap.p && this.singleNs[i]! < heap.nextSingleNs)
				heap.nextSingleNs = this.singleNs[i]!;
		}
	}
}
