/** One chart of a drawing: its marks and what is written beside them. */
import {
	byteTickFormat,
	formatTickCount,
	linearTicks,
	logDomain,
	logTickFormat,
	logTicks,
	shareTicks,
	type Quantity
} from '../marks/axes.ts';
import type { ChartLook } from '../marks/chartLooks.ts';
import { decimate } from '../marks/decimate.ts';
import { extent } from '../marks/rows.ts';
import { bandPlaces, stackTops } from '../marks/stack.ts';
import type { Frames } from '../model/frames.ts';
import { formatShare } from '../text/units.ts';
import type { Colour } from './colours.ts';
import { areaPath, at, linePath } from './paths.ts';

/** Size of the text of a drawing, in its own units. */
export const em = 12;

/** A name and a value beside a mark. */
export interface PanelLabel {
	label: string;
	value: string;
	colour: Colour;
	swatch: 'band' | 'hatch' | 'stripe' | 'line' | 'dash' | 'dots';
	/** where the mark is at the right edge, from the panel's top; it may lie above it */
	at: number;
	/** which labels to give up last */
	weight: number;
}

export interface PanelTick {
	/** from the panel's top */
	at: number;
	label: string;
	/** false for a label without a line across the panel */
	line?: boolean;
}

export interface Panel {
	/** a word of its own in the drawing */
	name: string;
	title: string;
	/** what is measured, where the ticks do not say it */
	unit: string;
	ticks: PanelTick[];
	/** elements, from the panel's top left corner */
	marks: string[];
	labels: PanelLabel[];
}

/** Another run, drawn over this one as a dashed line. */
export interface Ghost {
	name: string;
	frames: Frames;
}

/** The rectangle that a panel is drawn in, and the rows that lie in it. */
export interface Frame {
	/** of the drawing's element: patterns and lines that are used twice are found under it */
	id: string;
	frames: Frames;
	width: number;
	height: number;
	/** first and last row in view */
	from: number;
	to: number;
	/** instant [ns] → place from the left edge */
	x: (timeNs: number) => number;
	ghosts: readonly Ghost[];
	/** where the value axis ends, if it is not to be fitted to what is drawn; in the chart's own unit */
	high?: number | undefined;
}

/** The same for one chart. */
export interface LookedFrame extends Frame {
	/** how the chart is shown */
	look: ChartLook;
}

/** From values to places, with the ticks. */
export interface ValueAxis {
	y: (value: number) => number;
	ticks: PanelTick[];
}

/** The axis of a chart that reaches `high`, as its look wants it, with half a line of air above. */
export function valueAxis(
	high: number,
	height: number,
	quantity: Quantity,
	kind: ChartLook['scale'] = 'linear'
): ValueAxis {
	const top = em / 2;
	const wanted = Math.max(2, Math.min(6, Math.floor((height - top) / (3 * em))));
	const place = (part: number) => height - part * (height - top);
	if (kind === 'log') {
		const [low, end] = logDomain(high, quantity);
		const y = (value: number) => place(Math.log(Math.max(low, value) / low) / Math.log(end / low));
		const format = logTickFormat(quantity);
		return {
			y,
			ticks: logTicks(low, end, quantity, wanted).map((value) => ({ at: y(value), label: format(value) }))
		};
	}
	if (kind === 'share') {
		return {
			y: place,
			ticks: shareTicks(wanted).map((share) => ({ at: place(share), label: `${share * 100} %` }))
		};
	}
	const y = (value: number) => place(value / high);
	const values = linearTicks(0, high, quantity, wanted);
	const format = quantity === 'bytes' ? byteTickFormat(values.at(-1) ?? high) : formatTickCount;
	return { y, ticks: values.map((value) => ({ at: y(value), label: format(value) })) };
}

/** What a title says of a scale that is not the usual one. */
export function scaleWords({ scale }: ChartLook): string {
	return scale === 'log' ? ', logarithmic' : scale === 'share' ? ', in percent' : '';
}

/** Rows of a column that are enough for the width: none of its spikes is lost. */
export function rowsOf({ from, to, width }: Frame, column: Float64Array): Uint32Array {
	return decimate(column, from, to, Math.max(20, Math.round(width / 3)));
}

/** Places of rows in time. */
export function placesOf(frame: Frame, rows: Uint32Array): Float64Array {
	const times = frame.frames.columns.timeNs;
	return Float64Array.from(rows, (row) => frame.x(times[row] ?? 0));
}

export interface DrawnBand {
	column: Float64Array;
	colour: Colour;
	swatch: 'band' | 'hatch' | 'stripe';
}

export interface StackStyle {
	/** values hold during the interval that ends at the row */
	steps?: boolean;
	/** divides every value, for a stack of shares */
	total?: Float64Array | null;
}

/**
 * Bands on top of each other, from the bottom up, parted by a hairline of the surface; on a logarithmic scale, where
 * nothing can be stacked, a line each.
 */
export function bandMarks(
	frame: LookedFrame,
	bands: readonly DrawnBand[],
	rows: Uint32Array,
	y: (value: number) => number,
	total: Float64Array
): string[] {
	const { scale } = frame.look;
	if (scale !== 'log') return stackMarks(frame, bands, rows, y, { total: scale === 'share' ? total : null });
	return bands
		.filter(({ column }) => rows.some((row) => (column[row] ?? 0) > 0))
		.flatMap(({ column, colour, swatch }) =>
			lineMarks(frame, column, y, { colour, ...(swatch === 'hatch' ? { dash: '2 2' } : {}) }, true)
		);
}

