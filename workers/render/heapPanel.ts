import { fitDomain } from '../marks/axes.ts';
import { decimateEnvelope } from '../marks/decimate.ts';
import { holderLooks } from '../marks/holderLooks.ts';
import { extent } from '../marks/rows.ts';
import { bandPlaces } from '../marks/stack.ts';
import { holderNames } from '../model/frames.ts';
import { formatBytes } from '../units.ts';
import { linePath, areaPath } from './paths.ts';
import {
	lineMarks,
	placesOf,
	rowsOf,
	stackMarks,
	strokeMarks,
	valueAxis,
	type Frame,
	type Panel,
	type PanelLabel
} from './panel.ts';

/** Heap size by holder: the bands sum to the heap; lines for the goal, resident memory and the limit (0: none). */
export function heapPanel(frame: Frame, limitBytes: number): Panel {
	const { frames, from, to, width, height } = frame;
	const { columns } = frames;
	let peak = Math.max(
		extent(columns.heapMaxBytes, from, to).high,
		extent(columns.heapBytes, from, to).high,
		extent(columns.rssBytes, from, to).high
	);
	// A limit far above the data must not press the data flat.
	const hasLimit = limitBytes > 0 && limitBytes <= 2 * peak;
	if (hasLimit) peak = Math.max(peak, limitBytes);
	const { y, ticks } = valueAxis(fitDomain(peak, 'bytes')[1], height, 'bytes');

	const kept = rowsOf(frame, columns.heapBytes);
	const marks = stackMarks(
		frame,
		holderNames.map((name) => ({ column: columns[name], ...holderLooks[name] })),
		kept,
		y
	);
	marks.push(reachMark(frame, y));
	marks.push(...lineMarks(frame, columns.heapBytes, y, { colour: 'ink' }));
	marks.push(
		...lineMarks(frame, columns.heapGoalBytes, y, { colour: 'ink-2', dash: '5 3', seam: 'goal' }, true)
	);
	marks.push(...lineMarks(frame, columns.rssBytes, y, { colour: 'ink-2', seam: 'rss' }));
	if (hasLimit) {
		const above = columns.rssBytes.map((value) => (value > limitBytes ? value : NaN));
		marks.push(...lineMarks(frame, above, y, { colour: 'wrong', width: 2 }));
		const line = linePath(Float64Array.of(0, width), Float64Array.of(y(limitBytes), y(limitBytes)));
		marks.push(...strokeMarks(frame.id, line, { colour: 'ink', width: 2, dash: '2 3', seam: 'limit' }));
	}

	const places = bandPlaces(
		holderNames.map((name) => columns[name]),
		to,
		y,
		1
	);
	const labels: PanelLabel[] = holderNames.flatMap((name, index) =>
		extent(columns[name], from, to).high === 0
			? []
			: [
					{
						label: holderLooks[name].label,
						value: formatBytes(columns[name][to] ?? NaN),
						colour: holderLooks[name].colour,
						swatch: holderLooks[name].swatch,
						at: places[index]?.at ?? 0,
						weight: places[index]?.weight ?? 0
					}
				]
	);
	const line = (label: string, bytes: number, swatch: PanelLabel['swatch'], colour: PanelLabel['colour']) => {
		if (bytes > 0)
			labels.push({ label, value: formatBytes(bytes), colour, swatch, at: y(bytes), weight: 1e5 });
	};
	line('heap', columns.heapBytes[to] ?? 0, 'line', 'ink');
	line('goal', columns.heapGoalBytes[to] ?? 0, 'dash', 'ink-2');
	line('RSS', columns.rssBytes[to] ?? 0, 'line', 'ink-2');
	if (hasLimit) line('limit', limitBytes, 'dots', 'ink');
	return { name: 'heap', title: 'Heap size', unit: 'by who holds it', ticks, marks, labels };
}

/** From the smallest to the largest heap between two samples. */
function reachMark(frame: Frame, y: (value: number) => number): string {
	const { heapMinBytes, heapMaxBytes } = frame.frames.columns;
	const { rows, low, high } = decimateEnvelope(
		heapMinBytes,
		heapMaxBytes,
		frame.from,
		frame.to,
		Math.round(frame.width / 3)
	);
	const path = areaPath(placesOf(frame, rows), high.map(y), low.map(y), true);
	return `<path class="f-ink" fill-opacity=".16" d="${path}"/>`;
}
