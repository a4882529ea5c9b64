import type { Calibration } from './calibration.ts';
import type { EndState, Frames, Totals } from './frames.ts';
import { Process } from './process.ts';
import type { SimulationRequest } from './request.ts';
import type { Simulation } from './simulation.ts';

const P0 = 0;

/**
 * The driver without a clock: one goroutine on one P, collections at fixed operation counts. It keeps `window` objects
 * borrowed and returns the oldest first, or borrows `burst` objects and then returns them all. Rows: at the start;
 * before and after each collection, and every `sampleevery` operations; at the end of the load; after each of three
 * further collections.
 */
export class ExactRun implements Simulation {
	readonly process: Process;
	private readonly depth: number;
	/** slots of the borrowed requests, oldest first from head on */
	private ring: Int32Array;
	private head = 0;
	private borrowed = 0;
	private begun = 0;
	private nowNs = 0;
	private end: EndState[] = [];
	/** sums of the load, once it is over */
	private totals: Totals | null = null;

	constructor(request: SimulationRequest, calibration: Calibration) {
		const { params } = request;
		this.process = new Process(request, calibration, params.gomaxprocs);
		this.process.collector.procs.yielding = false;
		this.depth = Math.max(params.window, params.burst);
		this.ring = new Int32Array(this.depth);
		this.record();
	}

	get progress(): number {
		return this.process.params.ops === 0 ? 1 : this.begun / this.process.params.ops;
	}

	advance(pairs: number): boolean {
		const { ops } = this.process.params;
		const until = Math.min(ops, this.begun + pairs);
		while (this.begun < until) this.operation();
		if (this.begun < ops) return false;
		if (this.end.length === 0) this.finish();
		return true;
	}

	frames(): Frames {
		return this.process.frames([], this.totals ?? this.sums(), this.end.slice(), this.totals !== null);
	}

	private sums(): Totals {
		return this.process.totals(this.begun, this.process.requests.peakInUse, this.nowNs);
	}

	private operation(): void {
		const { params, requests, mutator } = this.process;
		if (params.burst === 1 && this.borrowed === this.depth) this.return();
		const slot = requests.admit(this.begun);
		mutator.runsOn(P0, this.nowNs);
		requests.begin(slot);
		this.pass(requests.costNs);
		this.ring[(this.head + this.borrowed) % this.depth] = slot;
		this.borrowed++;
		this.begun++;
		if (params.burst > 1 && this.borrowed === this.depth) while (this.borrowed > 0) this.return();
		if (this.depth === 1) this.return();
		if (params.gcevery > 0 && this.begun % params.gcevery === 0) {
			this.record();
			this.collect();
			this.record();
		} else if (params.sampleevery > 0 && this.begun % params.sampleevery === 0) {
			this.record();
		}
	}

	private return(): void {
		const { requests, mutator } = this.process;
		mutator.runsOn(P0, this.nowNs);
		requests.end(this.ring[this.head]!);
		this.pass(requests.costNs);
		this.head = (this.head + 1) % this.depth;
		this.borrowed--;
	}

	private finish(): void {
		while (this.borrowed > 0) this.return();
		this.record();
		this.totals = this.sums();
		this.end.push(this.process.endState('stop'));
		for (const what of ['gc1', 'gc2', 'gc3'] as const) {
			this.collect();
			this.end.push(this.process.endState(what));
			this.record();
		}
	}

	private pass(costNs: number): void {
		this.process.passTime(this.nowNs + costNs);
		this.nowNs += costNs;
		this.process.collector.advance(this.nowNs);
	}

	private collect(): void {
		this.nowNs = this.process.collector.collect(this.nowNs);
		this.process.passTime(this.nowNs);
	}

	private record(): void {
		this.process.record({
			timeNs: this.nowNs,
			op: this.begun,
			inFlight: this.borrowed,
			queued: 0
		});
	}
}
