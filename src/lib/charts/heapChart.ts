/** What the heap chart draws, as functions of frames. */
import { holderNames, type ColumnName, type Frames } from '#workers/model/frames.ts';
import { decimate, decimateEnvelope } from '#workers/marks/decimate.ts';
import { formatBytes, formatSeconds, formatShare } from './format.ts';
import { holderLooks } from '#workers/marks/holderLooks.ts';
import { drawRings, fillBetween, pointsOf, strokeLine, type StrokeStyle } from './marks.ts';
import { measuredSaw, type Measured } from './measured.ts';
import { extent, rowOfMax, rowsToDraw } from './rows.ts';
import { bandPlaces, drawStack } from './stack.ts';
import type { Draw, Plot, Series, TimeDomain } from './types.ts';
import type { ValueScale } from './domain.ts';

/** Lines over the stack. */
const lineLooks = {
	heapGoalBytes: {
		label: 'goal',
		swatch: 'dash',
		help: 'Heap size at which the pacer wants the next collection done'
	},
	rssBytes: { label: 'RSS', swatch: 'line', help: 'Resident memory of the process' }
} as const satisfies Partial<Record<ColumnName, Pick<Series, 'label' | 'swatch' | 'help'>>>;

type LineName = keyof typeof lineLooks;
const lineNames: readonly LineName[] = ['heapGoalBytes', 'rssBytes'];

export interface HeapView {
	frames: Frames;
	scale: ValueScale;
	hidden: readonly string[];
	/** GOMEMLIMIT or the container's limit [bytes]; null for none */
	limitBytes: number | null;
	measured: Measured | null;
	/** draws other runs, where there are some */
	outlines?: Draw;
}

/** Largest value that the chart has to show [bytes]: hand it to niceDomain to hold the axis. */
export function heapPeakBytes(
	frames: Frames,
	{ measured = null, limitBytes = null }: Partial<Pick<HeapView, 'measured' | 'limitBytes'>> = {}
): number {
	const { columns, rows } = frames;
	let peak = Math.max(
		extent(columns.heapMaxBytes, 0, rows - 1).high,
		extent(columns.heapBytes, 0, rows - 1).high,
		extent(columns.rssBytes, 0, rows - 1).high
	);
	if (measured) {
		const { heapBytes } = measuredSaw(measured);
		peak = Math.max(peak, extent(heapBytes, 0, heapBytes.length - 1).high);
	}
	// A limit far above the data must not press the data flat: it shows when the data come near it.
	if (limitBytes !== null && limitBytes <= 2 * peak) peak = Math.max(peak, limitBytes);
	return peak;
}

/** Series of the heap chart: holders from the bottom of the stack up, then the lines. */
export function heapSeries({
	frames,
	scale,
	hidden,
	limitBytes
}: Pick<HeapView, 'frames' | 'scale' | 'hidden' | 'limitBytes'>): Series[] {
	const { columns, rows } = frames;
	const { y, kind } = scale;
	const shownHolders = holderNames.filter((name) => !hidden.includes(name));
	const bands = shownHolders.map((name) => columns[name]);
	const bytesText = (column: Float64Array) => (row: number) => formatBytes(column[row] ?? NaN);
	const result: Series[] = holderNames.map((name): Series => {
		const column = columns[name];
		const index = shownHolders.indexOf(name);
		const isEmpty = extent(column, 0, rows - 1).high === 0;
		return {
			key: name,
			...holderLooks[name],
			value: (row) => column[row] ?? NaN,
			text:
				kind === 'share'
					? (row) => formatShare((column[row] ?? 0) / (columns.heapBytes[row] || 1))
					: bytesText(column),
			place: (row) => {
				if (index < 0 || isEmpty) return null;
				if (kind === 'log') return { at: y(column[row] ?? 0), weight: 10 };
				return bandPlaces(bands, row, y, kind === 'share' ? (columns.heapBytes[row] ?? 0) : 1)[index] ?? null;
			}
		};
	});
	result.push({
		key: 'heapBytes',
		label: 'heap',
		swatch: 'strong',
		colour: 'ink',
		help: 'All of it: HeapAlloc, live and not yet swept; the shade behind it reaches from the smallest to the largest heap between two samples',
		value: (row) => columns.heapBytes[row] ?? NaN,
		text: bytesText(columns.heapBytes),
		place: (row) => (kind === 'share' ? null : { at: y(columns.heapBytes[row] ?? 0) - 1, weight: 1e6 })
	});
	for (const name of lineNames) {
		result.push({
			key: name,
			...lineLooks[name],
			colour: 'ink-2',
			value: (row) => columns[name][row] ?? NaN,
			text: (row) => (columns[name][row] ? formatBytes(columns[name][row] ?? NaN) : 'none'),
			place: (row) => (kind === 'share' ? null : onPlot(y(columns[name][row] || NaN)))
		});
	}
	if (limitBytes !== null) {
		result.push({
			key: 'limit',
			label: 'limit',
			swatch: 'dots',
			colour: 'ink',
			help: 'What the process may use; RSS above it is drawn in red',
			value: () => limitBytes,
			text: () => formatBytes(limitBytes),
			place: () => (kind === 'share' ? null : onPlot(y(limitBytes)))
		});
	}
	return result;
}

