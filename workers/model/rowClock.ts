import type { SimulationRequest } from './request.ts';

/** When rows are due: evenly over the window, at given instants or distances, or at numbers of requests done. */
export class RowClock {
	/** next instant [ns]; Infinity when rows are due by requests, or no more are */
	nextNs = Infinity;
	/** next number of requests done; Infinity when rows are due by time, or no more are */
	nextDone = Infinity;

	private readonly at: number[] | null;
	/** distance of the rows where it is given; else 0 [ns] */
	private readonly everyNs: number;
	private readonly byDone: boolean;
	/** the program's sampler says when */
	readonly bySampler: boolean;
	private readonly rows: number;
	private readonly last: number;
	private row = 0;

	/** @param requests that the run will make, where it ends by their number; else 0 */
	constructor(request: SimulationRequest, windowNs: number, requests: number) {
		const { at } = request;
		this.everyNs = at !== undefined && 'everyNs' in at ? at.everyNs : 0;
		this.bySampler = at !== undefined && 'sampler' in at;
		this.at =
			at === undefined || 'everyNs' in at ? null : 'done' in at ? at.done : 'timeNs' in at ? at.timeNs : [0];
		this.byDone = at === undefined ? requests > 0 : 'done' in at;
		this.rows = this.at === null ? request.rows : this.at.length;
		if (this.everyNs > 0) this.rows = Math.floor(windowNs / this.everyNs) + 1;
		this.last = this.byDone ? requests : windowNs;
		this.arm();
	}

	/** The row at nextNs is written. */
	taken(): void {
		this.row++;
		this.arm();
	}

	/** So many requests are done: writes the rows that were due by then. */
	reached(done: number, write: () => void): void {
		while (this.nextDone <= done) {
			write();
			this.taken();
		}
	}

	private arm(): void {
		if (this.row >= this.rows) {
			this.nextNs = this.nextDone = Infinity;
			return;
		}
		const due =
			this.everyNs > 0
				? this.row * this.everyNs
				: this.at === null
					? Math.round((this.last * this.row) / (this.rows - 1))
					: this.at[this.row]!;
		if (this.byDone) this.nextDone = due;
		else this.nextNs = due;
	}
}
