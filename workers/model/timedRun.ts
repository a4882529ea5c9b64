import type { Calibration } from './calibration.ts';
import type { EndState, Frames, Totals } from './frames.ts';
import { goMinor } from './heap/goVersion.ts';
import { Loops } from './gc/loops.ts';
import type { Params } from './parameters.ts';
import { Process, RNG_CLOCK, RNG_LOOPS, RNG_RECORDS, RNG_SCHEDULER, RNG_STREAMS } from './process.ts';
import type { SimulationRequest } from './request.ts';
import { Rng } from './rng.ts';
import { RowClock } from './rowClock.ts';
import { GcTicker } from './scheduler/gcTicker.ts';
import {
	begins,
	COLLECTED,
	COLLECTING,
	DISPATCHER,
	isOfRequest,
	SAMPLER,
	SCAVENGING,
	slotOf
} from './scheduler/goroutines.ts';
import { RuntimeRecords } from './scheduler/records.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { WakeUps } from './scheduler/wakeUps.ts';
import { Serving } from './serving.ts';
import type { Simulation } from './simulation.ts';
import { layOutPhases, openPhase, type Phase, type PhaseEvents } from './workload/phases.ts';
import { parseStalls } from './workload/stalls.ts';
import { zero } from './zero.ts';

/** Sampling periods between the stop of the load and each of the three collections after it. */
const TAIL_SAMPLES = 3;
const DEFAULT_TAIL_SAMPLE_NS = 5e6;

/** How it goes on, see `passOthers`: with the scheduler's step; anew; not any more; the instant is reached. */
const STEP = 0;
const AGAIN = 1;
const OVER = 2;
const THERE = 3;

/**
 * The driver with a clock: requests arrive by themselves (open loop) or follow one another on worker goroutines
 * (closed loop), run on cores, sleep while they hold their object, and wake up on whichever P picks up their timer.
 * A core runs one request's work to its end; on which P, `scheduler` decides. This keeps the time: which of scheduler,
 * collector, rows and phases comes next. What the requests' goroutines do, `serving` knows.
 */
export class TimedRun implements Simulation {
	readonly process: Process;
	private readonly calibration: Calibration;
	private readonly phases: Phase[];
	private readonly rows: RowClock;
	private readonly windowNs: number;
	private readonly scheduler: Scheduler;
	private readonly records: RuntimeRecords;
	private readonly wakeUps: WakeUps;
	private readonly ticker: GcTicker;
	private readonly serving: Serving;
	private readonly end: EndState[] = [];
	/** sums of the load, once it is over */
	private totals: Totals | null = null;

	private phase = 0;
	private nowNs = zero;
	private recordedNs = zero;
	/** whether the scheduler's plan for what it does next still holds: time may pass up to it in several steps */
	private planned = false;
	/** when the next phase begins, if any does */
	private phaseNs = Infinity;
	/** a mark has ended since a goroutine ran last */
	private hasMarked = false;