/** The label of a line, where it is drawn. */
function onPlot(at: number): ReturnType<Series['place']> {
	return Number.isNaN(at) ? null : { at, weight: 1e5 };
}

/** Draws all of it: bands, the reach of the heap between samples, lines, outlines and what was measured. */
export function drawHeap(ctx: CanvasRenderingContext2D, plot: Plot, view: HeapView): void {
	const { frames, scale, hidden, limitBytes, measured, outlines } = view;
	const { columns, rows } = frames;
	const { palette } = plot;
	const { colours } = palette;
	if (rows === 0) return;
	const [from, to] = rowsToDraw(columns.timeNs, rows, plot.domain);
	const buckets = Math.ceil(plot.width);
	const kept = decimate(columns.heapBytes, from, to, buckets);
	const isShown = (key: string) => !hidden.includes(key);
	const stroke = (column: Float64Array, over: Uint32Array, style: StrokeStyle) => {
		const points = pointsOf(
			over,
			(row) => plot.x(columns.timeNs[row] ?? 0),
			// Nothing is not a line along the axis: no goal, no sample.
			(row) => scale.y(column[row] || NaN)
		);
		strokeLine(ctx, points, style);
	};

	if (scale.kind === 'log') {
		for (const name of holderNames) {
			if (!isShown(name)) continue;
			const look = holderLooks[name];
			stroke(columns[name], kept, {
				colour: colours[look.colour],
				width: palette.mark,
				dash: look.swatch === 'hatch' ? [2, 2] : []
			});
		}
	} else {
		const bands = holderNames
			.filter(isShown)
			.map((name) => ({ column: columns[name], series: holderLooks[name] }));
		drawStack(ctx, plot, bands, {
			rows: kept,
			times: columns.timeNs,
			y: scale.y,
			total: scale.kind === 'share' ? columns.heapBytes : null
		});
	}
	if (scale.kind === 'share') return;

	if (isShown('heapBytes')) {
		drawReach(ctx, plot, view, from, to, buckets);
		stroke(columns.heapBytes, kept, { colour: colours.ink, width: palette.mark });
	}
	outlines?.(ctx, plot);
	if (isShown('heapGoalBytes')) {
		stroke(columns.heapGoalBytes, decimate(columns.heapGoalBytes, from, to, buckets), {
			colour: colours['ink-2'],
			width: palette.mark,
			dash: [5, 3],
			halo: colours.surface
		});
	}
	if (isShown('rssBytes')) {
		const over = decimate(columns.rssBytes, from, to, buckets);
		stroke(columns.rssBytes, over, { colour: colours['ink-2'], width: palette.mark, halo: colours.surface });
		if (limitBytes !== null && isShown('limit')) {
			const above = columns.rssBytes.map((value) => (value > limitBytes ? value : NaN));
			stroke(above, over, { colour: colours.wrong, width: palette.strong });
		}
	}
	if (limitBytes !== null && isShown('limit')) {
		const y = scale.y(limitBytes);
		const line = { count: 2, x: Float64Array.of(0, plot.width), y: Float64Array.of(y, y) };
		strokeLine(ctx, line, {
			colour: colours.ink,
			width: palette.strong,
			dash: [2, 3],
			halo: colours.surface
		});
	}
	if (measured && isShown('measured')) drawMeasured(ctx, plot, measured, scale);
	drawSamples(ctx, plot, columns.timeNs, columns.heapBytes, scale, from, to);
}

