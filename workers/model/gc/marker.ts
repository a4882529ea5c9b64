import type { CollectorCosts } from './costs.ts';
import { dedicatedWorkers, fractionalUtilization, idleWorkersAllowed, overAssistWork } from './pacer.ts';
import type { Processors } from './processors.ts';
import { SafePoints } from './safePoints.ts';
import { ScanJobs, type ScanWork } from './scanJobs.ts';
import { zero } from '../zero.ts';

/** A fractional worker goes on until it has had so much more than its part of the time (mgc.go: pollFractionalWorkerExit). */
const fractionalOverrun = 1.2;

/** How a mark begins. */
export interface MarkBegin {
	/** number of its cycle */
	cycle: number;
	/** whether it runs because two minutes have passed */
	periodic: boolean;
	/** when the cycle begins, and for how long the world is stopped first [ns] */
	startNs: number;
	stopNs: number;
	/** Ps that ran Go code when the cycle began */
	busy: number;
	totalAllocBytes: number;
	/** what is to be scanned */
	work: ScanWork;
	/** CPU of the whole mark [ns] */
	cpuNs: number;
}

/**
 * One concurrent mark: how much scan work there is, who does it, when it is done, when the mark ends after that, and what
 * goroutines that run meanwhile lose by both. Scan work is counted in bytes that may hold pointers; the CPU that a mark
 * takes besides (root jobs, objects without pointers) is spread evenly over it.
 */
export class Marker {
	/** scan work of this mark, done of it, and the part of the roots, which comes first [bytes] */
	scanWork = zero;
	scanDone = zero;
	rootWork = zero;

	/** totalAllocBytes up to which the allocations of this mark are paid for */
	paidUpTo = zero;
	/** scan work that one allocated byte owes */
	ratio = zero;
	/** CPU of assists and of all background workers in this mark [ns] */
	assistNs = zero;
	backgroundNs = zero;

	/** when the world went on and marking began [ns] */
	beganNs = zero;
	/** for how long a fractional worker runs on the P where the cycle began, before the goroutine that is next there [ns] */
	private takenNs = zero;
	/** the mark does not end before that: a goroutine that cannot be stopped until then has its stack to be scanned [ns] */
	heldUntilNs = -Infinity;

	private readonly procs: Processors;
	private readonly safePoints: SafePoints;
	private readonly jobs = new ScanJobs();
	private readonly workerWakeNs: number;
	private readonly sweeperWakeNs: number;
	private readonly sweeperBeginNs: number;
	private cycle = 0;
	private periodic = false;
	/** when the cycle began: the world was stopped [ns] */
	private startNs = zero;
	/** when all was marked, and from then until the mark ends: other Ps have to pass safe points [ns] */
	private doneNs = Infinity;
	private endingNs = zero;
	/** CPU for a byte of scan work [ns] */
	private workNs = zero;
	/** background CPU per time now, and that of idle workers, of whom there are so many; their CPU in this mark [ns] */
	private rate = zero;
	private idleRate = zero;
	private idleWorkers = zero;
	private idleNs = zero;
	/** background work is accounted for up to here */
	private progressNs = zero;
	/** scan work of the background that no allocation has taken as credit yet [bytes] */
	private credit = zero;
	/** what fractional workers do before the background of the other Ps is accounted for [bytes] */
	private turns = zero;
	/** scan work of the background in this mark; it scans all roots first */
	private backgroundDone = zero;

	constructor(procs: Processors, costs: CollectorCosts) {
		this.scanWork = this.rootWork = 1;
		this.procs = procs;
		this.safePoints = new SafePoints(costs);
		this.workerWakeNs = costs.workerWakeNs;
		this.sweeperWakeNs = costs.sweeperWakeNs;
		this.sweeperBeginNs = costs.sweeperBeginNs;
	}

	/** Time until background workers on other Ps run. */
	private get wakeNs(): number {
		return this.procs.count > 1 ? this.workerWakeNs : 0;
	}

	begin({ cycle, periodic, startNs, stopNs, busy, totalAllocBytes, work, cpuNs }: MarkBegin): void {
		this.cycle = cycle;
		this.periodic = periodic;
		this.startNs = startNs;
		this.beganNs = startNs + stopNs;
		this.jobs.begin(work, cycle);
		this.rootWork = work.globals + work.stacks;
		this.scanWork = Math.max(work.heap + this.rootWork, 1);
		this.scanDone = 0;
		this.backgroundDone = 0;
		this.workNs = cpuNs / this.scanWork;
		this.paidUpTo = totalAllocBytes;
		this.credit = this.turns = this.takenNs = 0;
		this.assistNs = 0;
		this.backgroundNs = 0;
		this.idleNs = 0;
		this.progressNs = this.beganNs + this.wakeNs;
		this.heldUntilNs = -Infinity;
		this.endingNs = 0;
		this.doneNs = Infinity;
		// When the goroutine on a P gives way, a fractional worker comes before the next. One that never does gives way for the
		// stop of the world, or for the worker that scans its stack; at GOMAXPROCS=1 not even then.
		if ((this.procs.yielding || this.procs.count > 1) && busy > 0) this.takeTurns(busy, stopNs + this.wakeNs);
	}

