/** How often New runs, and where the other Gets were served from. */
import type { ColumnName, Frames } from '../model/frames.ts';
import { ratePerSecond } from './rows.ts';

interface Source {
	column: ColumnName;
	label: string;
	/** token of the colour, without dashes */
	colour: string;
	swatch: 'band' | 'stripe';
	help: string;
}

/** Where a Get is served from, in the order in which it looks, from the top down; New is last and lies at the bottom. */
export const getSources = [
	{
		column: 'news',
		label: 'New',
		colour: 'get-new',
		swatch: 'band',
		help: 'Gets that found nothing and called New (or gave nil)'
	},
	{
		column: 'victimHits',
		label: 'victim hit',
		colour: 'holder-victim',
		swatch: 'band',
		help: 'Gets served from the victim cache: rescued from the next collection'
	},
	{
		column: 'steals',
		label: 'steal',
		colour: 'holder-shared',
		swatch: 'stripe',
		help: 'Gets served from the tail of another P’s shared queue'
	},
	{
		column: 'sharedHits',
		label: 'shared hit',
		colour: 'holder-shared',
		swatch: 'band',
		help: 'Gets served from the head of the P’s own shared queue'
	},
	{
		column: 'privateHits',
		label: 'private hit',
		colour: 'holder-private',
		swatch: 'band',
		help: 'Gets served from the P’s private slot'
	}
] as const satisfies readonly Source[];

export interface GetRates {
	/** New calls per second; the value at a row holds for the interval that ends there */
	newPerSecond: Float64Array;
	/**
	 * Share of each source in the Gets of the row's stretch; NaN where there was no Get. In the order of `getSources`.
	 * A stretch has several rows: the few Gets of a single interval would give noise.
	 */
	shares: Float64Array[];
}

/** Stretches that the visible part of a run is cut into for the shares. */
const stretches = 200;

/** Rows in a stretch when so many are in view. */
export function rowsPerStretch(rowsInView: number): number {
	return Math.max(1, Math.ceil(rowsInView / stretches));
}

/** Counters since start → what happened in each interval, and in each stretch of `perStretch` rows. */
export function getRates(frames: Frames, perStretch: number): GetRates {
	const { columns, rows } = frames;
	const shares = getSources.map(() => new Float64Array(rows));
	const added = new Float64Array(getSources.length);
	// Stretches begin at fixed rows, so that a picture that grows or moves does not flicker.
	for (let first = 0; first < rows - 1; first += perStretch) {
		const last = Math.min(rows - 1, first + perStretch);
		let gets = 0;
		getSources.forEach(({ column }, index) => {
			const count = (columns[column][last] ?? 0) - (columns[column][first] ?? 0);
			added[index] = count;
			gets += count;
		});
		// Without a Get 0 ÷ 0 is NaN: there is no share.
		shares.forEach((share, index) => share.fill((added[index] ?? 0) / gets, first + 1, last + 1));
	}
	for (const share of shares) holdFirst(share);
	return { newPerSecond: newRates(frames), shares };
}

/** New calls per second in each interval. */
export function newRates({ columns, rows }: Frames): Float64Array {
	const rates = new Float64Array(rows);
	for (let row = 1; row < rows; row++) rates[row] = ratePerSecond(columns.timeNs, columns.news, row);
	holdFirst(rates);
	return rates;
}

/** No interval ends at the first row: it takes the value of the first one, so that its step starts at its left end. */
function holdFirst(values: Float64Array): void {
	if (values.length > 1) values[0] = values[1] ?? NaN;
}
