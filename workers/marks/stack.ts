/** Bands on top of each other. */

/**
 * Running sums of some columns at some rows: tops[k][i] is the sum of the first k + 1 columns at rows[i], divided by
 * `total` there if there is one. A value that is not known (NaN) counts as nothing.
 */
export function stackTops(
	columns: readonly Float64Array[],
	rows: Uint32Array,
	total: Float64Array | null
): Float64Array[] {
	let below = new Float64Array(rows.length);
	return columns.map((column) => {
		const top = new Float64Array(rows.length);
		for (let i = 0; i < rows.length; i++) {
			const row = rows[i] ?? 0;
			const whole = total ? (total[row] ?? 0) : 1;
			top[i] = (below[i] ?? 0) + (whole > 0 ? (column[row] ?? 0) / whole || 0 : 0);
		}
		below = top;
		return top;
	});
}

/** Vertical middle and thickness of each band at one row [CSS px]. */
export function bandPlaces(
	columns: readonly Float64Array[],
	row: number,
	y: (value: number) => number,
	whole: number
): { at: number; weight: number }[] {
	let below = 0;
	return columns.map((column) => {
		const above = below + (whole > 0 ? (column[row] ?? 0) / whole || 0 : 0);
		const place = { at: (y(below) + y(above)) / 2, weight: Math.abs(y(below) - y(above)) };
		below = above;
		return place;
	});
}
