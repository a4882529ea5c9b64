import type { Calibration } from '../calibration.ts';
import type { Rng } from '../rng.ts';
import type { Timers } from './timers.ts';

/** The timers that there are once, as goroutines set them that work out from the clock when they want to go on. */
export class WakeUps {
	private readonly timers: Timers;
	private readonly rng: Rng;
	private readonly calibration: Calibration;
	private readonly windowNs: number;

	/**
	 * @param calibration says what lies between two readings of the clock
	 * @param windowNs end of the load: nothing ticks after it
	 */
	constructor(timers: Timers, rng: Rng, calibration: Calibration, windowNs: number) {
		this.timers = timers;
		this.rng = rng;
		this.calibration = calibration;
		this.windowNs = windowNs;
	}

	/** Whoever sleeps until a time reads the clock twice, and so wakes up later by what lies between the two. */
	set(single: number, p: number, dueNs: number): void {
		this.timers.set(single, p, dueNs + this.upTo(this.calibration.clockReadNs));
	}

	/** The same where a collection has just left none of the code in the caches. */
	setAfterCollection(single: number, p: number, dueNs: number): void {
		this.timers.set(single, p, dueNs + this.upTo(this.calibration.coldClockReadNs));
	}

	/** A time by chance, up to so long [ns]. */
	upTo(mostNs: number): number {
		return this.rng.uniform() * mostNs;
	}

	/** The next multiple of a period within the window; Infinity when there is none. */
	tickAfter(nowNs: number, periodNs: number): number {
		const tickNs = (Math.floor(nowNs / periodNs) + 1) * periodNs;
		return tickNs > this.windowNs ? Infinity : tickNs;
	}
}
