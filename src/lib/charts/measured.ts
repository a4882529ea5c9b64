/** A recording of a real process, to be drawn over a simulation. */
import type { CollectionColumnName } from '#workers/model/frames.ts';

/** What a recording knows of each collection; a column that it does not know is left out. */
export type MeasuredColumnName = Extract<
	CollectionColumnName,
	'startNs' | 'markEndNs' | 'forced' | 'heapStartBytes' | 'heapEndBytes' | 'heapMarkedBytes' | 'heapGoalBytes'
>;

export interface Measured {
	/** where it comes from: a file's name */
	name: string;
	count: number;
	/** the heap between collections, where it was sampled */
	samples?: { timeNs: Float64Array; heapBytes: Float64Array };
	columns: { startNs: Float64Array; heapStartBytes: Float64Array; heapMarkedBytes: Float64Array } & {
		[N in MeasuredColumnName]?: Float64Array;
	};
}

/**
 * The measured heap: as it was sampled, or as a saw, before each collection and what it left, at the ends of the mark if
 * it is known.
 */
export function measuredSaw({ count, columns, samples }: Measured): {
	timeNs: Float64Array;
	heapBytes: Float64Array;
} {
	if (samples !== undefined) return samples;
	const timeNs = new Float64Array(2 * count);
	const heapBytes = new Float64Array(2 * count);
	for (let i = 0; i < count; i++) {
		const start = columns.startNs[i] ?? 0;
		timeNs[2 * i] = start;
		heapBytes[2 * i] = columns.heapStartBytes[i] ?? NaN;
		timeNs[2 * i + 1] = Math.max(start, columns.markEndNs?.[i] ?? start);
		heapBytes[2 * i + 1] = columns.heapMarkedBytes[i] ?? NaN;
	}
	return { timeNs, heapBytes };
}
