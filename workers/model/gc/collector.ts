import { defaultCosts, markNs, markOthersNs, uncachedShare, type CollectorCosts } from './costs.ts';
import type { CollectorOptions, CycleKind, CycleRecord } from './cycle.ts';
import { CycleBooks } from './cycleBooks.ts';
import { HeapBooks } from './heapBooks.ts';
import type { Loops } from './loops.ts';
import { Marker } from './marker.ts';
import { dedicatedWorkers } from './pacer.ts';
import { Rng } from '../rng.ts';
import { zero } from '../zero.ts';

export type { CollectorOptions, CycleKind, CycleRecord };

/** The runtime collects by itself when the last collection ended so long ago (proc.go, forcegcperiod). */
const periodNs = 120e9;
/** Small spans are refilled in steps of about so many bytes. */
const refillBytes = 8192;
/** Under a memory limit the trigger moves with what is mapped, so it is looked at again after this many bytes. */
const limitCheckBytes = 65536;
/** First release that preempts by signals. */
const signalsMinor = 14;
/** What of the heap a mark finds first where goroutines give way. [bytes of scan work] */
const foundBytes = 21_050;
const foundBytesPerP = 27_000;
/** What the collector does. */
const OFF = 0;
const MARKING = 1;
const SWEEPING = 2;
/** Small objects come to use so many bytes at once: what a small span has. */
const touchStepBytes = 8192;

/**
 * The garbage collector of a Go process, on sums alone: what is allocated, what of it nobody can reach any more, and
 * when that becomes free. It holds no objects; whoever drives it says what is allocated and what is dropped, and
 * when time passes.
 *
 * Garbage goes through three stages: dead (the running or the next mark will not find it), floating (dropped or born
 * during a mark in a way that this mark keeps; dies in the next), unswept (found dead, still part of HeapAlloc until
 * its span is swept). Their sum is `garbageBytes`, and reachable + garbage = HeapAlloc at any time.
 */
export class Collector extends HeapBooks {
	/** cycles begun; its value just before an allocation is the birth that `drop` asks for */
	cycle = 0;
	/** nothing, MARKING or SWEEPING (gcphase, and the sweeping that follows a mark) */
	private phase = OFF;

	/** when the collector next has something to do by itself; Infinity for never */
	nextEventNs = Infinity;
	/** when the last runtime.GC() returned; Infinity while one is under way */
	forcedDoneNs = zero;

	/** pointerful part of what is reachable now, and stacks in use that may hold pointers [bytes] */
	scannableBytes = zero;
	stackBytes = zero;
	/**
	 * Until when the goroutine that allocated last has to wait: a mark is under way then, also where another core has told
	 * its end already, and there is no credit for so much (mgcmark.go, gcParkAssist). To be written freely. [ns]
	 */
	waitUntilNs = -Infinity;
	/** what a byte that is allocated costs more as it is in no cache, and a span [ns/B, ns] */
	uncachedByteNs = zero;
	private uncachedSpanNs = zero;
	/** the goroutine that allocates is pinned to its P, as inside Get and Put: no cycle starts (gcStart gives up) */
	pinned = false;

	/** world stopped, for so long, before marking: poolCleanup. What it drops dies in this very cycle. */
	onCycleStart: ((nowNs: number, stopNs: number) => void) | null = null;
	/** a mark has ended */
	onCycleEnd: ((record: CycleRecord) => void) | null = null;
	/** the last span is swept */
	onSweepEnd: ((nowNs: number) => void) | null = null;
	/** a runtime.GC() returns */
	onForcedDone: ((nowNs: number) => void) | null = null;

	/** the goroutines that never give way, where there are such */
	private loops: Loops | null = null;
	/** they are preempted, and the sampler may be let in */
	onPreempted: ((nowNs: number, samples: boolean) => void) | null = null;

	/** what has been collected so far, and what that took */
	readonly cycles: CycleBooks;
	readonly costs: CollectorCosts;
	private readonly signalledTouchNs: number;
	private readonly globalsBytes: number;
	private readonly baseObjects: number;
	private readonly baseScannableBytes: number;
	/** the mark that is on, or was last; for others it is there to be told when all is marked */
	readonly marker: Marker;

