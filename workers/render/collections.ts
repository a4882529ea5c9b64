import type { Frames } from '../model/frames.ts';
import { bar } from './panel.ts';

/** Height of the lane of collections, with its air [px]. */
export const laneHeight = 15;

const laneTop = 2;
const laneDepth = 10;
/** Narrowest stretch of which collections are counted, where they are too many to be told apart [px]. */
const stretch = 4;

/** Collections: half as high where the pacer began them, full where runtime.GC() did; counted where they are many. */
export function collectionMarks(
	{ collections }: Frames,
	[startNs, endNs]: readonly [number, number],
	width: number,
	x: (timeNs: number) => number
): string[] {
	const { count, columns } = collections;
	const inView: number[] = [];
	for (let i = 0; i < count; i++) {
		const start = columns.startNs[i] ?? 0;
		if (start >= startNs && start <= endNs) inView.push(i);
	}
	if (inView.length * stretch > width)
		return density(
			inView.map((i) => x(columns.startNs[i] ?? 0)),
			width
		);
	return inView.map((i) => {
		const left = x(columns.startNs[i] ?? 0);
		const wide = Math.min(Math.max(1.5, x(columns.markEndNs[i] ?? 0) - left), width - left + 1);
		const forced = columns.forced[i] === 1;
		const high = forced ? laneDepth : laneDepth / 2;
		return bar(left, laneTop + laneDepth - high, wide, high, forced ? 'ink' : 'ink-2');
	});
}

function density(places: number[], width: number): string[] {
	const counts = new Float64Array(Math.ceil(width / stretch) + 1);
	for (const place of places) {
		const index = Math.floor(place / stretch);
		counts[index] = (counts[index] ?? 0) + 1;
	}
	const most = Math.max(...counts);
	return Array.from(counts, (count, index) => {
		const high = (count / most) * laneDepth;
		return count === 0 ? '' : bar(index * stretch, laneTop + laneDepth - high, stretch - 1, high, 'ink-2');
	});
}
