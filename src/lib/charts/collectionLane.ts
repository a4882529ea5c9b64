/** What the lane of collections draws: a bar each, or how many in a stretch when they lie too densely. */
import { collectionsShown } from '#workers/marks/collectionsShown.ts';
import type { Frames } from '#workers/model/frames.ts';
import { formatBytes, formatCount, formatDuration, formatSeconds } from './format.ts';
import type { Measured } from './measured.ts';
import { rowBefore, rowsToDraw } from './rows.ts';
import type { Plot, Series, TimeDomain } from './types.ts';

export { collectionsShown };

/** Narrowest place of a bar that can be told from the next one [CSS px]. */
const leastPitch = 3;

export type LaneName = 'paced' | 'forced' | 'measured';

export interface Lane {
	name: LaneName;
	top: number;
	height: number;
}

/** Lanes from the top down, of equal height. */
export function lanes(height: number, hasMeasured: boolean): Lane[] {
	const names: LaneName[] = hasMeasured ? ['paced', 'forced', 'measured'] : ['paced', 'forced'];
	const gap = 3;
	const each = (height - gap * (names.length - 1)) / names.length;
	return names.map((name, index) => ({ name, top: index * (each + gap), height: each }));
}

/** Collections of a run that begin within the domain, by the counters (the list may end before the run does). */
function countWithin({ columns, rows }: Frames, domain: TimeDomain): number {
	const [from, to] = rowsToDraw(columns.timeNs, rows, domain);
	return (columns.numGC[to] ?? 0) - (columns.numGC[from] ?? 0);
}

/** True when the collections in view are drawn as counts: too many for the width, or beyond the end of the list. */
export function isDense(frames: Frames, domain: TimeDomain, width: number): boolean {
	const { collections } = frames;
	const listEnd = collections.columns.startNs[collections.count - 1] ?? 0;
	const beyondList = collections.total > collections.count && domain[1] > listEnd;
	return beyondList || countWithin(frames, domain) * leastPitch > width;
}

/** Stretches of equal length and how many collections each kind began in them. */
export interface Density {
	/** CSS px */
	pitch: number;
	paced: Float64Array;
	forced: Float64Array;
	/** largest count of one kind in one stretch */
	most: number;
}

/** Counts per stretch of a few pixels, from the counters of the rows. */
export function density(frames: Frames, plot: Plot): Density {
	const { columns, rows } = frames;
	const [from, to] = rowsToDraw(columns.timeNs, rows, plot.domain);
	// No finer than the rows: their counters say how many, not when.
	const count = Math.max(1, Math.min(Math.floor(plot.width / leastPitch), to - from));
	const pitch = plot.width / count;
	const paced = new Float64Array(count);
	const forced = new Float64Array(count);
	for (let row = from + 1; row <= to; row++) {
		const x = plot.x(((columns.timeNs[row] ?? 0) + (columns.timeNs[row - 1] ?? 0)) / 2);
		const stretch = Math.floor(x / pitch);
		if (stretch < 0 || stretch >= count) continue;
		const all = (columns.numGC[row] ?? 0) - (columns.numGC[row - 1] ?? 0);
		const asked = (columns.forcedGC[row] ?? 0) - (columns.forcedGC[row - 1] ?? 0);
		forced[stretch] = (forced[stretch] ?? 0) + asked;
		paced[stretch] = (paced[stretch] ?? 0) + all - asked;
	}
	return { pitch, paced, forced, most: Math.max(1, ...paced, ...forced) };
}

/** Draws the lanes. */
export function drawLane(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	frames: Frames,
	measured: Measured | null
): void {
	const { colours } = plot.palette;
	const all = lanes(plot.height, measured !== null);
	ctx.fillStyle = colours['surface-2'];
	for (const lane of all) ctx.fillRect(0, lane.top, plot.width, lane.height);
	const [paced, forced, real] = all;
	if (!paced || !forced) return;
	if (isDense(frames, plot.domain, plot.width)) {
		drawCounts(ctx, plot, frames, paced, forced);
	} else {
		const { startNs, markEndNs, forced: kind } = frames.collections.columns;
		for (let i = 0; i < frames.collections.count; i++) {
			const lane = kind[i] === 0 ? paced : forced;
			bar(ctx, plot, lane, startNs[i] ?? 0, markEndNs[i] ?? 0, colours[kind[i] === 0 ? 'ink-2' : 'ink']);
		}
	}
	if (real && measured) {
		for (let i = 0; i < measured.count; i++) {
			const start = measured.columns.startNs[i] ?? 0;
			bar(ctx, plot, real, start, measured.columns.markEndNs?.[i] ?? start, colours.accent);
		}
	}
}

