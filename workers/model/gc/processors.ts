/** How threads that run share the cores. */
export interface Sharing {
	/** how many times longer than alone each takes */
	readonly slowness: number;
	/** until each of them that runs now has had its turn on a core, for so long at most [ns] */
	turnsNs(nowNs: number, sliceNs: number): number;
	/** for how long others run beside the one that runs now, as far as that is known [ns] */
	besideNs(nowNs: number): number;
}

/**
 * The Ps of a process, as its collector sees them: how many there are and on how many cores, how many of these the program
 * leaves idle, and whether goroutines on the others give way. Who marks and sweeps beside the program follows from that,
 * and whom a mark has to wait for at its end.
 */
export class Processors {
	/** GOMAXPROCS */
	count: number;
	/** CPU cores really there */
	readonly cores: number;
	/** cores that the program leaves idle; while the collector is active only `Collector.setIdle` may write it */
	idle: number;
	/** how many times longer than alone a thread takes, where more of them run than there are cores */
	sharing: Sharing = { slowness: 1, turnsNs: () => 0, besideNs: () => 0 };
	/** whether goroutines give way often, as blocking requests do, so that marking and sweeping get their turn */
	yielding = true;

	constructor(count: number, cores: number) {
		this.count = count;
		this.cores = cores;
		this.idle = this.capacity;
	}

	/** Ps that can run at the same time */
	get capacity(): number {
		return this.count < this.cores ? this.count : this.cores;
	}

	/** whether goroutines that give way share the only P with the collector */
	get alone(): boolean {
		return this.count === 1 && this.yielding;
	}

	/** Ps that run Go code now, of those that can at the same time */
	get busy(): number {
		return this.capacity - this.idle;
	}
}