	/**
	 * How fast background workers mark: dedicated workers hold a P each, idle Ps mark too, and where there is no
	 * dedicated worker every busy P gives a part of its time. With more Ps than cores all of them share the cores.
	 */
	setRate(): void {
		const { count, cores, capacity, yielding } = this.procs;
		const idle = this.procs.idle < 0 ? 0 : this.procs.idle > capacity ? capacity : this.procs.idle;
		const dedicated = dedicatedWorkers(count);
		const allowed = idleWorkersAllowed(count, this.periodic);
		let busy = capacity - idle;
		if (busy > count - dedicated) busy = count - dedicated;
		const free = count - dedicated - busy;
		const idleWorkers = free < allowed ? free : allowed;
		const threads = dedicated + idleWorkers + busy;
		const speed = threads > cores ? cores / threads : 1;
		const fractional = yielding ? fractionalUtilization(count) * busy : 0;
		this.idleWorkers = idleWorkers;
		this.idleRate = idleWorkers * speed;
		this.rate = (dedicated + idleWorkers + fractional) * speed;
	}

	/** A fractional worker on so many Ps marks until it has had its part of the time since the cycle began, and a fifth more. */
	private takeTurns(workers: number, beforeNs: number): void {
		const part = fractionalOverrun * fractionalUtilization(this.procs.count);
		if (part === 0) return;
		const ns = (part * beforeNs) / (1 - part);
		const job = this.jobs.firstJobBytes * this.workNs;
		this.takenNs = ns > job ? ns : job;
		this.turns = (workers * this.takenNs) / this.workNs;
	}

	/**
	 * What a fractional worker takes of the time of a goroutine that allocates now: all of its turn where goroutines do not
	 * give way, and what is left of it where they do and one that begins later finds its P free again. [ns]
	 */
	takeTurnNs(nowNs: number): number {
		const { takenNs } = this;
		this.takenNs = 0;
		return this.procs.yielding ? Math.max(0, Math.min(takenNs, this.beganNs + takenNs - nowNs)) : takenNs;
	}

	private haveTurns(): void {
		const left = this.scanWork - this.scanDone;
		const work = this.turns < left ? this.turns : left;
		this.turns = 0;
		this.scanDone += work;
		this.backgroundDone += work;
		this.credit += work;
		this.backgroundNs += work * this.workNs;
		if (work === left) this.doneNs = this.progressNs;
	}

	/**
	 * CPU of idle workers: where each P gives a part of its time to a fractional worker, that comes first, as soon as it has
	 * taken less than its part since the cycle began, and goes on for a fifth longer.
	 */
	get idleNsBeside(): number {
		const part = fractionalOverrun * fractionalUtilization(this.procs.count);
		const beforeNs = this.beganNs - this.startNs + this.wakeNs;
		const idle = this.idleNs - part * (this.idleNs + this.idleWorkers * beforeNs);
		return idle > 0 ? idle : 0;
	}

	get done(): boolean {
		return this.scanDone >= this.scanWork;
	}

	/** whether every stack has been scanned: what a stack held then is marked */
	get rootsDone(): boolean {
		return this.backgroundDone >= this.rootWork || this.done;
	}

	/** whether what the goroutine that runs does takes longer now, since Ps have to pass safe points */
	get disturbs(): boolean {
		return this.safePoints.disturbs;
	}

	/** What it has lost by that since it was last asked for, up to now [ns]. */
	takeLostNs(nowNs: number): number {
		return this.safePoints.takeLostNs(nowNs);
	}

	/** When the mark ends, if the background alone does what is left; Infinity when nobody works. */
	endNs(): number {
		if (this.rate === 0 && !this.done) return Infinity;
		const endNs = this.allMarkedNs() + this.endingNs;
		return endNs > this.heldUntilNs ? endNs : this.heldUntilNs;
	}

	/** When all is marked, or was. */
	private allMarkedNs(): number {
		if (this.done) return this.doneNs === Infinity ? this.progressNs : this.doneNs;
		return this.progressNs + ((this.scanWork - this.scanDone) * this.workNs) / this.rate;
	}

	/** When next to look at the mark: when all is marked, and then when it ends. */
	nextEventNs(): number {
		return this.done ? this.endNs() : this.allMarkedNs();
	}

	/** Whether everything is marked and nobody holds the end up. */
	isOver(nowNs: number): boolean {
		return this.done && nowNs >= this.endNs();
	}