	/** totalAllocBytes from which allocate takes the long way */
	private slowAt = zero;
	/** runtime.GC() calls that wait for their cycle to begin; whether the running cycle is one's */
	private forcedWaiting = 0;
	private forcedRunning = false;
	/** no cycle begins before that, and one does at that time, as somebody waits for it; Infinity where nobody does [ns] */
	private flushedNs = -Infinity;
	private beginNs = Infinity;
	/**
	 * a timer is due while the worker has the only P: its goroutine is readied after the sweeper, and so runs before it;
	 * one that was due earlier runs after it (proc.go, ready: whoever is readied last is next)
	 */
	private timerFirst = false;
	/** a cycle begins: what is not swept yet is swept first */
	private starting = false;

	constructor(options: CollectorOptions) {
		const costs = options.costs ?? defaultCosts;
		super(options, costs);
		this.costs = costs;
		this.cycles = new CycleBooks(this.procs, this.limiter, costs);
		this.marker = new Marker(this.procs, costs, options.rng ?? new Rng(0, 0));
		this.signalledTouchNs =
			options.realTime === true ? costs.signalledTouchRealTimeNs : costs.signalledTouchNs;
		if (options.goMinor < signalsMinor) this.signalledTouchNs = 0;
		this.globalsBytes = options.globalsBytes;
		this.stackBytes = options.stackBytes;
		this.scannableBytes = this.baseScannableBytes = options.scannableBytes;
		this.baseObjects = options.baseObjects;
		this.recommit(0);
	}

	/** whether passing time matters to the collector now, so that a change of load must be told by `setIdle` */
	get active(): boolean {
		return this.phase !== OFF;
	}

	get marking(): boolean {
		return this.phase === MARKING;
	}

	get sweeping(): boolean {
		return this.phase === SWEEPING;
	}

	/** whether a worker or the sweeper waits for the goroutine that has the only P to give it away */
	get waits(): boolean {
		return this.active && this.procs.alone;
	}

	/**
	 * What a page takes longer that the system provides while a mark has come to the stack of the goroutine that writes to
	 * it: copying cannot be preempted, and a worker signals to the thread until it stops (preempt.go, suspendG). Where code
	 * of the program's own touches page after page, as many signals meet a page fault where dedicated workers mark, and next
	 * to none where there are two Ps (probes/signal). [ns]
	 */
	get signalledNs(): number {
		const { count } = this.procs;
		const waits = this.readsFirst ? dedicatedWorkers(count) > 0 : this.copies && count > 1;
		return waits && this.marking && !this.marker.rootsDone ? this.signalledTouchNs : 0;
	}

	/**
	 * The program allocates. Returns the CPU that this costs it beyond its own work: assists, sweeping, starting a
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
	 * Allocates small objects in slots and drops them at once, where that costs nothing beyond the program's own work, no
	 * mark keeps them, and their slots are on the books; false where `allocate`, `fillSlot` and `drop` have to, one by one.
	 */
	passes(bytes: number, objects: number): boolean {
		const total = this.totalAllocBytes + bytes;
		if (total >= this.slowAt || this.marking || this.cachedBytes < bytes) return false;
		this.totalAllocBytes = total;
		this.mallocs += objects;
		this.cachedBytes -= bytes;
		this.garbage.dieSmall(bytes, objects);
		return true;
	}

	/** A slot that was free in a span that a P has is taken. What a cycle has flushed with its span is on no books any more. */
	fillSlot(bytes: number): void {
		if (this.cachedBytes >= bytes) this.cachedBytes -= bytes;
	}

	/** A P takes a span with so many bytes of free slots. Returns what that costs, see `allocate`. */
	refill(nowNs: number, bytes: number): number {
		this.cachedBytes += bytes;
		if (this.marking || this.pinned || this.heapLiveBytes < this.pacing.trigger) return this.uncachedSpanNs;
		const cost = this.trigger(nowNs);
		this.arm();
		return cost;
	}

	/**
	 * The heap has reached the trigger. After a mark no cycle begins until the caches of all Ps have been flushed: whoever has
	 * allocated by then waits, and all of them together begin one (mgc.go: gcMarkTermination has gcsema for so long, gcStart
	 * waits for it; malloc.go, mallocgcLarge: before the memory is zeroed). Returns the CPU that beginning one costs [ns].
	 */
	private trigger(nowNs: number): number {
		if (nowNs >= this.flushedNs) return this.startCycle(nowNs, 0);
		this.waitUntilNs = this.beginNs = this.flushedNs;
		this.schedule();
		return 0;
	}

