/** Small statistics: medians, a line over the number of Ps, and a fit without negative shares. */

/** A value measured in a process with so many Ps. */
export interface AtP {
	gomaxprocs: number;
	value: number;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	if (sorted.length === 0) return NaN;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * What the first P has and what each further one adds: the straight line nearest to the medians for each number of Ps,
 * through that of one P where there is one. One number of Ps alone leaves the slope at `further`. Null without values;
 * never below zero.
 */
export function lineOverPs(
	values: readonly AtP[],
	further: number
): { first: number; further: number } | null {
	if (values.length === 0) return null;
	const byPs = new Map<number, number[]>();
	for (const { gomaxprocs, value } of values) byPs.set(gomaxprocs, [...(byPs.get(gomaxprocs) ?? []), value]);
	const points = [...byPs].map(([ps, all]) => ({ x: ps - 1, y: median(all) }));
	const fixed = points.find(({ x }) => x === 0) ?? { x: mean(points, 'x'), y: mean(points, 'y') };
	const spread = points.reduce((sum, { x }) => sum + (x - fixed.x) ** 2, 0);
	const rise = points.reduce((sum, { x, y }) => sum + (x - fixed.x) * (y - fixed.y), 0);
	const slope = spread === 0 ? further : Math.max(0, rise / spread);
	return { first: Math.max(0, Math.round(fixed.y - slope * fixed.x)), further: Math.round(slope) };
}

function mean(points: readonly { x: number; y: number }[], of: 'x' | 'y'): number {
	return points.reduce((sum, point) => sum + point[of], 0) / points.length;
}

/** One measurement: how much of each feature it has, and what it took. */
export interface Observation {
	features: readonly number[];
	value: number;
}

const FIT_ROUNDS = 5_000;

/**
 * What one of each feature takes, none of it below zero, so that the relative errors are smallest in their squares:
 * coordinate descent. Fewer observations than features give null.
 */
export function fitShares(observations: readonly Observation[]): number[] | null {
	const width = observations[0]?.features.length ?? 0;
	if (observations.length < width || width === 0) return null;
	const rows = observations.map(({ features, value }) => features.map((feature) => feature / value));
	const shares = new Array<number>(width).fill(0);
	const left = rows.map(() => 1);
	for (let round = 0; round < FIT_ROUNDS; round++) {
		for (let j = 0; j < width; j++) {
			let top = 0;
			let bottom = 0;
			rows.forEach((row, i) => {
				top += row[j]! * (left[i]! + row[j]! * shares[j]!);
				bottom += row[j]! * row[j]!;
			});
			const next = bottom === 0 ? 0 : Math.max(0, top / bottom);
			rows.forEach((row, i) => (left[i]! -= row[j]! * (next - shares[j]!)));
			shares[j] = next;
		}
	}
	return shares;
}
