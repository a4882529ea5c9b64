/**
 * Makes the machine-dependent record anew from recorded runs. Every value comes out of what the traces measured, by
 * itself: no run of the model is fitted to them. What the traces given cannot tell keeps the value of `base`.
 */
import { requestFromTrace } from '../cases/requestFor.ts';
import type { Calibration } from '../model/calibration.ts';
import { simulate } from '../model/simulate.ts';
import { calibrateCosts } from './calibrateCosts.ts';
import { lineOverPs, median, type AtP } from './estimate.ts';
import { recorderRowsBytes } from './recorder.ts';
import { kindOf, seriesRepetition, type Step, type Trace } from './trace.ts';

/** Large blocks of the ballast, which is no part of the process itself [bytes]. */
const BALLAST_BLOCK = 2 ** 20;
/** Where a load starts, its first rows are the pool filling: they say nothing about a request at rest. */
const SETTLED_SHARE = 0.2;
/** Requests for each P from which on a stretch of rows says what one allocates: several spans of 8 KiB. */
const FEWEST_REQUESTS = 1_000;
/** A process that waits for its next request waits whole milliseconds: it is late by half of one on average [ns]. */
const MEAN_GRANULARITY_NS = 0.5e6;

export interface Calibrated {
	calibration: Calibration;
	/** the fields that the traces decided, in the record's order */
	measured: string[];
}

export function calibrate(traces: readonly Trace[], base: Calibration): Calibrated {
	const rest: Partial<Calibration> = {
		...baseHeap(traces, base),
		...baseStacks(traces, base),
		...baseRss(traces, base),
		...requestBytes(traces, base),
		...wakeLatency(traces)
	};
	const { program, collector } = calibrateCosts(traces, base);
	const found: Partial<Calibration> = { ...rest, ...program };
	return {
		calibration: { ...base, ...found, collector: { ...base.collector, ...collector } },
		measured: [
			...Object.keys(collector)
				.sort()
				.map((name) => `collector.${name}`),
			...Object.keys(base).filter((name) => Object.hasOwn(found, name))
		]
	};
}

/** Heap of the process before its load, without the ballast. */
function baseHeap(traces: readonly Trace[], base: Calibration): Partial<Calibration> {
	const line = lineOverPs(
		baselines(traces, ({ heapObjects }, { params }) => {
			const blocks = Math.ceil(params.live / BALLAST_BLOCK);
			return heapObjects - blocks * BALLAST_BLOCK;
		}),
		base.baseHeapBytesPerP
	);
	return line === null ? {} : { baseHeapBytes: line.first, baseHeapBytesPerP: line.further };
}

function baseStacks(traces: readonly Trace[], base: Calibration): Partial<Calibration> {
	const line = lineOverPs(
		baselines(traces, ({ stacks }) => stacks),
		base.stackBytesPerP
	);
	return line === null ? {} : { stackBytes: line.first, stackBytesPerP: line.further };
}

/**
 * Resident memory at the first row besides the recorder's rows and what the model itself has resident in a process at
 * rest: stacks, spans, the runtime's notes about them.
 */
function baseRss(traces: readonly Trace[], base: Calibration): Partial<Calibration> {
	const values = withoutBallast(traces).map((trace): AtP => {
		const { samples, params } = trace;
		const value = samples.rss[0]! - recorderRowsBytes(params) - modelledRssAtRest(trace, base);
		return { gomaxprocs: params.gomaxprocs, value };
	});
	const line = lineOverPs(values, base.baseRssBytesPerP);
	return line === null ? {} : { baseRssBytes: line.first, baseRssBytesPerP: line.further };
}

/** What the model has resident before a load, without the calibration's own share [bytes]. */
function modelledRssAtRest(trace: Trace, base: Calibration): number {
	const { params, ...request } = requestFromTrace(trace.file);
	const one = { closed: 1, ops: 1, gcevery: 1, window: 1, burst: 1, rate: 0, hold: 0, gcperiod: 0 };
	const calibration = { ...base, baseRssBytes: 0, baseRssBytesPerP: 0 };
	return simulate({ ...request, params: { ...params, ...one }, calibration }).columns.rssBytes[0]!;
}

/**
 * What a request of an open loop allocates besides its scenario. The steady scenario allocates nothing while its pool
 * serves it, so what is allocated without a New and without a collection, which makes the pool lay itself out anew, is
 * the requests' own. Allocations show when a P takes a new span: only long stretches tell.
 */
function requestBytes(traces: readonly Trace[], base: Calibration): Partial<Calibration> {
	const perRequest = (holds: boolean) =>
		traces
			.filter(({ params }) => params.scenario === 'steady' && params.rate > 0 && params.holdNs > 0 === holds)
			.flatMap((trace) => allocatedPerRequest(trace) ?? []);
	const still = perRequest(false);
	const holding = perRequest(true);
	const closureBytes = still.length === 0 ? base.closureBytes : Math.round(median(still));
	return {
		...(still.length === 0 ? {} : { closureBytes }),
		...(holding.length === 0 ? {} : { timerBytes: Math.max(0, Math.round(median(holding)) - closureBytes) })
	};
}

/** Over the longest stretch of rows that is long enough, per request. */
function allocatedPerRequest(trace: Trace): number | null {
	const { t, op, news, numGC, totalAllocBytes } = trace.samples;
	const { loadSeconds } = seriesRepetition(trace);
	let best = { requests: 0, bytes: 0 };
	let start = 0;
	for (let row = 1; row < t.length && t[row]! <= loadSeconds; row++) {
		const settled = t[row - 1]! >= SETTLED_SHARE * loadSeconds;
		if (!settled || news[row] !== news[row - 1] || numGC[row] !== numGC[row - 1]) start = row;
		const requests = op[row]! - op[start]!;
		if (requests > best.requests) best = { requests, bytes: totalAllocBytes[row]! - totalAllocBytes[start]! };
	}
	return best.requests < FEWEST_REQUESTS * trace.params.gomaxprocs ? null : best.bytes / best.requests;
}

/** How much later than the granularity of the wait explains the requests of an open loop are started. */
function wakeLatency(traces: readonly Trace[]): Partial<Calibration> {
	const lags = traces
		.filter(({ params }) => params.rate > 0 && params.burst === 1)
		.flatMap(({ reps }) => reps.map(({ meanLagMs }) => meanLagMs * 1e6));
	if (lags.length === 0) return {};
	return { wakeLatencyNs: Math.round(Math.max(0, median(lags) - MEAN_GRANULARITY_NS)) };
}

function baselines(traces: readonly Trace[], value: (step: Step, trace: Trace) => number): AtP[] {
	return withoutBallast(traces).flatMap((trace) =>
		trace.reps.flatMap(({ baseline }) =>
			baseline === null ? [] : [{ gomaxprocs: trace.params.gomaxprocs, value: value(baseline, trace) }]
		)
	);
}

/** A ballast has a list of its blocks on the heap as well: processes without one are looked at where there are any. */
function withoutBallast(traces: readonly Trace[]): readonly Trace[] {
	const plain = traces.filter(({ params }) => params.live === 0 && kindOf(params) !== 'exact');
	return plain.length > 0 ? plain : traces;
}
