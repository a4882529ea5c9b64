/** Scores of many traces together: how large the errors of each metric are. */
import type { Score, ScoreRow } from './score.ts';
import type { TraceKind } from './trace.ts';

export interface MetricSummary {
	kind: TraceKind;
	metric: string;
	/** traces that have it */
	traces: number;
	/** of them those outside of the bar */
	missed: number;
	/** of those inside, the ones that are there only because real runs were on both sides of them */
	betweenOnly: number;
	/** of the errors as shares of the mean; null where the mean is always 0 and the errors are not */
	median: number | null;
	percentile95: number | null;
}

/** In the order of kinds and of the bars. */
export function summaryOf(scores: readonly Score[]): MetricSummary[] {
	const groups = new Map<string, { kind: TraceKind; metric: string; rows: ScoreRow[] }>();
	for (const { kind, rows } of scores) {
		for (const row of rows) {
			const key = `${kind} ${row.metric}`;
			const group = groups.get(key) ?? { kind, metric: row.metric, rows: [] };
			group.rows.push(row);
			groups.set(key, group);
		}
	}
	return [...groups.values()].map(({ kind, metric, rows }) => {
		const errors = rows.map(({ relativeError }) => Math.abs(relativeError ?? Infinity)).sort((a, b) => a - b);
		return {
			kind,
			metric,
			traces: rows.length,
			missed: rows.filter(({ inside }) => !inside).length,
			betweenOnly: rows.filter(({ inside, error, allowed }) => inside && Math.abs(error) > allowed).length,
			median: finite(quantile(errors, 0.5)),
			percentile95: finite(quantile(errors, 0.95))
		};
	});
}

/** The smallest value that at least this share of the values does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

function finite(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}
