import { PageHeap } from '../heap/pageHeap.ts';
import { defaultCosts, type CollectorCosts } from './costs.ts';
import { Limiter } from './limiter.ts';
import {
	assistRatio,
	backgroundUtilization,
	consMark,
	dedicatedWorkers,
	fractionalUtilization,
	gcPercentHeapGoal,
	heapGoal,
	idleWorkersAllowed,
	memoryLimitHeapGoal,
	overAssistWork,
	runway,
	sweepMinHeapDistance,
	trigger
} from './pacer.ts';
import { Sweep } from './sweep.ts';

/** What of the process decides how the collector behaves. */
export interface CollectorOptions {
	/** number of Ps */
	gomaxprocs: number;
	/** CPU cores really there */
	cores: number;
	/** GOGC in percent; -1 is off */
	gogc: number;
	/** GOMEMLIMIT [bytes]; 0 is none */
	memlimit: number;
	/** the 26 of Go 1.26 */
	goMinor: number;
	/** the process's own reachable heap at the start [bytes], [objects] */
	baseLiveBytes: number;
	baseObjects: number;
	/** pointerful part of the live heap, what marking scans [bytes] */
	scannableBytes: number;
	/** stacks that marking scans [bytes] */
	stackBytes: number;
	/** data and bss that may hold pointers [bytes] */
	globalsBytes: number;
	costs?: CollectorCosts;
}

/** Why a cycle started. */
export type CycleKind = 0 | 1 | 2;
export const cyclePaced = 0;
/** runtime.GC() */
export const cycleForced = 1;
/** the runtime's own, two minutes after the last */
export const cyclePeriodic = 2;

/** One finished mark; the object is reused for the next. */
export interface CycleRecord {
	kind: CycleKind;
	startNs: number;
	markEndNs: number;
	/** heapLive at the start and at mark end, and what was marked [bytes] */
	heapStartBytes: number;
	heapEndBytes: number;
	heapMarkedBytes: number;
	/** the goal of this cycle, late raises included [bytes] */
	heapGoalBytes: number;
	/** both stops of the world [ns] */
	stopNs: number;
}

const periodNs = 120e9;
/** Small spans are refilled in steps of about so many bytes. */
const refillBytes = 8192;

/**
 * The garbage collector of a Go process, on sums alone: what is allocated, what of it nobody can reach any more, and
 * when that becomes free. It holds no objects; whoever drives it says what is allocated and what is dropped.
 *
 * Garbage goes through three stages: dead (found dead by the running or the next mark), floating (dropped or born
 * during a mark in a way that this mark still keeps it; dies in the next), unswept (found dead, still part of
 * HeapAlloc until its span is swept). Their sum is `garbageBytes`, and reachable + garbage = HeapAlloc always.
 */
export class Collector {
	/** bytes and objects allocated since the start of the process */
	totalAllocBytes = 0;
	mallocs = 0;
	/** bytes and objects swept since the start */
	totalFreeBytes = 0;
	frees = 0;

	/** finished marks, those asked for by runtime.GC() among them */
	numGC = 0;
	forcedGC = 0;
	/** cycles begun: an object belongs to the cycle in which it was allocated, see `drop` */
	cycle = 0;
	marking = false;
	sweeping = false;
	heapMarkedBytes = 0;
	/** goal in force now; Infinity when there is none */
	heapGoalBytes = 0;
	/** heapLive at which the next cycle starts; Infinity when nothing starts one */
	triggerBytes = 0;

	/** CPU of marking, assists and stops of the world [ns] */
	gcCpuNs = 0;
	/** time during which a mark was running [ns] */
	markingNs = 0;
	/** time for which the world was stopped [ns] */
	stopNs = 0;
	/** CPU of assists [ns] */
	assistNs = 0;

	/** when the collector next has something to do by itself; Infinity for never */
	nextEventNs = Infinity;
	/** when the last runtime.GC() returned; Infinity while one is under way */
	forcedDoneNs = 0;