	/** @param furtherPs Ps that a change which is not known yet may bring at most */
	constructor(request: SimulationRequest, calibration: Calibration, furtherPs = 1) {
		this.phases = layOutPhases(request.params);
		const first = this.phases[0]!;
		const mostPs = Math.max(furtherPs, ...this.phases.map((phase) => phase.params.gomaxprocs));
		const { params } = first;
		const repeated = RNG_STREAMS * (request.repetition ?? 0);
		this.calibration = calibration;
		this.windowNs = this.phases.at(-1)!.endNs;
		this.process = new Process({ ...request, params }, calibration, mostPs);
		this.rows = new RowClock(request, this.windowNs, params.closed * params.ops, (atNs) => this.record(atNs));
		this.records = new RuntimeRecords(
			this.process,
			calibration,
			mostPs,
			new Rng(params.seed, RNG_RECORDS + repeated)
		);
		this.scheduler = new Scheduler({
			cores: params.cores,
			gomaxprocs: params.gomaxprocs,
			mostPs,
			goMinor: goMinor(params.go),
			realTime: params.realtime,
			calibration,
			rng: new Rng(params.seed, RNG_SCHEDULER + repeated),
			stalls: parseStalls(params.stalls),
			onIdle: () => this.noteIdle()
		});
		const clock = new Rng(params.seed, RNG_CLOCK + repeated);
		this.wakeUps = new WakeUps(this.scheduler.timers, clock, calibration, this.windowNs);
		const { collector } = this.process;
		this.ticker = new GcTicker({ collector, scheduler: this.scheduler, wakeUps: this.wakeUps, calibration });
		this.process.onWorldStopped = (nowNs, forNs) => {
			this.scheduler.cycleStarted(this.process.params.gomaxprocs, nowNs, forNs);
			if (!collector.procs.yielding) this.scheduler.collectionStarted(nowNs);
		};
		collector.marker.onAllMarked = (atNs) => this.scheduler.allMarked(atNs);
		this.process.onMarkEnd = (nowNs, forced) => this.markEnded(nowNs, forced);
		this.process.onSweepEnd = (nowNs) => this.scheduler.sweepEnded(nowNs);
		this.serving = new Serving({
			process: this.process,
			scheduler: this.scheduler,
			wakeUps: this.wakeUps,
			records: this.records,
			rows: this.rows,
			windowNs: this.windowNs,
			calibration,
			mostPs
		});
		collector.onForcedDone = (nowNs) => {
			this.ticker.collectionDone(this.process.params.gcperiod);
			this.serving.forcedDone(nowNs);
		};
		collector.procs.sharing = this.scheduler.cores;
		collector.procs.yielding = params.hold > 0 || params.closed === 0;
		if (params.hold === 0 && params.idle === 0 && params.closed > 0) {
			const keepAll = params.closed >= collector.procs.capacity;
			const rng = new Rng(params.seed, RNG_LOOPS + repeated);
			collector.letLoop(new Loops(rng, keepAll ? params.sample : 0));
			collector.onPreempted = (nowNs, samples) => {
				this.scheduler.makeWay();
				if (samples && this.rows.bySampler) this.rows.sampled(nowNs);
			};
		}
		if (params.sample > 0) {
			this.process.addGoroutine(0, 0);
			this.scheduler.timers.set(SAMPLER, 0, params.sample);
		}
		if (params.gcperiod > 0) this.process.addGoroutine(0, 0);
		this.noteIdle();
		this.startPhase(first);
		if (params.closed > 0) this.serving.startWorkers(params.closed);
		this.rows.reached(0, 0);
	}

	get progress(): number {
		const { closed, ops } = this.process.params;
		if (this.end.length > 0) return 1;
		return closed > 0 && ops > 0
			? this.serving.done / (closed * ops)
			: Math.min(1, this.nowNs / this.windowNs);
	}

	advance(pairs: number): boolean {
		// A request takes two to six steps: its arrival, its beginning, its timer, its end, a wake-up and an idling.
		return this.stepTo(Infinity, pairs * 4);
	}

	frames(): Frames {
		const complete = this.totals !== null;
		const totals =
			this.totals ?? this.process.totals(this.serving.started, this.serving.peakInFlight, this.nowNs);
		const phases = this.phases.map(({ name, startNs, endNs }) => ({ name, startNs, endNs }));
		return this.process.frames(phases, totals, this.end.slice(), complete);
	}

	/**
	 * Runs up to an instant, but for what happens at that very instant, and for at most so many steps; true when it is
	 * there. What may change from then on, by `change`, has not been looked at.
	 */
	advanceTo(untilNs: number, steps: number): boolean {
		return this.stepTo(untilNs < this.windowNs ? untilNs : Infinity, steps);
	}

	/** The parameters are others from an instant on that `advanceTo` has reached. */
	change(atNs: number, params: Params, events: PhaseEvents): void {
		const last = this.phases.at(-1)!;
		last.endNs = atNs;
		const phase = openPhase('live', atNs, this.windowNs, params);
		this.phases.push({ ...phase, ...events, live: true });
		this.phaseNs = this.phases[this.phase + 1]!.startNs;
	}

	/** Up to so many steps, as far as an instant; true when it is there, or the run is over. */
	private stepTo(untilNs: number, steps: number): boolean {
		if (this.end.length > 0) return true;
		const { scheduler, serving, process } = this;
		const { collector } = process;
		let quietNs = this.othersNs(untilNs);
		while (steps-- > 0) {
			if (serving.isOver) return this.finish();
			if (!this.planned) scheduler.plan(this.nowNs);
			this.planned = false;
			const atNs = scheduler.nextNs;
			if (atNs < collector.nextEventNs && atNs < quietNs) {
				this.pass(atNs);
			} else {
				const next = this.passOthers(untilNs);
				quietNs = this.othersNs(untilNs);
				if (next === OVER) return this.finish();
				if (next === THERE) return true;
				if (next === AGAIN) continue;
			}
			if (!scheduler.step()) continue;
			if (this.hasMarked) {
				this.hasMarked = false;
				this.records.collected(scheduler.p, scheduler.nowNs);
			}
			// The goroutine whose turn it is, and those after it as long as nothing else comes between.
			for (;;) {
				this.runGoroutine();
				// Nor does another one go on where a mark has ended: that has stopped the world.
				if (steps <= 0 || serving.isOver) break;
				const { nextEventNs } = collector;
				if (!scheduler.goesOn(nextEventNs < quietNs ? nextEventNs : quietNs)) break;
				this.pass(scheduler.nowNs);
				steps--;
			}
		}
		return false;
	}

