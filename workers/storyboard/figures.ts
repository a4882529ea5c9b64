/**
 * Figures in the words of a talk. A title or note says {peak} or {heap@8s}, and what is shown is read from the run of
 * the step: a number can be wrong only if the simulation is.
 *
 * At an instant (the end of the window without one): heap, pool, objects, borrowed, garbage, rss, goal, privateObjects,
 * sharedObjects, victimObjects. Between two instants, {news@6s..20s}, else over the load: gets, news, newRate, victimHits,
 * steals, collections. Of the whole run: peak, peakRss, peakObjects, allocated; and of the heap after the stop of the
 * load and each of three more collections: stopHeap, gc1Heap, gc2Heap, gc3Heap, stopObjects, gc1Objects, gc2Objects,
 * gc3Objects. `other.` before a name reads the run that is compared with: {other.peak}.
 */
import type { ColumnName, EndState, Frames } from '../model/frames.ts';
import { readDuration } from '../model/parameterText.ts';
import { formatBytes, formatCount, formatShare } from '../text/units.ts';

const pooledBytes = ['privateBytes', 'sharedBytes', 'victimBytes', 'pinnedBytes'] as const;
const pooledObjects = ['privateObjects', 'sharedObjects', 'victimObjects'] as const;

interface Level {
	columns: readonly ColumnName[];
	text: (value: number) => string;
}

const levels: Record<string, Level> = {
	heap: { columns: ['heapBytes'], text: formatBytes },
	pool: { columns: pooledBytes, text: formatBytes },
	objects: { columns: pooledObjects, text: formatCount },
	borrowed: { columns: ['borrowedBytes'], text: formatBytes },
	garbage: { columns: ['garbageBytes'], text: formatBytes },
	rss: { columns: ['rssBytes'], text: formatBytes },
	goal: { columns: ['heapGoalBytes'], text: formatBytes },
	privateObjects: { columns: ['privateObjects'], text: formatCount },
	sharedObjects: { columns: ['sharedObjects'], text: formatCount },
	victimObjects: { columns: ['victimObjects'], text: formatCount }
};

const counters: Record<string, ColumnName> = {
	gets: 'gets',
	news: 'news',
	victimHits: 'victimHits',
	steals: 'steals',
	collections: 'numGC'
};

const totals: Record<string, (frames: Frames) => string> = {
	peak: (frames) => formatBytes(frames.totals.peakHeapBytes),
	peakRss: (frames) => formatBytes(frames.totals.peakRssBytes),
	peakObjects: (frames) => formatCount(frames.totals.peakResidents),
	allocated: (frames) => formatBytes(frames.totals.totalAllocBytes)
};

/** Names that a figure may have, without `other.` and instants. */
export const figureNames: readonly string[] = [
	...Object.keys(totals),
	...Object.keys(levels),
	...Object.keys(counters),
	'newRate',
	...['stop', 'gc1', 'gc2', 'gc3'].flatMap((what) => [`${what}Heap`, `${what}Objects`])
];

/** What stands for a figure whose run is not there yet. */
const unknown = '…';

/**
 * The text with its figures. What is not a figure stays as it is written; a figure whose run is not there yet is shown
 * as an ellipsis.
 */
export function fillFigures(text: string, frames: Frames | undefined, other?: Frames): string {
	return text.replace(
		/\{(other\.)?([A-Za-z0-9]+)(?:@([0-9a-zµ.]+?)(?:\.\.([0-9a-zµ.]+))?)?\}/g,
		(whole, ofOther: string | undefined, name: string, from?: string, to?: string) => {
			if (!figureNames.includes(name)) return whole;
			const run = ofOther === undefined ? frames : other;
			return run === undefined ? unknown : (figure(run, name, from, to) ?? whole);
		}
	);
}

function figure(frames: Frames, name: string, from?: string, to?: string): string | undefined {
	const instants = [from, to].map((text) => (text === undefined ? undefined : readDuration(text)));
	const [start, end] = instants;
	if ((from !== undefined && start === undefined) || (to !== undefined && end === undefined))
		return undefined;
	const total = totals[name];
	if (total) return total(frames);
	const level = levels[name];
	if (level) return level.text(sumAt(frames, level.columns, rowAt(frames, start ?? Infinity)));
	const state = endState(frames, name);
	if (state !== undefined) return state;
	const rise = (column: ColumnName) => {
		const last = frames.columns[column][rowAt(frames, end ?? Infinity)] ?? 0;
		return start === undefined ? last : last - (frames.columns[column][rowAt(frames, start)] ?? 0);
	};
	if (name === 'newRate') return formatShare(rise('news') / rise('gets'));
	const counter = counters[name];
	return counter === undefined ? undefined : formatCount(rise(counter));
}

function endState(frames: Frames, name: string): string | undefined {
	const match = /^(stop|gc[123])(Heap|Objects)$/.exec(name);
	const state = match && frames.end.find(({ what }) => what === (match[1] as EndState['what']));
	if (!state) return undefined;
	return match[2] === 'Heap' ? formatBytes(state.heapBytes) : formatCount(state.residents);
}

/** The last row that is not later than the instant; the first one if all are. */
function rowAt({ columns, rows }: Frames, timeNs: number): number {
	let row = 0;
	while (row + 1 < rows && (columns.timeNs[row + 1] ?? 0) <= timeNs) row++;
	return row;
}

function sumAt(frames: Frames, columns: readonly ColumnName[], row: number): number {
	return columns.reduce((sum, column) => sum + (frames.columns[column][row] ?? 0), 0);
}
