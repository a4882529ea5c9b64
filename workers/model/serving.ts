import type { Calibration } from './calibration.ts';
import { Exponentials } from './exponentials.ts';
import type { Params } from './parameters.ts';
import { RNG_ARRIVAL, RNG_HOLD, type Process } from './process.ts';
import { Rng } from './rng.ts';
import type { RowClock } from './rowClock.ts';
import { FreeGoroutines } from './scheduler/freeGoroutines.ts';
import { beginningOf, DISPATCHER, endingOf } from './scheduler/goroutines.ts';
import type { RuntimeRecords } from './scheduler/records.ts';
import { RunQueue } from './scheduler/runQueue.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { WakeUps } from './scheduler/wakeUps.ts';
import { Arrivals } from './workload/arrivals.ts';
import { LONG_NS } from './workload/requests.ts';
import { zero } from './zero.ts';

export interface ServingOptions {
	process: Process;
	scheduler: Scheduler;
	wakeUps: WakeUps;
	records: RuntimeRecords;
	calibration: Calibration;
	rows: RowClock;
	/** end of the load [ns] */
	windowNs: number;
	/** most Ps that there may be */
	mostPs: number;
}

/**
 * The goroutines of the load: the dispatcher of an open loop, the workers of a closed one, and each request from where
 * it begins to its end, as the scheduler lets them run. Each part moves the scheduler's `doneNs` by what it takes.
 */
export class Serving {
	readonly arrivals: Arrivals;
	/** requests begun, and ended */
	started = 0;
	done = 0;
	peakInFlight = 0;
	/** so many have ended as a load has that ends by their number */
	isOver = false;
	/** when the last request ended so far [ns] */
	endNs = zero;

	private readonly process: Process;
	private readonly scheduler: Scheduler;
	private readonly wakeUps: WakeUps;
	private readonly records: RuntimeRecords;
	private readonly calibration: Calibration;
	private readonly rows: RowClock;
	private readonly windowNs: number;
	private readonly free: FreeGoroutines;
	private readonly holds: Exponentials;
	/** places of requests that wait for a permit, and of those whose goroutine waits for its runtime.GC() */
	private readonly waiting = new RunQueue();
	private readonly collecting = new RunQueue();
	/**
	 * by place of requests that have begun and do not hold yet: what they still have to do [ns]. A mark keeps them waiting,
	 * or their work is under way, and is looked at again when it is done.
	 */
	private readonly unfinished = new Map<number, { workNs: number; holdNs: number }>();
	private nextIndex = 0;
	/** how long requests hold their object, on average where each does so for another time, and how many workers there are [ns] */
	private meanHoldNs = zero;
	private varies = false;
	private loopWorkers = 0;
	/** how many end until the load is over; Infinity where it lasts for a time */
	private lastDone = Infinity;
	// Times are handed over in fields: V8 makes an object of every double that it passes to a call.
	/** what the request that runs now still has to do, and how long its goroutine sleeps then [ns] */
	private workNs = zero;
	private sleepNs = zero;

	constructor(options: ServingOptions) {
		const { seed } = options.process.params;
		this.process = options.process;
		this.scheduler = options.scheduler;
		this.wakeUps = options.wakeUps;
		this.records = options.records;
		this.calibration = options.calibration;
		this.rows = options.rows;
		this.windowNs = options.windowNs;
		this.arrivals = new Arrivals(new Exponentials(new Rng(seed, RNG_ARRIVAL)));
		this.holds = new Exponentials(new Rng(seed, RNG_HOLD));
		this.free = new FreeGoroutines(options.mostPs);
	}

	/** From now on requests are like this. */
	change({ hold, holddist, closed, ops }: Params): void {
		this.meanHoldNs = hold;
		this.process.requests.mayPause = hold > 0;
		this.varies = holddist !== 'constant';
		this.loopWorkers = closed;
		this.lastDone = closed > 0 && ops > 0 ? closed * ops : Infinity;
		this.isOver = this.done >= this.lastDone;
	}

