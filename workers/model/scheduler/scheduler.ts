import type { Calibration } from '../calibration.ts';
import type { Rng } from '../rng.ts';
import type { Stall } from '../workload/stalls.ts';
import { Cores, type Thread } from './cores.ts';
import { IdlePs } from './idlePs.ts';
import { COLLECTED, ends, NOTHING, SCAVENGING } from './goroutines.ts';
import { MarkEnd } from './markEnd.ts';
import { Monitor } from './monitor.ts';
import { Netpoll } from './netpoll.ts';
import { ReadyQueues, type LocalQueue } from './readyQueues.ts';
import { Timers, type TimerHeap } from './timers.ts';
import { zero } from '../zero.ts';

const NONE = -1;

export interface SchedulerOptions {
	cores: number;
	gomaxprocs: number;
	mostPs: number;
	/** minor version of Go, 26 for 1.26 */
	goMinor: number;
	/** the process's threads are in the system's real-time class */
	realTime: boolean;
	calibration: Calibration;
	rng: Rng;
	stalls: Stall[];
	/** the number of working cores has changed */
	onIdle: () => void;
}

/**
 * What of Go's scheduler decides on which P a Get or Put happens: idle Ps in a stack; timers and queues of ready
 * goroutines of each P; whoever readies a goroutine wakes a further P, which steals work or timers or goes idle again;
 * the goroutine readied last runs first; an idle process waits in netpoll for whole milliseconds.
 * Source: runtime/proc.go (schedule, findRunnable, stealWork, wakep, ready), runtime/netpoll_epoll.go.
 * Left out: preemption, but of loops that never wait (`gc/loops.ts` says when).
 */
export class Scheduler {
	readonly cores: Cores;
	readonly idlePs: IdlePs;
	readonly ready: ReadyQueues;
	readonly timers: Timers;

	private readonly calibration: Calibration;
	private readonly rng: Rng;
	private readonly netpoll: Netpoll;
	private readonly markEnd: MarkEnd;
	private readonly monitor: Monitor;
	private readonly onIdle: () => void;
	// Times are handed over in fields: V8 makes an object of every double that it passes to a call.
	/** when something happens next, as `plan` has found it [ns] */
	nextNs = Infinity;
	/** the goroutine that runs now, on which P, and since when [ns] */
	goroutine = NOTHING;
	p = 0;
	nowNs = zero;
	/** when it is done; whoever runs it moves this and then calls `ran` [ns] */
	doneNs = zero;
	/** the thread that runs it, and what P p has ready and sleeping */
	private thread: Thread;
	private ownReady: LocalQueue;
	private ownTimers: TimerHeap;
	/** since when a further P is wanted [ns] */
	private wantedNs = zero;
	/** the goroutine that runs now has readied another */
	private readied = false;
	/** a goroutine runs now */
	private running = false;
	/** since when an idle P marks, and then sweeps, for the collector; Infinity where none does [ns] */
	private collectsFromNs = Infinity;
	/** it sweeps, and every few spans lets others in (mgcsweep.go, goschedIfBusy) */
	private sweeps = false;
	/** the world has been stopped since `plan` */
	private stopped = false;

	constructor(options: SchedulerOptions) {
		const { cores, gomaxprocs, mostPs, rng } = options;
		this.cores = new Cores(cores, gomaxprocs, mostPs, options.realTime);
		this.thread = this.cores.first;
		this.idlePs = new IdlePs(gomaxprocs, options.goMinor);
		this.ready = new ReadyQueues(
			mostPs,
			options.realTime ? options.calibration.leaveNextRealTimeNs : options.calibration.leaveNextNs
		);
		this.timers = new Timers(mostPs);
		this.ownReady = this.ready.own[0]!;
		this.ownTimers = this.timers.heaps[0]!;
		this.calibration = options.calibration;
		this.rng = rng;
		this.netpoll = new Netpoll(options.calibration, rng, options.stalls);
		this.markEnd = new MarkEnd(this.idlePs, options.calibration, rng);
		this.monitor = new Monitor(this.timers);
		this.onIdle = options.onIdle;
	}

