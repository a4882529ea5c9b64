/** What each chart of an embed draws: the drawing functions of the site's charts, without their frames. */
import {
	collectionBefore,
	collectionsShown,
	describeCollection,
	drawLane,
	lanes,
	laneSummary
} from '#lib/charts/collectionLane.ts';
import { fitDomain, valueScale } from '#lib/charts/domain.ts';
import { formatCount } from '#lib/charts/format.ts';
import { drawHeap, heapSeries, heapSummary } from '#lib/charts/heapChart.ts';
import {
	drawNewRate,
	getRates,
	newRateSeries,
	newRateSummary,
	rowsPerStretch
} from '#lib/charts/newRateChart.ts';
import { drawOccupancy, occupancySeries, occupancySummary } from '#lib/charts/occupancyChart.ts';
import { drawStrip, fullestOf, perPPeak, psPerRow, stripSummary } from '#lib/charts/perPStrip.ts';
import { rowsToDraw, rowsWithin } from '#lib/charts/rows.ts';
import type { Draw, Series, TimeDomain, ValueTick } from '#lib/charts/types.ts';
import { lookOf } from '#workers/marks/chartLooks.ts';
import { pooledTotal } from '#workers/marks/poolBands.ts';
import type { EmbedAnswer } from '#workers/entries/embedApi.ts';
import type { PlotName } from './plotHeights.ts';
import type { Axes } from './session.ts';

export interface PlotContent {
	title: string;
	unit: string;
	/** the chart in words */
	summary: string;
	ticks: readonly ValueTick[];
	series: readonly Series[];
	draw: Draw;
	/** a row in words, where the series do not say it */
	describe?: (row: number) => string;
}

/** What a chart is made of: the run, its axes, what is visible, height and text size [CSS px]. */
export interface PlotSetting {
	answer: EmbedAnswer;
	axes: Axes;
	domain: TimeDomain;
	whole: TimeDomain;
	height: number;
	em: number;
}

const scaleWords = { linear: '', log: ', logarithmic', share: ', in percent' } as const;

export const plots: Record<PlotName, (setting: PlotSetting) => PlotContent> = {
	heap({ answer: { frames, params, looks }, axes, whole, height, em }) {
		const { scale: kind, hidden } = lookOf(looks, 'heap');
		const scale = valueScale(kind, axes.heap ?? fitDomain(0, 'bytes'), height, 'bytes', em);
		const limitBytes = params.memlimit || null;
		const view = { frames, scale, hidden, limitBytes, measured: null };
		return {
			title: 'Heap size',
			unit: `bytes, by holder${scaleWords[kind]}`,
			summary: heapSummary(frames, whole),
			ticks: scale.ticks,
			series: heapSeries(view),
			draw: (ctx, plot) => drawHeap(ctx, plot, view)
		};
	},
	occupancy({ answer: { frames, looks }, axes, height, em }) {
		const { scale: kind, hidden, bytes } = lookOf(looks, 'occupancy');
		const unit = bytes ? 'bytes' : 'objects';
		const quantity = bytes ? 'bytes' : 'count';
		const held = (bytes ? axes.bytes : axes.objects) ?? fitDomain(0, quantity);
		const scale = valueScale(kind, held, height, quantity, em);
		const view = { frames, unit, scale, hidden, pooled: pooledTotal(frames, unit) } as const;
		return {
			title: 'Pool occupancy',
			unit: unit + scaleWords[kind],
			summary: occupancySummary(frames, unit),
			ticks: scale.ticks,
			series: occupancySeries(view),
			draw: (ctx, plot) => drawOccupancy(ctx, plot, view)
		};
	},
	perp({ answer: { frames }, height, em }) {
		const perRow = psPerRow(frames.perPWidth, height);
		const rowHeight = height / Math.max(1, Math.ceil(frames.perPWidth / perRow));
		const step = Math.max(1, Math.ceil((1.1 * em) / rowHeight));
		const ticks: ValueTick[] = [];
		for (let index = 0; index * perRow < frames.perPWidth; index += step) {
			ticks.push({ at: (index + 0.5) * rowHeight, label: `P ${index * perRow}`, line: false });
		}
		const peak = Math.max(1, perPPeak(frames));
		return {
			title: 'Pool of each P',
			unit: 'objects, primary and victim',
			summary: stripSummary(frames),
			ticks,
			series: [],
			describe: (row) => `the fullest P ${formatCount(fullestOf(frames, row, 0, frames.perPWidth))} objects`,
			draw: (ctx, plot) => {
				const [from, to] = rowsToDraw(frames.columns.timeNs, frames.rows, plot.domain);
				drawStrip(ctx, plot, { frames, perRow, peak, from, to });
			}
		};
	},
	new({ answer: { frames, looks }, axes, domain, height, em }) {
		const { scale: kind, hidden } = lookOf(looks, 'new');
		const isShare = kind === 'share';
		const gap = Math.round(1.2 * em);
		const strip = isShare ? height - em / 2 : Math.round(Math.max(2.8 * em, height * 0.36));
		const top = height - strip;
		const scale = valueScale(kind, axes.rate ?? fitDomain(0, 'count'), top - gap, 'count', em);
		const [first, last] = rowsWithin(frames.columns.timeNs, frames.rows, domain);
		const rates = getRates(frames, rowsPerStretch(last - first));
		const shareY = (share: number) => top + (1 - share) * strip;
		const view = { frames, rates, scale, shareY, hidden };
		return {
			title: 'New rate',
			unit: isShare ? 'sources of Get' : `calls per second${scaleWords[kind]}; sources of Get`,
			summary: newRateSummary(frames, rates),
			ticks: [
				...(isShare ? [] : scale.ticks),
				{ at: top, label: '100 %' },
				...(strip > 3.3 * em ? [{ at: top + strip / 2, label: 'of Get', line: false }] : []),
				{ at: height, label: '0', line: false }
			],
			series: newRateSeries(view),
			draw: (ctx, plot) => drawNewRate(ctx, plot, view)
		};
	},
	gc({ answer: { frames }, height }) {
		return {
			title: 'Garbage collections',
			unit: `${formatCount(collectionsShown(frames).total)} in the run`,
			summary: laneSummary(frames),
			ticks: lanes(height, false).map((lane) => ({
				at: lane.top + lane.height / 2,
				label: lane.name,
				line: false
			})),
			series: [],
			describe: (row) =>
				describeCollection(frames, collectionBefore(frames, frames.columns.timeNs[row] ?? 0)),
			draw: (ctx, plot) => drawLane(ctx, plot, frames, null)
		};
	}
};
