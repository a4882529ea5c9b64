/** Axes that hold still: rounded ends, growth only, and the ticks that go with them. */
import { scaleLinear, scaleLog } from 'd3';
import { fitDomain, linearTicks, type Quantity } from '#workers/marks/axes.ts';
import { byteTickFormat, formatTickCount } from './format.ts';
import type { ValueDomain, ValueScaleKind, ValueTick } from './types.ts';

/**
 * The domain to hold while exploring: the old one as long as it contains `value`, else grown to the next round number.
 * It never shrinks: to fit again is the reader's wish, said by passing null as the old one.
 */
export function niceDomain(old: ValueDomain | null, value: number, quantity: Quantity): ValueDomain {
	if (old !== null && value <= old[1]) return old;
	return fitDomain(value, quantity);
}

export { fitDomain, roundUp, type Quantity } from '#workers/marks/axes.ts';

export interface ValueScale {
	kind: ValueScaleKind;
	/** value → CSS px from the plot's top */
	y(value: number): number;
	ticks: ValueTick[];
}

/** Lowest value that a logarithmic axis shows; what is below lies on the floor. */
const logFloor: Record<Quantity, number> = { bytes: 1024, count: 0.5 };

/** The vertical scale of a plot: kind, locked domain, and ticks every four lines of text or so. `em` is
 * the size of the text [CSS px]. */
export function valueScale(
	kind: ValueScaleKind,
	domain: ValueDomain,
	height: number,
	quantity: Quantity,
	em: number
): ValueScale {
	// Half a line of air above the highest value.
	const top = em / 2;
	const wanted = Math.max(2, Math.min(6, Math.floor((height - top) / (3.6 * em))));
	if (kind === 'log') {
		const floor = logFloor[quantity];
		const high = Math.max(domain[1], floor * 16);
		const scale = scaleLog([floor, high], [height, top]);
		const format = quantity === 'bytes' ? logByteFormat : formatTickCount;
		return {
			kind,
			y: (value) => scale(Math.max(floor, value)),
			ticks: logTicks(floor, high, quantity, wanted).map((value) => ({
				at: scale(value),
				label: format(value)
			}))
		};
	}
	const [low, high] = kind === 'share' ? [0, 1] : domain;
	const scale = scaleLinear([low, high], [height, top]);
	const values = kind === 'share' ? shareTicks(wanted) : linearTicks(low, high, quantity, wanted);
	const format =
		kind === 'share'
			? (value: number) => `${Math.round(value * 100)} %`
			: quantity === 'bytes'
				? byteTickFormat(Math.max(-(values[0] ?? 0), values.at(-1) ?? high))
				: formatTickCount;
	return { kind, y: scale, ticks: values.map((value) => ({ at: scale(value), label: format(value) })) };
}

function shareTicks(wanted: number): number[] {
	return wanted >= 4 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1];
}

function logTicks(floor: number, high: number, quantity: Quantity, wanted: number): number[] {
	const base = quantity === 'bytes' ? 2 : 10;
	const powers = Math.floor(Math.log(high / floor) / Math.log(base) + 1e-9);
	// Steps of 2¹⁰ or 2⁵ for bytes, so that the labels are 1, 32 and 1 again; of whole tens else.
	const steps = quantity === 'bytes' ? [1, 2, 5, 10, 20] : [1, 2, 3, 4];
	const step = steps.find((each) => powers / each <= wanted) ?? powers;
	const values: number[] = [];
	// A count begins at one: the floor itself, one half, stands for nothing.
	const first = quantity === 'bytes' ? floor : 1;
	for (let power = 0; power <= powers; power += step) values.push(first * base ** power);
	return values;
}

function logByteFormat(bytes: number): string {
	return byteTickFormat(bytes)(bytes);
}