	/** Finds out when something happens next: a core is free, or an idle P wakes up. */
	plan(nowNs: number): void {
		const { cores, monitor } = this;
		this.stopped = false;
		cores.findFirst();
		this.nextNs = cores.firstNs;
		if (this.netpoll.waits) this.planWakeUp(nowNs);
		if (monitor.looksNs < this.nextNs) this.nextNs = monitor.plan(nowNs, this.nextNs, cores.working === 0);
	}

	/** The monitor has no P: it readies the scavenger for whoever looks for work, and has an idle P do so (injectglist). */
	private wakeScavenger(): null {
		const { cores, idlePs } = this;
		this.monitor.woke();
		this.ready.push(SCAVENGING);
		if (idlePs.count > 0) {
			cores.start(idlePs.take(), this.nextNs + this.thereNs(0, this.rng.uniform()));
			this.onIdle();
		}
		return null;
	}

	/** A thread waits in netpoll: it may wake up before a core is free. */
	private planWakeUp(nowNs: number): void {
		const { netpoll, timers } = this;
		// As mostly: nobody has set an earlier timer, and it is not due before the next thread is free.
		if (timers.addedNs >= netpoll.forNs && netpoll.wakeNs > this.nextNs && this.collectsFromNs === Infinity) {
			timers.addedNs = Infinity;
			return;
		}
		// A timer earlier than the one that the poller waits for: it is woken and waits anew (wakeNetPoller), not before the
		// goroutine that ran has set the timer.
		if (timers.addedNs < netpoll.forNs)
			netpoll.break(nowNs > this.doneNs ? nowNs : this.doneNs, timers.addedNs);
		timers.addedNs = Infinity;
		const wakeNs = this.wakeNs(nowNs);
		if (wakeNs < this.nextNs) this.nextNs = wakeNs;
	}

	/**
	 * The thread that is free first goes on with what its P has ready, where that comes before a time and nothing else does:
	 * mostly so, and sooner found than by `plan` and `step`, which come to the same. False where they have to look.
	 */
	goesOn(beforeNs: number): boolean {
		const { cores, netpoll, timers } = this;
		cores.findFirst();
		const { first: thread, firstNs: atNs } = cores;
		if (atNs >= beforeNs || atNs >= this.monitor.looksNs || thread.busy === 0) return false;
		if (this.stopped || this.markEnd.p !== NONE || this.collectsFromNs !== Infinity) return false;
		if (netpoll.waits) {
			if (timers.addedNs < netpoll.forNs || netpoll.wakeNs <= atNs) return false;
			timers.addedNs = Infinity;
		}
		this.turnTo(thread, atNs);
		if (this.hasDue(thread) || !this.takeNext(thread)) return false;
		this.doneNs = atNs;
		this.running = true;
		return true;
	}

	/** From then on it is this thread whose goroutine runs. */
	private turnTo(thread: Thread, atNs: number): void {
		// Mostly it is the same one, and to leave it there is cheaper than to store it.
		if (thread !== this.thread) this.thread = thread;
		this.nowNs = atNs;
		const { p } = thread;
		if (p === this.p) return;
		this.p = p;
		this.ownReady = this.ready.own[p]!;
		this.ownTimers = this.timers.heaps[p]!;
	}

	/** Whether the thread whose turn it is has timers to run before anything else. */
	private hasDue({ following }: Thread): boolean {
		return following === NOTHING && this.ownTimers.nextNs <= this.nowNs;
	}

	/** The goroutine that the thread whose turn it is goes on with, or the next one that its P has ready. */
	private takeNext(thread: Thread): boolean {
		this.goroutine = thread.following;
		thread.following = NOTHING;
		if (this.goroutine === NOTHING) this.goroutine = this.ready.takeOwn(this.ownReady);
		return this.goroutine !== NOTHING;
	}

