/** Runs a recorded run again, in the model. */
import { requestFromTrace } from '../cases/requestFor.ts';
import type { Calibration } from '../model/calibration.ts';
import type { SimulationRequest } from '../model/request.ts';
import { asTrace, type SimulatedTrace } from './asTrace.ts';
import { median } from './estimate.ts';
import { metricNames, type Metrics } from './metrics.ts';
import {
	goesByOperations,
	goesBySampler,
	kindOfRequest,
	rowsIn,
	simulateWithRows,
	type RecordedRows
} from './rows.ts';
import type { Trace } from './trace.ts';

/**
 * Simulated repetitions of a run that waits. On which P a goroutine wakes up is chance, in the process as in the model, so
 * what is held to the recorded repetitions is the middle one of several, metric by metric: one in which a large buffer
 * happens to survive the last collection but one does not shift it.
 */
const REPETITIONS = 5;

/**
 * Simulates the parameters of a trace, with the stalls of the repetition that its samples are of and with rows where
 * they stand. The metrics of a run that waits, for the clock or in its holds, are medians of several repetitions; its
 * rows and states are those of the first. Throws a TraceError or a RequestError where the model cannot run it.
 */
export function repeatTrace(trace: Trace, calibration?: Calibration): SimulatedTrace {
	const plain = requestFromTrace(trace.file);
	const request = calibration === undefined ? plain : { ...plain, calibration };
	const rows = rowsIn(trace.file);
	const first = simulated(request, rows);
	if (kindOfRequest(request) === 'exact') return first;
	if (goesByOperations(request) && !goesBySampler(request)) return first;
	const all = [first.metrics];
	for (let repetition = 1; repetition < REPETITIONS; repetition++) {
		all.push(simulated({ ...request, repetition }, rows).metrics);
	}
	return { ...first, metrics: medianOf(all) };
}

function simulated(request: SimulationRequest, rows: RecordedRows | null): SimulatedTrace {
	const run = simulateWithRows(request, rows);
	return asTrace(run.request, run.frames, rows);
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
