/** A simulated run in the form of a trace: the same columns, metrics and end states under the same names. */
import type { EndState, Frames } from '../model/frames.ts';
import { goMinor } from '../model/heap/goVersion.ts';
import type { SimulationRequest } from '../model/request.ts';
import { metricsOf, type Metrics } from './metrics.ts';
import {
	recorderRowsBytes,
	recorderStartBytes,
	recorderTail,
	type RecordedProcess,
	type RecorderShare,
	type RecorderTail
} from './recorder.ts';
import { kindOfRequest, samplePeriodNs, type RecordedRows } from './rows.ts';
import { sampleNames, type Samples, type Step } from './trace.ts';

/** Collections of the harness's process before its load. */
const COLLECTIONS_BEFORE = 3;
/** What the process's start allocates and drops [bytes], and the objects that it makes: as traces have it. */
const START_GARBAGE_BYTES = 60_400;
const START_MALLOCS = 1_040;
/** `/gc/heap/goal:bytes` of a process without a goal: 97 % of the largest limit. */
const NO_GOAL_BYTES = Math.round(0.97 * 2 ** 63);
const NO_SHARE: RecorderShare = { allocBytes: 0, mallocs: 0, heapBytes: 0 };

export interface SimulatedTrace {
	samples: Samples;
	metrics: Metrics;
	/** the stop, then the state after each of three collections */
	end: Step[];
	/** length of the simulated load [s] */
	loadSeconds: number;
}

/** What the model does not have: the process's counters when the load begins, and the recorder's own heap. */
interface Before {
	recorderBytes: number;
	/** resident memory of the recorder outside of the heap */
	recorderRssBytes: number;
	numGC: number;
	totalAllocBytes: number;
	mallocs: number;
}

/** @param rows of the recorded run, where the simulation has its own; null for a run of parameters alone */
export function asTrace(
	request: SimulationRequest,
	frames: Frames,
	rows: RecordedRows | null
): SimulatedTrace {
	const recorded = recordedProcess(request, frames.end);
	const tail = recorderTail(recorded);
	const before = beforeLoad(request, frames, recorded, rows);
	const end = frames.end.map((state, index) => stepOf(request, frames, state, tail[index - 1], before));
	const samples = samplesOf(request, frames, before);
	const kind = kindOfRequest(request);
	if (kind === 'exact') addRecorder(samples, tail);
	if (kind === 'timed' && rows?.t.length === samples.t.length) samples.t = rows.t.slice();
	const hasTail = request.at !== undefined && 'timeNs' in request.at;
	if (kind === 'paced' && !hasTail) appendTail(samples, frames, end, tail, rows);
	const loadSeconds = frames.totals.loadNs / 1e9;
	const metrics = metricsOf({
		samples,
		exact: kind === 'exact',
		ops: request.params.ops,
		loadSeconds,
		done: frames.totals.requests,
		news: frames.totals.news,
		peakInUse: frames.totals.peakInUse,
		// The state before the load is read before the recorder takes its own heap.
		baseline: { ...before, totalAllocBytes: before.totalAllocBytes - before.recorderBytes },
		end
	});
	return { samples, metrics, end, loadSeconds };
}

function containerOf({ params, use }: SimulationRequest): string {
	return (params.fixed ? use.fixed : use.bug).container;
}

function recordedProcess(request: SimulationRequest, end: EndState[]): RecordedProcess {
	const { params } = request;
	const container = containerOf(request);
	const pools = container === 'pool' || container === 'copied-pool';
	return {
		goMinor: goMinor(params.go),
		gomaxprocs: params.gomaxprocs,
		counts: container === 'none' ? 'nothing' : pools ? 'pool' : 'channel',
		ring: kindOfRequest(request) === 'exact' ? Math.max(params.window, params.burst) : 0,
		residents: end.map((state) => (censusSees(request) ? state.residents : 0))
	};
}

/** A census looks at the original of a pool that is copied, and that stays empty. */
function censusSees(request: SimulationRequest): boolean {
	return containerOf(request) !== 'copied-pool';
}

function beforeLoad(
	{ params }: SimulationRequest,
	frames: Frames,
	recorded: RecordedProcess,
	rows: RecordedRows | null
): Before {
	const recorderBytes = recorderStartBytes(recorded);
	return {
		recorderBytes,
		recorderRssBytes: recorderRowsBytes({
			...params,
			gcEvery: params.gcevery,
			sampleEvery: params.sampleevery,
			sampleNs: samplePeriodNs(params),
			durationNs: params.duration
		}),
		numGC: rows?.collectionsBefore ?? COLLECTIONS_BEFORE,
		totalAllocBytes: (frames.columns.heapBytes[0] ?? 0) + recorderBytes + START_GARBAGE_BYTES,
		mallocs: START_MALLOCS
	};
}

