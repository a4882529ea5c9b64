/** The bars that the model is held to: one table. */
import type { MetricName } from './metrics.ts';
import type { SampleName, TraceKind } from './trace.ts';

/**
 * How far a prediction may be from what was measured: the largest of these three. The distance is taken from the mean
 * of the repetitions; what lies between the smallest and the largest of them is never called wrong.
 */
export interface Bar {
	/** share of the mean */
	relative: number;
	/** in the metric's own unit */
	absolute: number;
	/** times the spread of the repetitions, max − min */
	spreads: number;
}

const equal: Bar = { relative: 0, absolute: 0, spreads: 0 };

/** Columns of an exact run, at every row. */
export const exactColumns = {
	op: equal,
	gets: equal,
	puts: equal,
	news: equal,
	numGC: equal,
	inUse: equal,
	poolPrimary: equal,
	poolVictim: equal,
	heapObjects: { relative: 0.005, absolute: 256, spreads: 0 },
	totalAllocBytes: { relative: 0.005, absolute: 256, spreads: 0 }
} as const satisfies { [N in SampleName]?: Bar };

/** Columns of which an exact run's first value is taken off: a process's start leaves some hundred bytes. */
export const fromFirstRow: readonly SampleName[] = ['heapObjects', 'totalAllocBytes'];

/** Residents at the stop of an exact run and after each further collection. */
export const exactResidents: Bar = equal;

/** Metrics of runs whose repetitions differ. */
export const metricBars: {
	[K in Exclude<TraceKind, 'exact'>]: readonly (readonly [metric: MetricName, bar: Bar])[];
} = {
	paced: [
		['gcCount', { relative: 0.02, absolute: 1, spreads: 0 }],
		['peakHeapObjects', { relative: 0.03, absolute: 0, spreads: 0 }],
		['meanHeapObjects', { relative: 0.03, absolute: 0, spreads: 0 }],
		['p90HeapObjects', { relative: 0.03, absolute: 0, spreads: 0 }]
	],
	timed: [
		['totalAllocBytes', { relative: 0.01, absolute: 0, spreads: 0 }],
		['allocBytesPerOp', { relative: 0.01, absolute: 0, spreads: 0 }],
		['gcCount', { relative: 0.03, absolute: 1, spreads: 1 }],
		['meanHeapObjects', { relative: 0.05, absolute: 0, spreads: 2 }],
		['p90HeapObjects', { relative: 0.05, absolute: 0, spreads: 2 }],
		['peakHeapObjects', { relative: 0.1, absolute: 0, spreads: 2 }],
		['heapAtStop', { relative: 0.1, absolute: 0, spreads: 2 }],
		['heapAfterGC1', { relative: 0.1, absolute: 0, spreads: 2 }],
		['heapAfterGC2', { relative: 0.1, absolute: 0, spreads: 2 }],
		['heapAfterGC3', { relative: 0.1, absolute: 0, spreads: 2 }],
		['news', { relative: 0.15, absolute: 2, spreads: 2 }],
		['peakInUse', { relative: 0.15, absolute: 2, spreads: 2 }],
		['meanResidents', { relative: 0.15, absolute: 2, spreads: 2 }],
		['meanRSS', { relative: 0.15, absolute: 0, spreads: 0 }]
	]
};

/** How far from the mean a prediction may be. */
export function allowance(bar: Bar, mean: number, spread: number): number {
	return Math.max(bar.relative * Math.abs(mean), bar.absolute, bar.spreads * spread);
}

/** A bar in words: "3 % or 1 or the spread". */
export function barText(bar: Bar): string {
	const parts = [
		bar.relative > 0 ? `${Math.round(bar.relative * 1e4) / 100} %` : '',
		bar.absolute > 0 ? String(bar.absolute) : '',
		bar.spreads > 0 ? (bar.spreads === 1 ? 'the spread' : `${bar.spreads} × the spread`) : ''
	].filter((part) => part !== '');
	return parts.length === 0 ? 'equal' : parts.join(' or ');
}
