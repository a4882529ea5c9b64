import type { Calibration } from './calibration.ts';
import { EventQueue } from './eventQueue.ts';
import type { EndState, Frames, Totals } from './frames.ts';
import { grown } from './objects.ts';
import { Process, RNG_ARRIVAL, RNG_HOLD, RNG_SCHEDULER } from './process.ts';
import type { SimulationRequest } from './request.ts';
import { Rng } from './rng.ts';
import { RowClock } from './rowClock.ts';
import { Cores } from './scheduler/cores.ts';
import { IdlePs } from './scheduler/idlePs.ts';
import { ReadyQueue } from './scheduler/readyQueue.ts';
import { RunQueue } from './scheduler/runQueue.ts';
import type { Simulation } from './simulate.ts';
import { Arrivals } from './workload/arrivals.ts';
import { layOutPhases, type Phase } from './workload/phases.ts';
import { parseStalls, type Stall } from './workload/stalls.ts';

const NONE = -1;
/** Goroutines that are not requests. */
const DISPATCHER = 2 ** 52;
const SAMPLER = DISPATCHER + 1;
const COLLECTING = DISPATCHER + 2;
/** Sampling periods between the stop of the load and each of the three collections after it. */
const TAIL_SAMPLES = 3;
const DEFAULT_TAIL_SAMPLE_NS = 5e6;
/** Two threads that go idle at about the same time: how often the other one's P is used next. */
const OTHER_P_NEXT = 0.1;

/**
 * The driver with a clock: requests arrive by themselves (open loop) or follow one another on worker goroutines
 * (closed loop), run on cores, sleep while they hold their object, and wake up on whichever P picks up their timer.
 *
 * What of Go's scheduler is here is what decides on which P a Get or Put happens, and how many requests are in flight:
 * idle Ps in a stack; an idle process waits in netpoll for whole milliseconds and then runs all timers that are due;
 * whoever readies a goroutine wakes a further P, which finds work or goes idle again; the goroutine readied last runs
 * first. A core runs one request's work to its end.
 * Left out: preemption (a slice of 10 ms), threads of more Ps than cores taking turns, work queues of single Ps.
 */
export class TimedRun implements Simulation {
	readonly #process: Process;
	readonly #calibration: Calibration;
	readonly #phases: Phase[];
	readonly #rows: RowClock;
	readonly #windowNs: number;
	readonly #stalls: Stall[];
	readonly #arrivals: Arrivals;
	readonly #sleepers = new EventQueue();
	/** ≥ 0: request to begin; < 0: the complement of the slot of a request to end; or one of the few others below */
	readonly #ready = new ReadyQueue();
	/** requests that wait for a permit, and those whose goroutine waits for its runtime.GC() */
	readonly #waiting = new RunQueue();
	readonly #collecting = new RunQueue();
	readonly #cores: Cores;
	readonly #idlePs: IdlePs;
	readonly #schedulerRng: Rng;
	readonly #holdRng: Rng;
	readonly #end: EndState[] = [];
	/** sums of the load, once it is over */
	#totals: Totals | null = null;

	#phase = 0;
	#stall = 0;
	#nowNs = 0;
	#nextIndex = 0;
	#started = 0;
	#done = 0;
	#inFlight = 0;
	#peakInFlight = 0;
	#goroutines = 0;
	/** request number of a slot */
	#index = new Float64Array(64);
	/** the idle process waits in netpoll since, for a timer at */
	#pollSinceNs = 0;
	#pollForNs = Infinity;
	/** timers of the goroutines that force collections and take samples */
	#gcTickNs = Infinity;
	#gcTickRuns = false;
	#sampleTickNs = Infinity;
	/** cores that look for work */
	#spinning = 0;
	/** the dispatcher is awake, so it has no timer */
	#dispatching = false;
	#loadEndNs = 0;

