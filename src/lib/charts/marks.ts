/** What charts put on a canvas. D3's shapes write straight into the context; x and y are CSS pixels by index. */
import { area, line, curveStepBefore } from 'd3';
import type { ColourToken, Palette } from './palette.svelte.ts';

/** A path in pixels: x[i], y[i] for i below count. NaN in y makes a gap. */
export interface Points {
	count: number;
	x: Float64Array;
	y: Float64Array;
}

const indices: number[] = [];

/** 0 … count − 1, from one array that only grows: D3 wants something to iterate over. */
function upTo(count: number): number[] {
	while (indices.length < count) indices.push(indices.length);
	return indices.length === count ? indices : indices.slice(0, count);
}

export interface FillStyle {
	fill: string | CanvasPattern;
	/** true for values that hold during the interval that ends at the point */
	steps?: boolean;
}

/** Fills the space between two paths over the same x. */
export function fillBand(
	ctx: CanvasRenderingContext2D,
	x: Float64Array,
	lower: Float64Array,
	upper: Float64Array,
	count: number,
	{ fill, steps = false }: FillStyle
): void {
	const shape = area<number>()
		.x((i) => x[i] ?? 0)
		.y0((i) => lower[i] ?? 0)
		.y1((i) => upper[i] ?? 0)
		.defined((i) => !Number.isNaN(upper[i]))
		.context(ctx);
	if (steps) shape.curve(curveStepBefore);
	ctx.beginPath();
	shape(upTo(count));
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

/** Draws a path. */
export function strokeLine(ctx: CanvasRenderingContext2D, points: Points, style: StrokeStyle): void {
	const shape = line<number>()
		.x((i) => points.x[i] ?? 0)
		.y((i) => points.y[i] ?? 0)
		.defined((i) => !Number.isNaN(points.y[i]))
		.context(ctx);
	if (style.steps) shape.curve(curveStepBefore);
	ctx.save();
	ctx.lineJoin = 'round';
	ctx.beginPath();
	shape(upTo(points.count));
	if (style.halo !== undefined) {
		ctx.strokeStyle = style.halo;
		ctx.lineWidth = style.width + 2;
		ctx.stroke();
	}
	ctx.setLineDash(style.dash ?? []);
	ctx.strokeStyle = style.colour;
	ctx.lineWidth = style.width;
	ctx.stroke();
	ctx.restore();
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

const patterns = new Map<string, CanvasPattern>();

/** Diagonal hatching, the same in device pixels on every screen: garbage, and what is served by stealing. */
export function hatching(
	ctx: CanvasRenderingContext2D,
	palette: Palette,
	stroke: ColourToken,
	ground: ColourToken,
	direction: 'up' | 'down' = 'up'
): CanvasPattern | string {
	const { colours, pixelRatio } = palette;
	const key = [colours[stroke], colours[ground], pixelRatio, direction].join();
	const known = patterns.get(key);
	if (known) return known;
	const size = 6;
	const tile = document.createElement('canvas');
	tile.width = tile.height = Math.round(size * pixelRatio);
	const pen = tile.getContext('2d');
	if (!pen) return colours[stroke];
	pen.scale(tile.width / size, tile.height / size);
	pen.fillStyle = colours[ground];
	pen.fillRect(0, 0, size, size);
	pen.strokeStyle = colours[stroke];
	pen.lineWidth = 1.1;
	pen.beginPath();
	// The line and its continuations in the corners, so that tiles join.
	for (const shift of [-size, 0, size]) {
		pen.moveTo(shift - 1, direction === 'up' ? size + 1 : -1);
		pen.lineTo(shift + size + 1, direction === 'up' ? -1 : size + 1);
	}
	pen.stroke();
	const pattern = ctx.createPattern(tile, 'repeat');
	if (!pattern) return colours[stroke];
	pattern.setTransform(new DOMMatrix().scale(size / tile.width, size / tile.height));
	// A theme has two patterns; the map is kept from growing when somebody switches all day.
	if (patterns.size > 24) patterns.clear();
	patterns.set(key, pattern);
	return pattern;
}