	/**
	 * Lets happen what happens next, at `nextNs`. True when a goroutine runs now: what it does is the caller's, who tells
	 * by `doneNs` and `ran` how long it took.
	 */
	step(): boolean {
		if (this.stopped) return false;
		const { cores, markEnd } = this;
		const atNs = this.nextNs;
		if (markEnd.p !== NONE && atNs > markEnd.untilNs) markEnd.giveOwn();
		const thread = cores.firstNs > atNs ? this.wakeUp() : cores.first;
		if (thread === null) return false;
		this.turnTo(thread, atNs);
		if (this.hasDue(thread)) this.runTimers(this.ownTimers);
		if (!this.takeNext(thread) && !this.findElsewhere()) return false;
		// Whoever was looking for work and found some has another one look (resetspinning), and so has whoever readies.
		if (cores.spinning > 0 && cores.found(thread)) this.readied = true;
		if (this.readied && this.wakesOne()) this.nowNs += this.wakingNs();
		cores.run(thread, this.nowNs);
		this.doneNs = this.nowNs;
		this.running = true;
		return true;
	}

	/** The goroutine that runs now gives its thread back at that time: it has ended, waits, sleeps, or goes on with another. */
	ran(): void {
		this.running = false;
		if (this.readied && this.wakesOne()) this.doneNs += this.wakingNs();
		this.cores.until(this.thread, this.doneNs);
		// The goroutine that has waited for the collection has returned from it.
		if (this.goroutine === COLLECTED && !this.keepsOn) this.markEnd.returned(this.doneNs);
	}

	/** The thread in netpoll wakes up and takes an idle P. Null where there is none for it, or the monitor wakes up. */
	private wakeUp(): Thread | null {
		if (this.nextNs === this.monitor.wakesNs) return this.wakeScavenger();
		const { cores } = this;
		// A mark that ended at this very instant may have given the last one to a thread that it woke.
		if (this.idlePs.count === 0) return null;
		this.netpoll.leave();
		const thread = cores.start(this.idlePs.take(), this.nextNs);
		this.onIdle();
		return thread;
	}

	/** Something was readied: wakes one more P, if it may. */
	private wakesOne(): boolean {
		this.readied = false;
		if (!this.mayWake) return false;
		this.wantedNs = this.nowNs;
		this.wake();
		return true;
	}

	/** The goroutine that runs now does work that takes so long where it has a core to itself. */
	work(ns: number): void {
		this.doneNs += ns * this.cores.slowness;
	}

	/** Whether what runs now may take longer than it seems, as others come to share the cores. */
	get shares(): boolean {
		return this.cores.slowness > 1;
	}

	/** The goroutine that runs now readies another one, on its P. */
	readyNext(goroutine: number): void {
		this.ownReady.readyNext(goroutine);
		this.readied = true;
	}

	/** The goroutine that runs now, of the request at a place, sleeps until then. Gives how many sleep on its P. */
	sleepUntil(atNs: number, slot: number): number {
		return this.timers.push(this.ownTimers, atNs, slot);
	}

	/** The goroutine that runs now goes on with something else when its thread is free. */
	goOnWith(goroutine: number): void {
		const { thread } = this;
		if (thread.yields === 1 && ends(goroutine)) {
			thread.yields = 0;
			this.ready.push(goroutine);
		} else {
			thread.following = goroutine;
		}
	}

	/** Whether the goroutine that runs now has something to go on with, and so does not give its P away. */
	get keepsOn(): boolean {
		return this.thread.following !== NOTHING;
	}

	/** Who goes on without a wait is preempted: others that are ready come first (proc.go: retake, goschedImpl). */
	makeWay(): void {
		if (this.ready.length > 0) this.cores.preempt(this.ready);
	}

	/** Something was made ready by nobody in particular. */
	kick(nowNs: number): void {
		if (this.ready.length > 0) this.wakeFurther(nowNs);
	}

	/** A timer was set by nobody who runs: the thread in netpoll is woken and waits anew. */
	noteTimers(nowNs: number): void {
		const { netpoll, timers } = this;
		if (netpoll.waits && timers.nextNs < netpoll.forNs) netpoll.break(nowNs, timers.nextNs);
	}