	/**
	 * Objects become unreachable.
	 *
	 * @param shaded during a mark: whether they were reachable through the heap, a global or a pool's slot, so that the
	 * write barrier kept them when that pointer was overwritten
	 * @param birth `cycle` just before their allocation; what is born during a mark survives it
	 */
	drop(bytes: number, objects: number, shaded: boolean, birth = 0): void {
		const kept = this.marking && (shaded || birth === this.cycle || this.marker.rootsDone);
		if (kept) this.garbage.float(bytes, objects);
		else this.garbage.die(bytes, objects);
	}

	/**
	 * The request that runs on P p will make an object unreachable at that time, where the barrier keeps it: it is simulated
	 * in one step, at its beginning, and a mark may begin on another core before that.
	 */
	dropLater(bytes: number, p: number, atNs: number): void {
		this.drop(bytes, 1, true);
		this.garbage.later(bytes, p, atNs);
	}

	/** The program now leaves so many cores idle. Needed at every change while `active`. */
	setIdle(nowNs: number, idleProcs: number): void {
		const { procs } = this;
		if (idleProcs === procs.idle) return;
		if (!this.active) {
			procs.idle = idleProcs;
			return;
		}
		this.advance(nowNs);
		procs.idle = idleProcs;
		if (this.marking) this.marker.idleChanged(nowNs);
		this.schedule();
	}

	/** Does everything that the collector does by itself up to now, and brings its sums up to now. */
	advance(nowNs: number): void {
		while (this.nextEventNs <= nowNs) this.step(this.nextEventNs);
		this.settle(nowNs);
	}

	/** Starts a runtime.GC(): waits for a running mark, runs a full cycle, sweeps all. `onForcedDone` tells the end. */
	force(nowNs: number): void {
		this.advance(nowNs);
		this.forcedDoneNs = Infinity;
		this.forcedWaiting++;
		if (!this.marking && !this.sweep.forced) this.startForced(nowNs);
		this.schedule();
	}

	/** A runtime.GC() during which nothing else runs; returns the time at which it returns. */
	collect(nowNs: number): number {
		const { idle, capacity } = this.procs;
		this.setIdle(nowNs, capacity);
		this.force(nowNs);
		while (this.forcedDoneNs === Infinity) this.step(this.nextEventNs);
		this.setIdle(this.forcedDoneNs, idle);
		return this.forcedDoneNs;
	}

	/** The program's goroutines never give way. */
	letLoop(loops: Loops): void {
		this.loops = loops;
		this.schedule();
	}

	setGogc(nowNs: number, gogc: number): void {
		this.advance(nowNs);
		this.pacing.gogc = gogc;
		this.recommit(nowNs);
	}

	setMemlimit(nowNs: number, bytes: number): void {
		this.advance(nowNs);
		this.memlimit = this.hasMemlimit ? bytes : 0;
		this.recommit(nowNs);
	}

	setGomaxprocs(nowNs: number, procs: number): void {
		this.advance(nowNs);
		this.procs.count = procs;
		this.limiter.setProcs(procs, this.cycles.numGC + 1);
		this.recommit(nowNs);
	}

	private allocateSlowly(callNs: number, bytes: number, objects: number, large: boolean): number {
		// A worker that had the P before may have ended the mark: the goroutine goes on after that.
		const lostNs = this.marker.takeLostNs(callNs) + this.marker.takeTurnNs(callNs);
		const nowNs = callNs + lostNs;
		let cost = lostNs;
		if (this.marking) cost += this.assist(nowNs, bytes);
		else if ((large || this.procs.sharing.slowness > 1) && nowNs < this.cycles.lastEndNs)
			this.waitUntilNs = this.cycles.lastEndNs;
		if (this.sweeping) cost += this.sweepBefore(nowNs, bytes, large);
		if (large) this.untouchedBytes = Math.max(0, this.heapAllocBytes + bytes - this.touchedBytes);
		else cost += this.touch(nowNs, bytes, touchStepBytes);
		this.totalAllocBytes += bytes;
		this.mallocs += objects;
		if (large) {
			// What the goroutine has paid in advance is its own (mgcmark.go, gcAssistAlloc: gcAssistBytes), which tells in long marks.
			if (this.procs.sharing.slowness > 1) {
				this.marker.paidUpTo = Math.min(this.marker.paidUpTo, this.totalAllocBytes);
			}
			this.garbage.largeBytes += bytes;
			this.garbage.largeObjects += objects;
		}
		if (!this.marking) {
			if (this.memlimit > 0) {
				if (this.limiter.isDue(nowNs)) this.cycles.updateLimiter(nowNs, this.marking);
				this.updatePacing(nowNs);
			}
			if (!this.pinned && this.heapLiveBytes >= this.pacing.trigger) cost += this.trigger(nowNs);
		}
		this.arm();
		return cost;
	}