function samplesOf(request: SimulationRequest, { columns: c, rows }: Frames, before: Before): Samples {
	const seen = censusSees(request);
	// Exact rows are read with ReadMemStats, which makes the Ps report all; the others with runtime/metrics.
	const late = (row: number) => (kindOfRequest(request) === 'exact' ? 0 : c.unreportedBytes[row]!);
	const column = (value: (row: number) => number) => Array.from({ length: rows }, (_, row) => value(row));
	return {
		t: column((row) => c.timeNs[row]! / 1e9),
		heapObjects: column((row) => c.heapBytes[row]! - late(row) + before.recorderBytes),
		heapLive: column((row) => c.heapMarkedBytes[row]! + before.recorderBytes),
		heapGoal: column((row) => (c.heapGoalBytes[row]! === 0 ? NO_GOAL_BYTES : c.heapGoalBytes[row]!)),
		numGC: column((row) => c.numGC[row]! + before.numGC),
		totalAllocBytes: column((row) => c.totalAllocBytes[row]! - late(row) + before.totalAllocBytes),
		mallocs: column((row) => c.mallocs[row]! + before.mallocs),
		gets: column((row) => c.gets[row]!),
		puts: column((row) => c.puts[row]!),
		news: column((row) => c.news[row]!),
		inUse: column((row) => c.inUse[row]!),
		inFlight: column((row) => c.inFlight[row]!),
		poolPrimary: column((row) => (seen ? c.privateObjects[row]! + c.sharedObjects[row]! : 0)),
		poolVictim: column((row) => (seen ? c.victimObjects[row]! : 0)),
		heapFree: column((row) => c.heapIdleBytes[row]! - c.heapReleasedBytes[row]!),
		heapReleased: column((row) => c.heapReleasedBytes[row]!),
		stacks: column((row) => c.stackBytes[row]!),
		rss: column((row) => c.rssBytes[row]! + before.recorderRssBytes),
		op: column((row) => c.op[row]!)
	};
}

function stepOf(
	request: SimulationRequest,
	frames: Frames,
	state: EndState,
	tail: RecorderTail | undefined,
	before: Before
): Step {
	const last = frames.rows - 1;
	const { columns } = frames;
	const share = tail?.state ?? NO_SHARE;
	const seen = censusSees(request);
	return {
		what: state.what,
		t: (collectionOf(state.what, frames)?.endNs ?? frames.totals.loadNs) / 1e9,
		heapObjects: state.heapBytes + before.recorderBytes + share.heapBytes,
		numGC: state.numGC + before.numGC,
		totalAllocBytes: state.totalAllocBytes + before.totalAllocBytes + share.allocBytes,
		mallocs: state.mallocs + before.mallocs + share.mallocs,
		stacks: columns.stackBytes[last]!,
		heapIdle: columns.heapIdleBytes[last]!,
		heapReleased: columns.heapReleasedBytes[last]!,
		rss: state.rssBytes + before.recorderRssBytes,
		pool:
			containerOf(request) === 'none'
				? null
				: { residents: seen ? state.residents : 0, residentBytes: seen ? state.residentBytes : 0 }
	};
}

/** The collection that ends a state, if it is listed: the last three of a run. */
function collectionOf(what: EndState['what'], { collections }: Frames) {
	const { count, total, columns } = collections;
	const ago = { stop: 0, gc1: 3, gc2: 2, gc3: 1 }[what];
	if (ago === 0 || count !== total || count < ago) return null;
	return { endNs: columns.markEndNs[count - ago]!, heapMarkedBytes: columns.heapMarkedBytes[count - ago]! };
}

/** In exact runs a row follows each of the three collections at the end, with the recorder's own on the heap. */
function addRecorder(samples: Samples, tail: RecorderTail[]): void {
	tail.forEach(({ row: share }, index) => {
		const row = samples.t.length - tail.length + index;
		if (row < 0) return;
		samples.heapObjects[row]! += share.heapBytes;
		samples.totalAllocBytes[row]! += share.allocBytes;
		samples.mallocs[row]! += share.mallocs;
	});
}

/** Rows after a load whose clock is the number of operations: the end states, at the trace's own distances. */
function appendTail(
	samples: Samples,
	frames: Frames,
	end: Step[],
	tail: RecorderTail[],
	rows: RecordedRows | null
): void {
	const loadSeconds = frames.totals.loadNs / 1e9;
	const last = frames.rows - 1;
	for (const { seconds, state } of tailInstants(end, loadSeconds, rows)) {
		const step = end[state];
		if (step === undefined) continue;
		const share = tail[state - 1];
		const heapBytes = (share?.row.heapBytes ?? 0) - (share?.state.heapBytes ?? 0);
		const marked = collectionOf(frames.end[state]!.what, frames)?.heapMarkedBytes;
		for (const name of sampleNames) samples[name].push(samples[name][last] ?? 0);
		const row = samples.t.length - 1;
		samples.t[row] = loadSeconds + seconds;
		samples.heapObjects[row] = step.heapObjects + heapBytes;
		if (marked !== undefined) samples.heapLive[row] = marked;
		samples.numGC[row] = step.numGC;
		samples.totalAllocBytes[row] = step.totalAllocBytes;
		samples.mallocs[row] = step.mallocs;
		samples.op[row] = frames.totals.requests;
		samples.gets[row] = frames.totals.gets;
		samples.puts[row] = frames.totals.puts;
		samples.news[row] = frames.totals.news;
		samples.rss[row] = step.rss;
		samples.inUse[row] = samples.inFlight[row] = 0;
		const residents = step.pool?.residents ?? 0;
		samples.poolPrimary[row] = state === 0 ? residents : 0;
		samples.poolVictim[row] = state === 0 ? 0 : residents;
	}
}

/** Seconds after the load and the index of the state that holds then. */
function tailInstants(
	end: Step[],
	loadSeconds: number,
	rows: RecordedRows | null
): { seconds: number; state: number }[] {
	if (rows === null) return end.map(({ t }, state) => ({ seconds: Math.max(0, t - loadSeconds), state }));
	return rows.t.slice(rows.last + 1).map((t) => ({
		seconds: t - rows.loadSeconds,
		state: Math.max(
			0,
			rows.endSeconds.findLastIndex((seconds) => seconds <= t)
		)
	}));
}