	/** GOMAXPROCS is now so many. */
	setGomaxprocs(ps: number, nowNs: number): void {
		this.cores.leavePs(ps, nowNs, this.ready);
		this.ready.leavePs(ps);
		this.timers.leavePs(ps);
		this.startTheWorld(ps, Infinity);
	}

	/**
	 * The world is stopped for a collection to begin, and starts again after so long. What a goroutine does later in its
	 * run is left out: other threads have not come so far yet.
	 */
	cycleStarted(ps: number, nowNs: number, forNs: number): void {
		this.markEnd.begins(ps);
		if (this.running && nowNs > this.nowNs + this.calibration.spinLatencyNs) return;
		this.startTheWorld(ps, nowNs);
		this.wakeFurther(nowNs + forNs);
	}

	/**
	 * The world, stopped at that time, starts again: threads that were about to look for work have lost their Ps, and
	 * idle Ps are listed anew.
	 */
	private startTheWorld(ps: number, nowNs: number): void {
		const { cores } = this;
		cores.stopLooking(nowNs, this.running ? this.thread : null);
		this.stopped = true;
		this.markEnd.forget();
		this.idlePs.reorder(ps, cores.taken);
	}

	/** All is marked, and the mark ends when others have passed their safe points. */
	allMarked(atNs: number): void {
		this.markEnd.allMarked(this.cores, Math.max(atNs, this.nowNs) + this.calibration.timerNs);
	}

	/** A mark has ended; `awaited` where a runtime.GC() has waited for it, and goes on to sweep. */
	markEnded(ps: number, nowNs: number, awaited: boolean): void {
		this.startTheWorld(ps, nowNs);
		if (this.idlePs.count > 1) {
			this.markEnd.take(ps, nowNs, awaited);
		} else {
			// The only P that was free has marked; it looks for work before it sweeps.
			this.sweeps = this.collectsFromNs !== Infinity;
			if (!awaited && !(this.sweeps && this.timers.nextNs <= nowNs)) return;
		}
		// Starting the world wakes one more P (startTheWorldWithSema).
		this.wakeFurther(nowNs);
		this.markEnd.over();
	}

	/**
	 * From now on, until `sweepEnded`, the P that the program leaves idle marks and sweeps: it gets nothing else to run before
	 * the mark ends.
	 */
	collectionStarted(nowNs: number): void {
		this.collectsFromNs = nowNs;
		this.sweeps = false;
	}

	/**
	 * The last span is swept: the monitor is to wake the scavenger (mgcsweep.go, sweepone). Where a P marked and swept all
	 * along, it looks for work again: where it was the only one that was free, a thread in netpoll that wanted a P meanwhile
	 * got none and went to sleep, and this one waits there anew.
	 */
	sweepEnded(nowNs: number): void {
		const { netpoll, timers } = this;
		if (this.collectsFromNs === Infinity) {
			this.monitor.swept(nowNs, this.rng.uniform(), this.thereNs(0, this.rng.uniform()));
			return;
		}
		const alone =
			this.idlePs.count === 1 && this.cores.working > 0 && netpoll.wanted(this.collectsFromNs, nowNs);
		this.collectsFromNs = Infinity;
		this.sweeps = false;
		if (alone && timers.nextNs > nowNs) netpoll.wait(nowNs, timers.nextNs);
	}

	/** The thread has nothing to run itself: it looks for work of others, if it may, and is idle where there is none. */
	private findElsewhere(): boolean {
		const { thread, cores } = this;
		const woken = thread.spinning === 1;
		if (!woken && cores.oneMoreLooks(cores.working)) cores.look(thread);
		if (thread.spinning === 1) this.look(woken);
		if (this.goroutine !== NOTHING) return true;
		this.idle();
		return false;
	}

