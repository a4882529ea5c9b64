import type { Params } from '../parameters.ts';
import type { Rng } from '../rng.ts';

/**
 * When requests of an open loop are due: request j of a phase at floor(j / burst) · burst / rate seconds after the
 * phase's start (whole nanoseconds, as the recorder's dispatcher computes it), or bursts at random distances with that
 * mean.
 */
export class Arrivals {
	/** the next request's time; Infinity when the phase has no more [ns] */
	dueNs = Infinity;

	readonly #rng: Rng;
	#rate = 0;
	#burst = 1;
	#poisson = false;
	#startNs = 0;
	#endNs = 0;
	/** requests of this phase that were taken */
	#taken = 0;
	#burstDueNs = 0;

	constructor(rng: Rng) {
		this.#rng = rng;
	}

	/** A phase begins. */
	begin(params: Params, startNs: number, endNs: number): void {
		this.#rate = params.rate;
		this.#burst = params.burst;
		this.#poisson = params.arrival === 'poisson';
		this.#startNs = startNs;
		this.#endNs = endNs;
		this.#taken = 0;
		this.#burstDueNs = startNs;
		this.#next();
	}

	/** The due request is started. */
	take(): void {
		this.#taken++;
		this.#next();
	}

	#next(): void {
		const inBurst = this.#taken % this.#burst;
		if (this.#rate <= 0) {
			this.dueNs = Infinity;
			return;
		}
		if (this.#poisson) {
			if (inBurst === 0) this.#burstDueNs += this.#rng.exponential((this.#burst / this.#rate) * 1e9);
			this.dueNs = this.#burstDueNs;
		} else {
			this.dueNs = this.#startNs + Math.floor(((this.#taken - inBurst) / this.#rate) * 1e9);
		}
		if (this.dueNs >= this.#endNs) this.dueNs = Infinity;
	}
}
