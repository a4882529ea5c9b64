/** Axes that hold still: rounded ends, growth only, and the ticks that go with them. */
import { scaleLinear, scaleLog } from 'd3';
import {
	fitDomain,
	linearTicks,
	logDomain,
	logTickFormat,
	logTicks,
	shareTicks,
	type Quantity
} from '#workers/marks/axes.ts';
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
		const [floor, high] = logDomain(domain[1], quantity);
		const scale = scaleLog([floor, high], [height, top]);
		const format = logTickFormat(quantity);
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
	// D3's scale, as a line: it is asked for each point of each series.
	const bottom = scale(low);
	const perUnit = (scale(high) - bottom) / (high - low);
	return {
		kind,
		y: (value) => bottom + (value - low) * perUnit,
		ticks: values.map((value) => ({ at: scale(value), label: format(value) }))
	};
}