	constructor(request: SimulationRequest, calibration: Calibration) {
		this.#phases = layOutPhases(request.params);
		const first = this.#phases[0]!;
		const mostPs = Math.max(...this.#phases.map((phase) => phase.params.gomaxprocs));
		const { params } = first;
		this.#calibration = calibration;
		this.#windowNs = this.#phases.at(-1)!.endNs;
		this.#process = new Process({ ...request, params }, calibration, mostPs);
		this.#rows = new RowClock(request, this.#windowNs, params.closed * params.ops);
		this.#stalls = parseStalls(params.stalls);
		this.#arrivals = new Arrivals(new Rng(params.seed, RNG_ARRIVAL));
		this.#holdRng = new Rng(params.seed, RNG_HOLD);
		this.#schedulerRng = new Rng(params.seed, RNG_SCHEDULER);
		this.#idlePs = new IdlePs(params.gomaxprocs, this.#schedulerRng);
		this.#cores = new Cores(params.cores, Math.min(params.cores, params.gomaxprocs));
		this.#process.onMarkEnd = () =>
			this.#idlePs.reorder(this.#process.params.gomaxprocs, (p) => this.#cores.runs(p));
		this.#process.collector.onForcedDone = (nowNs) => this.#forcedDone(nowNs);
		this.#process.collector.yielding = params.hold > 0 || params.closed === 0;
		this.#sampleTickNs = params.sample > 0 ? params.sample : Infinity;
		this.#startPhase(first);
		if (params.closed > 0) this.#startWorkers(params.closed);
		this.#noteIdle();
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

	/** The next thing that happens; false when nothing more will. */
	#step(): boolean {
		const cores = this.#cores;
		let core = cores.first();
		let atNs = core === NONE ? Infinity : cores.freeNs[core]!;
		if (cores.working < cores.most && this.#idlePs.count > 0) {
			const wakeNs = this.#wakeNs();
			const soonerNs = this.#soonerNs();
			if (soonerNs < Math.min(wakeNs, atNs)) {
				this.#passTo(soonerNs);
				return true;
			}
			if (wakeNs < atNs) {
				core = this.#startCore(wakeNs);
				atNs = wakeNs;
				this.#noteIdle();
			}
		}
		if (core === NONE) return false;
		this.#passTo(atNs);
		this.#act(core, atNs);
		return true;
	}

	/** What may bring an earlier timer: the next phase, and the end of a collection that somebody waits for. */
	#soonerNs(): number {
		const phaseNs = this.#phases[this.#phase + 1]?.startNs ?? Infinity;
		const waited = this.#collecting.length > 0 || this.#gcTickRuns;
		return waited ? Math.min(phaseNs, this.#process.collector.nextEventNs) : phaseNs;
	}

	/** What the core does when it comes to look for work: timers that are due, then what is ready, else idle. */
	#act(core: number, atNs: number): void {
		const cores = this.#cores;
		const slot = cores.ending[core]!;
		if (slot !== NONE) {
			cores.ending[core] = NONE;
			this.#endRequest(core, atNs, slot);
		} else if (cores.following[core]! !== NONE) {
			const i = cores.following[core]!;
			cores.following[core] = NONE;
			this.#beginRequest(core, atNs, i);
		} else {
			const p = cores.p[core]!;
			const nowNs = this.#timerNs() <= atNs ? this.#runTimers(p, atNs) : atNs;
			if (this.#ready.has(p, nowNs)) {
				this.#run(core, nowNs, this.#ready.take(p));
			} else {
				this.#idle(core, nowNs);
				return;
			}
		}
		const timerNs = this.#timerNs();
		if (timerNs < this.#pollForNs) {
			// A timer earlier than the one that the poller waits for: it is woken and waits anew (wakeNetPoller).
			this.#pollForNs = timerNs;
			this.#pollSinceNs = atNs;
		}
	}

