import type { Calibration } from '../calibration.ts';
import { dedicatedWorkers } from '../gc/pacer.ts';
import type { Rng } from '../rng.ts';
import { zero } from '../zero.ts';
import type { Cores } from './cores.ts';
import { COLLECTED, NOTHING } from './goroutines.ts';
import type { IdlePs } from './idlePs.ts';

const NONE = -1;

/**
 * The P on which a mark ended goes idle later than the one that its end wakes so often: where an idle P marked (up to
 * three Ps), and one in so many for each P where a dedicated worker did, which then flushes the caches of all Ps.
 * It does so within three times that a thread takes to wake up. Recorded sequences of Ps around 40 collections each: 65 %
 * at two Ps; 8, 15 and 58 % at 4, 16 and 64.
 */
const MARKED_FOR = 3;
const MARKED_LATER = 0.65;
const MARKED_LATER_PER_P = 128;

/**
 * While a goroutine in runtime.GC() sweeps, the thread that ended the mark still flushes the caches of all Ps, and on two
 * cores the next thread that is woken has none before that or the sweep is done. Share of the times that it is there
 * earlier: it then finds the sweeping goroutine in everybody's queue, where that yields after each span (Gosched), or it
 * has nothing to do; half of the times each. Measured by probes/forced: the goroutine returns on another P than the one
 * that was woken for it in 19 to 22 % at 4 Ps, 14 to 15 at 8, 5 to 8 at 16. And by sequences of Ps around 400
 * collections each: the P that it leaves is the last to be idle in 14 to 17 %, and the one of the mark is idle later still
 * in 24, 15 and 5 %, about one in as many as there are Ps.
 */
const THERE_EARLY = 0.25;
const TAKEN = 0.5;
/** How long the thread that the goroutine was taken from looks around. [ns] */
const LOOK_NS = 3000;

/**
 * What a mark does to threads and Ps. Its dedicated workers have a core each, so that a thread that is woken meanwhile may
 * have none. At its end the P of the worker that ended it goes idle a little before or after the next one that does, and so
 * stands elsewhere in the stack of idle Ps; and while a runtime.GC() sweeps, threads are there later.
 * Source: runtime/mgc.go (gcMarkTermination, GC), proc.go (startTheWorldWithSema); how often was measured.
 */
export class MarkEnd {
	/** the P on which the last mark ended, until it is idle; NONE from then on */
	p = NONE;
	/** when it is idle in any case [ns] */
	untilNs = zero;
	/** a goroutine waits for the collection of that mark, on another P, which is idle later than this one */
	awaited = false;

	/** dedicated workers of the mark that is on, until all is marked; 0 for none */
	private workers = 0;
	/** a thread has been woken and got no core, as these had them */
	private held = false;
	private readonly idlePs: IdlePs;
	private readonly calibration: Calibration;
	private readonly rng: Rng;
	/** how likely it is idle later than the next one that goes idle, 0 to 1 */
	private later = zero;

	constructor(idlePs: IdlePs, calibration: Calibration, rng: Rng) {
		this.idlePs = idlePs;
		this.calibration = calibration;
		this.rng = rng;
	}

	/** A mark begins, with so many Ps. */
	begins(ps: number): void {
		this.workers = dedicatedWorkers(ps);
		this.held = false;
	}

	/** All is marked: the workers wait until the mark can end, and whoever has waited for a core has one then. */
	allMarked(cores: Cores, atNs: number): void {
		if (this.held) cores.lookBy(atNs);
		this.workers = 0;
	}

	/** The world has started after the mark, and a P has been woken: nobody is on the way any more since before. */
	over(): void {
		this.held = false;
	}

	/** The world starts again: all Ps that no thread has are idle. */
	forget(): void {
		this.p = NONE;
		this.awaited = false;
	}

	/**
	 * A mark has ended, on the P of one of its workers: a dedicated one, of those with the lowest numbers that were
	 * idle when it began, else one on another P; two at least are idle. It goes idle with the next one that does; where a
	 * runtime.GC() has waited for the mark, which goes on to sweep on the P that is woken now, it goes idle meanwhile.
	 */
	take(ps: number, nowNs: number, awaited: boolean): void {
		const { idlePs } = this;
		const dedicated = Math.min(dedicatedWorkers(ps), idlePs.count);
		this.awaited = awaited;
		this.untilNs = awaited ? Infinity : nowNs + this.forNs;
		this.later = MARKED_LATER;
		if (dedicated > 0) this.later = awaited ? 1 / ps : Math.min(0.5, ps / MARKED_LATER_PER_P);
		this.p = idlePs.takeLowest(this.rng.below(dedicated > 0 ? dedicated : idlePs.count));
	}

	/** The goroutine that has waited for the collection, if one has, has returned from it. */
	returned(nowNs: number): void {
		if (!this.awaited) return;
		this.awaited = false;
		this.untilNs = nowNs + this.forNs;
	}

	/** P p is idle, and with it the one on which the mark ended. */
	give(p: number): void {
		const { idlePs } = this;
		if (this.awaited || this.p === NONE) {
			idlePs.give(p);
		} else if (this.rng.uniform() < this.later) {
			idlePs.give(p);
			this.giveOwn();
		} else {
			this.giveOwn();
			idlePs.give(p);
		}
	}

	/** The P on which the mark ended is idle. */
	giveOwn(): void {
		this.idlePs.give(this.p);
		this.p = NONE;
	}

	/**
	 * When a thread is there that is woken; `turn`, from 0 to 1, and `atNs` as for any other thread. Where workers have the
	 * cores that others leave it waits for one, and is the first to look for work when they are done, or has its turn before.
	 * While the goroutine that has waited for the collection sweeps it is there late. [ns]
	 */
	thereNs(cores: Cores, wokenNs: number, atNs: number, turn: number): number {
		const { collector, timerNs } = this.calibration;
		if (this.workers > 0 && cores.working + this.workers >= cores.cores) {
			this.held = true;
			return wokenNs + collector.sliceNs;
		}
		const soonNs = this.held ? wokenNs + timerNs : atNs;
		this.held = false;
		if (!this.awaited || cores.working === 0 || cores.working + 1 < cores.cores) return soonNs;
		if (turn < THERE_EARLY) return wokenNs + timerNs;
		cores.findFirst();
		return cores.firstNs >= soonNs ? cores.firstNs + timerNs : soonNs;
	}

	/** Whether a thread that was woken, and finds nothing else, takes the goroutine that sweeps over from another P. */
	takesSweeping(cores: Cores, nowNs: number): boolean {
		const thread = cores.goingOnWith(COLLECTED, nowNs);
		if (thread === null || this.rng.uniform() >= TAKEN) return false;
		thread.following = NOTHING;
		cores.until(thread, nowNs + LOOK_NS);
		return true;
	}

	/** Within what time it goes idle. [ns] */
	private get forNs(): number {
		return MARKED_FOR * this.calibration.spinLatencyNs;
	}
}
