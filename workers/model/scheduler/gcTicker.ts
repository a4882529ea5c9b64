import type { Calibration } from '../calibration.ts';
import type { Collector } from '../gc/collector.ts';
import { COLLECTED, COLLECTING } from './goroutines.ts';
import type { Scheduler } from './scheduler.ts';
import type { WakeUps } from './wakeUps.ts';

/** What a ticker works with. */
export interface GcTickerOptions {
	collector: Collector;
	scheduler: Scheduler;
	wakeUps: WakeUps;
	calibration: Calibration;
}

/**
 * The goroutine that forces collections at a fixed frequency: it sleeps until its tick, calls runtime.GC(), waits there
 * for the mark, sweeps what is left (runtime/mgc.go, GC) and sleeps again.
 */
export class GcTicker {
	/** when its next collection is forced, while it sleeps [ns] */
	dueNs = Infinity;
	/** it is in runtime.GC() and waits for the mark */
	waits = false;

	private readonly collector: Collector;
	private readonly scheduler: Scheduler;
	private readonly wakeUps: WakeUps;
	private readonly calibration: Calibration;
	/** it has called runtime.GC(), and stops the world next */
	private starts = false;
	/** until when it sweeps at least, once it has begun to [ns] */
	private sweepUntilNs = Infinity;

	constructor({ collector, scheduler, wakeUps, calibration }: GcTickerOptions) {
		this.collector = collector;
		this.scheduler = scheduler;
		this.wakeUps = wakeUps;
		this.calibration = calibration;
	}

	/** It sleeps on P p until a time; Infinity for ever. */
	sleep(p: number, untilNs: number): void {
		this.dueNs = untilNs;
		this.wakeUps.setAfterCollection(COLLECTING, p, untilNs);
	}

	/** It calls runtime.GC(); the world stops a little later, and others begin something up to then. */
	collect(): void {
		const { collector, scheduler } = this;
		this.starts = !this.starts;
		if (this.starts) {
			scheduler.doneNs += this.calibration.gcStartNs;
			scheduler.goOnWith(COLLECTING);
			return;
		}
		this.dueNs = Infinity;
		this.waits = true;
		const stoppedNs = collector.cycles.stopNs;
		collector.force(scheduler.doneNs);
		scheduler.doneNs += collector.cycles.stopNs - stoppedNs + this.calibration.timerNs;
	}

	/** A forced mark has ended; true when it has waited for that, and goes on to sweep. */
	markEnded(periodNs: number): boolean {
		if (!this.waits || periodNs === 0) return false;
		this.waits = false;
		this.sweepUntilNs = Infinity;
		this.scheduler.ready.push(COLLECTED);
		return true;
	}

	/** It sweeps until everything is swept, then sleeps until its next tick. */
	sweep(periodNs: number): void {
		const { collector, scheduler, wakeUps } = this;
		const { returnNs, returnJitterNs, timerNs } = this.calibration;
		if (this.sweepUntilNs === Infinity)
			this.sweepUntilNs = scheduler.doneNs + returnNs + wakeUps.upTo(returnJitterNs);
		const swept = collector.forcedDoneNs !== Infinity;
		const untilNs = swept ? this.sweepUntilNs : Math.max(this.sweepUntilNs, collector.nextEventNs);
		if (untilNs > scheduler.doneNs) {
			scheduler.doneNs = untilNs;
			scheduler.goOnWith(COLLECTED);
			return;
		}
		this.sleep(scheduler.p, periodNs > 0 ? wakeUps.tickAfter(scheduler.doneNs, periodNs) : Infinity);
		scheduler.doneNs += timerNs;
	}

	/** Everything is swept while it still waits: it was let go of in between, or goes on now. */
	collectionDone(periodNs: number): void {
		if (!this.waits) return;
		this.waits = false;
		if (periodNs > 0) this.scheduler.ready.push(COLLECTED);
	}
}
