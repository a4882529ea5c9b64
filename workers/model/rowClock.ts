import type { SimulationRequest } from './request.ts';

/**
 * When rows are due: evenly over the window, at given instants or distances, at numbers of requests done, or when the
 * program's own sampler runs.
 */
export class RowClock {
	/** next instant [ns]; Infinity when rows are due by requests, or no more are */
	nextNs = Infinity;
	/** next number of requests done; Infinity when rows are due by time, or no more are */
	nextDone = Infinity;

	/** the program's sampler takes the rows of the load, but for the first, which is at its start */
	bySampler: boolean;

	private readonly at: number[] | null;
	/** distance of the rows where it is given; else 0 [ns] */
	private readonly everyNs: number;
	/** period of the sampler [ns] */
	private readonly sampleNs: number;
	/** it takes one whenever it runs; else those that are given, each when it runs in the period of their instant */
	private readonly freely: boolean;
	private readonly byDone: boolean;
	private readonly rows: number;
	private readonly last: number;
	private readonly write: (atNs: number) => void;
	private row = 0;

	/**
	 * @param requests that the run will make, where it ends by their number; else 0
	 * @param write writes a row
	 */
	constructor(request: SimulationRequest, windowNs: number, requests: number, write: (atNs: number) => void) {
		this.write = write;
		const { at } = request;
		this.everyNs = at !== undefined && 'everyNs' in at ? at.everyNs : 0;
		this.at =
			at === undefined || 'everyNs' in at ? null : 'done' in at ? at.done : 'timeNs' in at ? at.timeNs : [0];
		this.byDone = at === undefined ? requests > 0 : 'done' in at;
		this.bySampler = at !== undefined && 'sampler' in at && request.params.sample > 0;
		this.freely = at !== undefined && !('timeNs' in at);
		this.sampleNs = request.params.sample;
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
	reached(done: number, nowNs: number): void {
		while (this.nextDone <= done) {
			this.write(nowNs);
			this.taken();
		}
	}

	/** The sampler runs: rows that it takes now, late ones among them, are written. */
	sampled(nowNs: number): void {
		if (this.freely || this.at === null) {
			this.write(nowNs);
			return;
		}
		const untilNs = Math.min((Math.floor(nowNs / this.sampleNs) + 1) * this.sampleNs, this.last);
		for (; this.row < this.rows && this.at[this.row]! < untilNs; this.row++) this.write(nowNs);
	}

	/** The load is over, and with it the sampler's part. */
	samplerEnded(): void {
		this.bySampler = false;
		this.arm();
	}

	private arm(): void {
		this.nextNs = this.nextDone = Infinity;
		if (this.row >= this.rows || (this.bySampler && this.row > 0)) return;
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
