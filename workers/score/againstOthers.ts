/** How near a real run is to other real runs of the same program: what the model's errors are to be compared with. */
import { metricBars } from './bars.ts';
import type { Metrics } from './metrics.ts';
import { metricRows } from './score.ts';
import { kindOf, type Trace, type TraceKind } from './trace.ts';

/**
 * Each repetition of a run is left out once, and held to the others by the bars of its kind, as a prediction would be; so
 * is the model's prediction, by the same others. With fewer repetitions the spread is smaller, so the model misses more
 * than where it is held to all of them.
 */
export interface AgainstOthers {
	kind: TraceKind;
	/** bars of a repetition */
	bars: number;
	/** of them the repetition that was left out misses, on average over the repetitions */
	missedByRepetition: number;
	/** and the model */
	missedByModel: number;
}

/** Null for exact runs, whose repetitions agree value for value, and where there are not two repetitions. */
export function againstOthers(trace: Trace, predicted: Metrics): AgainstOthers | null {
	const kind = kindOf(trace.params);
	const count = trace.reps.length;
	if (kind === 'exact' || count < 2) return null;
	const sum: AgainstOthers = { kind, bars: 0, missedByRepetition: 0, missedByModel: 0 };
	for (const [index, { metrics }] of trace.reps.entries()) {
		const others = { ...trace, reps: trace.reps.filter((_, each) => each !== index) };
		const bars = metricBars[kind].filter(([metric]) => metrics[metric] !== undefined);
		const missed = (by: Metrics) => metricRows(others, by, bars).filter(({ inside }) => !inside).length;
		sum.bars += bars.length / count;
		sum.missedByRepetition += missed(metrics) / count;
		sum.missedByModel += missed(predicted) / count;
	}
	return sum;
}

/** Of many runs together, by kind, in the order in which kinds come. */
export function allAgainstOthers(runs: readonly (AgainstOthers | null)[]): AgainstOthers[] {
	const sums = new Map<TraceKind, AgainstOthers>();
	for (const run of runs) {
		if (run === null) continue;
		const sum = sums.get(run.kind);
		if (sum === undefined) {
			sums.set(run.kind, { ...run });
			continue;
		}
		sum.bars += run.bars;
		sum.missedByRepetition += run.missedByRepetition;
		sum.missedByModel += run.missedByModel;
	}
	return [...sums.values()];
}
