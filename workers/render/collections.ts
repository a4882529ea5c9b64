import { collectionsShown } from '../marks/collectionsShown.ts';
import type { Frames } from '../model/frames.ts';
import { formatCount } from '../text/units.ts';
import type { Colour } from './colours.ts';
import { bar, type Frame, type Panel } from './panel.ts';

/** Height of the lane of collections, with its air [px]. */
export const laneHeight = 15;

const laneTop = 2;
const laneDepth = 10;
/** Narrowest stretch of which collections are counted, where they are too many to be told apart [px]. */
const stretch = 4;

/** Collections: half as high where the pacer began them, full where runtime.GC() did; counted where they are many. */
export function collectionMarks(
	frames: Frames,
	domain: readonly [number, number],
	width: number,
	x: (timeNs: number) => number
): string[] {
	const { columns } = frames.collections;
	const inView = collectionsIn(frames, domain);
	if (isDense(inView, width)) {
		const places = inView.map((i) => x(columns.startNs[i] ?? 0));
		return density(places, width, laneTop, laneDepth, 'ink-2');
	}
	return inView.map((i) => {
		const forced = columns.forced[i] === 1;
		const high = forced ? laneDepth : laneDepth / 2;
		return collectionBar(frames, i, width, x, laneTop + laneDepth - high, high);
	});
}

/** Collections as a chart of its own: those of the pacer above, those that runtime.GC() asked for below. */
export function collectionsPanel(frame: Frame, domain: readonly [number, number]): Panel {
	const { frames, width, height, x } = frame;
	const { columns } = frames.collections;
	const gap = 3;
	const high = (height - gap) / 2;
	const inView = collectionsIn(frames, domain);
	const dense = isDense(inView, width);
	const lanes = [
		{ name: 'paced', top: 0, forced: false },
		{ name: 'forced', top: high + gap, forced: true }
	];
	const marks = lanes.flatMap(({ top, forced }) => {
		const own = inView.filter((i) => (columns.forced[i] === 1) === forced);
		const ground = bar(0, top, width, high, 'surface-2');
		if (!dense) return [ground, ...own.map((i) => collectionBar(frames, i, width, x, top, high))];
		const places = own.map((i) => x(columns.startNs[i] ?? 0));
		return [ground, ...density(places, width, top, high, forced ? 'ink' : 'ink-2')];
	});
	return {
		name: 'gc',
		title: 'Garbage collections',
		unit: `${formatCount(collectionsShown(frames).total)} in the run`,
		ticks: lanes.map(({ name, top }) => ({ at: top + high / 2, label: name, line: false })),
		marks,
		labels: []
	};
}

function collectionsIn({ collections }: Frames, [startNs, endNs]: readonly [number, number]): number[] {
	const inView: number[] = [];
	for (let i = 0; i < collections.count; i++) {
		const start = collections.columns.startNs[i] ?? 0;
		if (start >= startNs && start <= endNs) inView.push(i);
	}
	return inView;
}

/** Too many to be told apart. */
function isDense(inView: readonly number[], width: number): boolean {
	return inView.length * stretch > width;
}

function collectionBar(
	{ collections: { columns } }: Frames,
	i: number,
	width: number,
	x: (timeNs: number) => number,
	top: number,
	high: number
): string {
	const left = x(columns.startNs[i] ?? 0);
	const wide = Math.min(Math.max(1.5, x(columns.markEndNs[i] ?? 0) - left), width - left + 1);
	return bar(left, top, wide, high, columns.forced[i] === 1 ? 'ink' : 'ink-2');
}

function density(places: number[], width: number, top: number, depth: number, colour: Colour): string[] {
	const counts = new Float64Array(Math.ceil(width / stretch) + 1);
	for (const place of places) {
		const index = Math.floor(place / stretch);
		counts[index] = (counts[index] ?? 0) + 1;
	}
	const most = Math.max(1, ...counts);
	return Array.from(counts, (count, index) => {
		const high = (count / most) * depth;
		return count === 0 ? '' : bar(index * stretch, top + depth - high, stretch - 1, high, colour);
	});
}
