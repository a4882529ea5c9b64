/** Numbers on axes: round ends, round ticks, and how they are written. For charts on a page and in files alike. */
import { bytesIn, byteUnitFor, formatBytesIn, formatNumber } from '../text/units.ts';

/** What an axis measures; it decides which numbers are round. */
export type Quantity = 'bytes' | 'count';

/** linear: stacked; log: each series as a line of its own; share: stacked to 100 %. */
export type ValueScaleKind = 'linear' | 'log' | 'share';

/** Smallest round number that is at least `value`: quarters of a power of two for bytes; 1, 1.5, 2, 3, 4, 5, 6, 8 × 10ⁿ else. */
export function roundUp(value: number, quantity: Quantity): number {
	if (!(value > 0) || !Number.isFinite(value)) return quantity === 'bytes' ? 1024 * 1024 : 10;
	if (quantity === 'bytes') {
		const power = 2 ** Math.floor(Math.log2(value));
		return Math.ceil((value / power) * 4) * (power / 4);
	}
	const power = 10 ** Math.floor(Math.log10(value));
	const lead = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((round) => value <= round * power * (1 + 1e-12)) ?? 10;
	return lead * power;
}

/** The domain from 0 to a round number above `value`, with a little air. */
export function fitDomain(value: number, quantity: Quantity): readonly [low: number, high: number] {
	return [0, roundUp(value * 1.02, quantity)];
}

/** Bytes on an axis: all ticks of one axis in the unit of the largest; 0 without a unit. */
export function byteTickFormat(largest: number): (bytes: number) => string {
	const unit = byteUnitFor(largest);
	// 0.25 GiB reads worse than 256 MiB.
	const smaller = unit !== 'B' && largest / bytesIn(unit) < 2 ? byteUnitFor(largest / 4) : unit;
	return (bytes) =>
		bytes === 0 ? '0' : formatBytesIn(bytes, Math.abs(bytes) >= bytesIn(unit) ? unit : smaller);
}

/** A count or rate on an axis: 0, 250, 1,000, 25 k, 1.5 M. */
export function formatTickCount(value: number): string {
	if (Math.abs(value) >= 1e6) return `${formatNumber(value / 1e6)} M`;
	if (Math.abs(value) >= 1e4) return `${formatNumber(value / 1e3)} k`;
	return formatNumber(value, 4);
}

/** About so many round values between two, both included: steps of 1, 2 or 5 × 10ⁿ. */
export function ticks(low: number, high: number, wanted: number): number[] {
	const raw = (high - low) / Math.max(1, wanted);
	if (!(raw > 0) || !Number.isFinite(raw)) return [];
	const power = Math.floor(Math.log10(raw));
	const lead = raw / 10 ** power;
	// Between two steps the nearer one on a logarithmic scale: the bounds are their geometric means.
	const factor = lead >= Math.sqrt(50) ? 10 : lead >= Math.sqrt(10) ? 5 : lead >= Math.SQRT2 ? 2 : 1;
	const values: number[] = [];
	const first = Math.ceil(low / (factor * 10 ** power) - 1e-9);
	for (let i = first; ; i++) {
		// Small steps are divided by, so that 0.3 is 0.3.
		const value = power < 0 ? (i * factor) / 10 ** -power : i * factor * 10 ** power;
		if (value > high + raw * 1e-9) return values;
		values.push(value);
	}
}

/** Ticks of a value axis: powers of two for bytes, 1, 2 or 5 × 10ⁿ for counts. */
export function linearTicks(low: number, high: number, quantity: Quantity, wanted: number): number[] {
	if (quantity === 'count') return ticks(low, high, wanted);
	const step = 2 ** Math.ceil(Math.log2((high - low) / wanted));
	const values: number[] = [];
	for (let value = Math.ceil(low / step) * step; value <= high; value += step) values.push(value);
	return values;
}

/** Ticks of an axis of shares, 0 to 1. */
export function shareTicks(wanted: number): number[] {
	return wanted >= 4 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1];
}

/** Lowest value that a logarithmic axis shows; what is below lies on the floor. */
const logFloor: Record<Quantity, number> = { bytes: 1024, count: 0.5 };

/** The ends of a logarithmic axis that reaches `high`. */
export function logDomain(high: number, quantity: Quantity): readonly [low: number, high: number] {
	const floor = logFloor[quantity];
	return [floor, Math.max(high, floor * 16)];
}

/** Ticks of a logarithmic axis: powers of two for bytes, of ten for counts. */
export function logTicks(low: number, high: number, quantity: Quantity, wanted: number): number[] {
	const base = quantity === 'bytes' ? 2 : 10;
	const powers = Math.floor(Math.log(high / low) / Math.log(base) + 1e-9);
	// Steps of 2¹⁰ or 2⁵ for bytes, so that the labels are 1, 32 and 1 again; of whole tens else.
	const steps = quantity === 'bytes' ? [1, 2, 5, 10, 20] : [1, 2, 3, 4];
	const step = steps.find((each) => powers / each <= wanted) ?? powers;
	const values: number[] = [];
	// A count begins at one: the floor itself, one half, stands for nothing.
	const first = quantity === 'bytes' ? low : 1;
	for (let power = 0; power <= powers; power += step) values.push(first * base ** power);
	return values;
}

/** A tick of a logarithmic axis: each in a unit of its own. */
export function logTickFormat(quantity: Quantity): (value: number) => string {
	return quantity === 'bytes' ? (bytes) => byteTickFormat(bytes)(bytes) : formatTickCount;
}

export interface TimeTicks {
	/** instants [ns] */
	values: number[];
	format(timeNs: number): string;
}

/** Ticks of a time axis in one unit: s from one second on, else ms, µs, ns. */
export function timeTicks(domain: readonly [startNs: number, endNs: number], count: number): TimeTicks {
	const span = domain[1] - domain[0];
	const [unitNs, unit] =
		span >= 1e9 ? [1e9, 's'] : span >= 1e6 ? [1e6, 'ms'] : span >= 1e3 ? [1e3, 'µs'] : [1, 'ns'];
	const values = ticks(domain[0] / unitNs, domain[1] / unitNs, Math.max(2, count)).map((t) => t * unitNs);
	const step = (values[1] ?? 1) - (values[0] ?? 0);
	// As many digits as tell two neighbours apart.
	const digits = 1 + Math.max(2, Math.ceil(Math.log10(Math.max(1, domain[1] / step))));
	return { values, format: (timeNs) => `${formatNumber(timeNs / unitNs, digits)} ${unit}` };
}
