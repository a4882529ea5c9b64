/** What columns reach, and what counters add, between rows. */

/** Smallest and largest value between two rows, both included; NaN values do not count. */
export function extent(values: Float64Array, first: number, last: number): { low: number; high: number } {
	let low = Infinity;
	let high = -Infinity;
	for (let row = first; row <= last; row++) {
		const value = values[row] ?? NaN;
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return low <= high ? { low, high } : { low: 0, high: 0 };
}

/** The row of the largest value between two rows, both included. */
export function rowOfMax(values: Float64Array, first: number, last: number): number {
	let best = first;
	for (let row = first; row <= last; row++) if ((values[row] ?? 0) > (values[best] ?? 0)) best = row;
	return best;
}

/** What was added to a counter during the interval that ends at the row, per second; NaN for the first row. */
export function ratePerSecond(times: Float64Array, counter: Float64Array, row: number): number {
	if (row <= 0) return NaN;
	const spanNs = (times[row] ?? 0) - (times[row - 1] ?? 0);
	return spanNs > 0 ? (((counter[row] ?? 0) - (counter[row - 1] ?? 0)) / spanNs) * 1e9 : NaN;
}
