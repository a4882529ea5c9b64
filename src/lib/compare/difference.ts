/** What the charts of a difference draw: one run minus another, band by band, on the instants of the first. */
import { bisectRight } from 'd3';
import { decimate } from '#workers/marks/decimate.ts';
import { newRates } from '#workers/marks/getRates.ts';
import { roundUp, valueScale, type Quantity, type ValueScale } from '#lib/charts/domain.ts';
import { byteTickFormat, formatSeconds, formatTickCount } from '#lib/charts/format.ts';
import { holderLooks } from '#workers/marks/holderLooks.ts';
import { fillBetween, hatching, pointsOf, strokeLine } from '#lib/charts/marks.ts';
import { extent, rowOfMax, rowsToDraw } from '#lib/charts/rows.ts';
import type { Plot, Series, ValueDomain } from '#lib/charts/types.ts';
import { holderNames, type ColumnName, type Frames } from '#workers/model/frames.ts';

/** A signed band: what of it one run has more (above zero) or less (below) than the other. */
export interface Difference extends Pick<Series, 'key' | 'label' | 'colour' | 'swatch' | 'help'> {
	values: Float64Array;
}

export interface DifferenceData {
	times: Float64Array;
	rows: number;
	bands: Difference[];
	/** sum of the bands at each row */
	net: Float64Array;
}

export type DifferenceKind = 'heap' | 'objects' | 'new';

/**
 * One run minus the other, at the instants of `after`. The other run is read at its last sample that is not later; after
 * its end it holds its last value.
 */
export function differenceOf(kind: DifferenceKind, before: Frames, after: Frames): DifferenceData {
	const bands = bandsOf(kind, before, after);
	const net = new Float64Array(after.rows);
	for (const { values } of bands) {
		for (let row = 0; row < net.length; row++) net[row] = (net[row] ?? 0) + (values[row] ?? 0);
	}
	return { times: after.columns.timeNs, rows: after.rows, bands, net };
}

function bandsOf(kind: DifferenceKind, before: Frames, after: Frames): Difference[] {
	const minus = (column: ColumnName) =>
		subtract(before, after, before.columns[column], after.columns[column]);
	switch (kind) {
		case 'heap':
			return holderNames.map((name) => ({ key: name, ...holderLooks[name], values: minus(name) }));
		case 'objects':
			return (['private', 'shared', 'victim'] as const).map((place) => ({
				key: place,
				...holderLooks[`${place}Bytes`],
				values: minus(`${place}Objects`)
			}));
		case 'new':
			return [
				{
					key: 'news',
					label: 'New',
					colour: 'get-new',
					swatch: 'band',
					help: 'Calls of New per second more or less than in the other run',
					values: subtract(before, after, newRates(before), newRates(after))
				}
			];
	}
}

function subtract(before: Frames, after: Frames, less: Float64Array, more: Float64Array): Float64Array {
	const result = new Float64Array(after.rows);
	for (let row = 0; row < after.rows; row++) {
		const at = bisectRight(before.columns.timeNs, after.columns.timeNs[row] ?? 0, 0, before.rows) - 1;
		// A rate over no time is NaN: nothing more, nothing less.
		result[row] = (more[row] || 0) - (less[Math.max(0, at)] || 0);
	}
	return result;
}

/** Lowest and highest value that a chart of the difference has to show: the stacks above and below zero. */
export function differenceReach({ bands, rows }: DifferenceData): { low: number; high: number } {
	let low = 0;
	let high = 0;
	for (let row = 0; row < rows; row++) {
		let below = 0;
		let above = 0;
		for (const { values } of bands) {
			const value = values[row] ?? 0;
			if (value < 0) below += value;
			else above += value;
		}
		low = Math.min(low, below);
		high = Math.max(high, above);
	}
	return { low, high };
}

/** How much of the larger side of an axis the smaller one has at least: room for a label that does not touch zero's. */
const sliver = 0.25;

