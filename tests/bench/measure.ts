import { simulate } from '../../workers/model/simulate.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';

/** Runs whose time is not counted: the code is compiled while they run. */
const WARM_UP = 2;
const COUNTED = 5;

/** Wall time of one Get/Put pair, the median of five runs after two that warm up. [ns] */
export function nsPerPair(request: SimulationRequest, now: () => number): number {
	const times: number[] = [];
	for (let i = 0; i < WARM_UP + COUNTED; i++) times.push(timeOnce(request, now));
	return median(times.slice(WARM_UP));
}

/** The two in turn, so that a machine whose speed drifts treats both alike: the median of the ratios pair by pair. */
export function ratio(dear: SimulationRequest, cheap: SimulationRequest, now: () => number): number {
	const ratios: number[] = [];
	for (let i = 0; i < WARM_UP + COUNTED; i++) ratios.push(timeOnce(dear, now) / timeOnce(cheap, now));
	return median(ratios.slice(WARM_UP));
}

function timeOnce(request: SimulationRequest, now: () => number): number {
	const before = now();
	const { totals } = simulate(request);
	return ((now() - before) * 1e6) / totals.gets;
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[sorted.length >> 1] ?? NaN;
}
