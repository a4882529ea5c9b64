/** What sits in the pool, and where Gets were served from. */
import { fitDomain } from '../marks/axes.ts';
import { getRates, getSources, newRates, rowsPerStretch } from '../marks/getRates.ts';
import { holderLooks } from '../marks/holderLooks.ts';
import { extent } from '../marks/rows.ts';
import { bandPlaces } from '../marks/stack.ts';
import { formatCount, formatRate, formatShare } from '../units.ts';
import {
	lineMarks,
	rowsOf,
	stackMarks,
	valueAxis,
	type Frame,
	type Panel,
	type PanelLabel
} from './panel.ts';

const places = [
	{ column: 'privateObjects', look: holderLooks.privateBytes },
	{ column: 'sharedObjects', look: holderLooks.sharedBytes },
	{ column: 'victimObjects', look: holderLooks.victimBytes }
] as const;

/** Objects in the pool by place, and those that requests have borrowed. */
export function occupancyPanel(frame: Frame): Panel {
	const { frames, from, to, height } = frame;
	const { columns, rows } = frames;
	const pooled = new Float64Array(rows);
	for (let row = 0; row < rows; row++) {
		for (const { column } of places) pooled[row] = (pooled[row] ?? 0) + (columns[column][row] ?? 0);
	}
	const peak = Math.max(extent(pooled, from, to).high, extent(columns.inUse, from, to).high);
	const { y, ticks } = valueAxis(fitDomain(peak, 'count')[1], height, 'count');
	const marks = stackMarks(
		frame,
		places.map(({ column, look }) => ({ column: columns[column], ...look })),
		rowsOf(frame, pooled),
		y
	);
	marks.push(...lineMarks(frame, columns.inUse, y, { colour: 'holder-borrowed', seam: 'borrowed' }));
	const at = bandPlaces(
		places.map(({ column }) => columns[column]),
		to,
		y,
		1
	);
	const labels: PanelLabel[] = places.flatMap(({ column, look }, index) =>
		extent(columns[column], from, to).high === 0
			? []
			: [
					{
						label: look.label,
						value: formatCount(columns[column][to] ?? NaN),
						colour: look.colour,
						swatch: look.swatch,
						at: at[index]?.at ?? 0,
						weight: at[index]?.weight ?? 0
					}
				]
	);
	const borrowed = columns.inUse[to] ?? 0;
	labels.push({
		label: 'borrowed',
		value: formatCount(borrowed),
		colour: 'holder-borrowed',
		swatch: 'line',
		at: y(borrowed),
		weight: 1e5
	});
	return { name: 'occupancy', title: 'Pool occupancy', unit: 'objects', ticks, marks, labels };
}

/** New calls per second. */
export function newPanel(frame: Frame): Panel {
	const { frames, from, to, height } = frame;
	const newPerSecond = newRates(frames);
	const { y, ticks } = valueAxis(fitDomain(extent(newPerSecond, from, to).high, 'count')[1], height, 'count');
	const marks = lineMarks(frame, newPerSecond, y, { colour: 'get-new', steps: true });
	const labels: PanelLabel[] = [
		{
			label: 'New',
			value: formatRate(newPerSecond[to] ?? NaN),
			colour: 'get-new',
			swatch: 'line',
			at: y(newPerSecond[to] || 0),
			weight: 1e5
		}
	];
	return { name: 'new', title: 'New', unit: 'calls per second', ticks, marks, labels };
}

/** Share of each source in the Gets, all together 100 %. */
export function sourcesPanel(frame: Frame): Panel {
	const { frames, from, to, height } = frame;
	const { shares } = getRates(frames, rowsPerStretch(to - from));
	const y = (share: number) => height - share * height;
	const bands = getSources.map((source, index) => ({
		column: shares[index] ?? new Float64Array(0),
		colour: source.colour,
		swatch: source.swatch
	}));
	const marks = stackMarks(frame, bands, rowsOf(frame, shares[0] ?? new Float64Array(0)), y, true);
	const at = bandPlaces(shares, to, y, 1);
	const labels = getSources.flatMap((source, index): PanelLabel[] => {
		const share = shares[index] ?? new Float64Array(0);
		if (extent(share, from, to).high === 0) return [];
		const { label, colour, swatch } = source;
		return [
			{
				label,
				value: formatShare(share[to] ?? NaN),
				colour,
				swatch,
				at: at[index]?.at ?? 0,
				weight: at[index]?.weight ?? 0
			}
		];
	});
	const ticks = [0, 0.5, 1].map((share) => ({ at: y(share), label: `${share * 100} %` }));
	return { name: 'sources', title: 'Where Gets were served from', unit: 'share', ticks, marks, labels };
}
