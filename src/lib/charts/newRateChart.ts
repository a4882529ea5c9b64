/** What the chart of New draws, as functions of frames: how often New runs, and where the other Gets were served from. */
import { getSources as sources, newRates, type GetRates } from '#workers/marks/getRates.ts';
import type { Frames } from '#workers/model/frames.ts';
import { decimate } from '#workers/marks/decimate.ts';
import type { ValueScale } from './domain.ts';
import { formatRate, formatSeconds, formatShare } from './format.ts';
import { fillBetween, pointsOf, strokeLine } from './marks.ts';
import { extent, rowOfMax, rowsToDraw } from './rows.ts';
import { bandPlaces, drawStack } from './stack.ts';
import type { Draw, Plot, Series } from './types.ts';

export { getRates, rowsPerStretch, type GetRates } from '#workers/marks/getRates.ts';

export interface NewRateView {
	frames: Frames;
	rates: GetRates;
	/** of New per second; in share mode of the stack over the whole plot */
	scale: ValueScale;
	/** of the stack of shares */
	shareY: (share: number) => number;
	hidden: readonly string[];
	/** draws other runs, where there are some */
	outlines?: Draw;
}

/** Largest New rate in a run [1/s]: hand it to niceDomain to hold the axis. */
export function newRatePeak(frames: Frames): number {
	return extent(newRates(frames), 0, frames.rows - 1).high;
}

/** Series of the chart: New per second, then the shares of Get from the bottom of the stack up. */
export function newRateSeries({ rates, scale, shareY, hidden }: NewRateView): Series[] {
	const { newPerSecond, shares } = rates;
	const news = shares[0];
	const shown = sources.flatMap((source, index) => {
		const share = shares[index];
		return share && !hidden.includes(source.column) ? [{ source, share }] : [];
	});
	const shownShares = shown.map((each) => each.share);
	const result: Series[] = [
		{
			key: 'newPerSecond',
			label: 'New',
			swatch: 'line',
			colour: 'get-new',
			help: 'Calls of New per second',
			canHide: false,
			value: (row) => newPerSecond[row] ?? NaN,
			text: (row) => formatRate(newPerSecond[row] ?? NaN),
			place: (row) =>
				scale.kind === 'share' || Number.isNaN(newPerSecond[row])
					? null
					: { at: scale.y(newPerSecond[row] ?? 0), weight: 1e6 }
		}
	];
	sources.forEach((source, index) => {
		const share = shares[index];
		if (!share) return;
		const at = shown.findIndex((each) => each.source === source);
		const isEmpty = extent(share, 0, share.length - 1).high === 0;
		result.push({
			key: source.column,
			label: source.column === 'news' ? 'New, of Get' : source.label,
			swatch: source.swatch,
			colour: source.colour,
			help: source.help,
			value: (row) => share[row] ?? NaN,
			text: (row) => formatShare(share[row] ?? NaN),
			place: (row) => {
				if (at < 0 || isEmpty || Number.isNaN(news?.[row])) return null;
				const place = bandPlaces(shownShares, row, shareY, 1)[at];
				return place ? { at: place.at, weight: source.column === 'news' ? 1e5 : place.weight } : null;
			}
		});
	});
	return result;
}

export function drawNewRate(ctx: CanvasRenderingContext2D, plot: Plot, view: NewRateView): void {
	const { frames, rates, scale, shareY, hidden, outlines } = view;
	const { columns, rows } = frames;
	const { palette } = plot;
	if (rows < 2) return;
	const [from, to] = rowsToDraw(columns.timeNs, rows, plot.domain);
	const kept = decimate(rates.newPerSecond, from, to, Math.ceil(plot.width));
	const bands = sources.flatMap((source, index) => {
		const column = rates.shares[index];
		return column && !hidden.includes(source.column) ? [{ series: source, column }] : [];
	});
	drawStack(ctx, plot, bands, { rows: kept, times: columns.timeNs, y: shareY, total: null, steps: true });
	if (scale.kind === 'share') return;

	outlines?.(ctx, plot);
	const line = pointsOf(
		kept,
		(row) => plot.x(columns.timeNs[row] ?? 0),
		(row) => scale.y(rates.newPerSecond[row] ?? NaN)
	);
	const base = new Float64Array(line.count).fill(scale.y(0));
	ctx.globalAlpha = 0.12;
	fillBetween(ctx, line, base, palette.colours['get-new'], true);
	ctx.globalAlpha = 1;
	strokeLine(ctx, line, { colour: palette.colours['get-new'], width: palette.mark, steps: true });
}

/** The chart in two sentences. */
export function newRateSummary(frames: Frames, rates: GetRates): string {
	const { columns, rows } = frames;
	if (rows < 2) return 'New rate. No samples yet.';
	const last = rows - 1;
	const peak = rowOfMax(rates.newPerSecond, 0, last);
	const gets = columns.gets[last] ?? 0;
	const parts = sources
		.toReversed()
		.filter(({ column }) => (columns[column][last] ?? 0) > 0)
		.map(({ column, label }) => `${label} ${formatShare((columns[column][last] ?? 0) / gets)}`);
	return (
		`New rate: at most ${formatRate(rates.newPerSecond[peak] ?? 0)}, at ${formatSeconds(columns.timeNs[peak] ?? 0)}. ` +
		(gets > 0 ? `Of all Gets: ${parts.join(', ')}.` : 'No Get so far.')
	);
}
