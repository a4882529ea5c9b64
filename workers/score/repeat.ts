/** Runs a recorded run again, in the model. */
import { requestFromTrace } from '../cases/requestFor.ts';
import type { Calibration } from '../model/calibration.ts';
import { asTrace, type SimulatedTrace } from './asTrace.ts';
import { rowsIn, simulateWithRows } from './rows.ts';
import type { Trace } from './trace.ts';

/**
 * Simulates the parameters of a trace, with the stalls of the repetition that its samples are of and with rows where
 * they stand. Throws a TraceError or a RequestError where the model cannot run it.
 */
export function repeatTrace(trace: Trace, calibration?: Calibration): SimulatedTrace {
	const plain = requestFromTrace(trace.file);
	const rows = rowsIn(trace.file);
	const run = simulateWithRows(calibration === undefined ? plain : { ...plain, calibration }, rows);
	return asTrace(run.request, run.frames, rows);
}