	/** cores that the program leaves idle; a plain field while `active` is false, else set by `setIdle` */
	idleProcs: number;
	/** whether goroutines give way often (blocking requests), so that fractional workers and the sweeper get a turn */
	yielding = true;
	/** CPU slice of a goroutine between two such turns [ns] */
	turnNs = 50_000;
	/** CPU that the program has used so far, for the limiter [ns] */
	mutatorCpuNs = 0;
	/** pointerful part of what is reachable now [bytes] */
	scannableBytes: number;
	/** stacks in use that may hold pointers [bytes] */
	stackBytes: number;

	/** world stopped, before marking: poolCleanup. What it drops dies in this very cycle. */
	onCycleStart: ((nowNs: number) => void) | null = null;
	/** a mark has ended */
	onCycleEnd: ((record: CycleRecord) => void) | null = null;
	/** the last span is swept */
	onSweepEnd: ((nowNs: number) => void) | null = null;
	/** a runtime.GC() returns */
	onForcedDone: ((nowNs: number) => void) | null = null;

	/** largest and smallest HeapAlloc since `takeExtremes` [bytes] */
	heapMaxBytes = 0;
	heapMinBytes = 0;

	readonly pages: PageHeap;
	readonly limiter: Limiter;
	readonly costs: CollectorCosts;

	private gomaxprocs: number;
	private cores: number;
	private gogc: number;
	private memlimit: number;
	private readonly goMinor: number;
	private readonly globalsBytes: number;

	/** totalAllocBytes from which allocate takes the long way */
	private slowAt = 0;
	/** heapLive = totalAllocBytes − liveBase */
	private liveBase = 0;

	private deadBytes = 0;
	private deadObjects = 0;
	private deadLargeBytes = 0;
	private deadLargeObjects = 0;
	private floatingBytes = 0;
	private floatingObjects = 0;
	private floatingLargeBytes = 0;
	private floatingLargeObjects = 0;
	/** large objects allocated and not swept */
	private largeBytes = 0;
	private largeObjects = 0;
	private readonly sweep = new Sweep();
	private sweepBase = 0;
	private sweepDoneFor = 0;
	private sweepProgressNs = 0;

	private kind: CycleKind = cyclePaced;
	private triggered = Infinity;
	private gcPercentGoal = 0;
	private sweepDistTrigger = 0;
	private runwayBytes = 0;
	private consMarkNow = 0;
	private readonly lastConsMark = [0, 0, 0, 0];
	private lastHeapScan = 0;
	private lastStackScan = 0;
	private lastGoal = 0;

	private startNs = 0;
	private markStartNs = 0;
	private heapStartBytes = 0;
	/** background marking is accounted for up to here */
	private progressNs = 0;
	private rate = 0;
	private idleRate = 0;
	/** this cycle's scan work, what is done of it [bytes], and the CPU of a byte of it [ns] */
	private scanWork = 0;
	private scanDone = 0;
	private workNs = 0;
	/** scan work after which the roots, stacks among them, are scanned */
	private rootWork = 0;
	private scanCredit = 0;
	private assistBytes = 0;
	private ratio = 0;
	private assistTimeNs = 0;
	private idleMarkNs = 0;

	private forcedWaiting = 0;
	private forcedRunning = false;
	private foregroundSweep = false;
	private lastGcNs = 0;
	private limiterNs = 0;
	private limiterMutatorNs = 0;
	private limiterAssistNs = 0;

	private readonly record: CycleRecord = {
		kind: cyclePaced,
		startNs: 0,
		markEndNs: 0,
		heapStartBytes: 0,
		heapEndBytes: 0,
		heapMarkedBytes: 0,
		heapGoalBytes: 0,
		stopNs: 0
	};

	constructor(options: CollectorOptions) {
		this.gomaxprocs = options.gomaxprocs;
		this.cores = options.cores;
		this.gogc = options.gogc;
		this.memlimit = options.memlimit;
		this.goMinor = options.goMinor;
		this.globalsBytes = options.globalsBytes;
		this.stackBytes = options.stackBytes;
		this.scannableBytes = options.scannableBytes;
		this.costs = options.costs ?? defaultCosts;
		this.limiter = new Limiter(options.gomaxprocs);
		this.idleProcs = options.gomaxprocs < options.cores ? options.gomaxprocs : options.cores;
		this.pages = new PageHeap(2.5 * 1024 * 1024);
		this.totalAllocBytes = options.baseLiveBytes;
		this.mallocs = options.baseObjects;
		this.heapMaxBytes = this.heapMinBytes = options.baseLiveBytes;
		this.lastStackScan = this.goMinor >= 18 ? options.stackBytes : 0;
		this.updatePages();
		this.commit(true);
		this.arm();
	}

