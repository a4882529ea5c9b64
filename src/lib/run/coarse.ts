/**
 * A coarse answer for a run that is too long for one frame: the same process with every phase cut to a fraction of
 * its length, and its rows drawn over the whole window. Rates, holds and sizes are those of the real run, so levels
 * are right where they settle fast; what takes its time (the number of collections in a phase) is not. It is
 * always marked as coarse and followed by the full run.
 */
import type { ColumnName, Frames, PhaseSpan, Totals } from '#workers/model/frames.ts';
import type { Params } from '#workers/model/parameters.ts';
import { formatParameter, parseParameter } from '#workers/model/parameterText.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import { layOutPhases } from '#workers/model/workload/phases.ts';

/** Columns that count since the start of the run, and so grow with its length. */
const countersSinceStart = [
	'op',
	'gets',
	'puts',
	'news',
	'privateHits',
	'sharedHits',
	'steals',
	'victimHits',
	'dropped',
	'numGC',
	'forcedGC',
	'limitGC',
	'totalAllocBytes',
	'mallocs',
	'gcCpuNs',
	'markingNs',
	'limiterNs'
] as const satisfies readonly ColumnName[];

const countedTotals = [
	'requests',
	'gets',
	'puts',
	'news',
	'privateHits',
	'sharedHits',
	'steals',
	'victimHits',
	'dropped',
	'gcCount',
	'forcedGC',
	'totalAllocBytes',
	'mallocs',
	'gcCpuNs',
	'loadNs'
] as const satisfies readonly (keyof Totals)[];

const collectionTimes = ['startNs', 'markEndNs', 'sweepEndNs'] as const;

/** Length of the load in nanoseconds: that of all phases, or the duration. Throws when the phases cannot be read. */
export function windowNs(params: Params): number {
	return layOutPhases(params).at(-1)?.endNs ?? params.duration;
}

/**
 * About how many requests a run simulates. For closed loops that wait for nothing it is a guess: there the engine's
 * service time decides, and `CostMeter` learns it. Throws when the phases cannot be read.
 */
export function expectedPairs(params: Params): number {
	if (params.closed > 0 && params.ops > 0) return params.closed * params.ops;
	return layOutPhases(params).reduce((sum, { startNs, endNs, params: { rate, closed, hold } }) => {
		const lengthNs = endNs - startNs;
		const open = (rate * lengthNs) / 1e9;
		const looping = closed > 0 ? (closed * lengthNs) / Math.max(hold, 10_000) : 0;
		return sum + open + looping;
	}, 0);
}

/** The request with every phase at `factor` of its length, and the operations of a closed loop likewise. */
export function shortened(request: SimulationRequest, factor: number): SimulationRequest {
	const { params } = request;
	const cut = (ns: number) => Math.max(1e6, Math.round(ns * factor));
	return {
		...request,
		params: {
			...params,
			phases: params.phases.replace(/(^|\+)([^:,+]+):([^,+]+)/g, (whole, plus, name, length) => {
				const parsed = parseParameter('duration', length);
				return parsed.ok ? `${plus}${name}:${formatParameter('duration', cut(parsed.value))}` : whole;
			}),
			duration: cut(params.duration),
			ops: Math.ceil(params.ops * factor),
			stalls: ''
		}
	};
}

/**
 * Frames of a shortened run, drawn over the whole window of the `full` request: each phase over the length that it has
 * there, so that the time axis does not move when the full run follows. Counts since the start are scaled up.
 */
export function stretched(frames: Frames, full: SimulationRequest, factor: number): Frames {
	const scale = 1 / factor;
	const phases = layOutPhases(full.params).map(({ name, startNs, endNs }) => ({ name, startNs, endNs }));
	const instant =
		phases.length === frames.phases.length ? between(frames.phases, phases) : (ns: number) => ns * scale;
	const counts = (values: Float64Array) => values.map((value) => value * scale);
	const columns = { ...frames.columns, timeNs: frames.columns.timeNs.map(instant) };
	for (const name of countersSinceStart) columns[name] = counts(columns[name]);
	const collectionColumns = { ...frames.collections.columns };
	for (const name of collectionTimes) collectionColumns[name] = collectionColumns[name].map(instant);
	const totals = { ...frames.totals };
	for (const name of countedTotals) totals[name] = Math.round(totals[name] * scale);
	return {
		...frames,
		columns,
		totals,
		collections: { ...frames.collections, columns: collectionColumns },
		phases
	};
}

/** An instant of some phases → the instant as far into the same phase of others; past the end at the last one's pace. */
function between(from: readonly PhaseSpan[], to: readonly PhaseSpan[]): (ns: number) => number {
	return (ns) => {
		let at = 0;
		while (at < from.length - 1 && ns > (from[at]?.endNs ?? 0)) at++;
		const [source, target] = [from[at], to[at]];
		if (!source || !target) return ns;
		const share = (ns - source.startNs) / (source.endNs - source.startNs);
		return target.startNs + share * (target.endNs - target.startNs);
	};
}
