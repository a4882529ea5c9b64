/**
 * The limiter of the collector's CPU: a leaky bucket of one CPU-second per P. The collector's time fills it, the
 * program's drains it; while it is full, allocations neither assist nor return memory for the limit's sake, so that
 * the collector gets about half of the CPU at most. Source: Go's runtime/mgclimit.go, since 1.19.
 */
export class Limiter {
	private capacityNs: number;
	private fillNs = 0;
	/** whether assists are switched off now */
	limiting = false;
	/** number of the cycle (1 is the first) that last saw the bucket full; 0 for never */
	lastEnabledCycle = 0;

	constructor(procs: number) {
		this.capacityNs = procs * 1e9;
	}

	/** A change of GOMAXPROCS. */
	setProcs(procs: number, cycle: number): void {
		this.capacityNs = procs * 1e9;
		if (this.fillNs > this.capacityNs) {
			this.fillNs = this.capacityNs;
			this.limiting = true;
			this.lastEnabledCycle = cycle;
		} else if (this.fillNs < this.capacityNs) {
			this.limiting = false;
		}
	}

	/**
	 * Accounts for a stretch of time.
	 *
	 * @param mutatorNs CPU time of the program; idle time is in neither
	 * @param gcNs CPU time of the collector: assists, a quarter of all Ps while marking, all Ps while stopped
	 * @param cycle number of the cycle that runs or comes next
	 */
	accumulate(mutatorNs: number, gcNs: number, cycle: number): void {
		const change = gcNs - mutatorNs;
		if (change > 0 && this.fillNs + change >= this.capacityNs) {
			this.fillNs = this.capacityNs;
			if (!this.limiting) {
				this.limiting = true;
				this.lastEnabledCycle = cycle;
			}
			return;
		}
		this.fillNs += change;
		if (this.fillNs < 0) this.fillNs = 0;
		if (change !== 0) this.limiting = false;
	}

	/** Share of the bucket that is full. */
	get level(): number {
		return this.fillNs / this.capacityNs;
	}
}
