/** Margins that all charts of one column share, so that an instant is at the same place in each. */

export interface ChartLayout {
	/** CSS px */
	left: number;
	right: number;
	plotWidth: number;
	/** too narrow for labels beside the plot: the legend carries the values */
	narrow: boolean;
}

/** Margins for a chart `width` px wide in type of `em` px. */
export function chartLayout(width: number, em: number): ChartLayout {
	const narrow = width < 44 * em;
	const left = Math.round(5.4 * em);
	const right = Math.round(narrow ? 1.5 * em : 12.5 * em);
	return { left, right, plotWidth: Math.max(40, width - left - right), narrow };
}