	/**
	 * The goroutine that runs zeroes or copies an array, in code that cannot be preempted: a mark that is under way, which
	 * has to scan its stack and to pass it at a safe point before it ends, waits for that. Once all else is marked, those
	 * who begin another array have passed one; only who goes on without a call in between has not.
	 */
	busy(fromNs: number, toNs: number): void {
		if (!this.marking) return;
		if (fromNs !== this.marker.heldUntilNs) {
			this.settle(fromNs);
			if (!this.marking || this.marker.done) return;
		}
		if (this.marker.heldUntilNs >= toNs) return;
		this.marker.heldUntilNs = toNs;
		this.schedule();
	}

	/**
	 * The goroutine that has the only P, for which a worker or the sweeper waits, gives it away at that time. Returns for how
	 * long a worker has it before the next goroutine [ns].
	 *
	 * @param timerNs when the next timer is due
	 */
	givesWay(atNs: number, timerNs: number): number {
		const forNs = this.marking ? this.marker.givesWay(atNs) : 0;
		this.sweep.waited(atNs);
		this.timerFirst = atNs < timerNs && timerNs <= atNs + forNs;
		this.schedule();
		return forNs;
	}

	/** Decides up to which total the short way of allocate is open. */
	private arm(): void {
		const touched = this.touchedBytes - this.heapAllocBytes;
		const most = touched > 0 ? touched : 1;
		if (this.marker.disturbs) {
			this.slowAt = this.totalAllocBytes;
			return;
		}
		if (this.marking) {
			const paid = this.marker.paidUpTo + 1;
			this.slowAt = paid < this.totalAllocBytes + most ? paid : this.totalAllocBytes + most;
			return;
		}
		let room = this.pacing.trigger - this.heapLiveBytes;
		if (room > most) room = most;
		if (this.sweeping && room > refillBytes) room = refillBytes;
		if (this.memlimit > 0 && room > limitCheckBytes) {
			room = room / 8 > limitCheckBytes ? room / 8 : limitCheckBytes;
		}
		this.slowAt = this.totalAllocBytes + room;
	}

	private assist(nowNs: number, bytes: number): number {
		this.settle(nowNs);
		if (this.limiter.isDue(nowNs)) this.cycles.updateLimiter(nowNs, this.marking);
		if (!this.marking) return 0;
		if (this.limiter.limiting) {
			this.marker.paidUpTo = this.totalAllocBytes + bytes;
			return 0;
		}
		this.revise(nowNs);
		const total = this.totalAllocBytes + bytes;
		const cost = this.marker.assist(nowNs, total, this.limiter.assistRoomNs);
		if (cost > 0) {
			this.cycles.assisted(cost);
		} else if (!this.marker.done) {
			return 0;
		}
		if (this.marker.done) {
			// Where everything is marked and the end held up, whoever owes more than there is credit waits for it.
			const endNs = this.marker.endNs();
			if (this.marker.paidUpTo < total && nowNs + cost < endNs) {
				this.waitUntilNs = endNs;
				this.finishMark(this.waitUntilNs);
				return cost;
			}
			if (this.marker.isOver(nowNs + cost)) {
				this.finishMark(nowNs + cost);
				return cost + this.costs.stopMarkTermNs;
			}
		}
		this.schedule();
		return cost;
	}

	/** The assist ratio for the heap as it is now. */
	private revise(nowNs: number): void {
		this.updatePacing(nowNs);
		this.marker.ratio = this.pacing.ratio(
			this.marker.scanDone,
			this.scannableBytes + this.stackBytes + this.globalsBytes,
			this.heapLiveBytes
		);
	}

