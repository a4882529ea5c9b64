import { dedicatedWorkers, fractionalUtilization, idleWorkersAllowed, overAssistWork } from './pacer.ts';

/** Roots are scanned in jobs of at most so many bytes (mgcmark.go, rootBlockBytes). */
const rootBlockBytes = 256 * 1024;
/** Initialized data is about a quarter of the globals (nm: 46.5 of 186.8 KB in the harness); the rest is bss. */
const dataShare = 0.25;
/**
 * The part of the heap's scan work that data leads to, so that it is done before bss: in the harness 27.4 of 92 KB in
 * one half of the marks and 32.9 in the other, for some eight marks on end (printed from gcDrainN under Go 1.26). It
 * decides whether three assists of a busy process at GOMAXPROCS=1 finish a mark, or nearly do.
 */
const fromDataShares = [0.297, 0.357] as const;
const marksOnEnd = 8;
/** Stacks are scanned one by one: in a process at rest there are some eight that hold most of it, of 2 KiB or more. */
const stacksAtRest = 8;
const minStackBytes = 2048;

/** What may hold pointers and is scanned in a mark [bytes]. */
export interface ScanWork {
	heap: number;
	stacks: number;
	globals: number;
}

/**
 * One concurrent mark: how much scan work there is, who does it and when it is done. Scan work is counted in bytes
 * that may hold pointers; the CPU that a mark takes besides (root jobs, objects without pointers) is spread evenly
 * over it.
 */
export class Marker {
	/** scan work of this mark, done of it, and the part of the roots, which comes first [bytes] */
	scanWork = 1;
	scanDone = 0;
	rootWork = 1;
	/** CPU for a byte of scan work [ns] */
	workNs = 0;

	/** totalAllocBytes up to which the allocations of this mark are paid for */
	paidUpTo = 0;
	/** scan work that one allocated byte owes */
	ratio = 0;
	/** CPU of assists, of all background workers, and of the idle ones among them, in this mark [ns] */
	assistNs = 0;
	backgroundNs = 0;
	idleNs = 0;

	/** the mark does not end before that: a goroutine that cannot be stopped until then has its stack to be scanned [ns] */
	heldUntilNs = -Infinity;
	/** from when all is marked until the mark ends: other Ps have to pass safe points [ns] */
	endingNs = 0;
	/** when all was marked [ns] */
	doneNs = Infinity;
	/** background CPU per time now */
	rate = 0;
	private idleRate = 0;
	private idleWorkers = 0;
	/** background work is accounted for up to here */
	private progressNs = 0;
	/** scan work of the background that no allocation has taken as credit yet [bytes] */
	private credit = 0;
	/** what fractional workers do before the background of the other Ps is accounted for [bytes] */
	private turns = 0;
	/** scan work of the background in this mark; it scans all roots first */
	private backgroundDone = 0;
	/** where the jobs for data and bss end, when assists alone do them; heap work comes between and after them */
	private dataEnd = 0;
	private bssStart = 0;
	private bssEnd = 0;
	private stackStart = 0;
	private stackJobBytes = 1;

	/**
	 * @param work what may hold pointers [bytes]
	 * @param cpuNs CPU of the whole mark
	 * @param wakeNs time until background workers on other Ps run
	 */
	begin(
		markStartNs: number,
		totalAllocBytes: number,
		work: ScanWork,
		cpuNs: number,
		wakeNs: number,
		cycle: number
	): void {
		const { heap, stacks, globals } = work;
		const share = Math.floor(cycle / marksOnEnd) % 2 === 0 ? fromDataShares[0] : fromDataShares[1];
		this.dataEnd = Math.floor(globals * dataShare);
		this.bssStart = this.dataEnd + Math.floor(heap * share);
		this.bssEnd = this.bssStart + globals - this.dataEnd;
		this.stackStart = globals + heap;
		this.stackJobBytes = Math.max(minStackBytes, stacks / stacksAtRest);
		this.rootWork = globals + stacks;
		this.scanWork = Math.max(heap + this.rootWork, 1);
		this.scanDone = 0;
		this.backgroundDone = 0;
		this.workNs = cpuNs / this.scanWork;
		this.paidUpTo = totalAllocBytes;
		this.credit = this.turns = 0;
		this.assistNs = 0;
		this.backgroundNs = 0;
		this.idleNs = 0;
		this.progressNs = markStartNs + wakeNs;
		this.heldUntilNs = -Infinity;
		this.endingNs = 0;
		this.doneNs = Infinity;
	}

