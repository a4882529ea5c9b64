/** Readings of a run that claims and verdicts are made of. */
import type { ColumnName, Frames, PhaseSpan } from '../../model/frames.ts';

/** Index of the last row at or before an instant; the first row where there is none. */
export function rowAt(frames: Frames, timeNs: number): number {
	const times = frames.columns.timeNs;
	let low = 0;
	let high = frames.rows - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((times[middle] ?? Infinity) <= timeNs) low = middle;
		else high = middle - 1;
	}
	return low;
}

/** Value of a column at an instant. */
export function valueAt(frames: Frames, column: ColumnName, timeNs: number): number {
	return frames.columns[column][rowAt(frames, timeNs)] ?? 0;
}

/** The first phase of that name. Throws where the run has none: a claim about nothing would hold for nothing. */
export function phaseNamed(frames: Frames, name: string): PhaseSpan {
	const phase = frames.phases.find((candidate) => candidate.name === name);
	if (phase === undefined) throw new Error(`the run has no phase named ${name}`);
	return phase;
}

/** Value of a column at the end of a phase. */
export function atEndOf(frames: Frames, phase: string, column: ColumnName): number {
	return valueAt(frames, column, phaseNamed(frames, phase).endNs);
}

/** Largest value of a column among the rows of a phase, and when it was. */
export function largestIn(frames: Frames, phase: string, column: ColumnName): number {
	return Math.max(...valuesIn(frames, phase, column));
}

/** Mean of a column over the rows of a phase. */
export function meanIn(frames: Frames, phase: string, column: ColumnName): number {
	const values = valuesIn(frames, phase, column);
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How much a counter rose during a phase. */
export function riseIn(frames: Frames, phase: string, column: ColumnName): number {
	const { startNs, endNs } = phaseNamed(frames, phase);
	return valueAt(frames, column, endNs) - valueAt(frames, column, startNs);
}

/** New calls as a share of Get calls during a phase; 0 where there was no Get. */
export function newShareIn(frames: Frames, phase: string): number {
	const gets = riseIn(frames, phase, 'gets');
	return gets === 0 ? 0 : riseIn(frames, phase, 'news') / gets;
}

function valuesIn(frames: Frames, phase: string, column: ColumnName): Float64Array {
	const { startNs, endNs } = phaseNamed(frames, phase);
	return frames.columns[column].subarray(rowAt(frames, startNs), rowAt(frames, endNs) + 1);
}