	/** HeapAlloc: every object not yet swept [bytes] */
	get heapAllocBytes(): number {
		return this.totalAllocBytes - this.totalFreeBytes;
	}

	/** bytes that the last mark found plus everything allocated since */
	get heapLiveBytes(): number {
		return this.totalAllocBytes - this.liveBase;
	}

	/** objects not yet swept */
	get heapObjects(): number {
		return this.mallocs - this.frees;
	}

	/** dropped and not swept [bytes] */
	get garbageBytes(): number {
		return this.deadBytes + this.floatingBytes + this.sweep.deadBytes;
	}

	/** whether time passing matters to the collector now, so that changes of load must be told by `setIdle` */
	get active(): boolean {
		return this.marking || this.sweeping;
	}

	/**
	 * The program allocates. Returns the CPU that this costs it beyond its own work: assists, sweeping, the start of a
	 * collection [ns].
	 *
	 * @param bytes size as the allocator rounds it
	 * @param large whether these are objects above 32 KiB, with spans of their own
	 */
	allocate(nowNs: number, bytes: number, objects: number, large: boolean): number {
		const total = this.totalAllocBytes + bytes;
		if (large || total >= this.slowAt) return this.allocateSlowly(nowNs, bytes, objects, large);
		this.totalAllocBytes = total;
		this.mallocs += objects;
		return 0;
	}

	/**
	 * Objects become unreachable.
	 *
	 * @param shaded during a mark: whether it was reachable through the heap, a global or a pool's slot, so that the
	 * write barrier has kept it when that pointer was overwritten
	 * @param birth value of `cycle` right after it was allocated; what is born during a mark survives it
	 */
	drop(bytes: number, objects: number, shaded: boolean, birth = 0): void {
		const large = bytes > 32768 * objects;
		if (this.marking && (shaded || birth === this.cycle || this.scanDone >= this.rootWork)) {
			this.floatingBytes += bytes;
			this.floatingObjects += objects;
			if (large) {
				this.floatingLargeBytes += bytes;
				this.floatingLargeObjects += objects;
			}
			return;
		}
		this.deadBytes += bytes;
		this.deadObjects += objects;
		if (large) {
			this.deadLargeBytes += bytes;
			this.deadLargeObjects += objects;
		}
	}

	/** The program now leaves so many cores idle. Needed at every change while `active`. */
	setIdle(nowNs: number, idleProcs: number): void {
		if (idleProcs === this.idleProcs) return;
		if (this.marking || this.sweeping) {
			this.advance(nowNs);
			this.idleProcs = idleProcs;
			this.schedule();
		} else {
			this.idleProcs = idleProcs;
		}
	}

	/** Handles everything that the collector does by itself up to now, and brings its sums up to now. */
	advance(nowNs: number): void {
		while (this.nextEventNs <= nowNs) this.step(this.nextEventNs);
		this.settle(nowNs);
	}

	/** Starts a runtime.GC(): waits for a running mark, runs a full cycle, sweeps all. `onForcedDone` tells the end. */
	force(nowNs: number): void {
		this.advance(nowNs);
		this.forcedDoneNs = Infinity;
		this.forcedWaiting++;
		if (!this.marking && !this.foregroundSweep) this.startForced(nowNs);
		this.schedule();
	}

	/** A runtime.GC() of a goroutine while no other can run: returns the time at which it returns. */
	collect(nowNs: number): number {
		const idle = this.idleProcs;
		this.advance(nowNs);
		this.idleProcs = this.gomaxprocs < this.cores ? this.gomaxprocs : this.cores;
		this.force(nowNs);
		while (this.forcedDoneNs === Infinity) this.step(this.nextEventNs);
		this.idleProcs = idle;
		this.schedule();
		return this.forcedDoneNs;
	}

	setGogc(nowNs: number, gogc: number): void {
		this.advance(nowNs);
		this.gogc = gogc;
		this.recommit();
	}

	setMemlimit(nowNs: number, bytes: number): void {
		this.advance(nowNs);
		this.memlimit = bytes;
		this.recommit();
	}

