import type { Rng } from '../rng.ts';
import type { CollectorCosts } from './costs.ts';
import { dedicatedWorkers, fractionalUtilization, idleWorkersAllowed, overAssistWork } from './pacer.ts';
import type { Processors } from './processors.ts';
import { SafePoints } from './safePoints.ts';
import { ScanJobs, type ScanWork } from './scanJobs.ts';
import { zero } from '../zero.ts';

/** A fractional worker goes on until it has had so much more than its part of the time (mgc.go: pollFractionalWorkerExit). */
const fractionalOverrun = 1.2;

/**
 * How soon a fractional worker begins on another P when the world goes on, in parts of the time that waking its thread
 * takes. In a runtime with a log, 365 marks beside four loops at GOMAXPROCS=2: it begins 7 to 8 us after the first assist at
 * the 10th percentile, 17 to 20 in the middle and 36 to 43 at the 90th.
 */
const soonest = 0.3;
const latest = 1.8;

/**
 * Barriers at the end of a mark, at least, each of which waits until every thread that runs Go code has had its turn
 * (mgc.go: gcMarkDone). When the world stops then, those that have a core give it to the others at once.
 */
const barriers = 2;

/** How a mark begins. */
export interface MarkBegin {
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
	/** CPU of scanning all of that, and what background workers take besides [ns] */
	scanNs: number;
	othersNs: number;
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

	/** all is marked at that time: the workers are done, and wait for those who have to pass safe points */
	onAllMarked: ((atNs: number) => void) | null = null;

	/** totalAllocBytes up to which the allocations of this mark are paid for: by the loop that pays next, where several run */
	paidUpTo = zero;
	/** the same of the other loops that leave no P idle: all allocate equally fast [bytes of totalAllocBytes] */
	private readonly othersPaid: number[] = [];
	/** when a fractional worker begins beside the loop that began the cycle, before the loop there; Infinity after that [ns] */
	private besideNs = Infinity;
	/** scan work that one allocated byte owes */
	ratio = zero;
	/** CPU of assists and of all background workers in this mark [ns] */
	assistNs = zero;
	backgroundNs = zero;

	/** when the world went on and marking began [ns] */
	beganNs = zero;
	/** for how long a fractional worker runs on the P where the cycle began, before the goroutine that is next there [ns] */
	takenNs = zero;
	/** the mark does not end before that: a goroutine that cannot be stopped until then has its stack to be scanned [ns] */
	heldUntilNs = -Infinity;

	private readonly procs: Processors;
	private readonly safePoints: SafePoints;
	private readonly rng: Rng;
	private readonly jobs = new ScanJobs();
	private readonly workerWakeNs: number;
	private readonly sweeperWakeNs: number;
	private readonly sweeperBeginNs: number;
	private readonly sliceNs: number;
	private periodic = false;
	/** when the cycle began: the world was stopped [ns] */
	private startNs = zero;
	/** when all was marked, and from then until the mark ends: other Ps have to pass safe points [ns] */
	private doneNs = Infinity;
	private endingNs = zero;
	/** CPU for a byte of scan work, of background workers and of assists [ns] */
	private workNs = zero;
	private scanByteNs = zero;
	/** background CPU per time now, and that of idle workers, of whom there are so many; their CPU in this mark [ns] */
	private rate = zero;
	private idleRate = zero;
	private idleWorkers = zero;
	private idleNs = zero;
	/** background work is accounted for up to here */
	private progressNs = zero;
	/** scan work of the background that no allocation has taken as credit yet [bytes] */
	private credit = zero;
	/** time that a fractional worker has had where goroutines were preempted or gave the only P away [ns] */
	private preemptedForNs = zero;
	/** loops are still to be stopped for their stacks to be scanned, by a worker on another P */
	private stopsLoops = false;
	/** what fractional workers do before the background of the other Ps is accounted for [bytes] */
	private turns = zero;

	constructor(procs: Processors, costs: CollectorCosts, rng: Rng) {
		this.scanWork = this.rootWork = 1;
		this.procs = procs;
		this.safePoints = new SafePoints(costs, rng);
		this.rng = rng;
		this.workerWakeNs = costs.workerWakeNs;
		this.sweeperWakeNs = costs.sweeperWakeNs;
		this.sweeperBeginNs = costs.sweeperBeginNs;
		this.sliceNs = costs.sliceNs;
	}