	private sweepBefore(nowNs: number, bytes: number, large: boolean): number {
		if (this.waits) this.sweep.waited(nowNs);
		else this.settle(nowNs);
		if (!this.sweeping) return 0;
		this.sweep.before(this.totalAllocBytes + bytes, bytes, large);
		const cost = this.swept(nowNs);
		this.schedule();
		return cost;
	}

	/** Spans have been swept: returns the CPU of that, and ends the sweep phase with the last one [ns]. */
	private swept(nowNs: number): number {
		const cost = this.takeSwept();
		if (this.sweeping && this.sweep.done) this.endSweep(nowNs);
		return cost;
	}

	/** The last span is swept; who waits in runtime.GC() returns, or has the next cycle begin. */
	private endSweep(nowNs: number): void {
		this.phase = OFF;
		this.updatePages(nowNs);
		this.pages.sweepEnded(nowNs);
		this.noteTouched();
		this.onSweepEnd?.(nowNs);
		if (!this.sweep.forced) return;
		this.sweep.forced = false;
		if (this.forcedWaiting === 0) this.forcedDoneNs = nowNs;
		else if (!this.starting) this.startForced(nowNs);
		this.onForcedDone?.(nowNs);
	}

	private startForced(nowNs: number): void {
		this.startCycle(nowNs, 1);
		this.arm();
	}

	/** Begins a cycle; returns what that costs the goroutine that does. */
	private startCycle(nowNs: number, kind: CycleKind): number {
		const { costs, cycles, pacing, procs } = this;
		const { busy } = procs;
		const others = this.loops === null ? costs.stopSweepTermOthersNs : costs.stopSweepTermLoopsNs;
		const stop = costs.stopSweepTermNs + (procs.count > 1 ? others : 0);
		let cost = stop;
		if (this.sweeping) {
			this.starting = true;
			this.sweep.sweepAll();
			cost += this.swept(nowNs);
			this.starting = false;
		}
		this.beginNs = Infinity;
		// Who waits in runtime.GC() waits for the next collection, whatever it is that begins it (gcTriggerCycle).
		this.forcedRunning = this.forcedWaiting > 0;
		if (this.forcedRunning) this.forcedWaiting--;
		cycles.updateLimiter(nowNs, this.marking);
		pacing.triggered = this.heapLiveBytes;
		cycles.begin(kind, nowNs, pacing.triggered, pacing.limited);
		this.cycle++;
		this.garbage.markBegins(nowNs);
		this.pages.cycleBegins(nowNs);
		this.onCycleStart?.(nowNs, stop);
		this.phase = MARKING;
		cycles.stopped(stop);
		this.marker.begin({
			periodic: kind === 2,
			startNs: nowNs,
			stopNs: stop,
			busy,
			totalAllocBytes: this.totalAllocBytes,
			work: {
				heap: this.scannableBytes,
				stacks: this.stackBytes,
				globals: this.globalsBytes,
				found:
					this.loops === null
						? foundBytes + foundBytesPerP * (procs.count - 1)
						: this.loops.foundBytes + foundBytesPerP * (procs.count - Math.max(1, busy))
			},
			othersNs: markOthersNs(costs, procs.count),
			scanNs: markNs(costs, {
				procs: procs.count,
				yielding: procs.yielding,
				// Requests on different cores tell their times out of order: a collection may begin before the last one has ended.
				sinceLastNs: Math.max(0, nowNs - cycles.lastEndNs),
				sinceLastBytes: this.totalAllocBytes - this.liveBase - pacing.heapMarked,
				objects: this.heapObjects - this.garbage.deadObjects - this.baseObjects,
				largeObjects: this.garbage.largeObjects - this.garbage.deadLargeObjects,
				scannableBytes: this.scannableBytes - this.baseScannableBytes
			})
		});
		this.revise(nowNs);
		this.schedule();
		return cost;
	}

	/** Sets the time of the next event from the rates that hold now. */
	private schedule(): void {
		let nextNs = Infinity;
		if (this.marking) {
			this.marker.setRate();
			nextNs = this.marker.nextEventNs();
		} else {
			if (this.pacing.gogc >= 0) nextNs = this.cycles.lastEndNs + periodNs;
			if (this.sweeping) nextNs = Math.min(nextNs, this.sweep.endNs());
			if (this.beginNs < nextNs) nextNs = this.beginNs;
		}
		nextNs = Math.min(nextNs, this.pages.scavengesNs);
		this.nextEventNs = this.loops === null ? nextNs : Math.min(nextNs, this.loops.nextNs);
	}

