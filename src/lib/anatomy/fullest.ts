import type { Frames } from '#workers/model/frames.ts';

/**
 * Where to look into a run that ends with an empty pool: the first instant at which the pool held most, what it pins
 * included [ns]. Null where the end has something to show, or no instant has.
 */
export function fullestNs({ columns, rows }: Frames): number | null {
	const held = (row: number) =>
		columns.privateBytes[row]! +
		columns.sharedBytes[row]! +
		columns.victimBytes[row]! +
		columns.pinnedBytes[row]!;
	if (rows === 0 || held(rows - 1) > 0) return null;
	let fullest = 0;
	for (let row = 1; row < rows; row++) if (held(row) > held(fullest)) fullest = row;
	return held(fullest) > 0 ? columns.timeNs[fullest]! : null;
}
