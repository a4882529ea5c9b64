import {
	assistRatio,
	consMark,
	gcPercentHeapGoal,
	heapGoal,
	runway,
	sweepMinHeapDistance,
	trigger
} from './pacer.ts';

/**
 * What the pacer remembers from one collection to the next, and the goal and trigger that follow from it.
 * Source: Go's runtime/mgcpacer.go (gcControllerState), with the differences between versions.
 */
export class Pacing {
	/** bytes marked by the last collection */
	heapMarked = 0;
	/** goal in force; Infinity when there is none */
	goal = 0;
	/** heapLive at which the next cycle starts; Infinity when nothing starts one */
	trigger = 0;
	/** heapLive at the start of the running cycle; Infinity when none runs */
	triggered = Infinity;

	private gcPercentGoal = 0;
	private sweepDistTrigger = 0;
	private runwayBytes = 0;
	private consMarkNow = 0;
	private readonly lastConsMark = [0, 0, 0, 0];
	private lastHeapScan = 0;
	private lastRoots = 0;
	private readonly goMinor: number;

	constructor(goMinor: number, rootBytes: number) {
		this.goMinor = goMinor;
		this.lastRoots = rootBytes;
	}

	/**
	 * Recomputes what holds until the next collection.
	 *
	 * @param heapLive heapLive now while sweeping is not done; below zero when it is
	 */
	commit(heapLive: number, gogc: number): void {
		this.sweepDistTrigger = heapLive < 0 ? 0 : heapLive + sweepMinHeapDistance;
		// Stacks and globals count since Go 1.18.
		const roots = this.goMinor >= 18 ? this.lastRoots : 0;
		this.gcPercentGoal = gcPercentHeapGoal(this.heapMarked, roots, gogc);
		this.runwayBytes = runway(this.consMarkNow, this.lastHeapScan + this.lastRoots);
	}

	/** Goal and trigger, given what the memory limit allows now (Infinity without one). */
	update(memoryLimitGoal: number): void {
		this.goal = heapGoal(this.gcPercentGoal, memoryLimitGoal, this.sweepDistTrigger, this.triggered);
		const minTrigger = memoryLimitGoal < this.gcPercentGoal ? 0 : this.sweepDistTrigger;
		this.trigger = trigger(this.heapMarked, this.goal, minTrigger, this.runwayBytes);
	}

	/** The assist ratio at this moment of a mark. */
	ratio(scanDone: number, maxScanWork: number, heapLive: number, gogc: number): number {
		const expected = this.lastHeapScan + this.lastRoots;
		return assistRatio(
			scanDone,
			expected > 0 ? expected : 1,
			maxScanWork,
			heapLive,
			this.goal,
			this.triggered,
			gogc
		);
	}

	/**
	 * A mark has ended: remembers how fast the heap grew during it.
	 *
	 * @param durationNs from the start of the cycle
	 * @param heapScanWork what was scanned of the heap, `rootWork` of stacks and globals [bytes]
	 */
	endCycle(
		heapLive: number,
		heapMarked: number,
		heapScanWork: number,
		rootWork: number,
		assistNs: number,
		idleNs: number,
		durationNs: number,
		procs: number
	): void {
		if (heapLive > this.triggered) {
			const time = durationNs * procs;
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
