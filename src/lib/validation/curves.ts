/** Curves of a recorded run and of the same run simulated, as the charts of the validation page draw them. */
import { bisectLeft } from 'd3';
import { formatBytes, formatCount, formatNumber } from '#workers/text/units.ts';
import type { ValidationCurves } from './page.ts';

/** A chart of two curves and, where there is one, the band between the repetitions. */
export interface RunCurve {
	key: 'heapObjects' | 'residents' | 'news';
	title: string;
	/** what is counted, after the title */
	unit: string;
	quantity: 'bytes' | 'count';
	/** what the rows stand at: ns, or operations done */
	at: Float64Array;
	measured: number[];
	simulated: number[];
	/** between the smallest and the largest of the repetitions */
	band: BandPoint[] | null;
	/** largest value of all */
	peak: number;
	summary: string;
}

/** Smallest and largest of the repetitions at one place of the axis. */
export interface BandPoint {
	at: number;
	low: number;
	high: number;
}

const charts = [
	{
		key: 'heapObjects',
		title: 'Heap',
		unit: 'bytes, dead objects until they are swept',
		quantity: 'bytes'
	},
	{ key: 'residents', title: 'Residents', unit: 'objects in the pool', quantity: 'count' },
	{ key: 'news', title: 'New', unit: 'calls so far', quantity: 'count' }
] as const;

export function valueText(quantity: RunCurve['quantity'], value: number): string {
	return quantity === 'bytes' ? formatBytes(value) : formatCount(value);
}

/** Heap, residents and calls of New of a run. */
export function curvesOf(curves: ValidationCurves): RunCurve[] {
	const perUnit = curves.axis === 't' ? 1e9 : 1;
	const at = Float64Array.from(curves.at, (value) => value * perUnit);
	return charts.map((chart) => {
		const measured = curves.measured[chart.key];
		const simulated = curves.simulated[chart.key];
		const band = chart.key === 'news' ? null : bandOf(curves, chart.key, perUnit);
		const peak = Math.max(...measured, ...simulated, ...(band ?? []).map(({ high }) => high));
		return {
			...chart,
			at,
			measured,
			simulated,
			band,
			peak,
			summary: summaryOf(chart, curves, measured, simulated)
		};
	});
}

/** Where the repetitions were seen, every 50 ms or so; the one that is drawn is one of them. */
function bandOf(
	curves: ValidationCurves,
	key: 'heapObjects' | 'residents',
	perUnit: number
): BandPoint[] | null {
	const [first] = curves.repetitions;
	if (first === undefined) return null;
	const all = [
		...curves.repetitions.map((each) => ({ at: each.t, values: each[key] })),
		{ at: curves.at, values: curves.measured[key] }
	];
	return first.t.map((t) => {
		const values = all.map((each) => valueAt(each.at, each.values, t));
		return { at: t * perUnit, low: Math.min(...values), high: Math.max(...values) };
	});
}

/** Value of a curve between its samples; beyond its ends that of the end. */
function valueAt(times: readonly number[], values: readonly number[], at: number): number {
	const right = Math.min(bisectLeft(times, at), times.length - 1);
	const left = Math.max(0, right - 1);
	const [from = 0, to = 0] = [times[left], times[right]];
	const [low = 0, high = 0] = [values[left], values[right]];
	if (to <= from) return high;
	return low + Math.max(0, Math.min(1, (at - from) / (to - from))) * (high - low);
}

function summaryOf(
	{ title, unit, quantity }: Pick<RunCurve, 'title' | 'unit' | 'quantity'>,
	{ axis, loadEnd }: ValidationCurves,
	measured: readonly number[],
	simulated: readonly number[]
): string {
	const end = axis === 't' ? `${formatNumber(loadEnd)} s` : `${formatCount(loadEnd)} operations`;
	const peaks = [measured, simulated].map((values) => valueText(quantity, Math.max(...values)));
	return `${title}, ${unit}, measured and simulated, over a load of ${end}: highest ${peaks[0]} measured, ${peaks[1]} simulated.`;
}

/** An SVG path through points. */
export function pathOf(
	at: ArrayLike<number>,
	values: readonly number[],
	x: (at: number) => number,
	y: (value: number) => number
): string {
	return values.map((value, row) => `${row === 0 ? 'M' : 'L'}${point(x(at[row] ?? 0), y(value))}`).join('');
}

/** An SVG path around a band. */
export function bandPath(
	band: readonly BandPoint[],
	x: (at: number) => number,
	y: (value: number) => number
): string {
	const upper = band.map(({ at, high }) => point(x(at), y(high)));
	const lower = band.map(({ at, low }) => point(x(at), y(low))).reverse();
	return `M${[...upper, ...lower].join('L')}Z`;
}

function point(x: number, y: number): string {
	return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
