/** Numbers on axes and labels. What a quantity looks like in text is decided in workers/units.ts, for all of the site. */
import { ticks as d3Ticks } from 'd3';
import { formatNumber } from '#workers/units.ts';
import type { TimeDomain } from './types.ts';

export {
	formatBytes,
	formatCount,
	formatDuration,
	formatRate,
	formatSeconds,
	formatShare
} from '#workers/units.ts';
export { byteTickFormat, formatTickCount } from '#workers/marks/axes.ts';

export interface TimeTicks {
	/** instants [ns] */
	values: number[];
	format(timeNs: number): string;
}

/** Ticks of a time axis in one unit: s from one second on, else ms, µs, ns. */
export function timeTicks(domain: TimeDomain, count: number): TimeTicks {
	const span = domain[1] - domain[0];
	const [unitNs, unit] =
		span >= 1e9 ? [1e9, 's'] : span >= 1e6 ? [1e6, 'ms'] : span >= 1e3 ? [1e3, 'µs'] : [1, 'ns'];
	const values = d3Ticks(domain[0] / unitNs, domain[1] / unitNs, Math.max(2, count)).map((t) => t * unitNs);
	const step = (values[1] ?? 1) - (values[0] ?? 0);
	// As many digits as tell two neighbours apart.
	const digits = 1 + Math.max(2, Math.ceil(Math.log10(Math.max(1, domain[1] / step))));
	return { values, format: (timeNs) => `${formatNumber(timeNs / unitNs, digits)} ${unit}` };
}
