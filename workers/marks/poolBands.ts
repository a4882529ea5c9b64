/** What lies in a pool, band by band, for the chart of its occupancy. */
import type { ColumnName, Frames, HolderName } from '../model/frames.ts';
import { holderLooks } from './holderLooks.ts';

/** What of it is counted. */
export type PoolUnit = 'objects' | 'bytes';

interface PoolBand {
	key: string;
	column: ColumnName;
	look: (typeof holderLooks)[HolderName];
}

/** From the bottom up. What pooled objects pin has bytes but is no object of the pool. */
export const poolBands: Record<PoolUnit, readonly PoolBand[]> = {
	objects: [
		{ key: 'private', column: 'privateObjects', look: holderLooks.privateBytes },
		{ key: 'shared', column: 'sharedObjects', look: holderLooks.sharedBytes },
		{ key: 'victim', column: 'victimObjects', look: holderLooks.victimBytes }
	],
	bytes: [
		{ key: 'private', column: 'privateBytes', look: holderLooks.privateBytes },
		{ key: 'shared', column: 'sharedBytes', look: holderLooks.sharedBytes },
		{ key: 'victim', column: 'victimBytes', look: holderLooks.victimBytes },
		{ key: 'pinned', column: 'pinnedBytes', look: holderLooks.pinnedBytes }
	]
};

/** What requests have borrowed, which is not in the pool. */
export const borrowedColumn = {
	objects: 'inUse',
	bytes: 'borrowedBytes'
} as const satisfies Record<PoolUnit, ColumnName>;

/** Everything that lies in the pool at each row, in the unit. */
export function pooledTotal(frames: Frames, unit: PoolUnit): Float64Array {
	const total = new Float64Array(frames.rows);
	for (const { column } of poolBands[unit]) {
		const values = frames.columns[column];
		for (let row = 0; row < frames.rows; row++) total[row] = (total[row] ?? 0) + (values[row] ?? 0);
	}
	return total;
}
