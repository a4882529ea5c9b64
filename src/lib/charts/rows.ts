/** From instants to rows of the frames and back. */
import { bisectLeft, bisectRight } from 'd3';
import type { TimeDomain } from './types.ts';

export { extent, ratePerSecond, rowOfMax } from '#workers/marks/rows.ts';

/** The row nearest to an instant; −1 if there are no rows. */
export function rowAt(times: Float64Array, rows: number, timeNs: number): number {
	if (rows === 0) return -1;
	const right = bisectLeft(times, timeNs, 0, rows);
	if (right === 0) return 0;
	if (right >= rows) return rows - 1;
	const before = times[right - 1] ?? 0;
	const after = times[right] ?? before;
	return timeNs - before <= after - timeNs ? right - 1 : right;
}

/** The last row at or before an instant; −1 if there is none. */
export function rowBefore(times: Float64Array, rows: number, timeNs: number): number {
	return bisectRight(times, timeNs, 0, rows) - 1;
}

/** First and last row to draw: those within the domain and one beyond each end, so that lines reach the edges. */
export function rowsToDraw(
	times: Float64Array,
	rows: number,
	domain: TimeDomain
): [from: number, to: number] {
	const from = Math.max(0, bisectLeft(times, domain[0], 0, rows) - 1);
	const to = Math.min(rows - 1, bisectRight(times, domain[1], 0, rows));
	return [from, to];
}

/** First and last row whose instants lie within the domain; the nearest row twice if none does. */
export function rowsWithin(
	times: Float64Array,
	rows: number,
	domain: TimeDomain
): [first: number, last: number] {
	const first = bisectLeft(times, domain[0], 0, rows);
	const last = bisectRight(times, domain[1], 0, rows) - 1;
	if (first <= last) return [first, last];
	const nearest = Math.max(0, rowAt(times, rows, (domain[0] + domain[1]) / 2));
	return [nearest, nearest];
}