/** The heap between two samples: from the smallest to the largest value, as steps. */
function drawReach(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	{ frames, scale }: HeapView,
	from: number,
	to: number,
	buckets: number
) {
	const { columns } = frames;
	const reach = decimateEnvelope(columns.heapMinBytes, columns.heapMaxBytes, from, to, buckets);
	const upper = pointsOf(
		reach.rows,
		(row) => plot.x(columns.timeNs[row] ?? 0),
		() => 0
	);
	upper.y = reach.high.map(scale.y);
	ctx.globalAlpha = 0.16;
	fillBetween(ctx, upper, reach.low.map(scale.y), plot.palette.colours.ink, true);
	ctx.globalAlpha = 1;
}

function drawMeasured(ctx: CanvasRenderingContext2D, plot: Plot, measured: Measured, scale: ValueScale) {
	const { palette } = plot;
	const saw = measuredSaw(measured);
	const [from, to] = rowsToDraw(saw.timeNs, saw.timeNs.length, plot.domain);
	const over = decimate(saw.heapBytes, from, to, Math.ceil(plot.width));
	const points = pointsOf(
		over,
		(index) => plot.x(saw.timeNs[index] ?? 0),
		(index) => scale.y(saw.heapBytes[index] || NaN)
	);
	strokeLine(ctx, points, {
		colour: palette.colours.accent,
		width: palette.mark,
		halo: palette.colours.surface
	});
	if (over.length * 6 < plot.width)
		drawRings(ctx, points, 2.5, palette.colours.accent, palette.colours.surface);
}

/** Rings at the samples once they lie far enough apart to be told from the lines that join them. */
function drawSamples(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	times: Float64Array,
	values: Float64Array,
	scale: ValueScale,
	from: number,
	to: number
) {
	if ((to - from) * 12 > plot.width) return;
	const rows = Uint32Array.from({ length: to - from + 1 }, (_, index) => from + index);
	const points = pointsOf(
		rows,
		(row) => plot.x(times[row] ?? 0),
		(row) => scale.y(values[row] ?? NaN)
	);
	drawRings(ctx, points, 2, plot.palette.colours.ink, plot.palette.colours.surface);
}

/** The chart in two sentences: how far the heap went, and who holds it at the end. */
export function heapSummary(frames: Frames, whole: TimeDomain): string {
	const { columns, rows } = frames;
	if (rows === 0) return 'Heap size. No samples yet.';
	const last = rows - 1;
	const peakRow = rowOfMax(columns.heapMaxBytes, 0, last);
	const { low } = extent(columns.heapMinBytes, 0, last);
	const holders = holderNames
		.map((name) => ({ name, bytes: columns[name][last] ?? 0 }))
		.filter((each) => each.bytes > 0)
		.toSorted((a, b) => b.bytes - a.bytes)
		.slice(0, 3)
		.map((each) => `${holderLooks[each.name].label} ${formatBytes(each.bytes)}`);
	return (
		`Heap size from ${formatSeconds(whole[0])} to ${formatSeconds(whole[1])}: ` +
		`between ${formatBytes(low)} and ${formatBytes(columns.heapMaxBytes[peakRow] ?? 0)}, ` +
		`the most at ${formatSeconds(columns.timeNs[peakRow] ?? 0)}. ` +
		`At the end ${formatBytes(columns.heapBytes[last] ?? 0)}` +
		(holders.length > 0 ? `: ${holders.join(', ')}.` : '.')
	);
}
