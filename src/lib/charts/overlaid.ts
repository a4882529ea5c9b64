/** What is laid over a run: a recording, and the outlines of other runs. Embeds have neither. */
import { bisectLeft } from 'd3';
import { decimate } from '#workers/marks/decimate.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { ValueScale } from './domain.ts';
import { formatBytes } from './format.ts';
import { pointsOf, strokeLine } from './marks.ts';
import { measuredSaw, type Measured } from './measured.ts';
import { rowBefore, rowsToDraw } from './rows.ts';
import type { Draw, Ghost, Series } from './types.ts';

/** What of another run a chart draws, and how that is read. */
export interface Outline {
	of(frames: Frames): Float64Array;
	text(value: number): string;
	/** values hold during the interval that ends at the row, not from the row on */
	steps: boolean;
}

/** The outlines of other runs over a chart of such a title, with their values at the instants of this run. */
export function ghostSeries(
	title: string,
	ghosts: readonly Ghost<Frames>[],
	{ of, text, steps }: Outline,
	times: Float64Array,
	scale: ValueScale
): Series[] {
	return ghosts.map(({ name, frames }) => ({
		key: `ghost ${name}`,
		label: name,
		swatch: 'dash',
		colour: 'ink-2',
		help: `${title} of the other run: ${name}`,
		...reading(
			times,
			frames.columns.timeNs.subarray(0, frames.rows),
			of(frames),
			text,
			scale,
			steps ? bisectLeft : lastUntil
		)
	}));
}

/** What draws the outlines that are not hidden. */
export function outlinesOf(
	ghosts: readonly Ghost<Frames>[],
	hidden: readonly string[],
	{ of, steps }: Outline,
	{ y }: ValueScale
): Draw {
	return (ctx, plot) =>
		ghosts.forEach(({ name, frames }, index) => {
			if (hidden.includes(`ghost ${name}`)) return;
			const { timeNs } = frames.columns;
			const values = of(frames);
			const [from, to] = rowsToDraw(timeNs, frames.rows, plot.domain);
			const points = pointsOf(
				decimate(values, from, to, Math.ceil(plot.width)),
				(row) => plot.x(timeNs[row] ?? 0),
				(row) => y(values[row] ?? NaN)
			);
			const { colours, mark } = plot.palette;
			const dash = [6, 3 + 2 * index];
			strokeLine(ctx, points, { colour: colours['ink-2'], width: mark, dash, halo: colours.surface, steps });
		});
}

/** The heap of a real process, at the instants of the simulated one. */
export function measuredSeries(measured: Measured, times: Float64Array, scale: ValueScale): Series {
	const { timeNs, heapBytes } = measuredSaw(measured);
	return {
		key: 'measured',
		label: 'measured',
		swatch: 'line',
		colour: 'accent',
		help: `Heap of the real process at its collections, from ${measured.name}`,
		...reading(times, timeNs, heapBytes, formatBytes, scale, lastUntil)
	};
}

function lastUntil(times: Float64Array, timeNs: number): number {
	return rowBefore(times, times.length, timeNs);
}

/**
 * Records at instants of their own (`at`), read at those of a run. There is no value before the first record and none
 * after the last: nothing is drawn there either.
 */
function reading(
	times: Float64Array,
	at: Float64Array,
	values: Float64Array,
	text: (value: number) => string,
	{ y, kind }: ValueScale,
	find: (at: Float64Array, timeNs: number) => number
): Pick<Series, 'value' | 'text' | 'place'> {
	const value = (row: number) => {
		const timeNs = times[row] ?? NaN;
		return timeNs <= (at.at(-1) ?? NaN) ? (values[find(at, timeNs)] ?? NaN) : NaN;
	};
	return {
		value,
		text: (row) => text(value(row)),
		place: (row) => {
			const place = y(value(row));
			return kind === 'share' || Number.isNaN(place) ? null : { at: place, weight: 1e5 };
		}
	};
}