/** From start to the end of the mark, at least wide enough to be seen. */
function bar(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	lane: Lane,
	startNs: number,
	endNs: number,
	colour: string
) {
	const x = plot.x(startNs);
	const width = Math.max(1.5, plot.x(endNs) - x);
	if (x > plot.width || x + width < 0) return;
	ctx.fillStyle = colour;
	ctx.fillRect(x, lane.top, width, lane.height);
}

function drawCounts(ctx: CanvasRenderingContext2D, plot: Plot, frames: Frames, paced: Lane, forced: Lane) {
	const counts = density(frames, plot);
	const { colours } = plot.palette;
	for (const [lane, values, colour] of [
		[paced, counts.paced, colours['ink-2']],
		[forced, counts.forced, colours.ink]
	] as const) {
		ctx.fillStyle = colour;
		values.forEach((count, stretch) => {
			if (count === 0) return;
			const high = Math.max(1, (count / counts.most) * lane.height);
			ctx.fillRect(
				stretch * counts.pitch,
				lane.top + lane.height - high,
				Math.max(1, counts.pitch - 1),
				high
			);
		});
	}
}

/** Index of the last listed collection that began at or before an instant; −1 if none did. */
export function collectionBefore({ collections }: Frames, timeNs: number): number {
	return rowBefore(collections.columns.startNs, collections.count, timeNs);
}

export const kindNames = ['paced', 'runtime.GC()', 'two-minute'] as const;

/** One collection in words: which, why, how long, from what to what. */
export function describeCollection({ collections }: Frames, index: number): string {
	const { columns } = collections;
	if (index < 0) return 'no collection yet';
	const mark = (columns.markEndNs[index] ?? 0) - (columns.startNs[index] ?? 0);
	return (
		`collection ${formatCount(index + 1)}, ${kindNames[columns.forced[index] ?? 0] ?? 'paced'}, ` +
		`mark ${formatDuration(mark)}, stopped ${formatDuration(columns.stopNs[index] ?? 0)}, ` +
		`heap ${formatBytes(columns.heapStartBytes[index] ?? 0)} to ${formatBytes(columns.heapMarkedBytes[index] ?? 0)} marked, ` +
		`${formatCount(columns.evicted[index] ?? 0)} pooled objects dropped`
	);
}

/** Columns of the lane's table: of each collection if all are listed, else how many there were until each row. */
export function collectionSeries({ collections, columns }: Frames, isListed: boolean): Series[] {
	const list = collections.columns;
	const series = (
		key: string,
		label: string,
		value: (row: number) => number,
		text: (value: number) => string
	): Series => ({
		key,
		label,
		swatch: 'band',
		colour: 'ink-2',
		value,
		text: (row) => text(value(row)),
		place: () => null,
		canHide: false
	});
	if (!isListed) {
		return [
			series('numGC', 'collections so far', (row) => columns.numGC[row] ?? 0, formatCount),
			series('forcedGC', 'of them asked for', (row) => columns.forcedGC[row] ?? 0, formatCount)
		];
	}
	const of = (column: Float64Array) => (row: number) => column[row] ?? 0;
	return [
		series('mark', 'mark', (row) => (list.markEndNs[row] ?? 0) - (list.startNs[row] ?? 0), formatDuration),
		series('stop', 'stopped', of(list.stopNs), formatDuration),
		series('kind', 'kind', of(list.forced), (kind) => kindNames[kind] ?? 'paced'),
		series('start', 'heap before', of(list.heapStartBytes), formatBytes),
		series('marked', 'marked', of(list.heapMarkedBytes), formatBytes),
		series('goal', 'goal', of(list.heapGoalBytes), formatBytes),
		series('evicted', 'pooled objects dropped', of(list.evicted), formatCount)
	];
}

/** The lane in a sentence. */
export function laneSummary(frames: Frames): string {
	const { total, asked } = collectionsShown(frames);
	if (total === 0) return 'Garbage collections: none.';
	const first = formatSeconds(frames.collections.columns.startNs[0] ?? 0);
	return (
		`Garbage collections: ${formatCount(total)}, ${formatCount(asked)} of them asked for by runtime.GC(). ` +
		`The first at ${first}.`
	);
}
