/** A trace of the harness in `tests/ground-truth/`, read and checked as far as it is scored. */
import { TraceError } from '../cases/requestFor.ts';
import { asRecord } from '../text/untyped.ts';

/** Columns of a trace that a simulation can give too, in the trace's order and under its names. */
export const sampleNames = [
	/** the sample's instant [s since the start of the load] */
	't',
	'heapObjects',
	'heapLive',
	'heapGoal',
	'numGC',
	'totalAllocBytes',
	'mallocs',
	'gets',
	'puts',
	'news',
	'inUse',
	'inFlight',
	'poolPrimary',
	'poolVictim',
	'heapFree',
	'heapReleased',
	'stacks',
	'rss',
	/** operations done */
	'op'
] as const;

export type SampleName = (typeof sampleNames)[number];

/** One value a row in each column. */
export type Samples = { [N in SampleName]: number[] };

/** What a census counted in a pool at rest; the original pool where a method copies it. */
export interface Census {
	/** objects of the primary and the victim cache */
	residents: number;
	/** their capacity, with what they refer to */
	residentBytes: number;
}

/** State of the process at one point: before the load, at its stop, or after one more collection. */
export interface Step {
	what: string;
	/** [s since the start of the load] */
	t: number;
	heapObjects: number;
	numGC: number;
	totalAllocBytes: number;
	mallocs: number;
	stacks: number;
	heapIdle: number;
	heapReleased: number;
	rss: number;
	/** null where there is neither a pool nor a free list */
	pool: Census | null;
}

/** One of the repetitions of a recorded run. */
export interface Repetition {
	metrics: Readonly<Record<string, number>>;
	/** from the start of the load to the end of its last request [s] */
	loadSeconds: number;
	done: number;
	news: number;
	peakInUse: number;
	meanLagMs: number;
	/** CPU of the process during the load [s] */
	cpuSeconds: number;
	baseline: Step | null;
	end: Step[];
}

/** The flags of a run, as far as the score itself needs them; the model reads them all by itself. */
export interface TraceParams {
	scenario: string;
	gomaxprocs: number;
	rate: number;
	burst: number;
	closed: number;
	ops: number;
	durationNs: number;
	body: number;
	holdNs: number;
	gcPeriodNs: number;
	gcEvery: number;
	window: number;
	fixed: boolean;
	sampleNs: number;
	sampleEvery: number;
	live: number;
}

export interface Trace {
	id: string;
	params: TraceParams;
	goVersion: string;
	reps: Repetition[];
	/** one more repetition, whose pool was drained at the end: its metrics up to the stop count as well */
	drainRep: Repetition | null;
	/** index of the repetition whose samples these are */
	seriesRep: number;
	samples: Samples;
	/** every repetition, a value about every 50 ms; none of an exact run */
	coarse: { t: number[]; heapObjects: number[]; residents: number[] }[];
	/** columns of the collector's log, one value a collection; empty where there is none */
	gctrace: Readonly<Record<string, number[]>>;
	/** spread of each metric as the file states it */
	spread: Readonly<Record<string, { min: number; max: number }>>;
	/** largest difference between the repetitions of an exact run, by column */
	maxDifference: Readonly<Record<string, number>>;
	/** the parsed file, from which the model takes every flag */
	file: unknown;
}

/**
 * What decides how a run is held to its trace: `exact` runs have no clock and are compared row by row, `paced` ones
 * make a fixed sequence of operations under the runtime's own pacing, `timed` ones run against the clock.
 */
export type TraceKind = 'exact' | 'paced' | 'timed';

export function kindOf(params: Pick<TraceParams, 'closed' | 'ops' | 'gcEvery' | 'gcPeriodNs'>): TraceKind {
	if (params.closed === 1 && params.gcEvery > 0) return 'exact';
	return params.closed > 0 && params.ops > 0 && params.gcPeriodNs === 0 ? 'paced' : 'timed';
}

/** The repetition whose samples a trace holds. */
export function seriesRepetition(trace: Trace): Repetition {
	return trace.reps[trace.seriesRep]!;
}

