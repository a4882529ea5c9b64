/** The metrics of a run, by the formulas of the harness (`tests/ground-truth/harness/stats.go`, `compute`). */
import type { Samples, Step } from './trace.ts';

/** In the order in which the harness lists them. */
export const metricNames = [
	'peakHeapObjects',
	'meanHeapObjects',
	'p10HeapObjects',
	'p50HeapObjects',
	'p90HeapObjects',
	'gcCount',
	'news',
	'newsSecondHalf',
	'endResidents',
	'endResidentBytes',
	'meanResidents',
	'peakResidents',
	'meanInUse',
	'peakInUse',
	'totalAllocBytes',
	'allocBytesPerOp',
	'mallocsPerOp',
	'peakRSS',
	'meanRSS',
	'heapAtStop',
	'heapAfterGC1',
	'heapAfterGC2',
	'heapAfterGC3',
	'achievedRate'
] as const;

export type MetricName = (typeof metricNames)[number];

/** A run without a pool has no residents; all else is always there. */
export type Metrics = { [N in MetricName]?: number };

/** What the metrics are computed from: one measured repetition, or one simulated run. */
export interface MeasuredRun {
	samples: Samples;
	/** the run has no clock: every row up to the end of the load counts the same */
	exact: boolean;
	/** operations of the load, where it is exact */
	ops: number;
	/** [s] */
	loadSeconds: number;
	done: number;
	news: number;
	peakInUse: number;
	/** counters before the load */
	baseline: Pick<Step, 'numGC' | 'totalAllocBytes' | 'mallocs'>;
	/** the stop, then the state after each further collection */
	end: Step[];
}

/** Rows after the load of an exact run: one for each of the three collections. */
const TAIL_ROWS = 3;

export function metricsOf(run: MeasuredRun): Metrics {
	const { samples, end, baseline, done } = run;
	const stop = end[0]!;
	const last = lastRowOfLoad(run);
	const weights = rowWeights(run, last);
	const over = (value: (row: number) => number) => weightedMean(weights, value);
	const heap = samples.heapObjects.slice(0, last + 1);
	const residents = (row: number) => samples.poolPrimary[row]! + samples.poolVictim[row]!;
	const quantile = quantiles(heap, weights);
	const allocated = stop.totalAllocBytes - baseline.totalAllocBytes;
	const metrics: Metrics = {
		peakHeapObjects: largest(heap, (bytes) => bytes),
		meanHeapObjects: Math.round(over((row) => heap[row]!)),
		p10HeapObjects: quantile(0.1),
		p50HeapObjects: quantile(0.5),
		p90HeapObjects: quantile(0.9),
		gcCount: stop.numGC - baseline.numGC,
		news: run.news,
		newsSecondHalf: run.news - newsInFirstHalf(run, last),
		meanResidents: rounded(over(residents), 3),
		peakResidents: largest(heap, (_, row) => residents(row)),
		meanInUse: rounded(
			over((row) => samples.inUse[row]!),
			3
		),
		peakInUse: run.peakInUse,
		totalAllocBytes: allocated,
		peakRSS: largest(heap, (_, row) => samples.rss[row]!),
		meanRSS: Math.round(over((row) => samples.rss[row]!)),
		heapAtStop: stop.heapObjects,
		achievedRate: rounded(done / run.loadSeconds, 2)
	};
	if (stop.pool !== null) {
		metrics.endResidents = stop.pool.residents;
		metrics.endResidentBytes = stop.pool.residentBytes;
	}
	if (done > 0) {
		metrics.allocBytesPerOp = rounded(allocated / done, 1);
		metrics.mallocsPerOp = rounded((stop.mallocs - baseline.mallocs) / done, 3);
	}
	if (end[1]) metrics.heapAfterGC1 = end[1].heapObjects;
	if (end[2]) metrics.heapAfterGC2 = end[2].heapObjects;
	if (end[3]) metrics.heapAfterGC3 = end[3].heapObjects;
	return metrics;
}

/** The load window is every row from its start to the end of its last request. */
export function lastRowOfLoad({
	samples,
	loadSeconds,
	exact
}: Pick<MeasuredRun, 'samples' | 'loadSeconds' | 'exact'>): number {
	const within = samples.t.findLastIndex((t) => t <= loadSeconds);
	return Math.max(0, within, exact ? samples.t.length - 1 - TAIL_ROWS : 0);
}

/** A timed row stands for the time half way to its neighbours: now and then a sampler is kept waiting. */
function rowWeights({ samples: { t }, exact }: MeasuredRun, last: number): number[] {
	return Array.from({ length: last + 1 }, (_, row) =>
		exact || last === 0 ? 1 : (t[Math.min(row + 1, last)]! - t[Math.max(row - 1, 0)]!) / 2
	);
}

function weightedMean(weights: number[], value: (row: number) => number): number {
	let sum = 0;
	let weight = 0;
	weights.forEach((each, row) => {
		sum += each * value(row);
		weight += each;
	});
	return weight > 0 ? sum / weight : 0;
}

function quantiles(values: number[], weights: number[]): (share: number) => number {
	const rows = values.map((_, row) => row).sort((a, b) => values[a]! - values[b]!);
	const total = weights.reduce((a, b) => a + b, 0);
	return (share) => {
		let sum = 0;
		for (const row of rows) {
			sum += weights[row]!;
			if (sum >= share * total) return values[row]!;
		}
		return values[rows.at(-1)!]!;
	};
}

function newsInFirstHalf({ samples, exact, ops }: MeasuredRun, last: number): number {
	const { t, op, news } = samples;
	const middle = t[0]! + (t[last]! - t[0]!) / 2;
	let found = 0;
	for (let row = 0; row <= last; row++) {
		if (exact ? op[row]! <= Math.floor(ops / 2) : t[row]! <= middle) found = news[row]!;
	}
	return found;
}

function largest(values: number[], of: (value: number, row: number) => number): number {
	return values.reduce((most, value, row) => Math.max(most, of(value, row)), 0);
}

function rounded(value: number, digits: number): number {
	const power = 10 ** digits;
	return Math.round(value * power) / power;
}