	/** Until every thread that runs Go code has had its turn on a core; 0 where each has one. [ns] */
	private turnsNs(nowNs: number): number {
		const { yielding, sharing } = this.procs;
		return yielding ? sharing.turnsNs(nowNs, this.sliceNs) : 0;
	}

	/** Time until background workers on other Ps run. */
	private get wakeNs(): number {
		return this.procs.count > 1 ? this.workerWakeNs : 0;
	}

	begin({ periodic, startNs, stopNs, busy, totalAllocBytes, work, scanNs, othersNs }: MarkBegin): void {
		this.periodic = periodic;
		this.startNs = startNs;
		this.beganNs = startNs + stopNs;
		this.jobs.begin(work);
		this.rootWork = work.globals + work.stacks;
		this.scanWork = Math.max(work.heap + this.rootWork, 1);
		this.scanDone = 0;
		this.scanByteNs = scanNs / this.scanWork;
		this.workNs = (scanNs + othersNs) / this.scanWork;
		this.paidUpTo = totalAllocBytes;
		this.credit = this.turns = this.takenNs = this.preemptedForNs = 0;
		this.assistNs = 0;
		this.backgroundNs = 0;
		this.idleNs = 0;
		this.progressNs = this.beganNs + this.wakeNs;
		this.heldUntilNs = -Infinity;
		this.endingNs = 0;
		this.doneNs = this.besideNs = Infinity;
		this.othersPaid.length = 0;
		this.jobs.apart = false;
		const { count, yielding } = this.procs;
		// When the goroutine on a P gives way, a fractional worker comes before the next. One that never does gives way for the
		// stop of the world, as on all other Ps, or for the worker that scans its stack; at GOMAXPROCS=1 not even then.
		if (yielding) {
			if (count > 1) this.takeTurns(busy, stopNs + this.wakeNs);
		} else if (busy === count && busy > 1 && fractionalUtilization(count) > 0) {
			this.othersPaid.length = busy - 1;
			this.othersPaid.fill(totalAllocBytes);
			this.besideNs = this.beganNs + this.workerWakeNs * (soonest + this.rng.uniform() * (latest - soonest));
			this.jobs.apart = true;
		}
		this.stopsLoops = !yielding && busy > 0 && busy < count;
	}

	/**
	 * How fast background workers mark: dedicated workers hold a P each, idle Ps mark too, and where there is no
	 * dedicated worker every busy P gives a part of its time; the only P when its goroutine gives way, see `givesWay`.
	 * With more Ps than cores all of them share the cores.
	 */
	setRate(): void {
		const { count, cores, capacity, yielding, sharing } = this.procs;
		const idle = this.procs.idle < 0 ? 0 : this.procs.idle > capacity ? capacity : this.procs.idle;
		const dedicated = dedicatedWorkers(count);
		const allowed = idleWorkersAllowed(count, this.periodic);
		let busy = (capacity - idle) * sharing.slowness;
		if (busy > count - dedicated) busy = count - dedicated;
		const free = count - dedicated - busy;
		const idleWorkers = free < allowed ? free : allowed;
		const threads = dedicated + idleWorkers + busy;
		const speed = threads > cores ? cores / threads : 1;
		const fractional = yielding && count > 1 ? fractionalUtilization(count) * busy : 0;
		this.idleWorkers = idleWorkers;
		this.idleRate = idleWorkers * speed;
		this.rate = (dedicated + idleWorkers + fractional) * speed;
	}

	/** A fractional worker on so many Ps marks until it has had its part of the time since the cycle began, and a fifth more. */
	private takeTurns(workers: number, beforeNs: number): void {
		const part = fractionalOverrun * fractionalUtilization(this.procs.count);
		if (part === 0 || workers <= 0) return;
		this.takenNs = Math.max((part * beforeNs) / (1 - part), this.jobs.firstBytes * this.workNs);
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
		this.scanUntil((work) => work >= this.turns);
		this.turns = 0;
		if (this.done) this.doneNs = this.progressNs;
	}

	/** Fractional workers scan until they find that it is enough, or all is done. Returns the scan work of that. */
	private scanUntil(enough: (work: number) => boolean): number {
		let work = 0;
		do {
			const each = this.jobs.untilLook();
			this.scanned(each);
			work += each;
			if (each === 0) break;
		} while (!this.done && !enough(work));
		this.credit += work;
		this.backgroundNs += work * this.workNs;
		return work;
	}