/** Bands on top of each other, from the bottom up, parted by a hairline of the surface. */
export function stackMarks(
	frame: Frame,
	bands: readonly DrawnBand[],
	rows: Uint32Array,
	y: (value: number) => number,
	{ steps = false, total = null }: StackStyle = {}
): string[] {
	const x = placesOf(frame, rows);
	const shown = bands.filter(({ column }) => rows.some((row) => (column[row] ?? 0) > 0));
	const tops = stackTops(
		shown.map(({ column }) => column),
		rows,
		total
	);
	// From the top band down: each covers what the one above it has too much.
	return shown
		.map(({ colour, swatch }, index) => {
			const path = areaPath(x, (tops[index] ?? new Float64Array(0)).map(y), y(0), steps);
			const fill =
				swatch === 'band'
					? `class="f-${colour} s-surface"`
					: `class="s-surface" fill="url(#${frame.id}-${swatch})"`;
			return `<path ${fill} stroke-width=".75" d="${path}"/>`;
		})
		.reverse();
}

/** What a band is called, beside how it is drawn. */
export interface NamedBand extends DrawnBand {
	label: string;
}

/**
 * A label for each band that there is, where it ends at the right edge. `whole` is what the bands make together there,
 * where shares of it are shown; 1 else.
 */
export function bandLabels(
	{ from, to, look }: LookedFrame,
	bands: readonly NamedBand[],
	y: (value: number) => number,
	format: (value: number) => string,
	whole: number
): PanelLabel[] {
	const places = bandPlaces(
		bands.map(({ column }) => column),
		to,
		y,
		whole
	);
	return bands.flatMap(({ column, label, colour, swatch }, index) => {
		if (extent(column, from, to).high === 0) return [];
		const amount = column[to] ?? NaN;
		const { at, weight } = (look.scale === 'log' ? undefined : places[index]) ?? {
			at: y(amount),
			weight: 10
		};
		const value = look.scale === 'share' ? formatShare(amount / (whole || 1)) : format(amount);
		return [{ label, value, colour, swatch, at, weight }];
	});
}

/** A column of the other runs, as dashed lines over this one, and their names with the value at the end. */
export function ghostMarks(
	frame: Frame,
	name: string,
	columnOf: (frames: Frames) => Float64Array,
	y: (value: number) => number,
	text: (value: number) => string
): { marks: string[]; labels: PanelLabel[] } {
	const marks: string[] = [];
	const labels: PanelLabel[] = [];
	const endNs = frame.frames.columns.timeNs[frame.to] ?? 0;
	frame.ghosts.forEach((ghost, index) => {
		const { frames } = ghost;
		const column = columnOf(frames);
		const times = frames.columns.timeNs;
		const its = { ...frame, frames, from: 0, to: frames.rows - 1 };
		const dash = `6 ${3 + 2 * index}`;
		marks.push(...lineMarks(its, column, y, { colour: 'ink-2', dash, seam: `${name}-${index}` }, true));
		let row = frames.rows - 1;
		while (row > 0 && (times[row] ?? 0) > endNs) row--;
		const value = column[row] || 0;
		labels.push({
			...{ label: ghost.name, value: text(value), colour: 'ink-2', swatch: 'dash' },
			...{ at: y(value), weight: 1e5 }
		});
	});
	return { marks, labels };
}

export interface LineStyle {
	colour: Colour;
	width?: number;
	dash?: string;
	steps?: boolean;
	/** name of its own, for a line with a seam of the surface, so that it is seen on any band */
	seam?: string;
}

/** A column as a line. What is 0 or unknown is no line where `gaps` says so: no goal, no limit. */
export function lineMarks(
	frame: Frame,
	column: Float64Array,
	y: (value: number) => number,
	style: LineStyle,
	gaps = false
): string[] {
	const rows = rowsOf(frame, column);
	const values = Float64Array.from(rows, (row) => y(gaps ? column[row] || NaN : (column[row] ?? NaN)));
	return strokeMarks(frame.id, linePath(placesOf(frame, rows), values, style.steps), style);
}

/** A path as a line, with its seam. */
export function strokeMarks(id: string, path: string, style: LineStyle): string[] {
	if (path === '') return [];
	const { colour, width = 1.5, dash, seam } = style;
	const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
	if (seam === undefined) {
		return [`<path class="line s-${colour}" stroke-width="${width}"${dashes} d="${path}"/>`];
	}
	return [
		`<defs><path id="${id}-${seam}" d="${path}"/></defs>`,
		`<use href="#${id}-${seam}" class="line s-surface" stroke-width="${width + 2}"/>`,
		`<use href="#${id}-${seam}" class="line s-${colour}" stroke-width="${width}"${dashes}/>`
	];
}

/** The tiles of hatching that bands are filled with, by the names of their swatches. */
export function hatchPatterns(id: string): string {
	return (
		hatchPattern(id, 'hatch', 'holder-garbage', 'holder-garbage-ground', true) +
		hatchPattern(id, 'stripe', 'holder-shared', 'surface', false)
	);
}

function hatchPattern(id: string, name: string, line: Colour, ground: Colour, up: boolean): string {
	const path = up ? 'M-1 1L1 -1M0 6L6 0M5 7L7 5' : 'M-1 5L1 7M0 0L6 6M5 -1L7 1';
	return (
		`<pattern id="${id}-${name}" width="6" height="6" patternUnits="userSpaceOnUse">` +
		`<rect class="f-${ground}" width="6" height="6"/><path class="line s-${line}" stroke-width="1.1" d="${path}"/></pattern>`
	);
}

/** A rectangle of a colour. */
export function bar(x: number, y: number, width: number, height: number, colour: Colour): string {
	return `<rect class="f-${colour}" x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}"/>`;
}
