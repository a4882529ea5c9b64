import { fitDomain } from '../marks/axes.ts';
import { decimateEnvelope } from '../marks/decimate.ts';
import { holderLooks } from '../marks/holderLooks.ts';
import { extent } from '../marks/rows.ts';
import { holderNames } from '../model/frames.ts';
import { isShown } from '../marks/chartLooks.ts';
import { formatBytes } from '../text/units.ts';
import { linePath, areaPath } from './paths.ts';
import {
	bandLabels,
	bandMarks,
	ghostMarks,
	lineMarks,
	placesOf,
	rowsOf,
	scaleWords,
	strokeMarks,
	valueAxis,
	type Frame,
	type LookedFrame,
	type Panel,
	type PanelLabel
} from './panel.ts';

/** Heap size by holder: the bands sum to the heap; lines for the goal, resident memory and the limit (0: none). */
export function heapPanel(frame: LookedFrame, limitBytes: number): Panel {
	const { frames, from, to, width, height, look, ghosts } = frame;
	const { columns } = frames;
	const { scale } = look;
	let peak = 0;
	for (const { columns: each, rows } of [frames, ...ghosts.map((ghost) => ghost.frames)]) {
		const [first, last] = each === columns ? [from, to] : [0, rows - 1];
		for (const column of [each.heapMaxBytes, each.heapBytes, each.rssBytes]) {
			peak = Math.max(peak, extent(column, first, last).high);
		}
	}
	// A limit far above the data must not press the data flat.
	const hasLimit = limitBytes > 0 && limitBytes <= 2 * peak && scale !== 'share' && isShown(look, 'limit');
	if (hasLimit) peak = Math.max(peak, limitBytes);
	const { y, ticks } = valueAxis(frame.high ?? fitDomain(peak, 'bytes')[1], height, 'bytes', scale);

	const bands = holderNames
		.filter((name) => isShown(look, name))
		.map((name) => ({ column: columns[name], ...holderLooks[name] }));
	const marks = bandMarks(frame, bands, rowsOf(frame, columns.heapBytes), y, columns.heapBytes);
	const whole = scale === 'share' ? (columns.heapBytes[to] ?? 0) : 1;
	const labels = bandLabels(frame, bands, y, formatBytes, whole);
	const panel = { name: 'heap', title: 'Heap size', unit: `by who holds it${scaleWords(look)}`, ticks };
	if (scale === 'share') return { ...panel, marks, labels };

	const line = (label: string, bytes: number, swatch: PanelLabel['swatch'], colour: PanelLabel['colour']) => {
		if (bytes > 0)
			labels.push({ label, value: formatBytes(bytes), colour, swatch, at: y(bytes), weight: 1e5 });
	};
	if (isShown(look, 'heapBytes')) {
		marks.push(reachMark(frame, y));
		marks.push(...lineMarks(frame, columns.heapBytes, y, { colour: 'ink' }, scale === 'log'));
		line('heap', columns.heapBytes[to] ?? 0, 'line', 'ink');
	}
	const others = ghostMarks(frame, 'ghost', (each) => each.columns.heapBytes, y, formatBytes);
	marks.push(...others.marks);
	if (isShown(look, 'heapGoalBytes')) {
		const style = { colour: 'ink-2', dash: '5 3', seam: 'goal' } as const;
		marks.push(...lineMarks(frame, columns.heapGoalBytes, y, style, true));
		line('goal', columns.heapGoalBytes[to] ?? 0, 'dash', 'ink-2');
	}
	if (isShown(look, 'rssBytes')) {
		marks.push(...lineMarks(frame, columns.rssBytes, y, { colour: 'ink-2', seam: 'rss' }, scale === 'log'));
		line('RSS', columns.rssBytes[to] ?? 0, 'line', 'ink-2');
	}
	if (hasLimit) {
		const above = columns.rssBytes.map((value) => (value > limitBytes ? value : NaN));
		if (isShown(look, 'rssBytes')) marks.push(...lineMarks(frame, above, y, { colour: 'wrong', width: 2 }));
		const path = linePath(Float64Array.of(0, width), Float64Array.of(y(limitBytes), y(limitBytes)));
		marks.push(...strokeMarks(frame.id, path, { colour: 'ink', width: 2, dash: '2 3', seam: 'limit' }));
		line('limit', limitBytes, 'dots', 'ink');
	}
	labels.push(...others.labels);
	return { ...panel, marks, labels };
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
