/** Bands on top of each other. */
import { fillDown, hatching } from './marks.ts';
import type { Plot, Series } from './types.ts';

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

export interface Band {
	series: Pick<Series, 'swatch' | 'colour'>;
	column: Float64Array;
}

export interface StackLayout {
	rows: Uint32Array;
	/** divides every value, for a stack of shares; null for absolute values */
	total: Float64Array | null;
	times: Float64Array;
	y(value: number): number;
	/** values hold during the interval that ends at the row */
	steps?: boolean;
}

/** Draws bands, given from the bottom up, parted by a hairline of the surface. What is empty in view is left out. */
export function drawStack(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	bands: readonly Band[],
	{ rows, times, total, y, steps = false }: StackLayout
): void {
	const { palette } = plot;
	const count = rows.length;
	const x = new Float64Array(count);
	for (let i = 0; i < count; i++) x[i] = plot.x(times[rows[i] ?? 0] ?? 0);
	const bottom = y(0);
	const shown = bands.filter(({ column }) => rows.some((row) => (column[row] ?? 0) > 0));
	const tops = stackTops(
		shown.map((band) => band.column),
		rows,
		total
	);
	for (let index = shown.length - 1; index >= 0; index--) {
		const band = shown[index];
		const sums = tops[index];
		if (!band || !sums) continue;
		const { colour, swatch } = band.series;
		const fill =
			swatch === 'hatch'
				? hatching(ctx, palette, colour, 'holder-garbage-ground')
				: swatch === 'stripe'
					? hatching(ctx, palette, colour, 'surface', 'down')
					: palette.colours[colour];
		fillDown(ctx, { count, x, y: sums.map(y) }, bottom, {
			fill,
			edge: palette.colours.surface,
			edgeWidth: palette.hair,
			steps
		});
	}
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
