/** Where the rows of a recorded run stand, and how a simulation is asked for rows at the same places. */
import type { Params } from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import { kindOf, seriesRepetition, type Trace, type TraceKind } from './trace.ts';

/** Rows of a fixed sequence of operations where no trace says which. */
const ROWS_BY_OPERATIONS = 600;
/** Samples of the harness after the stop of a load: three before each collection and three after the last. */
const TAIL_PERIODS = 12;
/** Sampling period where there is none, as in the harness [ns]. */
const DEFAULT_SAMPLE_NS = 10e6;

export function kindOfRequest({ params }: SimulationRequest): TraceKind {
	const { closed, ops, gcevery, gcperiod } = params;
	return kindOf({ closed, ops, gcEvery: gcevery, gcPeriodNs: gcperiod });
}

/**
 * Whether the rows go by operations done, and not by time: in a fixed sequence that never waits the clock is the
 * speed of a processor, and the sampler runs when the loop lets it.
 */
export function goesByOperations(request: SimulationRequest): boolean {
	return kindOfRequest(request) === 'paced' && request.params.hold === 0;
}

/**
 * The same request with rows at those of the trace, or without one where the harness would take its samples. Exact
 * runs have rows at fixed operations by themselves.
 */
export function withRows(request: SimulationRequest, trace: Trace | null): SimulationRequest {
	if (kindOfRequest(request) === 'exact') return request;
	if (goesByOperations(request)) return { ...request, at: { done: operations(request, trace) } };
	return { ...request, at: { timeNs: instants(request, trace) } };
}

export function samplePeriodNs({ sample }: Params): number {
	return sample > 0 ? sample : DEFAULT_SAMPLE_NS;
}

/** Index of the last row of a trace's load. */
export function lastRow(trace: Trace): number {
	const { loadSeconds } = seriesRepetition(trace);
	return trace.samples.t.findLastIndex((t) => t <= loadSeconds);
}

/** Rows after the load are no longer reached by operations; they are made of the states at the end. */
function operations({ params }: SimulationRequest, trace: Trace | null): number[] {
	if (trace !== null) return trace.samples.op.slice(0, lastRow(trace) + 1);
	const all = params.closed * params.ops;
	return Array.from({ length: ROWS_BY_OPERATIONS + 1 }, (_, row) =>
		Math.round((all * row) / ROWS_BY_OPERATIONS)
	);
}

function instants({ params }: SimulationRequest, trace: Trace | null): number[] {
	if (trace !== null) return trace.samples.t.map((seconds) => Math.max(0, Math.round(seconds * 1e9)));
	const period = samplePeriodNs(params);
	const rows = Math.floor(params.duration / period) + TAIL_PERIODS;
	return Array.from({ length: rows + 1 }, (_, row) => row * period);
}
