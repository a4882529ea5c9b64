/** Where the rows of a recorded run stand, and how a simulation is asked for rows at the same places. */
import type { Frames } from '../model/frames.ts';
import type { Params } from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import { simulate } from '../model/simulate.ts';
import { asRecord } from '../text/untyped.ts';
import { kindOf, type TraceKind } from './trace.ts';

/** Rows of a fixed sequence of operations where no trace says which. */
const ROWS_BY_OPERATIONS = 600;
/** Samples of the harness after the stop of a load: three before each collection and three after the last. */
const TAIL_PERIODS = 12;
/** Sampling period where there is none, as in the harness [ns]. */
const DEFAULT_SAMPLE_NS = 10e6;

/** The places of the rows of a recorded run. */
export interface RecordedRows {
	/** [s] */
	t: number[];
	op: number[];
	/** index of the last row of the load, and when the load ended [s] */
	last: number;
	loadSeconds: number;
	/** when the states at the end were read [s]; empty where the file does not say */
	endSeconds: number[];
	/** collections of the process before its load; null where the file does not say */
	collectionsBefore: number | null;
}

/** The rows of a parsed trace; null for a file that has the parameters of a run alone. */
export function rowsIn(file: unknown): RecordedRows | null {
	const root = asRecord(file);
	const { t, op } = asRecord(root.samples);
	if (!isNumbers(t) || !isNumbers(op) || t.length === 0 || t.length !== op.length) return null;
	const reps = Array.isArray(root.reps) ? (root.reps as unknown[]) : [];
	const rep = asRecord(reps[typeof root.seriesRep === 'number' ? root.seriesRep : 0]);
	const stated = typeof rep.loadSeconds === 'number' ? rep.loadSeconds : null;
	const last = stated === null ? op.indexOf(op.at(-1)!) : t.findLastIndex((seconds) => seconds <= stated);
	const end = Array.isArray(rep.end) ? rep.end.map((step) => asRecord(step).t) : [];
	const { numGC } = asRecord(rep.baseline);
	return {
		t,
		op,
		last,
		loadSeconds: stated ?? t[last]!,
		endSeconds: isNumbers(end) ? end : [],
		collectionsBefore: typeof numGC === 'number' ? numGC : null
	};
}

export function kindOfRequest({ params }: SimulationRequest): TraceKind {
	const { closed, ops, gcevery, gcperiod } = params;
	return kindOf({ closed, ops, gcEvery: gcevery, gcPeriodNs: gcperiod });
}

/** Whether the run is a fixed sequence of operations that never waits: its clock is the speed of a processor. */
function neverWaits(request: SimulationRequest): boolean {
	return kindOfRequest(request) === 'paced' && request.params.hold === 0;
}

/**
 * Whether the sampler of a fixed sequence takes its rows: when an operation that keeps the only P ends or is preempted
 * and lets it in, or when a P that is left idle looks for work, which the start and the end of a mark make it do. None
 * of these is evenly in the cycle of a collection.
 */
function goesBySampler(request: SimulationRequest): boolean {
	return kindOfRequest(request) === 'paced' && request.params.sample > 0;
}

/** A simulated run that has its rows where a recorded one has them. */
export interface RunWithRows {
	request: SimulationRequest;
	frames: Frames;
}

/** Simulates with rows at the recorded ones, or, a fixed sequence, with those that its own sampler takes. */
export function simulateWithRows(request: SimulationRequest, recorded: RecordedRows | null): RunWithRows {
	const placed = withRows(request, recorded);
	return { request: placed, frames: simulate(placed) };
}

/**
 * The same run with rows at the recorded ones, where its own sampler takes other ones: at the same numbers of
 * operations where nothing ever waits. Where something does, the sequence takes a little longer or shorter than the
 * recorded one; its rows are moved with it, so that they stand at the same share of the load and at the same distance
 * after it.
 */
export function atRecordedRows(run: RunWithRows, recorded: RecordedRows | null): RunWithRows {
	if (recorded === null || !goesBySampler(run.request)) return run;
	const at = neverWaits(run.request)
		? { done: operations(run.request, recorded) }
		: { timeNs: movedInstants(recorded, run.frames.totals.loadNs) };
	const request = { ...run.request, at };
	return { request, frames: simulate(request) };
}

function movedInstants(recorded: RecordedRows, loadNs: number): number[] {
	return recorded.t.map((t, row) =>
		row <= recorded.last
			? sameShare(t, recorded, loadNs)
			: Math.ceil(loadNs + (t - recorded.loadSeconds) * 1e9)
	);
}

function sameShare(seconds: number, { t, loadSeconds }: RecordedRows, loadNs: number): number {
	return seconds === t[0] ? 0 : Math.floor((seconds / loadSeconds) * loadNs);
}

/**
 * The same request with rows at the recorded ones, or without them where the harness would take its samples. Exact
 * runs have rows at fixed operations by themselves.
 */
function withRows(request: SimulationRequest, recorded: RecordedRows | null): SimulationRequest {
	if (kindOfRequest(request) === 'exact') return request;
	if (goesBySampler(request)) return { ...request, at: { sampler: true } };
	if (neverWaits(request)) return { ...request, at: { done: operations(request, recorded) } };
	return { ...request, at: { timeNs: instants(request, recorded), sampler: true } };
}

export function samplePeriodNs({ sample }: Params): number {
	return sample > 0 ? sample : DEFAULT_SAMPLE_NS;
}

// The first sample of a trace is taken just before its load starts: at time 0, whatever its clock says.

/** Rows after the load are no longer reached by operations; they are made of the states at the end. */
function operations({ params }: SimulationRequest, recorded: RecordedRows | null): number[] {
	if (recorded !== null) return recorded.op.slice(0, recorded.last + 1);
	const all = params.closed * params.ops;
	return Array.from({ length: ROWS_BY_OPERATIONS + 1 }, (_, row) =>
		Math.round((all * row) / ROWS_BY_OPERATIONS)
	);
}

function instants({ params }: SimulationRequest, recorded: RecordedRows | null): number[] {
	if (recorded !== null) return recorded.t.map((seconds, row) => (row === 0 ? 0 : Math.round(seconds * 1e9)));
	const period = samplePeriodNs(params);
	const rows = Math.floor(params.duration / period) + TAIL_PERIODS;
	return Array.from({ length: rows + 1 }, (_, row) => row * period);
}

function isNumbers(value: unknown): value is number[] {
	return Array.isArray(value) && value.every(Number.isFinite);
}