	/**
	 * How fast background workers mark: dedicated workers hold a P each, idle Ps mark too, and where there is no
	 * dedicated worker every busy P gives a part of its time. With more Ps than cores all of them share the cores.
	 */
	setRate(procs: number, cores: number, idleCores: number, periodic: boolean, yielding: boolean): void {
		const capacity = procs < cores ? procs : cores;
		const idle = idleCores < 0 ? 0 : idleCores > capacity ? capacity : idleCores;
		const dedicated = dedicatedWorkers(procs);
		const allowed = idleWorkersAllowed(procs, periodic);
		let busy = capacity - idle;
		if (busy > procs - dedicated) busy = procs - dedicated;
		const free = procs - dedicated - busy;
		const idleWorkers = free < allowed ? free : allowed;
		const threads = dedicated + idleWorkers + busy;
		const speed = threads > cores ? cores / threads : 1;
		const fractional = yielding ? fractionalUtilization(procs) * busy : 0;
		this.idleWorkers = idleWorkers;
		this.idleRate = idleWorkers * speed;
		this.rate = (dedicated + idleWorkers + fractional) * speed;
	}

	/**
	 * A fractional worker on so many Ps marks until it has had its part of the time since the cycle began, and a fifth more.
	 * Returns for how long [ns].
	 */
	takeTurns(procs: number, workers: number, beforeNs: number): number {
		const part = 1.2 * fractionalUtilization(procs);
		const turnNs = (part * beforeNs) / (1 - part);
		this.turns = (workers * turnNs) / this.workNs;
		return turnNs;
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
	 * taken less than its part since the cycle began, and goes on for a fifth longer (mgc.go: pollFractionalWorkerExit).
	 *
	 * @param beforeNs from the beginning of the cycle until the workers mark
	 */
	idleNsBeside(procs: number, beforeNs: number): number {
		const part = 1.2 * fractionalUtilization(procs);
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

	/** When the mark ends, if the background alone does what is left; Infinity when nobody works. */
	endNs(): number {
		if (this.rate === 0 && !this.done) return Infinity;
		const endNs = this.allMarkedNs() + this.endingNs;
		return endNs > this.heldUntilNs ? endNs : this.heldUntilNs;
	}

	/** When all is marked, or was. */
	allMarkedNs(): number {
		if (this.done) return this.doneNs === Infinity ? this.progressNs : this.doneNs;
		return this.progressNs + ((this.scanWork - this.scanDone) * this.workNs) / this.rate;
	}

	/** Whether everything is marked and nobody holds the end up. */
	isOver(nowNs: number): boolean {
		return this.done && nowNs >= this.endNs();
	}

	/** The background works up to now. */
	advance(nowNs: number): void {
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

	/** The background does what is left, up to its end. */
	finish(atNs: number): void {
		this.advance(atNs);
		this.scanDone = this.scanWork;
		if (this.doneNs === Infinity) this.doneNs = atNs;
	}

	/**
	 * An allocation up to `totalAllocBytes` pays for itself: with the background's credit, then with work of its own,
	 * at least 64 KiB. Returns the CPU of that [ns]. Source: mgcmark.go, gcAssistAlloc.
	 *
	 * @param mostNs CPU after which the limiter stops it, paid or not
	 */
	assist(totalAllocBytes: number, mostNs: number): number {
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
		let own = this.workDoneFor(work);
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
		return cpu;
	}

	/**
	 * What is done when so much is asked for: assists scan what they have found before they take the next root job, and
	 * a root job is not divided. Data comes first, then bss, stacks last.
	 */
	private workDoneFor(asked: number): number {
		let end = this.scanDone + asked;
		if (end < this.dataEnd) end = this.dataEnd;
		else if (end > this.bssStart && end < this.bssEnd) {
			end = this.bssStart + Math.ceil((end - this.bssStart) / rootBlockBytes) * rootBlockBytes;
			if (end > this.bssEnd) end = this.bssEnd;
		} else if (end > this.stackStart) {
			end = this.stackStart + Math.ceil((end - this.stackStart) / this.stackJobBytes) * this.stackJobBytes;
		}
		return (end < this.scanWork ? end : this.scanWork) - this.scanDone;
	}
}
