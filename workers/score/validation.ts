/**
 * What the validation page shows, made from the same traces and by the same score as the tests: for each recorded run
 * the table of its bars, and the measured and simulated curves on one axis.
 */
import { caseBySlug } from '../cases/index.ts';
import { requestFromTrace } from '../cases/requestFor.ts';
import { formatParameter } from '../model/parameterText.ts';
import { initialParams, parameterNames, type ParameterName } from '../model/parameters.ts';
import type { SimulatedTrace } from './asTrace.ts';
import { againstOthers, allAgainstOthers, type AgainstOthers } from './againstOthers.ts';
import { barText } from './bars.ts';
import { thinRows } from './thinRows.ts';
import { repeatTrace } from './repeat.ts';
import { measuredMetric, scoreTrace, type Measured, type Score, type ScoreRow } from './score.ts';
import { quantile, summaryOf, type MetricSummary } from './summary.ts';
import { kindOf, seriesRepetition, type Samples, type Trace, type TraceKind } from './trace.ts';

/** Rows of a curve, at most. */
const CURVE_ROWS = 240;
/** Significant digits of a curve's values: more than a screen has pixels. */
const CURVE_DIGITS = 5;
/** Parameters that say how a run was recorded, and not what it was. */
const notTold: ReadonlySet<ParameterName> = new Set([
	'stalls',
	'sample',
	'sampleevery',
	'go',
	'cores',
	'fixed'
]);

/** A metric of a run against its bar. */
export interface ValidationRow {
	metric: string;
	/** operations done at the row of an exact run that is furthest off */
	op: number | null;
	measured: Measured;
	predicted: number;
	/** share of the mean; null where the mean is 0 and the error is not */
	relativeError: number | null;
	/** in words */
	bar: string;
	/** |error| as a share of what the bar allows; above 1 is outside, unless it lies between two repetitions */
	used: number;
	inside: boolean;
}

export interface ValidationRun {
	id: string;
	/** slug of the case */
	case: string;
	kind: TraceKind;
	fixed: boolean;
	/** what differs from the table's initial values, as flags have it */
	params: { name: string; text: string }[];
	goVersion: string;
	repetitions: number;
	/** error of the mean heap, as a share of what was measured */
	heapError: number;
	/** the largest `used` of its bars: what to sort by, worst first */
	worst: number;
	/** metrics outside of their bars */
	missed: string[];
	inside: boolean;
}

/** Measured and simulated columns at the same rows, thinned so that every extreme stays. */
export interface ValidationCurves {
	/** what the rows stand at: seconds, or operations done */
	axis: 't' | 'op';
	at: number[];
	/** end of the load on that axis */
	loadEnd: number;
	measured: Curves;
	simulated: Curves;
	/** the other repetitions, a value about every 50 ms [s, bytes, objects]; none of an exact run */
	repetitions: { t: number[]; heapObjects: number[]; residents: number[] }[];
}

interface Curves {
	heapObjects: number[];
	residents: number[];
	inUse: number[];
	news: number[];
	rss: number[];
}

/** A run with all that there is to show of it. */
export interface ValidationDetail {
	run: ValidationRun;
	rows: ValidationRow[];
	curves: ValidationCurves;
}

/** How near the runs of one case are. */
export interface CaseValidation {
	case: string;
	runs: number;
	inside: number;
	/** errors of the mean heap, as shares: half of the runs are at least as near, and all of them */
	median: number;
	worst: number;
}

export interface Validation {
	runs: ValidationRun[];
	summary: MetricSummary[];
	/** real runs and the model held to other real runs */
	others: AgainstOthers[];
	/** in the order of their names */
	cases: CaseValidation[];
}

/** All runs together, and each one by itself, in the same order. */
export function validate(traces: readonly Trace[]): Validation & { details: ValidationDetail[] } {
	const all = traces.map((trace) => {
		const simulated = repeatTrace(trace);
		const score = scoreTrace(trace, simulated);
		const held = againstOthers(trace, simulated.metrics);
		return { score, held, detail: detailOf(trace, score, simulated) };
	});
	const details = all.map(({ detail }) => detail);
	const runs = details.map(({ run }) => run);
	return {
		runs,
		summary: summaryOf(all.map(({ score }) => score)),
		others: allAgainstOthers(all.map(({ held }) => held)),
		cases: casesOf(runs),
		details
	};
}