	/** The goroutine whose turn it is runs, until it ends, waits or sleeps. */
	private runGoroutine(): void {
		const { goroutine } = this.scheduler;
		if (!isOfRequest(goroutine)) this.runOther(goroutine);
		else if (begins(goroutine)) this.serving.beginRequest(slotOf(goroutine));
		else this.serving.goOn(slotOf(goroutine));
		const { scheduler } = this;
		const { collector } = this.process;
		// The goroutine gives the only P away, for which a worker or the sweeper waits.
		if (collector.waits && !scheduler.keepsOn)
			scheduler.doneNs += collector.givesWay(scheduler.doneNs, scheduler.timers.nextNs);
		scheduler.ran();
	}

	/** When a row or the next phase is due, or that instant. [ns] */
	private othersNs(untilNs: number): number {
		return Math.min(this.rows.nextNs, this.phaseNs, untilNs);
	}

	/**
	 * Something comes before the scheduler's next doing, or with it, or nothing more does: time passes up to the next of
	 * all. A constant says how it goes on.
	 */
	private passOthers(untilNs: number): number {
		const { nextNs } = this.scheduler;
		const { soonerNs } = this;
		if (untilNs !== Infinity && nextNs >= untilNs && soonerNs >= untilNs) {
			// What falls on the instant itself waits until it is known whether something changes there.
			this.planned = this.passRows(untilNs - 1);
			return this.planned ? THERE : AGAIN;
		}
		if (soonerNs < nextNs) {
			this.passTo(soonerNs);
			return AGAIN;
		}
		if (nextNs === Infinity) {
			const next = this.phases[this.phase + 1];
			if (next === undefined) return OVER;
			this.passTo(next.startNs);
			return AGAIN;
		}
		return this.passTo(nextNs) ? STEP : AGAIN;
	}

	/** What may bring an earlier timer: the next phase, and the end of a collection that somebody waits for. [ns] */
	private get soonerNs(): number {
		const live = this.phaseNs !== Infinity && this.phases[this.phase + 1]!.live;
		const phaseNs = live ? Infinity : this.phaseNs;
		if (!this.ticker.waits && !this.serving.awaitsCollection) return phaseNs;
		return Math.min(phaseNs, this.process.collector.nextEventNs);
	}

	/** One of the goroutines that there are once runs, until it ends, waits or sleeps. */
	private runOther(goroutine: number): void {
		const { gcperiod } = this.process.params;
		switch (goroutine) {
			case DISPATCHER:
				return this.serving.dispatch();
			case SAMPLER:
				return this.sample();
			case COLLECTING:
				return this.ticker.collect();
			case COLLECTED:
				return this.ticker.sweep(gcperiod);
			case SCAVENGING:
				// Mostly it finds that little is left over, and parks.
				this.scheduler.doneNs += this.calibration.timerNs;
		}
	}

	private sample(): void {
		const scheduler = this.scheduler;
		if (this.rows.bySampler) {
			this.process.collector.advance(scheduler.nowNs);
			this.rows.sampled(scheduler.nowNs);
		}
		scheduler.doneNs += this.calibration.sampleNs;
		const tickNs = this.wakeUps.tickAfter(scheduler.doneNs, this.process.params.sample);
		this.wakeUps.set(SAMPLER, scheduler.p, tickNs);
	}

	private markEnded(nowNs: number, forced: boolean): void {
		const { gcperiod, gomaxprocs } = this.process.params;
		this.hasMarked = true;
		const waited = forced && this.ticker.markEnded(gcperiod);
		this.scheduler.markEnded(gomaxprocs, nowNs, waited);
	}