	setGomaxprocs(nowNs: number, procs: number): void {
		this.advance(nowNs);
		this.gomaxprocs = procs;
		this.limiter.setProcs(procs, this.numGC + 1);
		this.recommit();
	}

	/** Largest and smallest HeapAlloc since the last call are read from the fields; this starts a new stretch. */
	takeExtremes(): void {
		this.heapMaxBytes = this.heapMinBytes = this.heapAllocBytes;
	}

	/** Brings `heapMaxBytes` up to date: between two sweeps the heap only grows. */
	noteHeap(): void {
		const heap = this.totalAllocBytes - this.totalFreeBytes;
		if (heap > this.heapMaxBytes) this.heapMaxBytes = heap;
		if (heap < this.heapMinBytes) this.heapMinBytes = heap;
	}

	private allocateSlowly(nowNs: number, bytes: number, objects: number, large: boolean): number {
		let cost = 0;
		if (this.marking) cost = this.assist(nowNs, bytes);
		if (this.sweeping) cost += this.sweepFor(nowNs, bytes, large);
		this.totalAllocBytes += bytes;
		this.mallocs += objects;
		if (large) {
			this.largeBytes += bytes;
			this.largeObjects += objects;
		}
		if (this.marking) this.revise();
		else if (this.heapLiveBytes >= this.currentTrigger()) cost += this.startCycle(nowNs, cyclePaced);
		this.arm();
		return cost;
	}

	/** An allocation during a mark pays for itself: with credit of background workers, else with work of its own. */
	private assist(nowNs: number, bytes: number): number {
		this.settle(nowNs);
		if (!this.marking) return 0;
		this.assistBytes -= bytes;
		if (this.assistBytes >= 0 || this.limiter.limiting) return 0;
		let debt = -this.assistBytes;
		let work = Math.floor(this.ratio * debt);
		if (work < overAssistWork) {
			work = overAssistWork;
			debt = Math.floor(work / this.ratio);
		}
		if (this.scanCredit > 0) {
			const stolen = this.scanCredit < work ? this.scanCredit : work;
			this.assistBytes += stolen === work ? debt : 1 + Math.floor(stolen / this.ratio);
			this.scanCredit -= stolen;
			work -= stolen;
			if (work <= 0) return 0;
		}
		const left = this.scanWork - this.scanDone;
		const own = work < left ? work : left;
		this.scanDone += own;
		this.assistBytes += 1 + Math.floor(own / this.ratio);
		const cost = own * this.workNs;
		this.assistTimeNs += cost;
		this.assistNs += cost;
		this.gcCpuNs += cost;
		if (this.scanDone >= this.scanWork) {
			this.finishMark(nowNs + cost);
			return cost + this.costs.stopMarkTermNs;
		}
		this.schedule();
		return cost;
	}

	private sweepFor(nowNs: number, bytes: number, large: boolean): number {
		this.settle(nowNs);
		if (!this.sweeping) return 0;
		const since = this.totalAllocBytes + bytes - this.sweepBase;
		if (large) this.sweep.beforeLarge(since, bytes);
		else this.sweep.beforeSmall(since, since - this.sweepDoneFor);
		this.sweepDoneFor = since;
		const cost = this.sweep.sweptSpans * this.costs.sweepSpanNs;
		this.takeSwept(nowNs);
		this.schedule();
		return cost;
	}

	/** What the sweeper freed leaves HeapAlloc. */
	private takeSwept(nowNs: number): void {
		const sweep = this.sweep;
		if (sweep.freedBytes > 0) {
			this.noteHeap();
			this.totalFreeBytes += sweep.freedBytes;
			this.frees += sweep.freedObjects;
			sweep.freedBytes = 0;
			sweep.freedObjects = 0;
			this.noteHeap();
			this.updatePages();
		}
		sweep.sweptSpans = 0;
		if (sweep.done && this.sweeping) {
			this.sweeping = false;
			this.foregroundSweep = false;
			this.onSweepEnd?.(nowNs);
			if (this.forcedRunning) this.forcedReturns(nowNs);
		}
	}

	private updatePages(): void {
		this.pages.setInUse(Math.ceil(this.heapAllocBytes / 8192) * 8192);
	}