	/**
	 * CPU of idle workers: where goroutines give way and each P gives a part of its time to a fractional worker, that comes
	 * first, as soon as it has taken less than its part since the cycle began, and goes on for a fifth longer.
	 */
	get idleNsBeside(): number {
		if (!this.procs.yielding) return this.idleNs;
		const part = fractionalOverrun * fractionalUtilization(this.procs.count);
		const beforeNs = this.beganNs - this.startNs + this.wakeNs;
		const first = part * (this.idleNs + this.idleWorkers * beforeNs) - this.preemptedForNs;
		return this.idleNs - (first < 0 ? 0 : first < this.idleNs ? first : this.idleNs);
	}

	get done(): boolean {
		return this.scanDone >= this.scanWork;
	}

	/** whether every stack has been scanned: what a stack held then is marked */
	get rootsDone(): boolean {
		return this.done || this.jobs.rootsDone;
	}

	/** whether what the goroutine that runs does takes longer now: a worker has had its turn, or Ps have to pass safe points */
	get disturbs(): boolean {
		return this.takenNs > 0 || this.safePoints.disturbs;
	}

	/** What it has lost by that since it was last asked for, up to now [ns]. */
	takeLostNs(nowNs: number): number {
		return this.safePoints.takeLostNs(nowNs);
	}

	/** When the mark ends, if the background alone does what is left; Infinity when nobody works. */
	endNs(): number {
		return Math.max(this.allMarkedNs() + this.endingNs, this.heldUntilNs);
	}

	/** When all is marked, or was; Infinity when nobody works. */
	private allMarkedNs(): number {
		if (this.done) return this.doneNs === Infinity ? this.progressNs : this.doneNs;
		return this.progressNs + ((this.scanWork - this.scanDone) * this.workNs) / this.rate;
	}

	/** When next to look at the mark: when all is marked, and then when it ends. */
	nextEventNs(): number {
		if (this.done) return this.endNs();
		return Math.min(this.allMarkedNs(), this.stopsLoops ? this.atStacksNs : Infinity);
	}

	/** When the background comes to the stacks. */
	private get atStacksNs(): number {
		return this.rate === 0 ? Infinity : this.progressNs + (this.jobs.globalsLeft * this.workNs) / this.rate;
	}

	/**
	 * The goroutine that has the only P gives it away at that time. Returns how long a fractional worker has it before
	 * whoever is next [ns].
	 */
	givesWay(atNs: number): number {
		this.advance(atNs);
		this.preempted(atNs, 1);
		const { takenNs } = this;
		this.takenNs = 0;
		this.progressNs += takenNs;
		return takenNs;
	}

	/** What the mark does by itself, at its time: it stops loops to scan their stacks, or all is marked. */
	step(atNs: number): void {
		if (this.done || !this.stopsLoops || this.atStacksNs > atNs) this.finish(atNs);
		else {
			this.stopsLoops = false;
			this.advance(atNs);
			this.preempted(atNs, this.procs.busy);
		}
	}