	/**
	 * Time passes: rows, phases and the collector's own doings up to then happen in their order. False when a change
	 * that nobody knew of came in between: then what was to happen has to be thought of anew.
	 */
	private passTo(atNs: number): boolean {
		if (!this.passRows(atNs)) return false;
		this.pass(atNs);
		return true;
	}

	/** Time passes up to then, where nothing happens before. */
	private pass(atNs: number): void {
		this.process.passTime(atNs);
		if (atNs > this.nowNs) this.nowNs = atNs;
	}

	private passRows(atNs: number): boolean {
		const process = this.process;
		const { collector } = process;
		const rows = this.rows;
		for (;;) {
			const phaseNs = this.phaseNs;
			const eventNs = collector.nextEventNs;
			const nextNs = Math.min(rows.nextNs, phaseNs, eventNs);
			if (nextNs > atNs) break;
			process.passTime(nextNs);
			if (eventNs === nextNs) {
				collector.advance(nextNs);
			} else if (rows.nextNs === nextNs) {
				collector.advance(nextNs);
				this.record(nextNs);
				rows.taken();
			} else {
				const phase = this.phases[++this.phase]!;
				if (phase.live && phase.startNs > this.nowNs) this.nowNs = phase.startNs;
				this.startPhase(phase);
				if (phase.live) return false;
			}
		}
		return true;
	}

	private startPhase(phase: Phase): void {
		const { params, startNs, arrivalsEndNs, live } = phase;
		const { gomaxprocs, gcperiod } = params;
		const before = this.phases[this.phase - 1]?.params;
		const { arrivals } = this.serving;
		this.process.change(startNs, params);
		this.serving.change(params);
		this.phaseNs = this.phases[this.phase + 1]?.startNs ?? Infinity;
		if (params.closed === 0) {
			if (live && before) arrivals.change(before, params, startNs, arrivalsEndNs);
			else arrivals.begin(params, startNs, arrivalsEndNs);
			if (phase.burst > 0) arrivals.add(phase.burst, startNs);
			this.wakeUps.set(DISPATCHER, 0, arrivals.dueNs);
		}
		// The ticker goes on through phases that do not change its period.
		if (gcperiod !== before?.gcperiod && !this.ticker.waits)
			this.ticker.sleep(0, gcperiod === 0 ? Infinity : startNs + gcperiod);
		if (startNs > 0 && (gomaxprocs !== before?.gomaxprocs || !live))
			this.scheduler.setGomaxprocs(gomaxprocs, startNs);
		if (live) this.scheduler.noteTimers(startNs);
		if (phase.gc) this.process.collector.force(startNs);
	}

	private noteIdle(): void {
		this.process.collector.setIdle(this.nowNs, this.scheduler.cores.idle);
	}

	private record(atNs: number): void {
		// Several cores tell their times out of order; the rows are in order.
		this.recordedNs = Math.max(this.recordedNs, atNs);
		this.process.record({
			timeNs: this.recordedNs,
			op: this.serving.done,
			inFlight: this.serving.inFlight,
			queued: this.scheduler.ready.length + this.serving.queued
		});
	}

	/** The load is over: what is left of the window passes, then three collections show what stays. */
	private finish(): true {
		const { params, collector } = this.process;
		const windowNs = params.closed > 0 && params.ops > 0 ? 0 : this.windowNs;
		let nowNs = Math.max(this.serving.endNs, windowNs);
		this.passTo(nowNs);
		this.rows.samplerEnded();
		this.process.onWorldStopped = this.process.onMarkEnd = this.process.onSweepEnd = null;
		collector.marker.onAllMarked = null;
		this.scheduler.cores.working = 0;
		this.noteIdle();
		// A forced collection that falls on the end of the load still belongs to it.
		if (this.ticker.dueNs <= nowNs) nowNs = collector.collect(nowNs);
		if (params.closed > 0) this.process.endWorkers(params.closed);
		this.totals = this.process.totals(this.serving.started, this.serving.peakInFlight, nowNs);
		this.end.push(this.process.endState('stop'));
		const gapNs = TAIL_SAMPLES * (params.sample > 0 ? params.sample : DEFAULT_TAIL_SAMPLE_NS);
		for (const what of ['gc1', 'gc2', 'gc3'] as const) {
			nowNs += gapNs;
			this.passTo(nowNs);
			nowNs = Math.max(nowNs, collector.collect(nowNs));
			this.end.push(this.process.endState(what));
		}
		while (this.rows.nextNs !== Infinity) this.passTo(this.rows.nextNs);
		return true;
	}
}
