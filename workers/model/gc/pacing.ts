import {
	assistRatio,
	consMark,
	backgroundUtilization,
	gcPercentHeapGoal,
	heapGoal,
	heapMinimum,
	runway,
	sweepMinHeapDistance,
	trigger
} from './pacer.ts';
import { zero } from '../zero.ts';

/** First Go with the pacer of today. */
const pacerMinor = 18;
/** Before it: the CPU share that a cycle aims at, and where the trigger starts, as a part of the growth. */
const oldGoalUtilization = 0.3;
const oldFirstTriggerRatio = 7 / 8;

/**
 * What the pacer remembers from one collection to the next, and the goal and trigger that follow from it.
 * Source: Go's runtime/mgcpacer.go (gcControllerState), with the differences between versions.
 */
export class Pacing {
	/** GOGC in percent; -1 is off. A change is in force from the next `commit` on. */
	gogc = zero;
	/** bytes marked by the last collection */
	heapMarked = zero;
	/** goal in force; Infinity when there is none */
	goal = zero;
	/** whether that is the memory limit's, smaller than the one that GOGC asks for */
	limited = false;
	/** heapLive at which the next cycle starts; Infinity when nothing starts one */
	trigger = zero;
	/** heapLive at the start of the running cycle; Infinity when none runs */
	triggered = Infinity;

	private gcPercentGoal = zero;
	private sweepDistTrigger = zero;
	private runwayBytes = zero;
	private consMarkNow = zero;
	private readonly lastConsMark = [0, 0, 0, 0];
	private lastHeapScan = zero;
	private lastRoots = zero;
	/** before Go 1.18: growth at which the next cycle starts, as a part of what was marked */
	private triggerRatio = oldFirstTriggerRatio;
	private readonly goMinor: number;

	constructor(goMinor: number, rootBytes: number) {
		this.goMinor = goMinor;
		this.gogc = 100;
		this.lastRoots = rootBytes;
	}

	/**
	 * Recomputes what holds until the next collection.
	 *
	 * @param heapLive heapLive now while sweeping is not done; below zero when it is
	 */
	commit(heapLive: number): void {
		this.sweepDistTrigger = heapLive < 0 ? 0 : heapLive + sweepMinHeapDistance;
		// Stacks and globals count since Go 1.18.
		const roots = this.goMinor >= pacerMinor ? this.lastRoots : 0;
		this.gcPercentGoal = gcPercentHeapGoal(this.heapMarked, roots, this.gogc);
		this.runwayBytes = runway(this.consMarkNow, this.lastHeapScan + this.lastRoots);
	}

	/** Goal and trigger, given what the memory limit allows now (Infinity without one). */
	update(memoryLimitGoal: number): void {
		if (this.goMinor < pacerMinor) {
			this.updateOld();
			return;
		}
		this.goal = heapGoal(this.gcPercentGoal, memoryLimitGoal, this.sweepDistTrigger, this.triggered);
		this.limited = memoryLimitGoal < this.gcPercentGoal;
		const minTrigger = this.limited ? 0 : this.sweepDistTrigger;
		this.trigger = trigger(this.heapMarked, this.goal, minTrigger, this.runwayBytes);
	}

	/**
	 * Before Go 1.18: the minimum is one of the trigger, not of the goal, and the trigger is a ratio of its own.
	 * Source: Go 1.17, runtime/mgc.go (gcSetTriggerRatio).
	 */
	private updateOld(): void {
		if (this.gogc < 0) {
			this.goal = this.trigger = Infinity;
			return;
		}
		const ratio = this.heapMarked > 0 ? this.triggerRatio : Infinity;
		const minimum = Math.max(heapMinimum(this.gogc), this.sweepDistTrigger);
		const wanted = ratio === Infinity ? minimum : Math.floor(this.heapMarked * (1 + ratio));
		this.trigger = wanted > minimum ? wanted : minimum;
		this.goal = this.heapMarked + Math.floor((this.heapMarked * this.gogc) / 100);
		if (this.goal < this.trigger) this.goal = this.trigger;
	}

	/**
	 * Before Go 1.18: moves the trigger by half of what it missed the goal by, given the CPU that the cycle took.
	 * Source: Go 1.17, runtime/mgc.go (endCycle).
	 */
	private adjustTriggerRatio(heapLive: number, assistUtilization: number): void {
		if (this.gogc < 0 || this.heapMarked <= 0) return;
		const goalGrowth = this.gogc / 100;
		const grown = heapLive / this.heapMarked - 1;
		const utilization = (backgroundUtilization + assistUtilization) / oldGoalUtilization;
		const missed = goalGrowth - this.triggerRatio - utilization * (grown - this.triggerRatio);
		const lowest = this.goMinor >= 15 ? 0.6 * goalGrowth : 0;
		const highest = 0.95 * goalGrowth;
		const ratio = this.triggerRatio + missed / 2;
		this.triggerRatio = ratio < lowest ? lowest : ratio > highest ? highest : ratio;
	}

	/** The assist ratio at this moment of a mark. */
	ratio(scanDone: number, maxScanWork: number, heapLive: number): number {
		const expected = this.lastHeapScan + this.lastRoots;
		return assistRatio(
			scanDone,
			expected > 0 ? expected : 1,
			maxScanWork,
			heapLive,
			this.goal,
			this.triggered,
			this.gogc
		);
	}

	/**
	 * A mark has ended: remembers how fast the heap grew during it.
	 *
	 * @param durationNs from the start of the cycle
	 * @param heapScanWork what was scanned of the heap, `rootWork` of stacks and globals [bytes]
	 * @param forced whether runtime.GC() asked for it: before Go 1.18 that teaches the pacer nothing
	 */
	endCycle(
		heapLive: number,
		heapMarked: number,
		heapScanWork: number,
		rootWork: number,
		assistNs: number,
		idleNs: number,
		durationNs: number,
		procs: number,
		forced: boolean
	): void {
		const time = durationNs * procs;
		if (this.goMinor < pacerMinor) {
			if (!forced) this.adjustTriggerRatio(heapLive, time > 0 ? assistNs / time : 0);
		} else if (heapLive > this.triggered) {
			this.remember(
				consMark(
					heapLive - this.triggered,
					heapScanWork + rootWork,
					time > 0 ? assistNs / time : 0,
					time > 0 ? idleNs / time : 0
				)
			);
		}
		this.triggered = Infinity;
		this.heapMarked = heapMarked;
		this.lastHeapScan = heapScanWork;
		this.lastRoots = rootWork;
	}

	/** Go 1.21 paces by the largest of the last five ratios, 1.18 to 1.20 by a smoothed one (here their mean). */
	private remember(now: number): void {
		const last = this.lastConsMark;
		let highest = now;
		let sum = now;
		for (const earlier of last) {
			if (earlier > highest) highest = earlier;
			sum += earlier;
		}
		this.consMarkNow = this.goMinor >= 21 ? highest : sum / 5;
		last.shift();
		last.push(now);
	}
}
