import { backgroundUtilization } from './pacer.ts';
import { zero } from '../zero.ts';

/** The bucket holds a second of CPU for each P. */
const capacityPerProcNs = 1e9;
/** The limiter looks at the clock at least so often, also during an assist. */
const updatePeriodNs = 10e6;

/**
 * The limiter of the collector's CPU: a leaky bucket. The collector's time fills it, the program's drains it; while
 * it is full, allocations neither assist nor return memory for the limit's sake, so that the collector gets about
 * half of the CPU at most. Source: Go's runtime/mgclimit.go, since 1.19.
 */
export class Limiter {
	/** whether assists are switched off now */
	limiting = false;
	/** number of the cycle (1 is the first) that last saw the bucket full; 0 for never */
	lastEnabledCycle = 0;
	/** time so far during which assists were switched off [ns] */
	limitingNs = 0;
	private procs: number;
	private fillNs = zero;
	private updatedNs = zero;
	private mutatorNs = zero;
	private assistNs = zero;

	constructor(procs: number) {
		this.procs = procs;
	}

	private get capacityNs(): number {
		return this.procs * capacityPerProcNs;
	}

	/** Share of the bucket that is full. */
	get level(): number {
		return this.fillNs / this.capacityNs;
	}

	/** CPU that an assist may take from now on before the limiter notices that the bucket is full [ns] */
	get assistRoomNs(): number {
		return this.capacityNs - this.fillNs + updatePeriodNs / 2;
	}

	/** A change of GOMAXPROCS. */
	setProcs(procs: number, cycle: number): void {
		this.procs = procs;
		if (this.fillNs > this.capacityNs) {
			this.fillNs = this.capacityNs;
			this.switch(true, cycle);
		} else if (this.fillNs < this.capacityNs) {
			this.limiting = false;
		}
	}

	/** Whether it is time for an `update`. */
	isDue(nowNs: number): boolean {
		return nowNs - this.updatedNs > updatePeriodNs;
	}

	/**
	 * Accounts for the time since the last update.
	 *
	 * @param mutatorNs CPU of the program since its start, idle time excluded
	 * @param assistNs CPU of assists since its start
	 * @param marking whether a mark was running: then a quarter of all Ps' time is the collector's
	 * @param cycle number of the cycle that runs or comes next
	 */
	update(nowNs: number, mutatorNs: number, assistNs: number, marking: boolean, cycle: number): void {
		const elapsed = nowNs - this.updatedNs;
		if (elapsed <= 0) return;
		if (this.limiting) this.limitingNs += elapsed;
		let gc = assistNs - this.assistNs;
		if (marking) gc += elapsed * this.procs * backgroundUtilization;
		this.accumulate(mutatorNs - this.mutatorNs, gc, cycle);
		this.updatedNs = nowNs;
		this.mutatorNs = mutatorNs;
		this.assistNs = assistNs;
	}

	/** The world was stopped for so long: all Ps' time counts as the collector's. */
	stopped(ns: number, cycle: number): void {
		this.accumulate(0, ns * this.procs, cycle);
		this.updatedNs += ns;
	}

	/** Fills the bucket by the collector's time and drains it by the program's [ns]. */
	accumulate(mutatorNs: number, gcNs: number, cycle: number): void {
		const change = gcNs - mutatorNs;
		if (change > 0 && this.fillNs + change >= this.capacityNs) {
			this.fillNs = this.capacityNs;
			this.switch(true, cycle);
			return;
		}
		this.fillNs += change;
		if (this.fillNs < 0) this.fillNs = 0;
		if (change !== 0) this.switch(false, cycle);
	}

	private switch(on: boolean, cycle: number): void {
		if (on && !this.limiting) this.lastEnabledCycle = cycle;
		this.limiting = on;
	}
}
