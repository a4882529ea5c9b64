/** How metrics of the score are called and written on the page. */
import { formatBytes, formatNumber } from '#workers/text/units.ts';
import type { Overview, TextPiece, ValidationRow } from './page.ts';

/** The names of the harness, in words. */
const metricWords: Readonly<Record<string, string>> = {
	op: 'operations',
	gets: 'Get',
	puts: 'Put',
	news: 'New',
	numGC: 'collections',
	gcCount: 'collections',
	inUse: 'borrowed',
	peakInUse: 'borrowed, peak',
	poolPrimary: 'in the pool, primary',
	poolVictim: 'in the pool, victim',
	heapObjects: 'heap',
	meanHeapObjects: 'heap, mean',
	p90HeapObjects: 'heap, 90th percentile',
	peakHeapObjects: 'heap, peak',
	heapAtStop: 'heap at the stop',
	heapAfterGC1: 'heap after one collection',
	heapAfterGC2: 'heap after two',
	heapAfterGC3: 'heap after three',
	totalAllocBytes: 'allocated',
	allocBytesPerOp: 'allocated per operation',
	meanResidents: 'residents, mean',
	meanRSS: 'RSS, mean',
	'residents stop': 'residents at the stop',
	'residents gc1': 'residents after one collection',
	'residents gc2': 'residents after two',
	'residents gc3': 'residents after three'
};

export function metricName(metric: string): string {
	return metricWords[metric] ?? metric;
}

/** A metric's value: sizes in bytes, all else as numbers. */
export function metricValue(metric: string, value: number): string {
	return /heap|bytes|rss/i.test(metric) ? formatBytes(value) : formatNumber(value, 5);
}

/** Smallest and largest of the repetitions. */
export function measuredText({ metric, measured: { min, max } }: ValidationRow): string {
	const low = metricValue(metric, min);
	const high = metricValue(metric, max);
	return low === high ? low : `${low} to ${high}`;
}

/** An error in percent, as exact as it matters: 0 %, < 0.01 %, 1.23 %, 45.6 %, 166 %. */
export function errorShare(share: number): string {
	const size = Math.abs(share);
	if (size > 0 && size < 0.00005) return '< 0.01 %';
	const decimals = size >= 1 ? 0 : size >= 0.1 ? 1 : 2;
	return `${formatNumber(Number((size * 100).toFixed(decimals)))} %`;
}

/** The same with its sign: +1.2 %, −0.4 %. */
export function signedShare(share: number): string {
	const text = errorShare(share);
	return text.startsWith('<') || text === '0 %' ? text : `${share > 0 ? '+' : '−'}${text}`;
}

/** Error of a prediction: a share of the mean, or the difference itself where the mean is 0. */
export function errorText({ metric, measured, predicted, relativeError }: ValidationRow): string {
	if (relativeError !== null) return signedShare(relativeError);
	const error = predicted - measured.mean;
	return `${error > 0 ? '+' : ''}${metricValue(metric, error)}`;
}

/** A share, or a dash where there is none. */
export function shareText(share: number | null): string {
	return share === null ? '–' : errorShare(share);
}

/** "74 exact, 54 paced and 58 timed". */
export function kindCounts({ exact, paced, timed }: Overview['byKind']): string {
	return `${exact} exact, ${paced} paced and ${timed} timed`;
}

/** Parts text at its backquotes. */
export function piecesOf(text: string): TextPiece[] {
	return text
		.split('`')
		.map((piece, index) => ({ text: piece, code: index % 2 === 1 }))
		.filter((piece) => piece.text !== '');
}
