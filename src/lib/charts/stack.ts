/** Bands on top of each other. */
import { stackTops } from '#workers/marks/stack.ts';
import { fillDown, hatching } from './marks.ts';
import type { Plot, Series } from './types.ts';

export { bandPlaces, stackTops } from '#workers/marks/stack.ts';

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
