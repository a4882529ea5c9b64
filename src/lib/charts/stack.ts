/** Bands on top of each other. */
import { fillBand, hatching, strokeLine } from './marks.ts';
import type { Plot, Series } from './types.ts';

/** Running sums of some series at some rows: tops[k][i] is the sum of the first k + 1 series at rows[i]. */
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
			top[i] = (below[i] ?? 0) + (whole > 0 ? (column[row] ?? 0) / whole : 0);
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

/** Draws bands bottom to top, parted by a hairline of the surface. */
export function drawStack(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	bands: readonly Band[],
	layout: StackLayout
): void {
	const { rows, times, y, steps = false } = layout;
	const { palette } = plot;
	const x = Float64Array.from(rows, (row) => plot.x(times[row] ?? 0));
	const tops = stackTops(
		bands.map((band) => band.column),
		rows,
		layout.total
	);
	let lower = new Float64Array(rows.length).fill(y(0));
	bands.forEach((band, index) => {
		const sums = tops[index];
		if (!sums) return;
		const upper = sums.map(y);
		const { colour, swatch } = band.series;
		const fill =
			swatch === 'hatch'
				? hatching(ctx, palette, colour, 'holder-garbage-ground')
				: swatch === 'stripe'
					? hatching(ctx, palette, colour, 'surface', 'down')
					: palette.colours[colour];
		fillBand(ctx, x, lower, upper, rows.length, { fill, steps });
		// Drawn before the next band, which covers the upper half: half a pixel of surface remains between the two.
		strokeLine(
			ctx,
			{ count: rows.length, x, y: upper },
			{ colour: palette.colours.surface, width: palette.hair, steps }
		);
		lower = upper;
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
		const above = below + (whole > 0 ? (column[row] ?? 0) / whole : 0);
		const place = { at: (y(below) + y(above)) / 2, weight: Math.abs(y(below) - y(above)) };
		below = above;
		return place;
	});
}
