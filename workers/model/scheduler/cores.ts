import { NOTHING } from './goroutines.ts';

const NONE = -1;

/** A thread that was woken waits for a core with its P in hand; so many do at once. */
const WAITING = 1;

/**
 * Threads that have a P, each with what it does until its `freeNs`. At most `cores` of them run at once; one more may
 * hold its P and wait for a core. The list of them is kept dense, for a lightly loaded process has one.
 */
export class Cores {
	/** threads that have a P */
	working = 0;
	/** how many may have one at once */
	most = 0;
	/** how many run at once */
	readonly cores: number;
	/** by place in the list: when the core is free, and which P it runs */
	readonly freeNs: Float64Array;
	readonly p: Int32Array;
	/** what its goroutine goes on with then, or NOTHING */
	readonly following: Int32Array;
	/** 1 while it looks for its first work since it started */
	readonly spinning: Uint8Array;

	constructor(cores: number, ps: number) {
		this.cores = cores;
		this.setPs(ps);
		cores += WAITING;
		this.freeNs = new Float64Array(cores);
		this.p = new Int32Array(cores);
		this.following = new Int32Array(cores).fill(NOTHING);
		this.spinning = new Uint8Array(cores);
	}

	/** GOMAXPROCS is now so many. */
	setPs(ps: number): void {
		this.most = Math.min(this.cores + WAITING, ps);
	}

	/** Cores that no thread with a P uses. */
	get idle(): number {
		return Math.max(0, Math.min(this.cores, this.most) - this.working);
	}

	/**
	 * Whether the thread at a place has no core to run on at that time; it waits then until one is free. So it is only
	 * where more threads have a P than there are cores.
	 */
	waits(place: number, nowNs: number): boolean {
		let busy = 0;
		let earliest = Infinity;
		for (let i = 0; i < this.working; i++) {
			if (i === place || this.freeNs[i]! <= nowNs) continue;
			busy++;
			if (this.freeNs[i]! < earliest) earliest = this.freeNs[i]!;
		}
		if (busy < this.cores) return false;
		this.freeNs[place] = earliest;
		return true;
	}

	/** Place of the core that is free first; -1 when none works. */
	first(): number {
		let first = NONE;
		let earliest = Infinity;
		for (let i = 0; i < this.working; i++) {
			if (this.freeNs[i]! < earliest) {
				earliest = this.freeNs[i]!;
				first = i;
			}
		}
		return first;
	}

	/** A further core takes P p from a time on. Gives its place. */
	start(p: number, atNs: number): number {
		const place = this.working++;
		this.p[place] = p;
		this.freeNs[place] = atNs;
		this.following[place] = NOTHING;
		this.spinning[place] = 0;
		return place;
	}

	/** The core at a place has nothing to do. Gives the P that is idle now. */
	stop(place: number): number {
		const p = this.p[place]!;
		const last = --this.working;
		this.p[place] = this.p[last]!;
		this.freeNs[place] = this.freeNs[last]!;
		this.following[place] = this.following[last]!;
		this.spinning[place] = this.spinning[last]!;
		return p;
	}

	/** GOMAXPROCS is now so many: what runs on a P that is gone goes on at one that is there. */
	leavePs(ps: number): void {
		for (let i = 0; i < this.working; i++) this.p[i] = this.p[i]! % ps;
	}

	runs(p: number): boolean {
		for (let i = 0; i < this.working; i++) if (this.p[i] === p) return true;
		return false;
	}
}
