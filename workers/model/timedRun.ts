import type { Calibration } from './calibration.ts';
import type { EndState, Frames, Totals } from './frames.ts';
import { goMinor } from './heap/goVersion.ts';
import { grown } from './objects.ts';
import type { Params } from './parameters.ts';
import { Process, RNG_ARRIVAL, RNG_HOLD, RNG_SCHEDULER } from './process.ts';
import type { SimulationRequest } from './request.ts';
import { Rng } from './rng.ts';
import { RowClock } from './rowClock.ts';
import { FreeGoroutines } from './scheduler/freeGoroutines.ts';
import { RuntimeRecords } from './scheduler/records.ts';
import { RunQueue } from './scheduler/runQueue.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import type { Simulation } from './simulate.ts';
import { Arrivals } from './workload/arrivals.ts';
import { layOutPhases, openPhase, type Phase, type PhaseEvents } from './workload/phases.ts';
import { parseStalls } from './workload/stalls.ts';

/** Goroutines that are not requests. */
const DISPATCHER = 2 ** 52;
const SAMPLER = DISPATCHER + 1;
const COLLECTING = DISPATCHER + 2;
const COLLECTED = DISPATCHER + 3;
/** Numbers of the timers of the first three. */
const DISPATCHERS_TIMER = 0;
const SAMPLERS_TIMER = 1;
const COLLECTORS_TIMER = 2;
/** Sampling periods between the stop of the load and each of the three collections after it. */
const TAIL_SAMPLES = 3;
const DEFAULT_TAIL_SAMPLE_NS = 5e6;

/**
 * The driver with a clock: requests arrive by themselves (open loop) or follow one another on worker goroutines
 * (closed loop), run on cores, sleep while they hold their object, and wake up on whichever P picks up their timer.
 * A core runs one request's work to its end; on which P, `scheduler` decides.
 */
export class TimedRun implements Simulation {
	readonly #process: Process;
	readonly #calibration: Calibration;
	readonly #phases: Phase[];
	readonly #rows: RowClock;
	readonly #windowNs: number;
	readonly #arrivals: Arrivals;
	/** goroutines: ≥ 0: request to begin; < 0: the complement of the slot of a request to end; or one of the few above */
	readonly #scheduler: Scheduler;
	readonly #free: FreeGoroutines;
	readonly #records: RuntimeRecords;
	/** requests that wait for a permit, and those whose goroutine waits for its runtime.GC() */
	readonly #waiting = new RunQueue();
	readonly #collecting = new RunQueue();
	readonly #holdRng: Rng;
	readonly #end: EndState[] = [];
	/** sums of the load, once it is over */
	#totals: Totals | null = null;

	#phase = 0;
	#nowNs = 0;
	#nextIndex = 0;
	#started = 0;
	#done = 0;
	#inFlight = 0;
	#peakInFlight = 0;
	/** request number of a slot */
	#index = new Float64Array(64);
	/** when the next collection is forced, while its goroutine sleeps */
	#gcTickNs = Infinity;
	#gcTickRuns = false;
	/** time and P of what runs now */
	#p = 0;
	#loadEndNs = 0;
	#recordedNs = 0;
	/** whether the next two hold, see `plan` */
	#planned = false;
	#nextNs = Infinity;
	#soonerNs = Infinity;

