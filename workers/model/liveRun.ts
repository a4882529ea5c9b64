import { calibrationFor } from './calibrationFor.ts';
import { goMinor } from './heap/goVersion.ts';
import { RequestError } from './invariants.ts';
import { checkParameter } from './parameterText.ts';
import { parameterNames, parameters, type ParameterName, type Params } from './parameters.ts';
import { inspectProcess, type Inspection } from './inspection.ts';
import type { Recorder } from './recorder.ts';
import type { SimulationRequest } from './request.ts';
import { TimedRun } from './timedRun.ts';
import { layOutPhases, livePhaseText, type PhaseEvents } from './workload/phases.ts';

/** Ps that a live process can be given at most, where it does not begin with more. */
const MOST_PS = 256;

/** What is changed at an instant of a live run. */
export interface LiveChange {
	/** when, in whole nanoseconds [ns] */
	atNs: number;
	/** parameters that have other values from then on */
	params: Partial<Params>;
	/** what happens once */
	gc?: boolean;
	/** requests that arrive at once */
	burst?: number;
}

/**
 * A process that runs live: it is changed while it runs, by controls and events, and its rows are taken out as they
 * come. Its data is that of a run whose `phases` say the same, see `request`: byte for byte.
 */
export class LiveRun {
	/** instant that it has reached; nothing of what comes then has happened [ns] */
	nowNs = 0;
	/** parameters in force */
	params: Params;
	readonly changes: LiveChange[] = [];

	private readonly base: SimulationRequest;
	private readonly run: TimedRun;
	private readonly windowNs: number;
	private readonly mostPs: number;
	/** instant that it is on the way to, or at [ns] */
	private goalNs = 0;
	/** the last change is known to the run */
	private handed = true;

	/** @param base as `liveBase` makes it */
	constructor(base: SimulationRequest) {
		this.base = base;
		this.windowNs = base.params.duration;
		this.params = base.params;
		for (const name of parameterNames) refuse(checkParameter(name, base.params[name]));
		const calibration = base.calibration ?? calibrationFor(goMinor(base.params.go));
		this.mostPs = Math.max(MOST_PS, base.params.gomaxprocs);
		this.run = new TimedRun(base, calibration, this.mostPs);
	}

	/** whether the window is over; then nothing more happens */
	get ended(): boolean {
		return this.nowNs >= this.windowNs;
	}

	/** Runs on to an instant, for at most so many steps; true when it is there. */
	advanceTo(untilNs: number, steps: number): boolean {
		const goalNs = Math.max(Math.min(Math.round(untilNs), this.windowNs), this.goalNs);
		this.goalNs = goalNs;
		this.hand();
		if (!this.run.advanceTo(goalNs, steps)) return false;
		this.nowNs = goalNs;
		return true;
	}

	/** Changes parameters, or lets something happen, now; what is changed at one instant is one change. Throws a RequestError when the process cannot do that. */
	change(params: Partial<Params>, events: Partial<PhaseEvents> = {}): void {
		this.apply({ atNs: this.nowNs, params, ...events });
	}

	/** Repeats changes of an earlier run; they must be in order, and `advanceTo` has to be called up to each. */
	repeat(change: LiveChange): void {
		if (change.atNs !== this.nowNs)
			throw new RequestError(`a change of ${change.atNs} ns cannot be made at ${this.nowNs} ns`);
		this.apply(change);
	}

	/** Rows and collections since the last time. */
	take(): ReturnType<Recorder['take']> {
		return this.run.process.recorder.take();
	}

	/** The inside of the pool now. */
	inspect(): Inspection {
		return inspectProcess(this.nowNs, this.run.process);
	}

	/** The what-if run that has the same changes at the same instants, up to an instant. */
	request(untilNs: number = this.windowNs): SimulationRequest {
		const { params } = this.base;
		const changes = this.changes.filter(({ atNs }) => atNs < untilNs);
		const parts: string[] = [];
		let startNs = 0;
		let now = params;
		let events: PhaseEvents = { gc: false, burst: 0 };
		for (const change of [...changes, null]) {
			const endNs = change?.atNs ?? untilNs;
			// Changes of the same instant are one.
			if (endNs > startNs) {
				parts.push(livePhaseText(endNs - startNs, params, now, events, parts.length === 0));
				events = { gc: false, burst: 0 };
			}
			if (change === null) break;
			now = { ...now, ...change.params };
			events = {
				gc: events.gc || change.gc === true,
				burst: events.burst + (change.burst ?? 0)
			};
			startNs = endNs;
		}
		return { ...this.base, params: { ...params, phases: parts.join('+') } };
	}

	private apply(change: LiveChange): void {
		const { gc = false, burst = 0 } = change;
		// What is set at the very start is no change; and one cannot be made half-way to an instant.
		this.advanceTo(Math.max(1, this.goalNs), Infinity);
		for (const name of Object.keys(change.params) as ParameterName[]) {
			if (!parameters[name].live) refuse(`${name} cannot change while the process runs.`);
			refuse(checkParameter(name, change.params[name]));
		}
		const params = { ...this.params, ...change.params };
		if (params.gomaxprocs > this.mostPs)
			refuse(`GOMAXPROCS cannot be more than ${this.mostPs} in this live process.`);
		if (burst > 0 && params.closed > 0)
			refuse('A burst needs an open loop: this one has a fixed number of workers.');
		this.params = params;
		const last = this.changes.at(-1);
		if (last !== undefined && last.atNs === this.nowNs) {
			last.params = { ...last.params, ...change.params };
			last.gc = gc || last.gc === true;
			last.burst = burst + (last.burst ?? 0);
		} else {
			this.changes.push({ ...change, atNs: this.nowNs });
		}
		this.handed = false;
	}

	/** Hands the last change to the run: from then on time passes, and nothing more can come at its instant. */
	private hand(): void {
		const last = this.changes.at(-1);
		if (this.handed || last === undefined) return;
		this.handed = true;
		this.run.change(last.atNs, this.params, { gc: last.gc === true, burst: last.burst ?? 0 });
	}
}

/**
 * The request as a live process begins with it: with the parameters of its first phase, a row each `rowEveryNs`, and a
 * window that nobody reaches the end of soon. Throws a RequestError when it has no clock.
 */
export function liveBase(
	request: SimulationRequest,
	rowEveryNs: number,
	windowNs: number
): SimulationRequest {
	const first = layOutPhases(request.params)[0]!.params;
	if (first.closed === 1 && first.gcevery > 0) {
		throw new RequestError('This run counts operations and has no clock: it cannot run live.');
	}
	const params: Params = { ...first, phases: '', stalls: '', duration: windowNs };
	if (params.closed > 0) params.ops = 0;
	return { ...request, params, at: { everyNs: rowEveryNs } };
}

function refuse(problem: string | undefined): void {
	if (problem !== undefined) throw new RequestError(problem);
}