	/** The background works up to now. */
	advance(nowNs: number): void {
		const wasDone = this.done;
		this.progress(nowNs);
		if (this.done && !wasDone) this.allMarked(this.doneNs, false);
	}

	/** The background does what is left, up to its end. */
	finish(atNs: number): void {
		const wasDone = this.done;
		this.progress(atNs);
		this.scanDone = this.scanWork;
		if (this.doneNs === Infinity) this.doneNs = atNs;
		if (!wasDone) this.allMarked(this.doneNs, false);
	}

	private progress(nowNs: number): void {
		const fromNs = this.progressNs;
		if (nowNs <= fromNs) return;
		this.progressNs = nowNs;
		if (this.turns > 0) this.haveTurns();
		if (this.rate === 0) return;
		const left = this.scanWork - this.scanDone;
		let work = ((nowNs - fromNs) * this.rate) / this.workNs;
		let toNs = nowNs;
		// the rounding of an end that was reached on time is no work left
		if (work > left - 1e-3) {
			work = left;
			if (left > 0) this.doneNs = fromNs + (left * this.workNs) / this.rate;
			// Who waits for a goroutine to stop, to scan its stack, works at that.
			toNs = Math.max(left > 0 ? this.doneNs : fromNs, Math.min(nowNs, this.heldUntilNs));
		}
		this.scanDone += work;
		this.backgroundDone += work;
		this.credit += work;
		this.idleNs += (toNs - fromNs) * this.idleRate;
		this.backgroundNs += (toNs - fromNs) * this.rate;
	}

	/**
	 * An allocation up to `totalAllocBytes` pays for itself: with the background's credit, then with work of its own,
	 * at least 64 KiB, which may be the last of the mark. Returns the CPU of that [ns]. Source: mgcmark.go, gcAssistAlloc.
	 *
	 * @param mostNs CPU after which the limiter stops it, paid or not
	 */
	assist(nowNs: number, totalAllocBytes: number, mostNs: number): number {
		let debt = totalAllocBytes - this.paidUpTo;
		if (debt <= 0) return 0;
		let work = Math.floor(this.ratio * debt);
		if (work < overAssistWork) {
			work = overAssistWork;
			debt = Math.floor(work / this.ratio);
		}
		if (this.credit > 0) {
			const stolen = this.credit < work ? this.credit : work;
			this.credit -= stolen;
			this.paidUpTo += stolen === work ? debt : 1 + Math.floor(stolen / this.ratio);
			work -= stolen;
			if (work <= 0) return 0;
		}
		const end = this.jobs.wholeJobsTo(this.scanDone + work);
		let own = (end < this.scanWork ? end : this.scanWork) - this.scanDone;
		let cpu = own * this.workNs;
		if (cpu > mostNs) {
			cpu = mostNs;
			own = cpu / this.workNs;
			this.paidUpTo = totalAllocBytes;
		} else {
			this.paidUpTo += 1 + Math.floor(own / this.ratio);
		}
		this.scanDone += own;
		this.assistNs += cpu;
		if (this.done && this.doneNs === Infinity) this.allMarked(nowNs + cpu, true);
		return cpu;
	}

	/** All is marked at that time: other Ps that run Go code have to pass safe points before the mark ends. */
	private allMarked(atNs: number, byAssist: boolean): void {
		this.doneNs = atNs;
		if (this.mustBeStopped(byAssist)) this.endingNs = this.safePoints.toEnd(atNs, this.cycle);
	}

	/**
	 * Whether Ps run Go code that does not give way by itself, beside the one that ends the mark: an idle one where there
	 * is any.
	 */
	private mustBeStopped(byAssist: boolean): boolean {
		const { count, idle, busy, yielding } = this.procs;
		if (count === 1 || yielding) return false;
		return (byAssist || idle <= 0 ? busy - 1 : busy) > 0;
	}

	/** The program leaves more cores idle, or fewer: where none runs Go code any more, the mark waits for none at its end. */
	idleChanged(nowNs: number): void {
		if (this.endingNs <= 0 || this.mustBeStopped(false)) return;
		this.endingNs = Math.max(0, nowNs - this.doneNs);
		this.safePoints.end();
	}

	/**
	 * From the end of the mark until the background sweeps [ns]: caches are flushed first, for which busy Ps pass a safe
	 * point.
	 *
	 * @param forced whether a runtime.GC() waits for the end of the mark, to sweep
	 */
	sweepAfterNs(nowNs: number, forced: boolean): number {
		if (this.procs.count === 1) return 0;
		if (this.endingNs > 0) return this.safePoints.another(nowNs) + this.sweeperBeginNs;
		return forced ? this.workerWakeNs : this.sweeperWakeNs;
	}
}