	get inFlight(): number {
		return this.started - this.done;
	}

	/** Requests that wait for a permit. */
	get queued(): number {
		return this.waiting.length;
	}

	/** Whether workers wait for a runtime.GC() of their own. */
	get awaitsCollection(): boolean {
		return this.collecting.length > 0;
	}

	/** The goroutine of the request at a place has slept or waited, and goes on. */
	goOn(slot: number): void {
		if (this.unfinished.size > 0 && this.resume(slot)) return;
		if (this.process.requests.isUnderWay(slot)) this.endRequest(slot);
		else this.idle(slot);
	}

	/** The goroutine of the request at a place begins it. */
	beginRequest(slot: number): void {
		const { requests, collector, mutator } = this.process;
		const scheduler = this.scheduler;
		if (requests.mustWait) {
			this.waiting.push(slot);
			scheduler.doneNs += this.calibration.timerNs;
			return;
		}
		const p = scheduler.p;
		collector.waitUntilNs = -Infinity;
		mutator.runsOn(p, scheduler.nowNs);
		requests.begin(slot);
		this.workNs = requests.costNs;
		if (collector.waitUntilNs > scheduler.nowNs) this.park(slot);
		else this.work(slot);
	}

	/** The request needs the end of a mark to go on: its goroutine waits for it, and lets others run. */
	private park(slot: number): void {
		const { scheduler } = this;
		this.unfinished.set(slot, { workNs: this.workNs, holdNs: 0 });
		scheduler.sleepUntil(Math.max(scheduler.doneNs, this.process.collector.waitUntilNs), slot);
	}

	/** The request works for `workNs`, then holds its object. */
	private work(slot: number): void {
		const { workNs } = this;
		const { collector } = this.process;
		const scheduler = this.scheduler;
		scheduler.work(workNs);
		collector.cycles.mutatorCpuNs += workNs;
		if (this.meanHoldNs === 0) {
			scheduler.goOnWith(endingOf(slot));
			return;
		}
		this.sleepNs = this.varies ? this.holds.next(this.meanHoldNs) : this.meanHoldNs;
		if (scheduler.shares || workNs > LONG_NS) {
			this.unfinished.set(slot, { workNs: 0, holdNs: this.sleepNs });
			scheduler.goOnWith(endingOf(slot));
		} else {
			this.sleep(slot);
		}
	}

	/** The request at a place goes on with what it has not finished before its hold; false where there is nothing. */
	private resume(slot: number): boolean {
		const rest = this.unfinished.get(slot);
		if (rest === undefined) return false;
		this.unfinished.delete(slot);
		this.workNs = rest.workNs;
		this.sleepNs = rest.holdNs;
		const { requests, mutator } = this.process;
		if (!requests.isUnderWay(slot)) {
			mutator.runsOn(this.scheduler.p, this.scheduler.nowNs);
			requests.goOn(slot);
			this.workNs += requests.costNs;
		}
		if (this.workNs > 0) this.work(slot);
		else this.sleep(slot);
		return true;
	}

	/** The goroutine of a place, which runs now, sleeps from then on for `sleepNs`; what ends the request wakes it. */
	private sleep(slot: number): void {
		const { scheduler } = this;
		const { p, doneNs } = scheduler;
		const sleepers = scheduler.sleepUntil(doneNs + this.sleepNs, slot);
		if (sleepers > this.records.timerRoom[p]!) this.records.timers(p, doneNs, sleepers);
	}