	/** Background marking and sweeping up to now. */
	private settle(nowNs: number): void {
		if (this.marking) {
			this.marker.advance(nowNs);
			if (this.marker.isOver(nowNs)) this.finishMark(nowNs, true);
		} else if (this.sweeping && this.sweep.advance(nowNs)) {
			this.swept(nowNs);
		}
	}

	/** The next event, at its time. */
	private step(atNs: number): void {
		const { loops } = this;
		if (loops !== null && atNs >= loops.nextNs) {
			if (this.marking) this.marker.preempted(atNs, this.procs.busy);
			this.onPreempted?.(atNs, loops.preempted());
			this.marker.takenNs += loops.lossNs();
			this.arm();
		} else if (atNs >= this.pages.scavengesNs) {
			this.updatePages(atNs);
		} else if (this.marking) {
			this.marker.step(atNs);
			if (this.marker.isOver(atNs)) this.finishMark(atNs, true);
			else this.arm();
		} else if (atNs >= this.beginNs) {
			this.startCycle(atNs, 0);
			this.arm();
		} else if (this.pacing.gogc >= 0 && atNs >= this.cycles.lastEndNs + periodNs) {
			this.startCycle(atNs, 2);
			this.arm();
		} else if (this.sweeping) {
			// An allocator may have ended the sweep before this event: then there is nothing left to do.
			this.sweep.sweepAll();
			this.swept(atNs);
		}
		this.schedule();
	}

	/** Mark termination: what is dead is known, the next goal is set, sweeping begins. */
	private finishMark(nowNs: number, byWorker = false): void {
		const { costs, cycles, marker, pacing } = this;
		const { record } = cycles;
		// Requests on different cores tell their times out of order.
		const atNs = nowNs < marker.beganNs ? marker.beganNs : nowNs;
		const marked = this.heapAllocBytes - this.garbage.deadBytes;
		cycles.updateLimiter(atNs, true);
		this.updatePages(atNs);
		this.updatePacing(atNs);
		cycles.end(atNs, marker, this.heapLiveBytes, marked, pacing.goal);
		pacing.endCycle(
			record.heapEndBytes,
			marked,
			marker.scanWork - marker.rootWork,
			marker.rootWork,
			marker.assistNs,
			marker.idleNsBeside,
			atNs - record.startNs,
			this.procs.count,
			record.kind === 1
		);
		this.liveBase = this.totalAllocBytes - marked;
		this.cachedBytes = 0;
		this.phase = SWEEPING;
		pacing.commit(marked);
		this.updatePacing(atNs);
		if (this.loops !== null) {
			const uncached = uncachedShare(costs, pacing.goal - marked, this.procs.count);
			this.uncachedByteNs = uncached * costs.reuseByteNs;
			this.uncachedSpanNs = uncached * costs.reuseSpanNs;
			if (this.procs.count === 1) marker.takenNs += costs.loopGoesOnNs;
		}
		this.pages.markEnded(this.memlimit, pacing.goal, record.heapGoalBytes);
		this.noteTouched();
		const forced = this.forcedRunning;
		this.forcedRunning = false;
		const wake = marker.sweepAfterNs(atNs, forced);
		const sweepNs = atNs + costs.stopMarkTermNs + wake;
		// Where each thread has a core that is a matter of microseconds.
		this.flushedNs = this.procs.sharing.slowness > 1 ? sweepNs : -Infinity;
		this.beginSweep(marked, pacing.trigger - marked, sweepNs, forced);
		// Whoever hears of the end may wake a P and so let the collector come up to date: the sweep may end in here.
		this.onCycleEnd?.(record);
		// The goroutine that had the only P gave way to the worker, and does to the sweeper, which is readied now.
		if (byWorker && !forced && this.procs.alone && !this.timerFirst) {
			this.sweep.turn();
			this.swept(atNs);
		}
		if (!forced && this.forcedWaiting > 0) this.startForced(atNs);
		this.arm();
		this.schedule();
	}

	/** A setting has changed. */
	private recommit(nowNs: number): void {
		this.pacing.commit(this.sweeping ? this.heapLiveBytes : -1);
		this.updatePacing(nowNs);
		if (this.marking) this.revise(nowNs);
		this.arm();
		this.schedule();
	}
}