/** The axis that shows so much: round ends near the data, and nothing on a side of zero where there is nothing. */
export function differenceDomain(reach: { low: number; high: number }, quantity: Quantity): ValueDomain {
	const air = 1.02;
	const full = roundUp(air * Math.max(reach.high, -reach.low), quantity);
	const side = (extent: number) =>
		extent <= 0 ? 0 : roundUp(Math.max(air * extent, sliver * full), quantity);
	const [low, high] = [side(-reach.low), side(reach.high)];
	return low + high === 0 ? [0, full] : [0 - low, high];
}

/** The scale of a difference: a side of zero on which no round tick falls has one at its end. */
export function differenceScale(
	domain: ValueDomain,
	height: number,
	quantity: Quantity,
	em: number
): ValueScale {
	const scale = valueScale('linear', domain, height, quantity, em);
	const zero = scale.y(0);
	const format = quantity === 'bytes' ? byteTickFormat(Math.max(-domain[0], domain[1])) : formatTickCount;
	const bare = domain.filter(
		(end) => !scale.ticks.some(({ at }) => Math.sign(Math.round(zero - at)) === Math.sign(end))
	);
	return {
		...scale,
		ticks: [...scale.ticks, ...bare.map((end) => ({ at: scale.y(end), label: format(end) }))]
	};
}

/** Draws the bands away from zero, up and down, and their sum as a line. */
export function drawDifference(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	{ data, scale, hidden }: { data: DifferenceData; scale: ValueScale; hidden: readonly string[] }
): void {
	const { palette } = plot;
	if (data.rows === 0) return;
	const [from, to] = rowsToDraw(data.times, data.rows, plot.domain);
	const rows = decimate(data.net, from, to, Math.ceil(plot.width));
	const x = (row: number) => plot.x(data.times[row] ?? 0);
	const bases = [new Float64Array(rows.length), new Float64Array(rows.length)];
	for (const { key, values, colour, swatch } of data.bands) {
		if (hidden.includes(key)) continue;
		const fill =
			swatch === 'hatch' ? hatching(ctx, palette, colour, 'holder-garbage-ground') : palette.colours[colour];
		for (const [side, base] of bases.entries()) {
			const isOfSide = (value: number) => (side === 0 ? value > 0 : value < 0);
			if (!rows.some((row) => isOfSide(values[row] ?? 0))) continue;
			const lower = base.map((value) => scale.y(value));
			rows.forEach((row, i) => {
				const value = values[row] ?? 0;
				if (isOfSide(value)) base[i] = (base[i] ?? 0) + value;
			});
			const points = pointsOf(rows, x, () => 0);
			base.forEach((value, i) => (points.y[i] = scale.y(value)));
			fillBetween(ctx, points, lower, fill, false);
		}
	}
	if (!hidden.includes('net')) {
		strokeLine(
			ctx,
			pointsOf(rows, x, (row) => scale.y(data.net[row] ?? NaN)),
			{ colour: palette.colours.ink, width: palette.mark, halo: palette.colours.surface }
		);
	}
	const zero = { count: 2, x: Float64Array.of(0, plot.width), y: Float64Array.of(scale.y(0), scale.y(0)) };
	strokeLine(ctx, zero, { colour: palette.colours['ink-2'], width: palette.hair });
}

/** The chart of a difference in two sentences. */
export function differenceSummary(
	title: string,
	data: DifferenceData,
	text: (value: number) => string
): string {
	const { net, rows, times } = data;
	if (rows === 0) return `${title}. No samples yet.`;
	const last = rows - 1;
	const { low, high } = extent(net, 0, last);
	const largest = rowOfMax(net.map(Math.abs), 0, last);
	return (
		`${title}: between ${text(low)} and ${text(high)}; furthest apart at ${formatSeconds(times[largest] ?? 0)}, ` +
		`with ${text(net[largest] ?? 0)}. At the end ${text(net[last] ?? 0)}.`
	);
}