	/** A further core looks for work from a time on. Gives its place. */
	#startCore(atNs: number): number {
		this.#spinning++;
		return this.#cores.start(this.#idlePs.take(), atNs);
	}

	#idle(core: number, nowNs: number): void {
		if (this.#cores.spinning[core] === 1) this.#spinning--;
		this.#idlePs.give(this.#cores.stop(core));
		if (this.#schedulerRng.uniform() < OTHER_P_NEXT) this.#idlePs.swapTop();
		this.#pollSinceNs = nowNs;
		this.#pollForNs = this.#timerNs();
		this.#noteIdle();
	}

	#run(core: number, nowNs: number, goroutine: number): void {
		const { freeNs } = this.#cores;
		switch (goroutine) {
			case DISPATCHER:
				freeNs[core] = this.#dispatch(this.#cores.p[core]!, nowNs);
				break;
			case SAMPLER:
				freeNs[core] = nowNs + this.#calibration.sampleNs;
				break;
			case COLLECTING:
				freeNs[core] = nowNs + this.#calibration.timerNs;
				this.#process.collector.force(nowNs);
				break;
			default:
				if (goroutine >= 0) this.#beginRequest(core, nowNs, goroutine);
				else this.#endRequest(core, nowNs, -1 - goroutine);
		}
		this.#ready.ownerBusyUntil(this.#cores.p[core]!, freeNs[core]!);
		// Whoever was looking for work and found some has another one look (resetspinning), and so has whoever readies.
		if (this.#cores.spinning[core] === 1) {
			this.#cores.spinning[core] = 0;
			this.#spinning--;
			this.#wakeFurther(nowNs);
		} else if (this.#ready.length > 0) {
			this.#wakeFurther(nowNs);
		}
	}

	#beginRequest(core: number, nowNs: number, i: number): void {
		const { requests, params } = this.#process;
		const cores = this.#cores;
		if (requests.mustWait) {
			this.#waiting.push(i);
			cores.freeNs[core] = nowNs + this.#calibration.timerNs;
			return;
		}
		const slot = requests.begin(cores.p[core]!, nowNs, i);
		if (slot >= this.#index.length) this.#index = grown(this.#index);
		this.#index[slot] = i;
		const doneNs = nowNs + requests.costNs;
		this.#process.collector.mutatorCpuNs += requests.costNs;
		cores.freeNs[core] = doneNs;
		if (params.hold === 0) {
			cores.ending[core] = slot;
			return;
		}
		const holdNs = params.holddist === 'constant' ? params.hold : this.#holdRng.exponential(params.hold);
		this.#sleepers.push(doneNs + holdNs, slot);
	}

	#endRequest(core: number, nowNs: number, slot: number): void {
		const { requests, params, collector } = this.#process;
		const cores = this.#cores;
		requests.end(cores.p[core]!, nowNs, slot);
		const doneNs = nowNs + requests.costNs;
		collector.mutatorCpuNs += requests.costNs;
		cores.freeNs[core] = doneNs;
		this.#done++;
		this.#inFlight--;
		if (this.#done >= this.#rows.nextDone) this.#rows.reached(this.#done, () => this.#record(doneNs));
		if (this.#waiting.length > 0 && !requests.mustWait) this.#ready.push(this.#waiting.shift());
		this.#loadEndNs = doneNs;
		if (params.closed > 0) this.#followUp(core, doneNs, this.#index[slot]! + params.closed);
	}

	/** A worker of a closed loop has ended a request and goes on, on the same P, with request i. */
	#followUp(core: number, nowNs: number, i: number): void {
		const { params, collector } = this.#process;
		if (params.gcevery > 0 && this.#done % params.gcevery === 0) {
			this.#collecting.push(i);
			collector.force(nowNs);
		} else if (this.#workerGoesOn(nowNs, i)) {
			this.#started++;
			this.#noteInFlight();
			this.#cores.following[core] = i;
		}
	}

	#workerGoesOn(nowNs: number, i: number): boolean {
		const { closed, ops } = this.#process.params;
		return ops > 0 ? i < closed * ops : nowNs < this.#windowNs;
	}

	/** A new goroutine for request i, readied by P p. */
	#startRequest(p: number, i: number): void {
		this.#started++;
		this.#noteInFlight();
		this.#ready.readyNext(p, i);
	}

	#noteInFlight(): void {
		this.#inFlight++;
		if (this.#inFlight > this.#peakInFlight) this.#peakInFlight = this.#inFlight;
	}

	/** Readies the goroutines whose timers are due, earliest first; each one readied is the next to run. */
	#runTimers(p: number, atNs: number): number {
		const { timerNs } = this.#calibration;
		let nowNs = atNs;
		for (;;) {
			const dueNs = this.#timerNs();
			if (dueNs > nowNs) return nowNs;
			nowNs += timerNs;
			if (this.#sleepers.nextNs === dueNs) {
				this.#ready.readyNext(p, -1 - this.#sleepers.pop());
			} else if (dueNs === this.#sampleTickNs) {
				const period = this.#process.params.sample;
				this.#sampleTickNs = this.#tickAfter(nowNs, period);
				this.#ready.readyNext(p, SAMPLER);
			} else if (dueNs === this.#gcTickNs) {
				this.#gcTickNs = Infinity;
				this.#gcTickRuns = true;
				this.#ready.readyNext(p, COLLECTING);
			} else {
				this.#dispatching = true;
				this.#ready.readyNext(p, DISPATCHER);
			}
		}
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
			process.startGoroutine(p, nowNs);
			this.#startRequest(p, this.#nextIndex++);
		}
		for (; this.#goroutines < this.#inFlight; this.#goroutines++) process.addGoroutine(p, nowNs);
		this.#dispatching = false;
		return nowNs;
	}

	/** Readying a goroutine wakes one more P, unless one is on its way; it finds work or goes idle again. */
	#wakeFurther(nowNs: number): void {
		const cores = this.#cores;
		if (this.#spinning > 0 || cores.working >= cores.most || this.#idlePs.count === 0) return;
		this.#startCore(nowNs + this.#calibration.spinLatencyNs);
		this.#noteIdle();
	}

	/** When an idle P would pick up the next timer: the process waits for whole milliseconds. */
	#wakeNs(): number {
		const timerNs = this.#timerNs();
		if (timerNs === Infinity) return this.#ready.length > 0 && this.#cores.working === 0 ? this.#nowNs : Infinity;
		const { pollGranularityNs, wakeLatencyNs } = this.#calibration;
		const waitNs = timerNs - this.#pollSinceNs;
		if (waitNs <= 0) return this.#pollSinceNs;
		const wakeNs =
			this.#pollSinceNs + Math.ceil(waitNs / pollGranularityNs) * pollGranularityNs + wakeLatencyNs;
		while (this.#stall < this.#stalls.length && this.#stalls[this.#stall]!.toNs <= wakeNs) this.#stall++;
		const stall = this.#stalls[this.#stall];
		return stall !== undefined && stall.fromNs <= wakeNs ? stall.toNs : wakeNs;
	}

	#timerNs(): number {
		let earliest = this.#dispatching ? Infinity : this.#arrivals.dueNs;
		if (this.#sleepers.nextNs < earliest) earliest = this.#sleepers.nextNs;
		if (this.#gcTickNs < earliest) earliest = this.#gcTickNs;
		if (this.#sampleTickNs < earliest) earliest = this.#sampleTickNs;
		return earliest;
	}

	/** Time passes: rows, phases and the collector's own doings up to then happen in their order. */
	#passTo(atNs: number): void {
		const process = this.#process;
		const { collector } = process;
		const rows = this.#rows;
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
				this.#startPhase(this.#phases[++this.#phase]!);
			}
		}
		process.passTime(atNs);
		if (atNs > this.#nowNs) this.#nowNs = atNs;
	}

	#startPhase(phase: Phase): void {
		const { params } = phase;
		this.#process.change(phase.startNs, params);
		if (params.closed === 0) this.#arrivals.begin(params, phase.startNs, phase.endNs);
		// The ticker goes on through phases that do not change its period.
		if (params.gcperiod !== this.#phases[this.#phase - 1]?.params.gcperiod) {
			if (params.gcperiod === 0) this.#gcTickNs = Infinity;
			else if (!this.#gcTickRuns) this.#gcTickNs = phase.startNs + params.gcperiod;
		}
		this.#cores.most = Math.min(params.cores, params.gomaxprocs);
		if (phase.startNs === 0) return;
		this.#cores.leavePs(params.gomaxprocs);
		this.#ready.disown();
		this.#idlePs.reorder(params.gomaxprocs, (p) => this.#cores.runs(p));
	}

	#startWorkers(workers: number): void {
		for (let w = 0; w < workers; w++) {
			this.#started++;
			this.#noteInFlight();
			this.#ready.push(w);
		}
		for (; this.#goroutines < workers; this.#goroutines++) this.#process.addGoroutine(0, 0);
		this.#startCore(0);
	}

	#forcedDone(nowNs: number): void {
		if (this.#gcTickRuns) {
			this.#gcTickRuns = false;
			const period = this.#process.params.gcperiod;
			if (period > 0) this.#gcTickNs = this.#tickAfter(nowNs, period);
		}
		for (let left = this.#collecting.length; left > 0; left--) {
			const i = this.#collecting.shift();
			if (!this.#workerGoesOn(nowNs, i)) continue;
			this.#started++;
			this.#noteInFlight();
			this.#ready.push(i);
		}
		if (this.#ready.length > 0 && this.#cores.working === 0) {
			this.#startCore(nowNs);
			this.#noteIdle();
		}
	}

	#noteIdle(): void {
		this.#process.collector.setIdle(this.#nowNs, this.#cores.most - this.#cores.working);
	}

	#record(timeNs: number): void {
		this.#process.record({
			timeNs,
			op: this.#done,
			inFlight: this.#inFlight,
			queued: this.#ready.length + this.#waiting.length
		});
	}

	/** The load is over: what is left of the window passes, then three collections show what stays. */
	#finish(): void {
		const { params, collector } = this.#process;
		const windowNs = params.closed > 0 && params.ops > 0 ? 0 : this.#windowNs;
		this.#loadEndNs = Math.max(this.#loadEndNs, windowNs);
		this.#passTo(this.#loadEndNs);
		let nowNs = this.#loadEndNs;
		this.#cores.working = 0;
		this.#noteIdle();
		// A forced collection that falls on the end of the load still belongs to it.
		if (this.#gcTickNs <= nowNs) nowNs = collector.collect(nowNs);
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
