/** CPU of the program and of the collector, from the runs that show it by itself. */
import type { Calibration } from '../model/calibration.ts';
import type { CollectorCosts } from '../model/gc/costs.ts';
import { pageBytes } from '../model/heap/sizeClasses.ts';
import { fitShares, lineOverPs, median, type AtP, type Observation } from './estimate.ts';
import { kindOf, seriesRepetition, type Trace } from './trace.ts';

const NS_PER_MS = 1e6;

export function calibrateCosts(
	traces: readonly Trace[],
	base: Calibration
): { program: Partial<Calibration>; collector: Partial<CollectorCosts> } {
	return { program: loopCosts(traces, base), collector: collectorCosts(traces, base.collector) };
}

/**
 * A fixed sequence of operations that never waits, on one P, spends all its time on what it does and on the collector,
 * whose log says how much. Without the allocator's share for each object and what reading takes, the rest is so much
 * for a request, for a byte of its body and for a byte allocated.
 */
function loopCosts(traces: readonly Trace[], base: Calibration): Partial<Calibration> {
	const observations = traces
		.filter(({ params }) => kindOf(params) === 'paced' && params.holdNs === 0 && params.gomaxprocs === 1)
		// New computes a table, and an attack has another body: their bytes are not requests × body.
		.filter(({ params, file }) => params.scenario !== 'expensive-new' && !hasAttack(file))
		.flatMap((trace): Observation[] => {
			const rep = seriesRepetition(trace);
			const stop = rep.end[0];
			if (stop === undefined || rep.baseline === null) return [];
			const allocated = stop.totalAllocBytes - rep.baseline.totalAllocBytes;
			// Memory that is not in caches when it is used again costs more, and that belongs to the collector's costs.
			const collections = duringLoad(trace).length;
			const { freeSpanNs, sweepSpanNs, loopGoesOnNs, reuseCachedBytes } = base.collector;
			if (allocated > reuseCachedBytes * Math.max(1, collections)) return [];
			const bytes = rep.done * trace.params.body;
			const mallocs = stop.mallocs - rep.baseline.mallocs;
			const known =
				mallocs * base.loop.allocNs +
				Math.min(mallocs, allocated / pageBytes) * (sweepSpanNs + freeSpanNs) +
				collections * loopGoesOnNs +
				bytes * base.loop.readNsPerByte;
			const ns = rep.cpuSeconds * 1e9 - collectorNs(trace) - known;
			return ns > 0 ? [{ features: [rep.done, bytes, allocated], value: ns }] : [];
		});
	const shares = fitShares(observations);
	if (shares === null) return {};
	const [requestNs = 0, bodyNs = 0, allocByteNs = 0] = shares;
	// The two halves of a request are not told apart: they keep their proportion.
	const begins = base.loop.beginNs / (base.loop.beginNs + base.loop.endNs);
	return {
		loop: {
			...base.loop,
			beginNs: Math.round(requestNs * begins),
			endNs: Math.round(requestNs * (1 - begins)),
			writeNsPerByte: rounded(bodyNs),
			zeroNsPerByte: rounded(allocByteNs)
		}
	};
}

/** Both stops of the world, and the marking of a heap of less than a MiB: the log of the collector. */
function collectorCosts(traces: readonly Trace[], base: CollectorCosts): Partial<CollectorCosts> {
	const logged = traces.filter(({ gctrace }) => (gctrace.t?.length ?? 0) > 0);
	if (logged.length === 0) return {};
	const costs: Partial<CollectorCosts> = {
		stopSweepTermNs: Math.round(median(logged.flatMap((trace) => mediansOf(trace, 'sweepTermMs')))),
		stopMarkTermNs: Math.round(median(logged.flatMap((trace) => mediansOf(trace, 'markTermMs'))))
	};
	// A process that was asleep marks with cold caches; what a collection costs at least is seen in busy ones.
	const busy = logged.filter(({ params }) => kindOf(params) === 'exact');
	const line = lineOverPs((busy.length > 0 ? busy : logged).flatMap(emptyMarks), base.markBasePerProcNs);
	const slope = lineOverPs(
		logged.filter((trace) => !busy.includes(trace)).flatMap(emptyMarks),
		base.markBasePerProcNs
	);
	if (line !== null) costs.markBaseNs = line.first;
	if (slope !== null) costs.markBasePerProcNs = slope.further;
	return costs;
}

/** Median of a column over the collections during the load [ns]. */
function mediansOf(trace: Trace, column: string): number[] {
	const values = duringLoad(trace).flatMap((i) => trace.gctrace[column]?.[i] ?? []);
	return values.length === 0 ? [] : [median(values) * NS_PER_MS];
}

/** CPU of marking where next to nothing is live. */
function emptyMarks(trace: Trace): AtP[] {
	const { gctrace, params } = trace;
	const values = duringLoad(trace)
		.filter((i) => gctrace.heapLiveMB?.[i] === 0)
		.map((i) => markMs(trace, i) * NS_PER_MS);
	return values.length === 0 ? [] : [{ gomaxprocs: params.gomaxprocs, value: median(values) }];
}

function collectorNs(trace: Trace): number {
	return duringLoad(trace).reduce((sum, i) => {
		const stopMs = (trace.gctrace.sweepTermMs?.[i] ?? 0) + (trace.gctrace.markTermMs?.[i] ?? 0);
		return sum + (markMs(trace, i) + stopMs * trace.params.gomaxprocs) * NS_PER_MS;
	}, 0);
}

function markMs({ gctrace }: Trace, i: number): number {
	return (
		(gctrace.cpuAssistMs?.[i] ?? 0) + (gctrace.cpuBackgroundMs?.[i] ?? 0) + (gctrace.cpuIdleMs?.[i] ?? 0)
	);
}

function duringLoad(trace: Trace): number[] {
	const { loadSeconds } = seriesRepetition(trace);
	const t = trace.gctrace.t ?? [];
	return t.flatMap((seconds, i) => (seconds >= 0 && seconds <= loadSeconds ? [i] : []));
}

function hasAttack(file: unknown): boolean {
	const params = (file as { params?: { attack?: unknown } }).params;
	return typeof params?.attack === 'number' && params.attack > 0;
}

function rounded(ns: number): number {
	return Number(ns.toPrecision(3));
}
