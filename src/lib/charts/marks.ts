/** What charts put on a canvas. D3's shapes write straight into the context; x and y are CSS pixels by index. */
import { area, line, curveLinear, curveStepBefore } from 'd3';
import type { ColourToken, Palette } from './palette.svelte.ts';

/** A path in pixels: x[i], y[i] for i below count. NaN in y makes a gap. */
export interface Points {
	count: number;
	x: Float64Array;
	y: Float64Array;
}

/** The path of some rows: where each lies in time and in value [CSS px]. */
export function pointsOf(rows: Uint32Array, x: (row: number) => number, y: (row: number) => number): Points {
	const count = rows.length;
	const points = { count, x: new Float64Array(count), y: new Float64Array(count) };
	for (let i = 0; i < count; i++) {
		const row = rows[i] ?? 0;
		points.x[i] = x(row);
		points.y[i] = y(row);
	}
	return points;
}

let indices = new Uint32Array(0);

/** 0 … count − 1, a part of one array that only grows: what D3's shapes walk over. */
function upTo(count: number): Uint32Array {
	if (indices.length < count) indices = Uint32Array.from({ length: 2 * count }, (_, index) => index);
	return indices.subarray(0, count);
}

/** Puts a path into the context; `steps` for values that hold during the interval that ends at the point. */
function trace(ctx: CanvasRenderingContext2D, { count, x, y }: Points, steps: boolean): void {
	line<number>()
		.x((i) => x[i] ?? 0)
		.y((i) => y[i] ?? 0)
		.defined((i) => !Number.isNaN(y[i]))
		.curve(steps ? curveStepBefore : curveLinear)
		.context(ctx)(upTo(count));
}

export interface BandStyle {
	fill: string | CanvasPattern;
	/** hairline along the upper edge, half of which the fill covers */
	edge: string;
	edgeWidth: number;
	steps: boolean;
}

/**
 * Fills from a path without gaps down to the bottom. Bands of a stack are drawn so from the top one down, each over
 * what the one above it has too much: one path a band instead of two.
 */
export function fillDown(
	ctx: CanvasRenderingContext2D,
	points: Points,
	bottom: number,
	style: BandStyle
): void {
	const { count, x } = points;
	if (count === 0) return;
	ctx.beginPath();
	trace(ctx, points, style.steps);
	ctx.strokeStyle = style.edge;
	ctx.lineWidth = style.edgeWidth;
	ctx.stroke();
	ctx.lineTo(x[count - 1] ?? 0, bottom);
	ctx.lineTo(x[0] ?? 0, bottom);
	ctx.closePath();
	ctx.fillStyle = style.fill;
	ctx.fill();
}

/** Fills the space between two paths over the same x. */
export function fillBetween(
	ctx: CanvasRenderingContext2D,
	upper: Points,
	lower: Float64Array,
	fill: string | CanvasPattern,
	steps: boolean
): void {
	const { count, x, y } = upper;
	ctx.beginPath();
	area<number>()
		.x((i) => x[i] ?? 0)
		.y0((i) => lower[i] ?? 0)
		.y1((i) => y[i] ?? 0)
		.defined((i) => !Number.isNaN(y[i]))
		.curve(steps ? curveStepBefore : curveLinear)
		.context(ctx)(upTo(count));
	ctx.fillStyle = fill;
	ctx.fill();
}

export interface StrokeStyle {
	colour: string;
	width: number;
	dash?: number[];
	steps?: boolean;
	/** a wider line in this colour below, so that the line is seen on any band */
	halo?: string;
}

const noDash: number[] = [];

/** Draws a path. */
export function strokeLine(ctx: CanvasRenderingContext2D, points: Points, style: StrokeStyle): void {
	ctx.lineJoin = 'round';
	ctx.beginPath();
	trace(ctx, points, style.steps ?? false);
	if (style.halo !== undefined) {
		ctx.strokeStyle = style.halo;
		ctx.lineWidth = style.width + 2;
		ctx.stroke();
	}
	if (style.dash) ctx.setLineDash(style.dash);
	ctx.strokeStyle = style.colour;
	ctx.lineWidth = style.width;
	ctx.stroke();
	if (style.dash) ctx.setLineDash(noDash);
}

/** Small rings at the points: where something was measured or sampled. */
export function drawRings(
	ctx: CanvasRenderingContext2D,
	points: Points,
	radius: number,
	colour: string,
	fill: string
): void {
	ctx.beginPath();
	for (let i = 0; i < points.count; i++) {
		const x = points.x[i] ?? NaN;
		const y = points.y[i] ?? NaN;
		if (Number.isNaN(y)) continue;
		ctx.moveTo(x + radius, y);
		ctx.arc(x, y, radius, 0, 2 * Math.PI);
	}
	ctx.fillStyle = fill;
	ctx.fill();
	ctx.strokeStyle = colour;
	ctx.lineWidth = 1;
	ctx.stroke();
}

/** Side of a tile of hatching [CSS px]. */
const tileSize = 6;

const patterns = new Map<string, CanvasPattern>();

/** Diagonal hatching, the same in device pixels on every screen: garbage, and what is served by stealing. */
export function hatching(
	ctx: CanvasRenderingContext2D,
	{ colours, pixelRatio }: Palette,
	stroke: ColourToken,
	ground: ColourToken,
	direction: 'up' | 'down' = 'up'
): CanvasPattern | string {
	const key = [colours[stroke], colours[ground], pixelRatio, direction].join();
	const known = patterns.get(key);
	if (known) return known;
	const tile = document.createElement('canvas');
	tile.width = tile.height = Math.round(tileSize * pixelRatio);
	const pen = tile.getContext('2d');
	if (!pen) return colours[stroke];
	pen.scale(tile.width / tileSize, tile.height / tileSize);
	pen.fillStyle = colours[ground];
	pen.fillRect(0, 0, tileSize, tileSize);
	pen.strokeStyle = colours[stroke];
	pen.lineWidth = 1.1;
	pen.beginPath();
	// The line and its continuations in the corners, so that tiles join.
	for (const shift of [-tileSize, 0, tileSize]) {
		pen.moveTo(shift - 1, direction === 'up' ? tileSize + 1 : -1);
		pen.lineTo(shift + tileSize + 1, direction === 'up' ? -1 : tileSize + 1);
	}
	pen.stroke();
	const pattern = ctx.createPattern(tile, 'repeat');
	if (!pattern) return colours[stroke];
	pattern.setTransform(new DOMMatrix().scale(tileSize / tile.width, tileSize / tile.height));
	// A theme has two patterns; the map is kept from growing when somebody switches all day.
	if (patterns.size > 24) patterns.clear();
	patterns.set(key, pattern);
	return pattern;
}