	/**
	 * So many loops are preempted, or stopped to have their stacks scanned. On each P a fractional worker comes first, unless
	 * it has had its part of the time since the cycle began (mgc.go: findRunnableGCWorker).
	 */
	preempted(nowNs: number, loops: number): void {
		const part = fractionalUtilization(this.procs.count);
		if (this.done || loops === 0 || this.preemptedForNs >= part * (nowNs - this.startNs)) return;
		this.preemptedForNs += this.markInTurn(nowNs, loops, this.preemptedForNs);
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
	private finish(atNs: number): void {
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
		this.jobs.background(work);
		this.scanned(work);
		this.credit += work;
		this.idleNs += (toNs - fromNs) * this.idleRate;
		this.backgroundNs += (toNs - fromNs) * this.rate;
	}

	private scanned(work: number): void {
		this.scanDone += work;
		// the rounding of a sum is no work left
		if (this.scanWork - this.scanDone < 1e-3) this.scanDone = this.scanWork;
	}

	/**
	 * An allocation up to `totalAllocBytes` pays for itself: with the background's credit, then with work of its own,
	 * at least 64 KiB, which may be the last of the mark. Returns the CPU of that [ns]. Source: mgcmark.go, gcAssistAlloc.
	 *
	 * @param mostNs CPU after which the limiter stops it, paid or not
	 */
	assist(nowNs: number, totalAllocBytes: number, mostNs: number): number {
		const loops = this.othersPaid.length + 1;
		let debt = (totalAllocBytes - this.paidUpTo) / loops;
		if (debt <= 0) return 0;
		let work = Math.floor(this.ratio * debt);
		if (work < overAssistWork) {
			work = overAssistWork;
			debt = Math.floor(work / this.ratio);
		}
		if (this.credit > 0) {
			const stolen = this.credit < work ? this.credit : work;
			this.credit -= stolen;
			this.paidUpTo += loops * (stolen === work ? debt : 1 + Math.floor(stolen / this.ratio));
			work -= stolen;
			if (work <= 0) return this.nextPays(0);
		}
		if (this.besideNs < nowNs + this.jobs.foundBytes * this.scanByteNs) this.workBeside();
		let own = this.jobs.assist(work);
		let cpu = own * this.scanByteNs;
		if (cpu > mostNs) {
			cpu = mostNs;
			this.jobs.giveBack(own - cpu / this.scanByteNs);
			own = cpu / this.scanByteNs;
			this.paidUpTo = totalAllocBytes;
		} else {
			this.paidUpTo += loops * (1 + Math.floor(own / this.ratio));
		}
		this.scanned(own);
		this.assistNs += cpu;
		if (this.done && this.doneNs === Infinity) this.allMarked(nowNs + cpu, true);
		if (loops > 1) {
			if (this.besideNs < Infinity) this.workBeside();
			this.stopOthers(nowNs + cpu);
		}
		return this.nextPays(cpu);
	}

	/** Of the loops that run the one that has paid least in advance is the next to pay; hands the cost of this payment on. */
	private nextPays(cpu: number): number {
		const { othersPaid } = this;
		if (othersPaid.length > 0) {
			othersPaid.push(this.paidUpTo);
			this.paidUpTo = othersPaid.sort((a, b) => a - b).shift()!;
		}
		return cpu;
	}

	/** A fractional worker has its turn on the P of another loop. */
	private workBeside(): void {
		const atNs = this.besideNs;
		this.besideNs = Infinity;
		this.stopOthers(atNs + this.markInTurn(atNs, 1, 0));
	}

	/**
	 * Whoever scans the last stacks stops the loops that these belong to: a fractional worker comes first on their Ps, and
	 * finds there what has been left of the mark.
	 */
	private stopOthers(atNs: number): void {
		if (this.done || !this.jobs.rootsDone) return;
		this.jobs.meet();
		this.markInTurn(atNs, 1, -Infinity);
	}

	/**
	 * Fractional workers on so many Ps mark until they find that they have had their part of the time since the cycle began and
	 * a fifth more (mgc.go: pollFractionalWorkerExit), of which they have had `hadNs`. Returns for how long [ns].
	 */
	private markInTurn(fromNs: number, workers: number, hadNs: number): number {
		const perWork = this.workNs / workers;
		const most = fractionalOverrun * fractionalUtilization(this.procs.count);
		const sinceNs = fromNs - this.startNs;
		const takesNs =
			perWork * this.scanUntil((work) => hadNs + work * perWork > most * (sinceNs + work * perWork));
		this.takenNs += takesNs;
		if (this.done) this.allMarked(fromNs + takesNs, false);
		return takesNs;
	}

	/** All is marked at that time: other Ps that run Go code have to pass safe points before the mark ends. */
	private allMarked(atNs: number, byAssist: boolean): void {
		const turnsNs = this.turnsNs(atNs);
		this.doneNs = atNs;
		this.onAllMarked?.(atNs);
		if (turnsNs > 0) this.endingNs = barriers * turnsNs;
		else if (this.mustBeStopped(byAssist)) this.endingNs = this.safePoints.toEnd(atNs);
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
		if (this.endingNs <= 0 || this.procs.sharing.slowness > 1 || this.mustBeStopped(false)) return;
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
		const turnsNs = this.turnsNs(nowNs);
		if (this.procs.count === 1) return 0;
		if (turnsNs > 0) return turnsNs + this.sweeperBeginNs;
		if (this.endingNs > 0) return this.safePoints.another(nowNs) + this.sweeperBeginNs;
		return forced ? this.workerWakeNs : this.sweeperWakeNs;
	}
}
