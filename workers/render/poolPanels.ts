/** What sits in the pool, and where Gets were served from. */
import { fitDomain } from '../marks/axes.ts';
import { isShown } from '../marks/chartLooks.ts';
import { getRates, getSources, newRates, rowsPerStretch } from '../marks/getRates.ts';
import { borrowedColumn, poolBands, pooledTotal } from '../marks/poolBands.ts';
import { extent } from '../marks/rows.ts';
import { bandPlaces } from '../marks/stack.ts';
import type { Frames } from '../model/frames.ts';
import { formatBytes, formatCount, formatRate, formatShare } from '../text/units.ts';
import {
	bandLabels,
	bandMarks,
	ghostMarks,
	lineMarks,
	rowsOf,
	scaleWords,
	stackMarks,
	valueAxis,
	type LookedFrame,
	type Panel,
	type PanelLabel
} from './panel.ts';

/** What lies in the pool, and what requests have borrowed, by place. */
export function occupancyPanel(frame: LookedFrame): Panel {
	const { frames, from, to, height, look, ghosts } = frame;
	const { columns } = frames;
	const { scale } = look;
	const unit = look.bytes ? 'bytes' : 'objects';
	const format = look.bytes ? formatBytes : formatCount;
	const pooledOf = (each: Frames) => pooledTotal(each, unit);
	const pooled = pooledOf(frames);
	const borrowed = columns[borrowedColumn[unit]];
	const peak = Math.max(
		extent(pooled, from, to).high,
		extent(borrowed, from, to).high,
		...ghosts.map((ghost) => extent(pooledOf(ghost.frames), 0, ghost.frames.rows - 1).high)
	);
	const quantity = look.bytes ? 'bytes' : 'count';
	const { y, ticks } = valueAxis(frame.high ?? fitDomain(peak, quantity)[1], height, quantity, scale);
	const bands = poolBands[unit]
		.filter(({ key }) => isShown(look, key))
		.map(({ column, look: own }) => ({ column: columns[column], ...own }));
	const marks = bandMarks(frame, bands, rowsOf(frame, pooled), y, pooled);
	const whole = scale === 'share' ? (pooled[to] ?? 0) : 1;
	const labels = bandLabels(frame, bands, y, format, whole);
	const panel = { name: 'occupancy', title: 'Pool occupancy', unit: `${unit}${scaleWords(look)}`, ticks };
	if (scale === 'share') return { ...panel, marks, labels };
	const others = ghostMarks(frame, 'other', pooledOf, y, format);
	marks.push(...others.marks);
	if (isShown(look, 'borrowed')) {
		marks.push(...lineMarks(frame, borrowed, y, { colour: 'holder-borrowed', seam: 'borrowed' }));
		const now = borrowed[to] ?? 0;
		labels.push({
			...{ label: 'borrowed', value: format(now), colour: 'holder-borrowed', swatch: 'line' },
			...{ at: y(now), weight: 1e5 }
		});
	}
	labels.push(...others.labels);
	return { ...panel, marks, labels };
}

/** New calls per second. */
export function newPanel(frame: LookedFrame): Panel {
	const { frames, from, to, height, ghosts } = frame;
	const newPerSecond = newRates(frames);
	const peak = Math.max(
		extent(newPerSecond, from, to).high,
		...ghosts.map((ghost) => extent(newRates(ghost.frames), 0, ghost.frames.rows - 1).high)
	);
	const { y, ticks } = valueAxis(
		frame.high ?? fitDomain(peak, 'count')[1],
		height,
		'count',
		frame.look.scale === 'log' ? 'log' : 'linear'
	);
	const others = ghostMarks(frame, 'before', (each) => newRates(each), y, formatRate);
	const marks = [...others.marks, ...lineMarks(frame, newPerSecond, y, { colour: 'get-new', steps: true })];
	const labels: PanelLabel[] = [
		{
			label: 'New',
			value: formatRate(newPerSecond[to] ?? NaN),
			colour: 'get-new',
			swatch: 'line',
			at: y(newPerSecond[to] || 0),
			weight: 1e6
		},
		...others.labels
	];
	return {
		name: 'new',
		title: 'New',
		unit: `calls per second${scaleWords(frame.look)}`,
		ticks,
		marks,
		labels
	};
}

/** Share of each source in the Gets, all together 100 %. */
export function sourcesPanel(frame: LookedFrame): Panel {
	const { frames, from, to, height, look } = frame;
	const { shares } = getRates(frames, rowsPerStretch(to - from));
	const y = (share: number) => height - share * height;
	const shown = getSources.flatMap((source, index) =>
		isShown(look, source.column) ? [{ ...source, share: shares[index] ?? new Float64Array(0) }] : []
	);
	const marks = stackMarks(
		frame,
		shown.map(({ share, colour, swatch }) => ({ column: share, colour, swatch })),
		rowsOf(frame, shares[0] ?? new Float64Array(0)),
		y,
		{ steps: true }
	);
	const at = bandPlaces(
		shown.map(({ share }) => share),
		to,
		y,
		1
	);
	const labels = shown.flatMap(({ share, label, colour, swatch }, index): PanelLabel[] => {
		if (extent(share, from, to).high === 0) return [];
		const place = at[index] ?? { at: 0, weight: 0 };
		return [{ label, value: formatShare(share[to] ?? NaN), colour, swatch, ...place }];
	});
	const ticks = [0, 0.5, 1].map((share) => ({ at: y(share), label: `${share * 100} %` }));
	return { name: 'sources', title: 'Where Gets were served from', unit: 'share', ticks, marks, labels };
}
