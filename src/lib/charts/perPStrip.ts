/** What the strip of Ps draws: pooled objects of each P over time as shades of one colour. */
import type { Frames } from '#workers/model/frames.ts';
import { formatCount } from './format.ts';
import type { Plot } from './types.ts';

/** Lowest height at which a row can be told from its neighbours [CSS px]. */
const leastRowHeight = 3;

/** Ps that share a row, so that each row stays high enough to be seen. */
export function psPerRow(ps: number, height: number): number {
	return Math.max(1, Math.ceil(ps / Math.max(1, Math.floor(height / leastRowHeight))));
}

/** Largest number of objects that one P holds in the run: what the darkest shade stands for. */
export function perPPeak({ perP, perPWidth, rows }: Frames): number {
	let peak = 0;
	for (let i = 0; i < rows * perPWidth; i++) if ((perP[i] ?? 0) > peak) peak = perP[i] ?? 0;
	return peak;
}

/** Largest number of objects of the Ps [first, first + count) at a row. */
export function fullestOf({ perP, perPWidth }: Frames, row: number, first: number, count: number): number {
	let most = 0;
	for (let p = first; p < Math.min(perPWidth, first + count); p++) {
		most = Math.max(most, perP[row * perPWidth + p] ?? 0);
	}
	return most;
}

/** Idle objects that lie at no P: in copies of the pool, or in a free list. */
export function elsewhereAt({ columns, perP, perPWidth }: Frames, row: number): number {
	const { privateObjects, sharedObjects, victimObjects } = columns;
	let count = (privateObjects[row] ?? 0) + (sharedObjects[row] ?? 0) + (victimObjects[row] ?? 0);
	for (let p = 0; p < perPWidth; p++) count -= perP[row * perPWidth + p] ?? 0;
	return count;
}

/** 0 … 1 → how dark: the root, so that one object among a hundred is still seen. */
function shade(value: number, peak: number): number {
	return value === 0 || peak === 0 ? 0 : 0.14 + 0.86 * Math.sqrt(Math.min(1, value / peak));
}

/** Red, green and blue of a resolved colour. */
function channels(colour: string): [number, number, number] {
	const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
	return [r, g, b];
}

/** Number of objects → pixel of an image; the same number comes often and is worked out once. */
function shades(
	ground: readonly number[],
	full: readonly number[],
	peak: number
): (objects: number) => number {
	const known = new Map<number, number>();
	const bytes = new Uint8ClampedArray(4);
	const word = new Uint32Array(bytes.buffer);
	return (objects) => {
		let pixel = known.get(objects);
		if (pixel === undefined) {
			const depth = shade(objects, peak);
			ground.forEach((from, c) => (bytes[c] = from + ((full[c] ?? 0) - from) * depth));
			bytes[3] = 255;
			pixel = word[0] ?? 0;
			known.set(objects, pixel);
		}
		return pixel;
	};
}

export interface StripView {
	frames: Frames;
	/** rows of the frames to show, both included */
	from: number;
	to: number;
	/** Ps in one row of the strip */
	perRow: number;
	/** objects at the darkest shade */
	peak: number;
}

let scratch: HTMLCanvasElement | null = null;

/** One pixel a cell, then stretched over the plot without smoothing. */
export function drawStrip(
	ctx: CanvasRenderingContext2D,
	plot: Plot,
	{ frames, from, to, perRow, peak }: StripView
): void {
	const { perPWidth, columns } = frames;
	const samples = to - from + 1;
	if (samples < 1 || perPWidth < 1) return;
	const stripRows = Math.ceil(perPWidth / perRow);
	// More samples than pixels share a column; the fullest is shown.
	const perColumn = Math.max(1, Math.ceil(samples / Math.max(1, plot.width * plot.palette.pixelRatio)));
	const stripColumns = Math.ceil(samples / perColumn);
	const ground = channels(plot.palette.colours['surface-2']);
	const full = channels(plot.palette.colours['holder-shared']);
	scratch ??= document.createElement('canvas');
	if (scratch.width !== stripColumns) scratch.width = stripColumns;
	if (scratch.height !== stripRows) scratch.height = stripRows;
	const pen = scratch.getContext('2d', { willReadFrequently: true });
	if (!pen) return;
	const image = pen.createImageData(stripColumns, stripRows);
	const pixels = new Uint32Array(image.data.buffer);
	const colour = shades(ground, full, peak);
	const { perP } = frames;
	for (let y = 0; y < stripRows; y++) {
		const firstP = y * perRow;
		const endP = Math.min(perPWidth, firstP + perRow);
		for (let x = 0; x < stripColumns; x++) {
			const first = from + x * perColumn;
			const end = Math.min(to + 1, first + perColumn);
			let most = 0;
			for (let sample = first; sample < end; sample++) {
				for (let at = sample * perPWidth + firstP; at < sample * perPWidth + endP; at++) {
					const count = perP[at] ?? 0;
					if (count > most) most = count;
				}
			}
			pixels[y * stripColumns + x] = colour(most);
		}
	}
	pen.putImageData(image, 0, 0);
	// A cell holds for the stretch up to its sample; the first sample has none before it.
	const start = plot.x(columns.timeNs[Math.max(0, from - 1)] ?? 0);
	const end = plot.x(columns.timeNs[to] ?? 0);
	ctx.imageSmoothingEnabled = false;
	ctx.drawImage(scratch, start, 0, Math.max(1, end - start), plot.height);
	const rowHeight = plot.height / stripRows;
	if (rowHeight < 6) return;
	ctx.fillStyle = plot.palette.colours.surface;
	for (let y = 1; y < stripRows; y++) ctx.fillRect(0, Math.round(y * rowHeight), plot.width, 1);
}

/** The strip in a sentence. */
export function stripSummary(frames: Frames): string {
	const { rows, perPWidth } = frames;
	if (rows === 0 || perPWidth === 0) return 'Pooled objects of each P. No samples yet.';
	const last = rows - 1;
	const most = fullestOf(frames, last, 0, perPWidth);
	let holding = 0;
	for (let p = 0; p < perPWidth; p++) if (fullestOf(frames, last, p, 1) > 0) holding++;
	return (
		`Pooled objects of each of ${formatCount(perPWidth)} Ps over time: at most ${formatCount(perPPeak(frames))} at one P. ` +
		`At the end ${formatCount(holding)} Ps hold objects, the fullest ${formatCount(most)}.` +
		(elsewhereAt(frames, last) > 0
			? ` In copies of the pool or a free list there are ${formatCount(elsewhereAt(frames, last))}.`
			: '')
	);
}