	private memoryLimitGoal(): number {
		if (this.memlimit <= 0) return Infinity;
		this.updatePages();
		const pages = this.pages;
		return memoryLimitHeapGoal(
			this.memlimit,
			pages.mappedReadyBytes,
			pages.freeBytes,
			this.heapAllocBytes,
			this.heapMarkedBytes
		);
	}

	/** Goal and trigger as they are now. */
	private currentTrigger(): number {
		const limitGoal = this.memoryLimitGoal();
		this.heapGoalBytes = heapGoal(this.gcPercentGoal, limitGoal, this.sweepDistTrigger, this.triggered);
		const minTrigger = limitGoal < this.gcPercentGoal ? 0 : this.sweepDistTrigger;
		this.triggerBytes = trigger(this.heapMarkedBytes, this.heapGoalBytes, minTrigger, this.runwayBytes);
		return this.triggerBytes;
	}

	/** Decides up to which total the short way of allocate is open. */
	private arm(): void {
		if (this.marking) {
			// until the credit is used up
			this.slowAt = this.totalAllocBytes + (this.assistBytes > 0 ? this.assistBytes : 0) + 1;
			return;
		}
		let room = this.triggerBytes - this.heapLiveBytes;
		if (this.sweeping && room > refillBytes) room = refillBytes;
		// Under a limit the trigger moves with what is mapped: look again often.
		if (this.memlimit > 0 && room > 65536) room = room / 8 > 65536 ? room / 8 : 65536;
		this.slowAt = this.totalAllocBytes + room;
	}

	/** Begins a cycle; returns what it costs the goroutine that does. */
	private startCycle(nowNs: number, kind: CycleKind): number {
		let cost = 0;
		if (this.sweeping) {
			this.sweep.sweepAll();
			cost = this.sweep.sweptSpans * this.costs.sweepSpanNs;
			this.takeSwept(nowNs);
		}
		this.updateLimiter(nowNs);
		const stop = this.costs.stopSweepTermNs;
		this.kind = kind;
		this.startNs = nowNs;
		this.heapStartBytes = this.triggered = this.heapLiveBytes;
		this.cycle++;
		this.onCycleStart?.(nowNs);
		this.marking = true;
		this.markStartNs = nowNs + stop;
		this.stopped(stop);

		const costs = this.costs;
		const roots = this.stackBytes + this.globalsBytes;
		const objects = this.mallocs - this.frees - this.deadObjects;
		this.scanWork = Math.max(this.scannableBytes + roots, 1);
		this.rootWork = roots;
		this.scanDone = 0;
		const totalNs =
			costs.markBaseNs +
			costs.markBasePerProcNs * this.gomaxprocs +
			objects * costs.markObjectNs +
			this.scanWork * costs.scanByteNs;
		this.workNs = totalNs / this.scanWork;
		this.scanCredit = 0;
		this.assistBytes = 0;
		this.assistTimeNs = 0;
		this.idleMarkNs = 0;
		this.progressNs = this.markStartNs + (this.gomaxprocs > 1 ? costs.workerWakeNs : 0);
		this.revise();
		this.schedule();
		return cost + stop;
	}

	private stopped(ns: number): void {
		this.stopNs += ns;
		this.gcCpuNs += ns * (this.gomaxprocs < this.cores ? this.gomaxprocs : this.cores);
		this.limiter.accumulate(0, ns * this.gomaxprocs, this.numGC + 1);
		this.limiterNs += ns;
	}

	/** The assist ratio for the heap as it is now. */
	private revise(): void {
		this.currentTrigger();
		const roots = this.lastStackScan + this.globalsBytes;
		this.ratio = assistRatio(
			this.scanDone,
			Math.max(this.lastHeapScan + roots, 1),
			this.scannableBytes + this.stackBytes + this.globalsBytes,
			this.heapLiveBytes,
			this.heapGoalBytes,
			this.triggered,
			this.gogc
		);
	}