	/** @param furtherPs Ps that a change which is not known yet may bring at most */
	constructor(request: SimulationRequest, calibration: Calibration, furtherPs = 1) {
		this.#phases = layOutPhases(request.params);
		const first = this.#phases[0]!;
		const mostPs = Math.max(furtherPs, ...this.#phases.map((phase) => phase.params.gomaxprocs));
		const { params } = first;
		this.#calibration = calibration;
		this.#windowNs = this.#phases.at(-1)!.endNs;
		this.#process = new Process({ ...request, params }, calibration, mostPs);
		this.#rows = new RowClock(request, this.#windowNs, params.closed * params.ops);
		this.#arrivals = new Arrivals(new Rng(params.seed, RNG_ARRIVAL));
		this.#holdRng = new Rng(params.seed, RNG_HOLD);
		this.#free = new FreeGoroutines(mostPs);
		this.#records = new RuntimeRecords({
			calibration,
			mostPs,
			keep: (p, nowNs, bytes) => this.#process.keep(p, nowNs, bytes),
			release: (bytes) => this.#process.release(bytes)
		});
		this.#scheduler = new Scheduler({
			cores: params.cores,
			gomaxprocs: params.gomaxprocs,
			mostPs,
			goMinor: goMinor(params.go),
			calibration,
			rng: new Rng(params.seed, RNG_SCHEDULER),
			stalls: parseStalls(params.stalls),
			run: (goroutine, p, nowNs) => this.#run(goroutine, p, nowNs),
			woken: (timer) => (timer >= 0 ? -1 - timer : DISPATCHER + ~timer),
			onIdle: () => this.#noteIdle()
		});
		this.#process.onMarkEnd = (nowNs) => this.#scheduler.markEnded(this.#process.params.gomaxprocs, nowNs);
		this.#process.collector.onForcedDone = (nowNs) => this.#forcedDone(nowNs);
		this.#process.collector.yielding = params.hold > 0 || params.closed === 0;
		if (params.sample > 0) {
			this.#process.addGoroutine(0, 0);
			this.#scheduler.timers.set(SAMPLERS_TIMER, 0, params.sample);
		}
		if (params.gcperiod > 0) this.#process.addGoroutine(0, 0);
		this.#noteIdle();
		this.#startPhase(first);
		if (params.closed > 0) this.#startWorkers(params.closed);
		this.#rows.reached(0, () => this.#record(0));
	}

	get process(): Process {
		return this.#process;
	}

	get progress(): number {
		const { closed, ops } = this.#process.params;
		if (this.#end.length > 0) return 1;
		return closed > 0 && ops > 0 ? this.#done / (closed * ops) : Math.min(1, this.#nowNs / this.#windowNs);
	}

	advance(pairs: number): boolean {
		if (this.#end.length > 0) return true;
		// A request takes two to six steps: its arrival, its beginning, its timer, its end, a wake-up and an idling.
		for (let steps = pairs * 4; steps > 0; steps--) {
			if (this.#step()) continue;
			this.#finish();
			return true;
		}
		return false;
	}

	frames(): Frames {
		const complete = this.#totals !== null;
		const totals = this.#totals ?? this.#process.totals(this.#started, this.#peakInFlight, this.#nowNs);
		const phases = this.#phases.map(({ name, startNs, endNs }) => ({ name, startNs, endNs }));
		return this.#process.frames(phases, totals, this.#end.slice(), complete);
	}

	/**
	 * Runs up to an instant, but for what happens at that very instant, and for at most so many steps; true when it is
	 * there. What may change from then on, by `change`, has not been looked at.
	 */
	advanceTo(untilNs: number, steps: number): boolean {
		if (this.#end.length > 0) return true;
		for (; steps > 0; steps--) {
			if (!this.#planned) this.#plan();
			if (untilNs < this.#windowNs && Math.min(this.#nextNs, this.#soonerNs) >= untilNs) {
				// What falls on the instant itself waits until it is known whether something changes there.
				if (this.#passRows(untilNs - 1)) return true;
				this.#planned = false;
				continue;
			}
			if (this.#step()) continue;
			this.#finish();
			return true;
		}
		return false;
	}

	/** The parameters are others from an instant on that `advanceTo` has reached. */
	change(atNs: number, params: Params, events: PhaseEvents): void {
		const last = this.#phases.at(-1)!;
		last.endNs = atNs;
		const phase = openPhase('live', atNs, this.#windowNs, params);
		this.#phases.push({ ...phase, ...events, live: true });
	}

	/** The next thing that happens; false when nothing more will. */
	#step(): boolean {
		if (!this.#planned) this.#plan();
		this.#planned = false;
		const nextNs = this.#nextNs;
		const soonerNs = this.#soonerNs;
		if (soonerNs < nextNs) {
			this.#passTo(soonerNs);
			return true;
		}
		if (nextNs === Infinity) {
			const next = this.#phases[this.#phase + 1];
			if (next !== undefined) this.#passTo(next.startNs);
			return next !== undefined;
		}
		if (this.#passTo(nextNs)) this.#scheduler.step(nextNs);
		return true;
	}

	/**
	 * Thinks of what happens next: the scheduler's next doing, and what may bring an earlier timer, that is the next
	 * phase, and the end of a collection that somebody waits for. It is thought of once, before time passes up to it,
	 * however often somebody looks on the way.
	 */
	#plan(): void {
		this.#planned = true;
		this.#nextNs = this.#scheduler.nextNs(this.#nowNs);
		const next = this.#phases[this.#phase + 1];
		const phaseNs = next === undefined || next.live ? Infinity : next.startNs;
		const waited = this.#collecting.length > 0 || this.#gcTickRuns;
		this.#soonerNs = waited ? Math.min(phaseNs, this.#process.collector.nextEventNs) : phaseNs;
	}

	/** A goroutine runs on P p until it ends, waits or sleeps; gives when. */
	#run(goroutine: number, p: number, nowNs: number): number {
		this.#p = p;
		const { collector, params } = this.#process;
		if (collector.numGC > this.#records.collections)
			this.#records.collected(p, nowNs, collector.numGC, params.gomaxprocs);
		switch (goroutine) {
			case DISPATCHER:
				return this.#dispatch(p, nowNs);
			case SAMPLER:
				return this.#sample(p, nowNs);
			case COLLECTING:
				this.#gcTickNs = Infinity;
				this.#gcTickRuns = true;
				this.#process.collector.force(nowNs);
				return nowNs + this.#calibration.timerNs;
			case COLLECTED:
				this.#setGcTick(p, this.#tickAfter(nowNs, this.#process.params.gcperiod));
				return nowNs + this.#calibration.timerNs;
			default:
				return goroutine >= 0
					? this.#beginRequest(nowNs, goroutine)
					: this.#endRequest(nowNs, -1 - goroutine);
		}
	}

	#sample(p: number, nowNs: number): number {
		const doneNs = nowNs + this.#calibration.sampleNs;
		this.#scheduler.timers.set(SAMPLERS_TIMER, p, this.#tickAfter(doneNs, this.#process.params.sample));
		return doneNs;
	}

	#setGcTick(p: number, atNs: number): void {
		this.#gcTickNs = atNs;
		this.#scheduler.timers.set(COLLECTORS_TIMER, p, atNs);
	}

	#beginRequest(nowNs: number, i: number): number {
		const { requests, params } = this.#process;
		if (requests.mustWait) {
			this.#waiting.push(i);
			return nowNs + this.#calibration.timerNs;
		}
		const slot = requests.begin(this.#p, nowNs, i);
		if (slot >= this.#index.length) this.#index = grown(this.#index);
		this.#index[slot] = i;
		const doneNs = nowNs + requests.costNs;
		this.#process.collector.mutatorCpuNs += requests.costNs;
		if (params.hold === 0) {
			this.#scheduler.goOnWith(-1 - slot);
		} else {
			const holdNs = params.holddist === 'constant' ? params.hold : this.#holdRng.exponential(params.hold);
			const { timers } = this.#scheduler;
			timers.push(this.#p, doneNs + holdNs, slot);
			const sleepers = timers.sizeOf(this.#p);
			if (sleepers > this.#records.timerRoom[this.#p]!) this.#records.timers(this.#p, doneNs, sleepers);
		}
		return doneNs;
	}

	#endRequest(nowNs: number, slot: number): number {
		const { requests, params, collector } = this.#process;
		requests.end(this.#p, nowNs, slot);
		const doneNs = nowNs + requests.costNs;
		collector.mutatorCpuNs += requests.costNs;
		this.#done++;
		this.#inFlight--;
		if (this.#done >= this.#rows.nextDone) this.#rows.reached(this.#done, () => this.#record(doneNs));
		if (this.#waiting.length > 0 && !requests.mustWait) {
			this.#scheduler.readyNext(this.#p, this.#waiting.shift());
		}
		this.#loadEndNs = doneNs;
		if (params.closed > 0) this.#followUp(doneNs, this.#index[slot]! + params.closed);
		else this.#free.give(this.#p);
		return doneNs;
	}

	/** A worker of a closed loop has ended a request and goes on, on the same P, with request i. */
	#followUp(nowNs: number, i: number): void {
		const { params, collector } = this.#process;
		if (params.gcevery > 0 && this.#done % params.gcevery === 0) {
			this.#collecting.push(i);
			collector.force(nowNs);
		} else if (this.#workerGoesOn(nowNs, i)) {
			this.#started++;
			this.#noteInFlight();
			this.#scheduler.goOnWith(i);
		}
	}

	#workerGoesOn(nowNs: number, i: number): boolean {
		const { closed, ops } = this.#process.params;
		return ops > 0 ? i < closed * ops : nowNs < this.#windowNs;
	}

	#noteInFlight(): void {
		this.#inFlight++;
		if (this.#inFlight > this.#peakInFlight) this.#peakInFlight = this.#inFlight;
	}

	/** The next multiple of a period within the window. */
	#tickAfter(nowNs: number, period: number): number {
		const tickNs = (Math.floor(nowNs / period) + 1) * period;
		return tickNs > this.#windowNs ? Infinity : tickNs;
	}

	/** The dispatcher starts a goroutine for every request that is due, then sleeps until the next one is. */
	#dispatch(p: number, atNs: number): number {
		const arrivals = this.#arrivals;
		const process = this.#process;
		const { timerNs } = this.#calibration;
		let nowNs = atNs;
		while (arrivals.dueNs <= nowNs) {
			arrivals.take();
			nowNs += timerNs;
			if (!this.#free.take(p)) process.addGoroutine(p, nowNs);
			process.startGoroutine(p, nowNs);
			this.#started++;
			this.#noteInFlight();
			this.#scheduler.readyNext(p, this.#nextIndex++);
		}
		this.#scheduler.timers.set(DISPATCHERS_TIMER, p, arrivals.dueNs);
		return nowNs;
	}

	/**
	 * Time passes: rows, phases and the collector's own doings up to then happen in their order. False when a change
	 * that nobody knew of came in between: then what was to happen has to be thought of anew.
	 */
	#passTo(atNs: number): boolean {
		if (!this.#passRows(atNs)) return false;
		this.#process.passTime(atNs);
		if (atNs > this.#nowNs) this.#nowNs = atNs;
		return true;
	}

	#passRows(atNs: number): boolean {
		const process = this.#process;
		const { collector } = process;
		const rows = this.#rows;
		if (atNs < collector.nextEventNs && atNs < rows.nextNs && this.#phase + 1 >= this.#phases.length)
			return true;
		for (;;) {
			const phaseNs =
				this.#phase + 1 < this.#phases.length ? this.#phases[this.#phase + 1]!.startNs : Infinity;
			const eventNs = collector.nextEventNs;
			const nextNs = Math.min(rows.nextNs, phaseNs, eventNs);
			if (nextNs > atNs) break;
			process.passTime(nextNs);
			if (eventNs === nextNs) {
				collector.advance(nextNs);
			} else if (rows.nextNs === nextNs) {
				collector.advance(nextNs);
				this.#record(nextNs);
				rows.taken();
			} else {
				const phase = this.#phases[++this.#phase]!;
				if (phase.live && phase.startNs > this.#nowNs) this.#nowNs = phase.startNs;
				this.#startPhase(phase);
				if (phase.live) return false;
			}
		}
		return true;
	}

	#startPhase(phase: Phase): void {
		const { params } = phase;
		this.#process.change(phase.startNs, params);
		if (params.closed === 0) {
			const before = this.#phases[this.#phase - 1]?.params;
			if (phase.live && before) this.#arrivals.change(before, params, phase.startNs, phase.arrivalsEndNs);
			else this.#arrivals.begin(params, phase.startNs, phase.arrivalsEndNs);
			if (phase.burst > 0) this.#arrivals.add(phase.burst, phase.startNs);
			this.#scheduler.timers.set(DISPATCHERS_TIMER, 0, this.#arrivals.dueNs);
		}
		// The ticker goes on through phases that do not change its period.
		if (params.gcperiod !== this.#phases[this.#phase - 1]?.params.gcperiod && !this.#gcTickRuns) {
			this.#setGcTick(0, params.gcperiod === 0 ? Infinity : phase.startNs + params.gcperiod);
		}
		const othersPs = params.gomaxprocs !== this.#phases[this.#phase - 1]?.params.gomaxprocs;
		if (phase.startNs > 0 && (othersPs || !phase.live)) {
			this.#scheduler.setGomaxprocs(params.gomaxprocs);
		}
		if (phase.live) this.#scheduler.noteTimers(phase.startNs);
		if (phase.gc) this.#process.collector.force(phase.startNs);
	}

	#startWorkers(workers: number): void {
		for (let w = 0; w < workers; w++) {
			this.#started++;
			this.#noteInFlight();
			this.#process.addWorker(0, 0);
			this.#scheduler.ready.push(w);
		}
		this.#scheduler.kick(0);
	}

	#forcedDone(nowNs: number): void {
		if (this.#gcTickRuns) {
			this.#gcTickRuns = false;
			if (this.#process.params.gcperiod > 0) this.#scheduler.ready.push(COLLECTED);
		}
		for (let left = this.#collecting.length; left > 0; left--) {
			const i = this.#collecting.shift();
			if (!this.#workerGoesOn(nowNs, i)) continue;
			this.#started++;
			this.#noteInFlight();
			this.#scheduler.ready.push(i);
		}
		this.#scheduler.kick(nowNs);
	}

	#noteIdle(): void {
		this.#process.collector.setIdle(this.#nowNs, this.#scheduler.cores.idle);
	}

	#record(atNs: number): void {
		// Several cores tell their times out of order; the rows are in order.
		this.#recordedNs = Math.max(this.#recordedNs, atNs);
		this.#process.record({
			timeNs: this.#recordedNs,
			op: this.#done,
			inFlight: this.#inFlight,
			queued: this.#scheduler.ready.length + this.#waiting.length
		});
	}

	/** The load is over: what is left of the window passes, then three collections show what stays. */
	#finish(): void {
		const { params, collector } = this.#process;
		const windowNs = params.closed > 0 && params.ops > 0 ? 0 : this.#windowNs;
		this.#loadEndNs = Math.max(this.#loadEndNs, windowNs);
		this.#passTo(this.#loadEndNs);
		let nowNs = this.#loadEndNs;
		this.#scheduler.cores.working = 0;
		this.#noteIdle();
		// A forced collection that falls on the end of the load still belongs to it.
		if (this.#gcTickNs <= nowNs) nowNs = collector.collect(nowNs);
		if (params.closed > 0) this.#process.endWorkers(params.closed);
		this.#totals = this.#process.totals(this.#started, this.#peakInFlight, nowNs);
		this.#end.push(this.#process.endState('stop'));
		const gapNs = TAIL_SAMPLES * (params.sample > 0 ? params.sample : DEFAULT_TAIL_SAMPLE_NS);
		for (const what of ['gc1', 'gc2', 'gc3'] as const) {
			nowNs += gapNs;
			this.#passTo(nowNs);
			nowNs = Math.max(nowNs, collector.collect(nowNs));
			this.#end.push(this.#process.endState(what));
		}
		while (this.#rows.nextNs !== Infinity) this.#passTo(this.#rows.nextNs);
	}
}
