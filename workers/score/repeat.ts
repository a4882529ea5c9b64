/** Runs a recorded run again, in the model. */
import { requestFromTrace } from '../cases/requestFor.ts';
import type { Calibration } from '../model/calibration.ts';
import type { SimulationRequest } from '../model/request.ts';
import { asTrace, type SimulatedTrace } from './asTrace.ts';
import { median } from './estimate.ts';
import { metricNames, type Metrics } from './metrics.ts';
import { kindOfRequest, rowsIn, simulateWithRows, type RecordedRows, type RunWithRows } from './rows.ts';
import type { Trace, TraceKind } from './trace.ts';

/**
 * Simulated repetitions of a run. On which P a goroutine wakes up is chance, in the process as in the model, and so is
 * where in the cycle of a collection a loop lets its sampler in: what is held to the recorded repetitions is the middle
 * one of several, metric by metric: one in which a large buffer happens to survive the last collection but one does not
 * shift it. A timed run of some thousand requests takes milliseconds, a fixed sequence of millions a second.
 */
const repetitionsByKind: { [K in TraceKind]: number } = { exact: 1, paced: 5, timed: 15 };

/** A run that was simulated several times. */
export interface Repeated {
	/** the first repetition */
	run: RunWithRows;
	/** its samples and states, and of each metric the median of all repetitions */
	trace: SimulatedTrace;
}

/**
 * Simulates the parameters of a trace, with the stalls of the repetition that its samples are of and with rows where
 * they stand. Throws a TraceError or a RequestError where the model cannot run it.
 */
export function repeatTrace({ file }: Trace, calibration?: Calibration): SimulatedTrace {
	const plain = requestFromTrace(file);
	const request = calibration === undefined ? plain : { ...plain, calibration };
	return repeatRequest(request, rowsIn(file)).trace;
}

/** Simulates a run several times, with rows at the recorded ones where there are such. */
export function repeatRequest(request: SimulationRequest, rows: RecordedRows | null): Repeated {
	const run = simulateWithRows(request, rows);
	const first = asTrace(run.request, run.frames, rows);
	const all = [first.metrics];
	for (let repetition = 1; repetition < repetitionsByKind[kindOfRequest(request)]; repetition++) {
		const further = simulateWithRows({ ...request, repetition }, rows);
		all.push(asTrace(further.request, further.frames, rows).metrics);
	}
	return { run, trace: { ...first, metrics: medianOf(all) } };
}

/** A metric that one repetition has, all have. */
function medianOf(all: readonly Metrics[]): Metrics {
	const medians: Metrics = {};
	for (const name of metricNames) {
		if (all[0]?.[name] === undefined) continue;
		medians[name] = median(all.map((metrics) => metrics[name] ?? NaN));
	}
	return medians;
}