	/** Looks for work at the other Ps: in their queues, then in their timers; `woken` where it has been woken to do so. */
	private look(woken: boolean): void {
		const { ready, timers, cores, p } = this;
		this.goroutine = ready.steal(p, this.nowNs, cores);
		if (this.goroutine !== NOTHING) {
			this.nowNs += ready.leftNs;
			return;
		}
		if (timers.nextNs > this.nowNs) {
			if (woken && this.markEnd.takesSweeping(cores, this.nowNs)) this.goroutine = COLLECTED;
			return;
		}
		const from = timers.dueAt(this.nowNs, this.rng.uniform());
		if (from === NONE) return;
		this.runTimers(timers.heaps[from]!);
		this.goroutine = ready.takeOwn(this.ownReady);
	}

	/** Readies here the goroutines whose timers in a heap are due, earliest first. */
	private runTimers(from: TimerHeap): void {
		const { timers, ownReady } = this;
		const { timerNs } = this.calibration;
		let { nowNs } = this;
		for (;;) {
			const goroutine = timers.popDue(from, nowNs);
			if (goroutine === NOTHING) break;
			ownReady.readyNext(goroutine);
			nowNs += timerNs;
		}
		this.nowNs = nowNs;
		this.readied = true;
		timers.settle();
	}

	/** The P is idle again; its thread waits in netpoll if no other one does. */
	private idle(): void {
		const { cores, timers, netpoll, p, nowNs } = this;
		const looked = this.thread.spinning === 1;
		cores.stop(this.thread, nowNs);
		this.markEnd.give(p);
		const overdue = netpoll.waits && this.wakeNs(nowNs) <= nowNs;
		// Only who has looked at all the Ps knows of all their timers.
		const untilNs = looked || overdue ? timers.nextNs : this.ownTimers.nextNs;
		// What was set before is among the timers that it waits for.
		if (!netpoll.waits) timers.addedNs = Infinity;
		if (!netpoll.waits || overdue) netpoll.wait(nowNs, untilNs);
		else if (looked && untilNs < netpoll.forNs) netpoll.break(nowNs, untilNs);
		this.onIdle();
	}

	private get mayWake(): boolean {
		return this.cores.spinning === 0 && this.idlePs.count > 0;
	}

	/** Readying a goroutine wakes one more P, unless one is on its way; it finds work or goes idle again. */
	private wakeFurther(nowNs: number): void {
		this.wantedNs = nowNs;
		if (this.mayWake) this.wake();
	}

	/** A further P, which is wanted since `wantedNs`, is on its way. */
	private wake(): void {
		const { cores, markEnd, wantedNs: nowNs } = this;
		const turn = this.rng.uniform();
		const atNs = markEnd.thereNs(cores, nowNs, this.thereNs(nowNs, turn), turn);
		cores.look(cores.start(this.idlePs.take(), cores.thereNs(atNs)));
		this.onIdle();
	}

	/** When a thread is there that is woken at a time; `turn`, from 0 to 1: mostly little later than soonest. [ns] */
	private thereNs(wokenNs: number, turn: number): number {
		const { spinLatencyNs, spinJitterNs } = this.calibration;
		return wokenNs + spinLatencyNs + turn * turn * spinJitterNs;
	}

	/** What it takes the goroutine that runs to have had a further P woken: mostly the least, seldom much longer. [ns] */
	private wakingNs(): number {
		const { wakeNs, wakeTailNs } = this.calibration;
		const turn = this.rng.uniform();
		const square = turn * turn;
		return wakeNs + square * square * wakeTailNs;
	}

	/** When the thread in netpoll picks up the next timer. */
	private wakeNs(nowNs: number): number {
		const { cores } = this;
		if (!this.netpoll.waits || this.idlePs.count === 0 || cores.areTaken) return Infinity;
		if (this.collectsFromNs !== Infinity && this.idlePs.count === 1 && cores.working > 0) {
			// Whoever sweeps looks for others' timers between two spans, unless another one is on its way to do so.
			return this.sweeps && cores.oneMoreLooks(cores.working + 1)
				? Math.max(nowNs, this.timers.nextNs)
				: Infinity;
		}
		return this.netpoll.wakesNs(nowNs);
	}
}
