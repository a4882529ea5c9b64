import { NOTHING } from './goroutines.ts';
import { zero } from '../zero.ts';

const NONE = -1;

/**
 * Threads that have a P, each with what it does until its `freeNs`. Where more of them are busy than there are cores, the
 * system lets them take turns: each is slower by the same factor. One that was just woken gets its turn at once. The list
 * of them is kept dense, for a lightly loaded process has one.
 */
export class Cores {
	/** threads that have a P */
	working = 0;
	/** how many may have one at once */
	most = 0;
	/** how many run at once */
	readonly cores: number;
	/** and how many of these there are Ps for */
	private usable = 0;
	/** when the core is free that `first` has found; Infinity where none works [ns] */
	firstNs = Infinity;
	/** by place in the list: when the core is free, and which P it runs */
	readonly freeNs: Float64Array;
	readonly p: Int32Array;
	/** what its goroutine goes on with then, or NOTHING */
	readonly following: Int32Array;
	/** 1 while it looks for its first work since it started */
	readonly spinning: Uint8Array;
	/** how many times longer than alone everybody's work takes now */
	slowness = zero;

	/** 1 while it runs a goroutine, and how many do */
	private readonly isBusy: Uint8Array;
	private busy = 0;

	constructor(cores: number, ps: number, mostPs: number) {
		this.cores = cores;
		this.slowness = 1;
		this.setPs(ps);
		this.freeNs = new Float64Array(mostPs);
		this.p = new Int32Array(mostPs);
		this.following = new Int32Array(mostPs).fill(NOTHING);
		this.spinning = new Uint8Array(mostPs);
		this.isBusy = new Uint8Array(mostPs);
	}

	/** GOMAXPROCS is now so many. */
	setPs(ps: number): void {
		this.most = ps;
		this.usable = Math.min(this.cores, ps);
	}

	/** Cores that no thread with a P uses. */
	get idle(): number {
		const idle = this.usable - this.working;
		return idle > 0 ? idle : 0;
	}

	/** The thread at a place runs a goroutine from now on. */
	run(place: number, nowNs: number): void {
		if (this.isBusy[place] === 1) return;
		this.isBusy[place] = 1;
		this.busy++;
		if (this.shared) this.share(nowNs);
	}

	/** Place of the core that is free first; -1 when none works. */
	first(): number {
		const { freeNs, working } = this;
		let first = NONE;
		let earliest = Infinity;
		for (let i = 0; i < working; i++) {
			const atNs = freeNs[i]!;
			if (atNs < earliest) {
				earliest = atNs;
				first = i;
			}
		}
		this.firstNs = earliest;
		return first;
	}

	/** Place of the first core that is to go on with a goroutine later than now; -1 for none. */
	goingOnWith(goroutine: number, nowNs: number): number {
		for (let i = 0; i < this.working; i++) {
			if (this.following[i] === goroutine && this.freeNs[i]! > nowNs) return i;
		}
		return NONE;
	}

	/** A further core takes P p from a time on. Gives its place. */
	start(p: number, atNs: number): number {
		const place = this.working++;
		this.p[place] = p;
		this.freeNs[place] = atNs;
		this.following[place] = NOTHING;
		this.spinning[place] = 0;
		this.isBusy[place] = 0;
		return place;
	}

	/** The core at a place has nothing to do. Gives the P that is idle now. */
	stop(place: number, nowNs: number): number {
		const p = this.p[place]!;
		const wasBusy = this.isBusy[place] === 1;
		const last = --this.working;
		this.p[place] = this.p[last]!;
		this.freeNs[place] = this.freeNs[last]!;
		this.following[place] = this.following[last]!;
		this.spinning[place] = this.spinning[last]!;
		this.isBusy[place] = this.isBusy[last]!;
		if (!wasBusy) return p;
		this.busy--;
		if (this.shared) this.share(nowNs);
		return p;
	}

	/** Whether more run than there are cores, or did just now. */
	private get shared(): boolean {
		return this.busy > this.cores || this.slowness !== 1;
	}

	/** Those that run share the cores from now on: what each still has to do takes shorter or longer than it seemed. */
	private share(nowNs: number): void {
		const slowness = this.busy > this.cores ? this.busy / this.cores : 1;
		if (slowness === this.slowness) return;
		const factor = slowness / this.slowness;
		this.slowness = slowness;
		for (let i = 0; i < this.working; i++) {
			const leftNs = this.freeNs[i]! - nowNs;
			if (this.isBusy[i] === 1 && leftNs > 0) this.freeNs[i] = nowNs + leftNs * factor;
		}
	}

	/** GOMAXPROCS is now so many: what runs on a P that is gone goes on at one that is there. */
	leavePs(ps: number): void {
		for (let i = 0; i < this.working; i++) this.p[i] = this.p[i]! % ps;
	}
}
