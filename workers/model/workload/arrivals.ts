import type { Params } from '../parameters.ts';
import type { Exponentials } from '../exponentials.ts';
import { zero } from '../zero.ts';

/**
 * When requests of an open loop are due: request j of a phase at floor(j / burst) · burst / rate seconds after the
 * phase's start (whole nanoseconds, as the recorder's dispatcher computes it), or bursts at random distances with that
 * mean.
 */
export class Arrivals {
	/** the next request's time; Infinity when the phase has no more [ns] */
	dueNs = Infinity;

	/** of which distances of bursts are taken */
	private readonly random: Exponentials;
	private rate = zero;
	private burst = zero;
	private poisson = false;
	private startNs = zero;
	private endNs = zero;
	/** requests of this phase that were taken, in all and of the present burst */
	private taken = 0;
	private inBurst = 0;
	private burstDueNs = zero;
	/** requests that are due at once, whatever else is, since */
	private extra = 0;
	private extraNs = zero;
	/** when the next request is due besides those */
	private nextNs = Infinity;

	constructor(random: Exponentials) {
		this.random = random;
	}

	/** A phase begins. Requests of the one before that nobody has started yet, because the process was kept waiting, stay due. */
	begin(params: Params, startNs: number, endNs: number): void {
		this.keepOverdue(startNs);
		this.start(params, startNs, endNs);
	}

	private keepOverdue(nowNs: number): void {
		for (; this.nextNs < nowNs; this.pass()) {
			this.extra++;
			this.extraNs = nowNs;
		}
	}

	private start(params: Params, startNs: number, endNs: number): void {
		this.rate = params.rate;
		this.burst = params.burst;
		this.poisson = params.arrival === 'poisson';
		this.startNs = startNs;
		this.endNs = endNs;
		this.taken = 0;
		this.inBurst = 0;
		this.burstDueNs = startNs;
		if (params.rate > 0) this.next();
		else this.nextNs = Infinity;
		this.setDue();
	}

	/**
	 * The load changes while it goes on: what is left of the way to the next request is gone at the new rate. Nothing
	 * happens when nothing about the arrivals has changed.
	 */
	change(before: Params, params: Params, nowNs: number, endNs: number): void {
		const { rate, burst, arrival } = params;
		if (rate === before.rate && burst === before.burst && arrival === before.arrival) return;
		this.keepOverdue(nowNs);
		// At random the way to the next request is as long as it ever is, whenever one looks.
		if (params.arrival === 'poisson' || !(rate > 0)) return this.start(params, nowNs, endNs);
		const leftNs = this.nextNs - nowNs;
		const wasNs = (this.burst / this.rate) * 1e9;
		const left = leftNs < wasNs ? Math.max(0, leftNs / wasNs) : 1;
		this.start(params, nowNs + Math.round((left * burst * 1e9) / rate), endNs);
	}

	/** So many requests arrive at once. */
	add(requests: number, nowNs: number): void {
		this.extra += requests;
		this.extraNs = nowNs;
		this.setDue();
	}

	/** The due request is started. */
	take(): void {
		if (this.extra > 0) {
			this.extra--;
			this.setDue();
			return;
		}
		this.pass();
		this.dueNs = this.nextNs;
	}

	/** The request that is next has started, or is overdue: another one is next. */
	private pass(): void {
		this.taken++;
		if (++this.inBurst === this.burst) this.inBurst = 0;
		this.next();
	}

	/** When the next request of a phase that has any is due. */
	private next(): void {
		if (this.poisson) this.drawBurst();
		else this.nextNs = this.startNs + Math.floor(((this.taken - this.inBurst) / this.rate) * 1e9);
		if (this.nextNs >= this.endNs) this.nextNs = Infinity;
	}

	private drawBurst(): void {
		if (this.inBurst === 0) this.burstDueNs += this.random.next((this.burst / this.rate) * 1e9);
		this.nextNs = this.burstDueNs;
	}

	private setDue(): void {
		this.dueNs = this.extra > 0 && this.extraNs < this.nextNs ? this.extraNs : this.nextNs;
	}
}
