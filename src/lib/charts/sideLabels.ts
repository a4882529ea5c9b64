/** Which series are named beside a plot, and where. */
import { dodge } from '#workers/marks/dodge.ts';
import type { Series } from './types.ts';

export interface SideLabel {
	series: Series;
	/** where its mark meets the right edge [CSS px from the plot's top] */
	at: number;
	/** where the label stands */
	y: number;
}

export interface SideLabels {
	labels: SideLabel[];
	/** how many series with a value find no room */
	more: number;
}

/** Weighs more than any place: what has a value stays before what says zero. */
const valued = 1e9;

/**
 * Labels with the values of `row`, in a margin of such a height. Who is named is decided by the values that are printed;
 * a label stands beside its mark at `anchorRow`, the right edge, wherever there is one, so that it holds still while the
 * cursor moves. Where room is short the labels move together first, then those go that say nothing but zero.
 */
export function sideLabels(
	series: readonly Series[],
	row: number,
	anchorRow: number,
	height: number,
	em: number
): SideLabels {
	// From the top of the stack down: equal places keep that order.
	const wanted = series.toReversed().flatMap((each) => {
		const here = each.place(row);
		if (!here) return [];
		const anchor = each.place(anchorRow);
		const { at } = anchor && anchor.at >= 0 ? anchor : here;
		return [
			{
				series: each,
				// A mark beyond the plot is named at its edge, or its leader would cross the page.
				at: Math.max(0, Math.min(height, at)),
				weight: here.weight + (Math.abs(each.value(row)) > 0 ? valued : 0)
			}
		];
	});
	const low = 0.5 * em;
	const high = height - 0.4 * em;
	const apart = Math.floor((high - low) / (wanted.length - 1));
	const pitch = Math.max(1.1 * em, Math.min(Math.ceil(1.3 * em), apart));
	const placed = (lowest: number) => {
		const places = dodge(wanted, pitch, low, lowest);
		const labels = wanted.map((each, index) => ({ ...each, y: Math.round(places[index] ?? NaN) }));
		return {
			labels: labels.filter(({ y }) => !Number.isNaN(y)),
			more: labels.filter(({ y, weight }) => Number.isNaN(y) && weight >= valued).length
		};
	};
	const all = placed(high);
	return all.more > 0 ? placed(high - pitch) : all;
}

/** The value of a row as it is printed, with an arrow where its mark lies above the axis. */
export function labelText(series: Series, row: number): string {
	const isBeyond = (series.place(row)?.at ?? 0) < 0 && series.value(row) > 0;
	return (isBeyond ? '↑ ' : '') + series.text(row);
}
