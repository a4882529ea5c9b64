import type { Frames } from '../model/frames.ts';

/**
 * Collections that began by the last row, and those of them that runtime.GC() asked for: what charts, verdict and
 * comparisons count. Those after the load, which only show what is left, are no part of the picture.
 */
export function collectionsShown({ collections, columns, rows }: Frames): { total: number; asked: number } {
	const { count, total, columns: listed } = collections;
	// Of very many not all are listed; a run made by hand may list none.
	if (count < total || count === 0) {
		return { total: columns.numGC[rows - 1] ?? 0, asked: columns.forcedGC[rows - 1] ?? 0 };
	}
	const endNs = columns.timeNs[rows - 1] ?? 0;
	const begun = listed.startNs.subarray(0, count).filter((ns) => ns <= endNs).length;
	return { total: begun, asked: listed.forced.subarray(0, begun).filter((kind) => kind === 1).length };
}