	/** How fast background workers mark now, in CPU per time. */
	private setRate(): void {
		const procs = this.gomaxprocs;
		const capacity = procs < this.cores ? procs : this.cores;
		const idle = this.idleProcs < 0 ? 0 : this.idleProcs > capacity ? capacity : this.idleProcs;
		const busy = capacity - idle;
		const dedicated = dedicatedWorkers(procs);
		const free = procs - dedicated - busy;
		const allowed = idleWorkersAllowed(procs, this.kind === cyclePeriodic);
		const idleWorkers = free <= 0 ? 0 : free < allowed ? free : allowed;
		const threads = dedicated + idleWorkers + Math.min(busy, procs - dedicated);
		const speed = threads > this.cores ? this.cores / threads : 1;
		this.idleRate = idleWorkers * speed;
		this.rate = (dedicated + idleWorkers) * speed;
		if (this.yielding) this.rate += fractionalUtilization(procs) * Math.min(busy, procs - dedicated) * speed;
	}

	/** Sets the time of the next event from the rates that hold now. */
	private schedule(): void {
		let next = this.gogc >= 0 ? this.lastGcNs + periodNs : Infinity;
		if (this.marking) {
			this.setRate();
			next =
				this.rate > 0
					? this.progressNs + ((this.scanWork - this.scanDone) * this.workNs) / this.rate
					: Infinity;
		} else if (this.sweeping) {
			const perNs = this.sweepRate();
			const end = perNs > 0 ? this.sweepProgressNs + this.sweep.spans / perNs : Infinity;
			if (end < next) next = end;
		}
		this.nextEventNs = next;
	}

	/** Spans swept per ns by the background sweeper and a waiting runtime.GC(). */
	private sweepRate(): number {
		const alone = 1 / this.costs.sweepSpanNs;
		let rate = this.foregroundSweep ? alone : 0;
		if (this.idleProcs > 0) rate += alone;
		// In turn with the others it sweeps ten spans each time.
		else rate += 10 / (this.yielding ? this.turnNs : 10e6);
		return rate;
	}

	/** Background marking and sweeping up to now, without reaching their ends. */
	private settle(nowNs: number): void {
		if (this.marking) {
			if (nowNs <= this.progressNs || this.rate === 0) return;
			this.markInBackground(nowNs);
			if (this.scanDone >= this.scanWork) this.finishMark(nowNs);
		} else if (this.sweeping && nowNs > this.sweepProgressNs) {
			const n = Math.floor((nowNs - this.sweepProgressNs) * this.sweepRate());
			if (n > 0) {
				this.sweepProgressNs = nowNs;
				this.sweep.sweepSpans(n);
				this.takeSwept(nowNs);
			}
		}
	}

	private markInBackground(nowNs: number): void {
		const elapsed = nowNs - this.progressNs;
		this.progressNs = nowNs;
		const cpu = elapsed * this.rate;
		let work = cpu / this.workNs;
		if (work > this.scanWork - this.scanDone) work = this.scanWork - this.scanDone;
		this.scanDone += work;
		this.scanCredit += work;
		this.idleMarkNs += elapsed * this.idleRate;
		this.gcCpuNs += cpu;
	}

	private step(atNs: number): void {
		if (this.marking) {
			this.markInBackground(atNs);
			this.scanDone = this.scanWork;
			this.finishMark(atNs);
		} else if (this.sweeping && atNs < this.lastGcNs + periodNs) {
			this.sweep.sweepAll();
			this.takeSwept(atNs);
		} else {
			this.startCycle(atNs, cyclePeriodic);
			this.arm();
		}
		this.schedule();
	}

