/** What differs between two runs, in words with numbers: "peak 8 GiB → 412 MiB, New 0.2 % → 0.9 % of Gets". */
import { collectionsShown } from '../marks/collectionsShown.ts';
import type { ColumnName, Frames } from '../model/frames.ts';
import { formatBytes, formatCount, formatShare } from '../text/units.ts';

/** One quantity of both runs. */
export interface DeltaFigure {
	/** what is measured, as it stands before the numbers */
	label: string;
	before: number;
	after: number;
	/** the two values as text, with the unit; equal texts stand for no difference worth a word */
	beforeText: string;
	afterText: string;
	/** where both values were read, as in the verdict: a column at the last row, or a field of the totals */
	source: string;
}

const kept = ['privateBytes', 'sharedBytes', 'victimBytes', 'pinnedBytes'] as const satisfies ColumnName[];

interface Quantity {
	label: string;
	source: string;
	value: (frames: Frames) => number;
	text: (value: number) => string;
}

const atEnd = (frames: Frames, column: ColumnName) => frames.columns[column][frames.rows - 1] ?? 0;

/** In the order of the sentence: what is kept first, then what it costs. */
const quantities: readonly Quantity[] = [
	{
		label: 'peak',
		source: 'totals.peakHeapBytes',
		value: ({ totals }) => totals.peakHeapBytes,
		text: formatBytes
	},
	{
		label: 'heap at the end',
		source: 'heapBytes',
		value: (frames) => atEnd(frames, 'heapBytes'),
		text: formatBytes
	},
	{
		label: 'pooled at the end',
		source: kept.join('+'),
		value: (frames) => kept.reduce((sum, column) => sum + atEnd(frames, column), 0),
		text: formatBytes
	},
	{
		label: 'New rate',
		source: 'news/gets',
		value: (frames) => (atEnd(frames, 'gets') > 0 ? atEnd(frames, 'news') / atEnd(frames, 'gets') : NaN),
		text: formatShare
	},
	{
		label: 'allocated',
		source: 'totalAllocBytes',
		value: (frames) => atEnd(frames, 'totalAllocBytes'),
		text: formatBytes
	},
	{
		label: 'collections',
		source: 'collections.startNs',
		value: (frames) => collectionsShown(frames).total,
		text: formatCount
	}
];

/** Every quantity of two finished runs, in the order of the sentence. */
export function deltaFigures(before: Frames, after: Frames): DeltaFigure[] {
	return quantities.map(({ label, source, value, text }) => {
		const [from, to] = [value(before), value(after)];
		return { label, source, before: from, after: to, beforeText: text(from), afterText: text(to) };
	});
}

/**
 * The sentence: what differs, "peak 8 GiB → 412 MiB, New rate 0.2 % → 0.9 %". What is written alike on both sides is
 * left out; when that is everything, it says so.
 */
export function deltaText(before: Frames, after: Frames): string {
	const parts = differing(deltaFigures(before, after)).map(
		({ label, beforeText, afterText }) => `${label} ${beforeText} → ${afterText}`
	);
	return parts.length > 0 ? parts.join(', ') : 'no difference in any of these numbers';
}

/** The figures that are not written alike on both sides. */
export function differing(figures: readonly DeltaFigure[]): DeltaFigure[] {
	return figures.filter(({ beforeText, afterText }) => beforeText !== afterText);
}
