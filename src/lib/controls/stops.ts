import type { Parameter } from '#workers/model/parameters.ts';

/** What a slider needs to know of its parameter. */
export type SliderRange = Pick<Parameter, 'kind' | 'min' | 'sliderMin' | 'sliderMax' | 'scale'>;

/** Steps between two powers of two, for what is counted in them: 8, 10, 12, 14, 16. */
const octaveSteps = [1, 1.25, 1.5, 1.75];
/** Steps of a decade, for everything else. */
const decadeSteps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/**
 * The values that a slider stops at, in order. Every stop is a different value, so that an arrow key always does
 * something; on a logarithmic slider they are what a person would have typed. Where nothing is a value of its own
 * (no limit, never) it comes first; GOGC=off, which is the end of more and more, comes last.
 */
export function stopsOf(range: SliderRange): number[] {
	const high = range.sliderMax ?? 1;
	const low = range.sliderMin ?? 0;
	if (range.scale !== 'log') {
		return Array.from({ length: 101 }, (_, i) => Number((low + ((high - low) * i) / 100).toPrecision(6)));
	}
	const first = low > 0 ? low : lowestAboveZero(range.kind, high);
	const between = ladder(range.kind, first, high);
	const values = [first, ...between.filter((value) => value > first && value < high), high];
	if (range.kind === 'gogc') return [...values, -1];
	return (range.min ?? 0) <= 0 ? [0, ...values] : values;
}

/** Where the decades of a slider begin that starts at 0. */
function lowestAboveZero(kind: Parameter['kind'], high: number): number {
	if (kind === 'count') return 1;
	return kind === 'bytes' ? high / 2 ** 14 : high / 1e5;
}

function ladder(kind: Parameter['kind'], low: number, high: number): number[] {
	const inTwos = kind === 'bytes' || kind === 'count';
	const base = inTwos ? 2 : 10;
	const steps = inTwos ? octaveSteps : decadeSteps;
	const whole = kind !== 'rate' && kind !== 'factor' && kind !== 'fraction';
	const values = new Set<number>();
	const lowest = Math.floor(Math.log(low) / Math.log(base) + 1e-9);
	for (let power = lowest; base ** power <= high; power++) {
		for (const step of steps) {
			const exact = Number((base ** power * step).toPrecision(12));
			values.add(whole ? Math.max(1, Math.round(exact)) : exact);
		}
	}
	return [...values].sort((a, b) => a - b);
}

/** The stop that is nearest to a value; a value beyond the ends is at the end. */
export function nearestStop(value: number, stops: readonly number[]): number {
	const exact = stops.indexOf(value);
	if (exact >= 0) return exact;
	let best = 0;
	for (let i = 1; i < stops.length; i++) {
		const stop = stops[i] ?? 0;
		// GOGC=off stands last and is no number to be near to.
		if (stop >= 0 && distance(value, stop) < distance(value, stops[best] ?? 0)) best = i;
	}
	return best;
}

/** Distance as seen on a slider: by ratio, except next to nothing. */
function distance(a: number, b: number): number {
	return a > 0 && b > 0 ? Math.abs(Math.log(a / b)) : a === b ? 0 : Infinity;
}