/** Reads a parsed file. Throws a TraceError that names what is missing. */
export function readTrace(file: unknown, name: string): Trace {
	const root = asRecord(file);
	const params = asRecord(root.params);
	if (typeof params.scenario !== 'string') {
		throw new TraceError(`${name} is not a trace of the harness: it has no params with a scenario.`);
	}
	if (!Array.isArray(asRecord(root.samples).t) || !Array.isArray(root.reps) || root.reps.length === 0) {
		throw new TraceError(`${name} cannot be scored: it has no samples or no repetitions (samples, reps).`);
	}
	const reps = root.reps.map(readRepetition);
	const seriesRep = number(root.seriesRep);
	if (reps[seriesRep] === undefined) {
		throw new TraceError(`${name}: seriesRep is ${seriesRep}, but there are ${reps.length} repetitions.`);
	}
	return {
		id: typeof root.id === 'string' && root.id !== '' ? root.id : name.replace(/^.*[\\/]|\.json$/g, ''),
		params: readParams(params),
		goVersion: typeof root.goVersion === 'string' ? root.goVersion : '',
		reps,
		drainRep: root.drainRep === undefined || root.drainRep === null ? null : readRepetition(root.drainRep),
		seriesRep,
		samples: readSamples(asRecord(root.samples), name),
		coarse: Array.isArray(root.coarse) ? root.coarse.map(readCoarse) : [],
		gctrace: numberColumns(root.gctrace),
		spread: readSpread(root.spread),
		maxDifference: numbers(root.maxDifference),
		file
	};
}

function readParams(params: Record<string, unknown>): TraceParams {
	return {
		scenario: String(params.scenario),
		gomaxprocs: number(params.gomaxprocs),
		rate: number(params.rate),
		burst: number(params.burst),
		closed: number(params.closed),
		ops: number(params.ops),
		durationNs: number(params.durationNs),
		body: number(params.body),
		holdNs: number(params.holdNs),
		gcPeriodNs: number(params.gcPeriodNs),
		gcEvery: number(params.gcEvery),
		window: number(params.window),
		fixed: params.fixed === true,
		sampleNs: number(params.sampleNs),
		sampleEvery: number(params.sampleEvery),
		live: number(params.live)
	};
}

function readSamples(columns: Record<string, unknown>, name: string): Samples {
	const rows = Array.isArray(columns.t) ? columns.t.length : 0;
	const entries = sampleNames.map((column): [SampleName, number[]] => {
		const values = columns[column];
		if (!Array.isArray(values) || values.length !== rows || !values.every(Number.isFinite)) {
			throw new TraceError(`${name} cannot be scored: samples.${column} is not ${rows} numbers.`);
		}
		return [column, values as number[]];
	});
	return Object.fromEntries(entries) as Samples;
}

function readCoarse(value: unknown): Trace['coarse'][number] {
	const { t = [], heapObjects = [], residents = [] } = numberColumns(value);
	return { t, heapObjects, residents };
}

function readRepetition(value: unknown): Repetition {
	const rep = asRecord(value);
	return {
		metrics: numbers(rep.metrics),
		loadSeconds: number(rep.loadSeconds),
		done: number(rep.done),
		news: number(rep.news),
		peakInUse: number(rep.peakInUse),
		meanLagMs: number(rep.meanLagMs),
		cpuSeconds: number(rep.cpuSeconds),
		baseline: rep.baseline === undefined ? null : readStep(rep.baseline),
		end: Array.isArray(rep.end) ? rep.end.map(readStep) : []
	};
}

function readStep(value: unknown): Step {
	const step = asRecord(value);
	const census = asRecord(step.pool);
	return {
		what: String(step.what),
		t: number(step.t),
		heapObjects: number(step.heapObjects),
		numGC: number(step.numGC),
		totalAllocBytes: number(step.totalAllocBytes),
		mallocs: number(step.mallocs),
		stacks: number(step.stacks),
		heapIdle: number(step.heapIdle),
		heapReleased: number(step.heapReleased),
		rss: number(step.rss),
		pool:
			step.pool === undefined
				? null
				: { residents: number(census.residents), residentBytes: number(census.residentBytes) }
	};
}

function readSpread(value: unknown): Trace['spread'] {
	return Object.fromEntries(
		Object.entries(asRecord(value)).map(([metric, spread]) => {
			const { min, max } = asRecord(spread);
			return [metric, { min: number(min), max: number(max) }];
		})
	);
}

function numbers(value: unknown): Record<string, number> {
	const found = Object.entries(asRecord(value)).filter(
		(entry): entry is [string, number] => typeof entry[1] === 'number'
	);
	return Object.fromEntries(found);
}

function numberColumns(value: unknown): Record<string, number[]> {
	const found = Object.entries(asRecord(value)).filter(
		(entry): entry is [string, number[]] => Array.isArray(entry[1]) && entry[1].every(Number.isFinite)
	);
	return Object.fromEntries(found);
}

/** What is missing counts as 0, as in Go, which leaves empty fields out of its JSON. */
function number(value: unknown): number {
	return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
