/** What the chart of pool occupancy draws, as functions of frames. */
import type { Frames } from '#workers/model/frames.ts';
import { decimate } from '#workers/marks/decimate.ts';
import type { ValueScale } from './domain.ts';
import { formatBytes, formatCount, formatSeconds, formatShare } from './format.ts';
import { holderLooks } from '#workers/marks/holderLooks.ts';
import { borrowedColumn, poolBands, pooledTotal, type PoolUnit } from '#workers/marks/poolBands.ts';
import { fillBetween, hatching, pointsOf, strokeLine } from './marks.ts';
import { extent, rowOfMax, rowsToDraw } from './rows.ts';
import { bandPlaces, drawStack } from './stack.ts';
import type { Draw, Plot, Series } from './types.ts';

export interface OccupancyView {
	frames: Frames;
	unit: PoolUnit;
	scale: ValueScale;
	hidden: readonly string[];
	/** draws other runs, where there are some */
	outlines?: Draw;
	/** what lies in the pool at each row, in the unit */
	pooled: Float64Array;
}

/** Largest value that the chart has to show, in the unit: hand it to niceDomain to hold the axis. */
export function occupancyPeak(frames: Frames, unit: PoolUnit): number {
	const last = frames.rows - 1;
	return Math.max(
		extent(pooledTotal(frames, unit), 0, last).high,
		extent(frames.columns[borrowedColumn[unit]], 0, last).high
	);
}

/** Series of the occupancy chart: bands from the bottom up, then what is borrowed. */
export function occupancySeries({ frames, unit, scale, hidden, pooled }: OccupancyView): Series[] {
	const { columns, rows } = frames;
	const { y, kind } = scale;
	const format = unit === 'bytes' ? formatBytes : formatCount;
	const shown = poolBands[unit].filter((band) => !hidden.includes(band.key));
	const shownColumns = shown.map((band) => columns[band.column]);
	const result = poolBands[unit].map((band): Series => {
		const column = columns[band.column];
		const index = shown.indexOf(band);
		const isEmpty = extent(column, 0, rows - 1).high === 0;
		return {
			key: band.key,
			label: band.look.label,
			swatch: band.look.swatch,
			colour: band.look.colour,
			help: band.look.help,
			value: (row) => column[row] ?? NaN,
			text: (row) =>
				kind === 'share' ? formatShare((column[row] ?? 0) / (pooled[row] || 1)) : format(column[row] ?? NaN),
			place: (row) => {
				if (index < 0 || isEmpty) return null;
				if (kind === 'log') return { at: y(column[row] ?? 0), weight: 10 };
				return bandPlaces(shownColumns, row, y, kind === 'share' ? (pooled[row] ?? 0) : 1)[index] ?? null;
			}
		};
	});
	if (unit === 'objects' && extent(columns.strandedObjects, 0, rows - 1).high > 0) {
		const stranded = columns.strandedObjects;
		result.push({
			key: 'stranded',
			label: 'out of reach',
			swatch: 'stripe',
			colour: 'holder-victim',
			help: 'What is left of the victim once a Get has found nothing there: private slots of other Ps, where no Get looks from then on',
			value: (row) => stranded[row] ?? NaN,
			text: (row) => format(stranded[row] ?? NaN),
			// It is a part of the victim, which has its label there.
			place: () => null
		});
	}
	const borrowed = columns[borrowedColumn[unit]];
	result.push({
		key: 'borrowed',
		label: 'borrowed',
		swatch: 'line',
		colour: holderLooks.borrowedBytes.colour,
		help: 'Objects that requests hold now; they are not in the pool',
		value: (row) => borrowed[row] ?? NaN,
		text: (row) => format(borrowed[row] ?? NaN),
		place: (row) => (kind === 'share' ? null : { at: y(borrowed[row] ?? 0), weight: 1e5 })
	});
	return result;
}

export function drawOccupancy(ctx: CanvasRenderingContext2D, plot: Plot, view: OccupancyView): void {
	const { frames, unit, scale, hidden, outlines, pooled } = view;
	const { columns, rows } = frames;
	const { palette } = plot;
	const { colours } = palette;
	if (rows === 0) return;
	const [from, to] = rowsToDraw(columns.timeNs, rows, plot.domain);
	const buckets = Math.ceil(plot.width);
	const kept = decimate(pooled, from, to, buckets);
	const pixels = (column: Float64Array, over: Uint32Array) =>
		pointsOf(
			over,
			(row) => plot.x(columns.timeNs[row] ?? 0),
			(row) => scale.y(column[row] ?? NaN)
		);
	const bands = poolBands[unit].filter((band) => !hidden.includes(band.key));
	if (scale.kind === 'log') {
		for (const band of bands) {
			strokeLine(ctx, pixels(columns[band.column], kept), {
				colour: colours[band.look.colour],
				width: palette.mark
			});
		}
	} else {
		drawStack(
			ctx,
			plot,
			bands.map((band) => ({ column: columns[band.column], series: band.look })),
			{ rows: kept, times: columns.timeNs, y: scale.y, total: scale.kind === 'share' ? pooled : null }
		);
	}
	if (scale.kind === 'share') return;
	const isShown = (key: string) => !hidden.includes(key);
	const marksStranded =
		scale.kind === 'linear' && unit === 'objects' && isShown('victim') && isShown('stranded');
	if (marksStranded && extent(columns.strandedObjects, from, to).high > 0) {
		// The victim is the upper band; what of it is out of reach is its upper part.
		const top = (row: number) => bands.reduce((sum, band) => sum + (columns[band.column][row] ?? 0), 0);
		const upper = pointsOf(
			kept,
			(row) => plot.x(columns.timeNs[row] ?? 0),
			(row) => scale.y(top(row))
		);
		const lower = Float64Array.from(kept, (row) => scale.y(top(row) - (columns.strandedObjects[row] ?? 0)));
		fillBetween(ctx, upper, lower, hatching(ctx, palette, 'holder-victim', 'surface', 'down'), false);
	}
	outlines?.(ctx, plot);
	if (!hidden.includes('borrowed')) {
		const borrowed = columns[borrowedColumn[unit]];
		strokeLine(ctx, pixels(borrowed, decimate(borrowed, from, to, buckets)), {
			colour: colours['holder-borrowed'],
			width: palette.mark,
			halo: colours.surface
		});
	}
}

/** The chart in two sentences. */
export function occupancySummary(frames: Frames, unit: PoolUnit): string {
	const { columns, rows } = frames;
	if (rows === 0) return 'Pool occupancy. No samples yet.';
	const format = unit === 'bytes' ? formatBytes : formatCount;
	const total = pooledTotal(frames, unit);
	const last = rows - 1;
	const peak = rowOfMax(total, 0, last);
	const parts = poolBands[unit].map(
		(band) => `${band.look.label} ${format(columns[band.column][last] ?? 0)}`
	);
	return (
		`Pool occupancy in ${unit}: at most ${format(total[peak] ?? 0)}, at ${formatSeconds(columns.timeNs[peak] ?? 0)}. ` +
		`At the end ${parts.join(', ')}; borrowed ${format(columns[borrowedColumn[unit]][last] ?? 0)}.`
	);
}
