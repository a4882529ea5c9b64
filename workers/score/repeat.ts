/** Runs a recorded run again, in the model. */
import { requestFromTrace } from '../cases/requestFor.ts';
import type { Calibration } from '../model/calibration.ts';
import type { SimulationRequest } from '../model/request.ts';
import { asTrace, type SimulatedTrace } from './asTrace.ts';
import { median } from './estimate.ts';
import { metricNames, type Metrics } from './metrics.ts';
import { kindOfRequest, rowsIn, simulateWithRows, type RecordedRows, type RunWithRows } from './rows.ts';
import type { Trace } from './trace.ts';

/**
 * Simulated repetitions of a run. On which P a goroutine wakes up is chance, in the process as in the model, and so is
 * where in the cycle of a collection a loop lets its sampler in: what is held to the recorded repetitions is the middle
 * one of several, metric by metric: one in which a large buffer happens to survive the last collection but one does not
 * shift it.
 */
const REPETITIONS = 5;

/**
 * Simulates the parameters of a trace, with the stalls of the repetition that its samples are of and with rows where
 * they stand. The metrics of all but exact runs are medians of several repetitions; rows and states are those of the
 * first. Throws a TraceError or a RequestError where the model cannot run it.
 */
export function repeatTrace(trace: Trace, calibration?: Calibration): SimulatedTrace {
	const plain = requestFromTrace(trace.file);
	const request = calibration === undefined ? plain : { ...plain, calibration };
	const rows = rowsIn(trace.file);
	const all = repetitionsOf(request, rows).map((run) => asTrace(run.request, run.frames, rows));
	return { ...all[0]!, metrics: medianOf(all.map(({ metrics }) => metrics)) };
}

function repetitionsOf(request: SimulationRequest, rows: RecordedRows | null): RunWithRows[] {
	const count = kindOfRequest(request) === 'exact' ? 1 : REPETITIONS;
	return Array.from({ length: count }, (_, repetition) =>
		simulateWithRows(repetition === 0 ? request : { ...request, repetition }, rows)
	);
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