	/** Mark termination: what is dead is known, the next goal is set, sweeping begins. */
	private finishMark(atNs: number): void {
		const procs = this.gomaxprocs;
		const live = this.heapLiveBytes;
		this.updateLimiter(atNs);
		this.currentTrigger();
		const goal = (this.lastGoal = this.heapGoalBytes);
		const duration = atNs - this.startNs;
		if (live > this.triggered) {
			const now = consMark(
				live - this.triggered,
				this.scanWork,
				this.assistTimeNs / (duration * procs),
				this.idleMarkNs / (duration * procs)
			);
			let highest = now;
			for (const earlier of this.lastConsMark) if (earlier > highest) highest = earlier;
			this.consMarkNow = highest;
			this.lastConsMark.shift();
			this.lastConsMark.push(now);
		}

		const marked = this.heapAllocBytes - this.deadBytes;
		this.marking = false;
		this.triggered = Infinity;
		this.heapMarkedBytes = marked;
		this.liveBase = this.totalAllocBytes - marked;
		this.lastHeapScan = this.scannableBytes;
		this.lastStackScan = this.goMinor >= 18 ? this.stackBytes : 0;
		this.numGC++;
		if (this.kind === cycleForced) this.forcedGC++;
		this.lastGcNs = atNs;
		this.markingNs += atNs - this.markStartNs;
		this.stopped(this.costs.stopMarkTermNs);

		this.sweeping = true;
		this.commit(false);
		this.beginSweep(atNs);

		const record = this.record;
		record.kind = this.kind;
		record.startNs = this.startNs;
		record.markEndNs = atNs;
		record.heapStartBytes = this.heapStartBytes;
		record.heapEndBytes = live;
		record.heapMarkedBytes = marked;
		record.heapGoalBytes = goal;
		record.stopNs = this.costs.stopSweepTermNs + this.costs.stopMarkTermNs;
		this.onCycleEnd?.(record);

		if (this.forcedRunning) this.foregroundSweep = true;
		else if (this.forcedWaiting > 0) this.startForced(atNs);
		this.arm();
		this.schedule();
	}

	private beginSweep(atNs: number): void {
		const liveLargeBytes = this.largeBytes - this.deadLargeBytes;
		const liveLargeObjects = this.largeObjects - this.deadLargeObjects;
		this.sweep.begin(
			this.deadLargeBytes,
			this.deadLargeObjects,
			liveLargeBytes,
			liveLargeObjects,
			this.deadBytes - this.deadLargeBytes,
			this.deadObjects - this.deadLargeObjects,
			this.heapMarkedBytes - liveLargeBytes,
			this.triggerBytes - this.heapMarkedBytes
		);
		this.largeBytes = liveLargeBytes;
		this.largeObjects = liveLargeObjects;
		this.deadBytes = this.floatingBytes;
		this.deadObjects = this.floatingObjects;
		this.deadLargeBytes = this.floatingLargeBytes;
		this.deadLargeObjects = this.floatingLargeObjects;
		this.floatingBytes = this.floatingObjects = 0;
		this.floatingLargeBytes = this.floatingLargeObjects = 0;
		this.sweepBase = this.totalAllocBytes;
		this.sweepDoneFor = 0;
		this.sweepProgressNs = atNs + this.costs.stopMarkTermNs + this.costs.sweeperWakeNs;
	}

	private startForced(nowNs: number): void {
		this.forcedWaiting--;
		this.startCycle(nowNs, cycleForced);
		this.forcedRunning = true;
		this.arm();
	}

	private forcedReturns(nowNs: number): void {
		this.forcedRunning = false;
		if (this.forcedWaiting === 0) this.forcedDoneNs = nowNs;
		this.onForcedDone?.(nowNs);
		if (this.forcedWaiting > 0) this.startForced(nowNs);
	}

	/** Recomputes goal, runway and trigger from the last mark and the settings. */
	private commit(sweepDone: boolean): void {
		this.sweepDistTrigger = sweepDone ? 0 : this.heapLiveBytes + sweepMinHeapDistance;
		const roots = this.goMinor >= 18 ? this.lastStackScan + this.globalsBytes : 0;
		this.gcPercentGoal = gcPercentHeapGoal(this.heapMarkedBytes, roots, this.gogc);
		this.runwayBytes = runway(this.consMarkNow, this.lastHeapScan + this.lastStackScan + this.globalsBytes);
		this.currentTrigger();
	}

	private recommit(): void {
		this.commit(!this.sweeping);
		if (this.marking) this.revise();
		this.arm();
		this.schedule();
	}

	private updateLimiter(nowNs: number): void {
		const elapsed = nowNs - this.limiterNs;
		if (elapsed <= 0) return;
		let gc = this.assistNs - this.limiterAssistNs;
		if (this.marking) gc += elapsed * this.gomaxprocs * backgroundUtilization;
		this.limiter.accumulate(this.mutatorCpuNs - this.limiterMutatorNs, gc, this.numGC + 1);
		this.limiterNs = nowNs;
		this.limiterAssistNs = this.assistNs;
		this.limiterMutatorNs = this.mutatorCpuNs;
	}
}