	private endRequest(slot: number): void {
		const { requests, collector, mutator } = this.process;
		const scheduler = this.scheduler;
		const p = scheduler.p;
		mutator.runsOn(p, scheduler.nowNs);
		requests.end(slot);
		const { costNs } = requests;
		scheduler.work(costNs);
		collector.cycles.mutatorCpuNs += costNs;
		this.done++;
		if (this.done >= this.rows.nextDone) this.rows.reached(this.done, scheduler.doneNs);
		if (this.waiting.length > 0 && !requests.mustWait) scheduler.readyNext(beginningOf(this.waiting.shift()));
		this.endNs = scheduler.doneNs;
		if (this.loopWorkers > 0) this.followUp(requests.slots.at(slot).index + this.loopWorkers);
		else this.free.give(p);
	}

	/** A worker of a closed loop has ended a request and goes on, on the same P, with request i. */
	private followUp(i: number): void {
		const { params, collector, requests } = this.process;
		const scheduler = this.scheduler;
		this.isOver = this.done >= this.lastDone;
		if (params.gcevery > 0 && this.done % params.gcevery === 0) {
			this.collecting.push(params.idle > 0 ? requests.admitIdle(i) : requests.admit(i));
			collector.force(scheduler.doneNs);
		} else if (this.workerGoesOn(scheduler.doneNs, i)) {
			if (params.idle > 0) {
				this.idle(requests.admitIdle(i));
			} else {
				this.noteStarted();
				scheduler.goOnWith(beginningOf(requests.admit(i)));
			}
		}
	}

	/** The worker at a place sleeps between two requests, or has slept. */
	private idle(slot: number): void {
		const { requests, params } = this.process;
		if (!requests.hasSlept(slot)) {
			this.sleepNs = params.idle;
			this.sleep(slot);
		} else if (this.workerGoesOn(this.scheduler.doneNs, requests.slots.at(slot).index)) {
			this.noteStarted();
			this.beginRequest(slot);
		} else {
			requests.slots.free(slot);
		}
	}

	private workerGoesOn(nowNs: number, i: number): boolean {
		const { closed, ops } = this.process.params;
		return ops > 0 ? i < closed * ops : nowNs < this.windowNs;
	}

	private noteStarted(): void {
		const inFlight = ++this.started - this.done;
		if (inFlight > this.peakInFlight) this.peakInFlight = inFlight;
	}

	/** The dispatcher starts a goroutine for every request that is due, then sleeps until the next one is. */
	dispatch(): void {
		const arrivals = this.arrivals;
		const process = this.process;
		const scheduler = this.scheduler;
		const p = scheduler.p;
		const { timerNs } = this.calibration;
		while (arrivals.dueNs <= scheduler.doneNs) {
			arrivals.take();
			scheduler.doneNs += timerNs;
			if (!this.free.take(p)) process.addGoroutine(p, scheduler.doneNs);
			process.mutator.runsOn(p, scheduler.doneNs);
			process.startGoroutine();
			scheduler.doneNs += process.mutator.costNs;
			this.noteStarted();
			scheduler.readyNext(beginningOf(process.requests.admit(this.nextIndex++)));
		}
		this.wakeUps.set(DISPATCHER, p, arrivals.dueNs);
	}

	/** The workers of a closed loop start. */
	startWorkers(workers: number): void {
		for (let w = 0; w < workers; w++) {
			this.noteStarted();
			this.process.addWorker(0, 0);
			this.scheduler.ready.push(beginningOf(this.process.requests.admit(w)));
		}
		this.scheduler.kick(0);
	}

	/** A runtime.GC() returns: workers that have waited for it go on. */
	forcedDone(nowNs: number): void {
		for (let left = this.collecting.length; left > 0; left--) {
			const slot = this.collecting.shift();
			const { slots } = this.process.requests;
			if (this.process.params.idle > 0) {
				this.scheduler.ready.push(endingOf(slot));
			} else if (this.workerGoesOn(nowNs, slots.at(slot).index)) {
				this.noteStarted();
				this.scheduler.ready.push(beginningOf(slot));
			} else {
				slots.free(slot);
			}
		}
		this.scheduler.kick(nowNs);
	}
}
