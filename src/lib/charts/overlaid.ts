/** Series of what is laid over a run: a recording, and the outlines of other runs. Embeds have neither. */
import { bisectLeft, bisectRight } from 'd3';
import type { Frames } from '#workers/model/frames.ts';
import type { ValueScale } from './domain.ts';
import { formatBytes } from './format.ts';
import { measuredSaw, type Measured } from './measured.ts';
import type { Ghost, Series } from './types.ts';

/** What of another run a chart draws, and how that is read. */
export interface Outline {
	/** with the name of the run behind it: "Heap of the other run" */
	what: string;
	of(frames: Frames): Float64Array;
	text(value: number): string;
	/** values hold during the interval that ends at the row, not from the row on */
	steps?: boolean;
}

type Axis = Pick<ValueScale, 'y' | 'kind'>;

/** The outlines of other runs, with their values at the instants of this one. */
export function ghostSeries(
	ghosts: readonly Ghost<Frames>[],
	{ what, of, text, steps = false }: Outline,
	times: Float64Array,
	axis: Axis
): Series[] {
	return ghosts.map((ghost): Series => {
		const { columns, rows } = ghost.frames;
		const values = of(ghost.frames);
		const read = readerOf(columns.timeNs.subarray(0, rows), values, steps);
		return {
			key: `ghost ${ghost.name}`,
			label: ghost.name,
			swatch: 'dash',
			colour: 'ink-2',
			help: `${what}: ${ghost.name}`,
			...seriesOf((row) => read(times[row] ?? NaN), text, axis)
		};
	});
}

/** The heap of a real process, at the instants of the simulated one. */
export function measuredSeries(measured: Measured, times: Float64Array, axis: Axis): Series {
	const { timeNs, heapBytes } = measuredSaw(measured);
	const read = readerOf(timeNs, heapBytes, false);
	return {
		key: 'measured',
		label: 'measured',
		swatch: 'line',
		colour: 'accent',
		help: `Heap of the real process at its collections, from ${measured.name}`,
		...seriesOf((row) => read(times[row] ?? NaN), formatBytes, axis)
	};
}

function seriesOf(
	value: (row: number) => number,
	text: (value: number) => string,
	{ y, kind }: Axis
): Pick<Series, 'value' | 'text' | 'place'> {
	return {
		value,
		text: (row) => text(value(row)),
		place: (row) => {
			const at = y(value(row));
			return kind === 'share' || Number.isNaN(at) ? null : { at, weight: 1e5 };
		}
	};
}

/** Instant → value. There is none before the first record and none after the last: nothing is drawn there either. */
function readerOf(times: Float64Array, values: Float64Array, steps: boolean): (timeNs: number) => number {
	const last = times.at(-1) ?? NaN;
	return (timeNs) => {
		if (!(timeNs <= last)) return NaN;
		return values[steps ? bisectLeft(times, timeNs) : bisectRight(times, timeNs) - 1] ?? NaN;
	};
}