function detailOf(trace: Trace, score: Score, simulated: SimulatedTrace): ValidationDetail {
	const rows = score.rows.map(rowOf);
	const meanHeap = measuredMetric(trace, 'meanHeapObjects')?.mean ?? NaN;
	const run: ValidationRun = {
		id: trace.id,
		case: caseBySlug(trace.params.scenario)?.slug ?? trace.params.scenario,
		kind: score.kind,
		fixed: score.fixed,
		params: paramsOf(trace),
		goVersion: trace.goVersion,
		repetitions: trace.reps.length + (trace.drainRep === null ? 0 : 1),
		heapError: (simulated.metrics.meanHeapObjects ?? NaN) / meanHeap - 1,
		worst: Math.max(...rows.map(({ used }) => used)),
		missed: rows.filter(({ inside }) => !inside).map(({ metric }) => metric),
		inside: score.inside
	};
	return { run, rows, curves: curvesOf(trace, simulated) };
}

function rowOf({
	metric,
	at,
	measured,
	predicted,
	error,
	relativeError,
	allowed,
	bar,
	inside
}: ScoreRow): ValidationRow {
	const used = error === 0 ? 0 : Math.abs(error) / Math.max(allowed, Number.EPSILON);
	return { metric, op: at?.op ?? null, measured, predicted, relativeError, bar: barText(bar), used, inside };
}

function paramsOf(trace: Trace): ValidationRun['params'] {
	const { params } = requestFromTrace(trace.file);
	const initial = initialParams();
	return parameterNames
		.filter((name) => !notTold.has(name) && params[name] !== initial[name])
		.map((name) => ({ name, text: formatParameter(name, params[name] as never) }));
}

function curvesOf(trace: Trace, simulated: SimulatedTrace): ValidationCurves {
	const exact = kindOf(trace.params) === 'exact';
	const { samples } = trace;
	const length = Math.min(samples.t.length, simulated.samples.t.length);
	const rows = thinRows([samples.heapObjects, simulated.samples.heapObjects], length, CURVE_ROWS);
	const axis = exact ? 'op' : 't';
	return {
		axis,
		at: rows.map((row) => short(samples[axis][row]!)),
		loadEnd: exact ? trace.params.ops : seriesRepetition(trace).loadSeconds,
		measured: columnsAt(samples, rows),
		simulated: columnsAt(simulated.samples, rows),
		repetitions: exact ? [] : otherRepetitions(trace)
	};
}

function columnsAt(samples: Samples, rows: readonly number[]): Curves {
	const column = (value: (row: number) => number) => rows.map((row) => short(value(row)));
	return {
		heapObjects: column((row) => samples.heapObjects[row]!),
		residents: column((row) => samples.poolPrimary[row]! + samples.poolVictim[row]!),
		inUse: column((row) => samples.inUse[row]!),
		news: column((row) => samples.news[row]!),
		rss: column((row) => samples.rss[row]!)
	};
}

function otherRepetitions({ coarse, seriesRep }: Trace): ValidationCurves['repetitions'] {
	return coarse
		.filter((_, index) => index !== seriesRep)
		.map(({ t, heapObjects, residents }) => ({
			t: t.map(short),
			heapObjects: heapObjects.map(short),
			residents
		}));
}

function casesOf(runs: readonly ValidationRun[]): CaseValidation[] {
	const slugs = [...new Set(runs.map((run) => run.case))].sort();
	return slugs.map((slug) => {
		const own = runs.filter((run) => run.case === slug);
		const errors = own.map(({ heapError }) => Math.abs(heapError)).sort((a, b) => a - b);
		return {
			case: slug,
			runs: own.length,
			inside: own.filter(({ inside }) => inside).length,
			median: quantile(errors, 0.5),
			worst: errors.at(-1) ?? NaN
		};
	});
}

function short(value: number): number {
	return Number(value.toPrecision(CURVE_DIGITS));
}
