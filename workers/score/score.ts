/** Holds a simulated run to the recorded one: per metric what was measured, what was predicted, and the bar. */
import type { SimulatedTrace } from './asTrace.ts';
import { allowance, exactColumns, exactResidents, fromFirstRow, metricBars, type Bar } from './bars.ts';
import { contradictions } from './contradictions.ts';
import type { MetricName, Metrics } from './metrics.ts';
import {
	kindOf,
	seriesRepetition,
	type Repetition,
	type SampleName,
	type Samples,
	type Trace,
	type TraceKind
} from './trace.ts';

/** Values of the repetitions. */
export interface Measured {
	min: number;
	max: number;
	mean: number;
	/** repetitions */
	n: number;
}

export interface ScoreRow {
	/** a metric of the harness; of an exact run a column, or the residents of a state at the end */
	metric: string;
	/** where in an exact run the column is furthest off: its row and the operations done by then */
	at: { row: number; op: number } | null;
	measured: Measured;
	predicted: number;
	/** predicted − mean of measured */
	error: number;
	/** error as a share of the mean; null where the mean is 0 and the error is not */
	relativeError: number | null;
	/** how far from the mean the bar lets it be */
	allowed: number;
	bar: Bar;
	inside: boolean;
}

export interface Score {
	id: string;
	scenario: string;
	fixed: boolean;
	kind: TraceKind;
	rows: ScoreRow[];
	/** what the file says of itself that cannot all be true; such a trace is no evidence */
	contradictions: string[];
	/** every bar is kept and the trace does not contradict itself */
	inside: boolean;
}

export function scoreTrace(trace: Trace, simulated: SimulatedTrace): Score {
	const kind = kindOf(trace.params);
	const rows =
		kind === 'exact' ? exactRows(trace, simulated) : metricRows(trace, simulated.metrics, metricBars[kind]);
	const contradicting = contradictions(trace);
	return {
		id: trace.id,
		scenario: trace.params.scenario,
		fixed: trace.params.fixed,
		kind,
		rows,
		contradictions: contradicting,
		inside: contradicting.length === 0 && rows.every((row) => row.inside)
	};
}

/** Measured values of a metric: of the repetitions, and of the drained one where it was known at the stop. */
export function measuredMetric(trace: Trace, metric: string): Measured | null {
	const repetitions: Repetition[] = [...trace.reps, ...(trace.drainRep === null ? [] : [trace.drainRep])];
	const values = repetitions.flatMap(({ metrics }) => metrics[metric] ?? []);
	if (values.length === 0) return null;
	return {
		min: Math.min(...values),
		max: Math.max(...values),
		mean: values.reduce((sum, value) => sum + value, 0) / values.length,
		n: values.length
	};
}

/** Metrics of a run that somebody predicts, held to those of its repetitions; none where no repetition has one. */
export function metricRows(
	trace: Trace,
	metrics: Metrics,
	bars: readonly (readonly [MetricName, Bar])[]
): ScoreRow[] {
	return bars.flatMap(([metric, bar]) => {
		const measured = measuredMetric(trace, metric);
		return measured === null ? [] : [scoreRow(metric, measured, metrics[metric] ?? NaN, bar)];
	});
}

function exactRows(trace: Trace, simulated: SimulatedTrace): ScoreRow[] {
	const rows = Object.entries(exactColumns).map(([column, bar]) =>
		columnRow(column as SampleName, trace, simulated.samples, bar)
	);
	const { end } = seriesRepetition(trace);
	end.forEach(({ what, pool }, index) => {
		if (pool === null) return;
		const predicted = simulated.end[index]?.pool?.residents ?? NaN;
		const bar = atLeast(exactResidents, trace.maxDifference.endResidents);
		rows.push({
			...scoreRow(`residents ${what}`, single(pool.residents), predicted, bar),
			bar: exactResidents
		});
	});
	return rows;
}

/** A column of an exact run, at the row where it is furthest outside of its bar. */
function columnRow(column: SampleName, trace: Trace, simulated: Samples, bar: Bar): ScoreRow {
	const recorded = trace.samples[column];
	const predicted = simulated[column];
	const relative = fromFirstRow.includes(column);
	const held = atLeast(bar, trace.maxDifference[column]);
	const from = (values: number[]) => (relative ? (values[0] ?? 0) : 0);
	let worst: ScoreRow | null = null;
	for (let row = 0; row < Math.max(recorded.length, predicted.length); row++) {
		const measured = (recorded[row] ?? NaN) - from(recorded);
		const value = (predicted[row] ?? NaN) - from(predicted);
		const found = scoreRow(column, single(measured), value, held);
		if (worst === null || badness(found) > badness(worst)) {
			worst = { ...found, bar, at: { row, op: trace.samples.op[row] ?? NaN } };
		}
	}
	return worst!;
}

/** Where the repetitions of a run differ, no prediction can be held closer than they are to each other. */
function atLeast(bar: Bar, difference = 0): Bar {
	return { ...bar, absolute: Math.max(bar.absolute, difference) };
}

/** Rows outside of the bar come after those inside, and a row that only one side has after all others. */
function badness({ error, allowed, inside }: ScoreRow): number {
	if (Number.isNaN(error)) return Infinity;
	return inside ? Math.abs(error) / (1 + Math.abs(error)) : 1 + Math.abs(error) - allowed;
}

function scoreRow(metric: string, measured: Measured, predicted: number, bar: Bar): ScoreRow {
	const { mean, min, max } = measured;
	const error = predicted - mean;
	const allowed = allowance(bar, mean, max - min);
	return {
		metric,
		at: null,
		measured,
		predicted,
		error,
		relativeError: error === 0 ? 0 : mean === 0 ? null : error / Math.abs(mean),
		allowed,
		bar,
		inside: Math.abs(error) <= allowed || (predicted >= min && predicted <= max)
	};
}

function single(value: number): Measured {
	return { min: value, max: value, mean: value, n: 1 };
}
