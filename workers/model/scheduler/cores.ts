const NONE = -1;

/**
 * CPU cores that run a P now, each until its `freeNs`. At most min(GOMAXPROCS, cores) of them work at once; the list
 * of the working ones is kept dense, for a lightly loaded process has one.
 */
export class Cores {
	working = 0;
	/** how many may work at once */
	most: number;
	/** by place in the list: when the core is free, which P it runs, and the request that ends then (or -1) */
	readonly freeNs: Float64Array;
	readonly p: Int32Array;
	readonly ending: Int32Array;
	/** the request that its goroutine goes on with (or -1) */
	readonly following: Float64Array;
	/** 1 while it looks for its first work since it started */
	readonly spinning: Uint8Array;

	constructor(cores: number, most: number) {
		this.most = most;
		this.freeNs = new Float64Array(cores);
		this.p = new Int32Array(cores);
		this.ending = new Int32Array(cores).fill(NONE);
		this.following = new Float64Array(cores).fill(NONE);
		this.spinning = new Uint8Array(cores);
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
		this.ending[place] = NONE;
		this.following[place] = NONE;
		this.spinning[place] = 1;
		return place;
	}

	/** The core at a place has nothing to do. Gives the P that is idle now. */
	stop(place: number): number {
		const p = this.p[place]!;
		const last = --this.working;
		this.p[place] = this.p[last]!;
		this.freeNs[place] = this.freeNs[last]!;
		this.ending[place] = this.ending[last]!;
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
