/**
 * The few functions of D3 that the charts call, in the size that an embed can afford: D3's scales bring colours,
 * interpolation and formats along, half as much again as all charts together. Embeds and the single file are built with
 * this file in the place of `d3`; a test holds each function to D3's own results. Who needs another function of D3 in
 * them adds it here.
 */

/** Round numbers between two values, about so many. */
export function ticks(start: number, stop: number, count: number): number[] {
	if (!(count > 0) || !(stop >= start)) return [];
	if (start === stop) return [start];
	const [first, last, step] = tickRange(start, stop, count);
	const values: number[] = [];
	// Below one the step is kept as its inverse, a whole number, so that 0.3 is not 0.30000000000000004. There is no -0.
	for (let i = first; i <= last; i++) values.push((step < 0 ? i / -step : i * step) + 0);
	return values;
}

function tickRange(start: number, stop: number, count: number): [first: number, last: number, step: number] {
	const exact = (stop - start) / count;
	const power = Math.floor(Math.log10(exact));
	const lead = exact / 10 ** power;
	const factor = lead >= Math.sqrt(50) ? 10 : lead >= Math.sqrt(10) ? 5 : lead >= Math.SQRT2 ? 2 : 1;
	let step = power < 0 ? 10 ** -power / factor : 10 ** power * factor;
	let first = Math.round(power < 0 ? start * step : start / step);
	let last = Math.round(power < 0 ? stop * step : stop / step);
	if (power < 0) {
		if (first / step < start) first++;
		if (last / step > stop) last--;
		step = -step;
	} else {
		if (first * step < start) first++;
		if (last * step > stop) last--;
	}
	if (last < first && count >= 0.5 && count < 2) return tickRange(start, stop, count * 2);
	return [first, last, step];
}

type Pair = readonly [number, number];

/** Domain to range, straight. */
export function scaleLinear([d0, d1]: Pair, [r0, r1]: Pair): (value: number) => number {
	const perUnit = d1 === d0 ? 0 : 1 / (d1 - d0);
	return (value) => {
		const t = (value - d0) * perUnit;
		return r0 * (1 - t) + r1 * t;
	};
}

/** Domain to range by the logarithm; both ends of the domain above 0. */
export function scaleLog([d0, d1]: Pair, range: Pair): (value: number) => number {
	const straight = scaleLinear([Math.log(d0), Math.log(d1)], range);
	return (value) => straight(Math.log(value));
}

/** Where a value belongs in an ascending array, before those equal to it. */
export function bisectLeft(values: ArrayLike<number>, value: number, low = 0, high = values.length): number {
	let from = low;
	let to = high;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if ((values[middle] ?? 0) < value) from = middle + 1;
		else to = middle;
	}
	return from;
}

/** Where a value belongs in an ascending array, after those equal to it. */
export function bisectRight(values: ArrayLike<number>, value: number, low = 0, high = values.length): number {
	let from = low;
	let to = high;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if ((values[middle] ?? 0) <= value) from = middle + 1;
		else to = middle;
	}
	return from;
}

type Curve = 'linear' | 'step-before';
type Value<T> = (each: T, index: number) => number;
type Pen = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'closePath'>;

/** From point to point. */
export const curveLinear: Curve = 'linear';
/** A point's value holds from the one before it. */
export const curveStepBefore: Curve = 'step-before';

/** A path through points, as D3's `line`: with gaps where `defined` says no. */
export function line<T>() {
	const shape = shapeOf<T>((pen, stretches, each) => {
		for (const stretch of stretches) {
			through(pen, stretch, each.x, each.y, each.curve, 'moveTo');
			if (stretch.length === 1) pen.closePath();
		}
	});
	return shape;
}

/** A filled shape between two lines, as D3's `area`. */
export function area<T>() {
	return shapeOf<T>((pen, stretches, each) => {
		for (const stretch of stretches) {
			through(pen, stretch, each.x, each.y, each.curve, 'moveTo');
			// Backwards a step comes after its point, not before it.
			const back = each.curve === curveStepBefore ? 'step-after' : each.curve;
			through(pen, stretch.toReversed(), each.x, each.y0, back, 'lineTo');
			pen.closePath();
		}
	});
}

interface Point<T> {
	each: T;
	index: number;
}

interface Shape<T> {
	x: Value<T>;
	/** upper edge, or the line itself */
	y: Value<T>;
	y0: Value<T>;
	curve: Curve;
}

type Draw<T> = (pen: Pen, stretches: Point<T>[][], shape: Shape<T>) => void;

function shapeOf<T>(draw: Draw<T>) {
	const shape: Shape<T> = { x: () => 0, y: () => 0, y0: () => 0, curve: curveLinear };
	let isDefined: (each: T, index: number) => boolean = () => true;
	let pen: Pen | null = null;

	const made = (values: Iterable<T>) => {
		const stretches: Point<T>[][] = [];
		let open: Point<T>[] | null = null;
		let index = 0;
		for (const each of values) {
			if (!isDefined(each, index)) open = null;
			else if (open) open.push({ each, index });
			else stretches.push((open = [{ each, index }]));
			index++;
		}
		if (pen) draw(pen, stretches, shape);
	};
	const setters = {
		x: (value: Value<T>) => set(() => (shape.x = value)),
		y: (value: Value<T>) => set(() => (shape.y = value)),
		y1: (value: Value<T>) => set(() => (shape.y = value)),
		y0: (value: Value<T> | number) => set(() => (shape.y0 = typeof value === 'number' ? () => value : value)),
		curve: (curve: Curve) => set(() => (shape.curve = curve)),
		defined: (defined: typeof isDefined) => set(() => (isDefined = defined)),
		context: (ctx: Pen) => set(() => (pen = ctx))
	};
	const whole = Object.assign(made, setters);
	function set(change: () => unknown) {
		change();
		return whole;
	}
	return whole;
}

function through<T>(
	pen: Pen,
	stretch: readonly Point<T>[],
	x: Value<T>,
	y: Value<T>,
	curve: Curve | 'step-after',
	begin: 'moveTo' | 'lineTo'
): void {
	let lastX = 0;
	let lastY = 0;
	stretch.forEach(({ each, index }, place) => {
		const atX = x(each, index);
		const atY = y(each, index);
		if (place === 0) pen[begin](atX, atY);
		else {
			if (curve === 'step-before') pen.lineTo(lastX, atY);
			else if (curve === 'step-after') pen.lineTo(atX, lastY);
			pen.lineTo(atX, atY);
		}
		lastX = atX;
		lastY = atY;
	});
}
