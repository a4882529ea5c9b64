/** What sits in the pool, and where Gets were served from. */
import { fitDomain } from '../marks/axes.ts';
import { isShown } from '../marks/chartLooks.ts';
import { getRates, getSources, newRates, rowsPerStretch } from '../marks/getRates.ts';
import { holderLooks } from '../marks/holderLooks.ts';
import { extent } from '../marks/rows.ts';
import { bandPlaces } from '../marks/stack.ts';
import type { Frames } from '../model/frames.ts';
import { formatBytes, formatCount, formatRate, formatShare } from '../text/units.ts';
import {
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

/** The bands from the bottom up. What pooled objects pin has bytes but is no object of the pool. */
const places = {
	objects: [
		{ key: 'private', column: 'privateObjects', look: holderLooks.privateBytes },
		{ key: 'shared', column: 'sharedObjects', look: holderLooks.sharedBytes },
		{ key: 'victim', column: 'victimObjects', look: holderLooks.victimBytes }
	],
	bytes: [
		{ key: 'private', column: 'privateBytes', look: holderLooks.privateBytes },
		{ key: 'shared', column: 'sharedBytes', look: holderLooks.sharedBytes },
		{ key: 'victim', column: 'victimBytes', look: holderLooks.victimBytes },
		{ key: 'pinned', column: 'pinnedBytes', look: holderLooks.pinnedBytes }
	]
} as const;

/** What lies in the pool, and what requests have borrowed, by place. */
export function occupancyPanel(frame: LookedFrame): Panel {
	const { frames, from, to, height, look, ghosts } = frame;
	const { columns } = frames;
	const { scale } = look;
	const unit = look.bytes ? 'bytes' : 'objects';
	const format = look.bytes ? formatBytes : formatCount;
	const pooledOf = (each: Frames) => {
		const sums = new Float64Array(each.rows);
		for (const { column } of places[unit]) {
			for (let row = 0; row < each.rows; row++)
				sums[row] = (sums[row] ?? 0) + (each.columns[column][row] ?? 0);
		}
		return sums;
	};
	const borrowedOf = (each: Frames) => each.columns[look.bytes ? 'borrowedBytes' : 'inUse'];
	const pooled = pooledOf(frames);
	const borrowed = borrowedOf(frames);
	const peak = Math.max(
		extent(pooled, from, to).high,
		extent(borrowed, from, to).high,
		...ghosts.map((ghost) => extent(pooledOf(ghost.frames), 0, ghost.frames.rows - 1).high)
	);
	const quantity = look.bytes ? 'bytes' : 'count';
	const { y, ticks } = valueAxis(frame.high ?? fitDomain(peak, quantity)[1], height, quantity, scale);
	const shown = places[unit].filter(({ key }) => isShown(look, key));
	const marks = bandMarks(
		frame,
		shown.map(({ column, look: colours }) => ({ column: columns[column], ...colours })),
		rowsOf(frame, pooled),
		y,
		pooled
	);
	const whole = scale === 'share' ? (pooled[to] ?? 0) : 1;
	const at = bandPlaces(
		shown.map(({ column }) => columns[column]),
		to,
		y,
		whole
	);
	const labels: PanelLabel[] = shown.flatMap(({ column, look: { label, colour, swatch } }, index) => {
		if (extent(columns[column], from, to).high === 0) return [];
		const amount = columns[column][to] ?? NaN;
		const place = scale === 'log' ? { at: y(amount), weight: 10 } : at[index];
		const value = scale === 'share' ? formatShare(amount / (whole || 1)) : format(amount);
		return [{ label, value, colour, swatch, at: place?.at ?? 0, weight: place?.weight ?? 0 }];
	});
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
		const place = at[index];
		return [
			{
				...{ label, value: formatShare(share[to] ?? NaN), colour, swatch },
				...{ at: place?.at ?? 0, weight: place?.weight ?? 0 }
			}
		];
	});
	const ticks = [0, 0.5, 1].map((share) => ({ at: y(share), label: `${share * 100} %` }));
	return { name: 'sources', title: 'Where Gets were served from', unit: 'share', ticks, marks, labels };
}
