/** What the query of an embed's address, or the attributes of the custom element, may choose. */

export const chartNames = ['heap', 'occupancy', 'new', 'perp', 'gc', 'all', 'timeline', 'quiz'] as const;
export const themeNames = ['auto', 'light', 'dark', 'projector'] as const;
export const controlNames = ['none', 'min', 'full'] as const;

export type ChartName = (typeof chartNames)[number];
export type ThemeName = (typeof themeNames)[number];
export type ControlName = (typeof controlNames)[number];

export interface EmbedOptions {
	chart: ChartName;
	theme: ThemeName;
	/** none: only the chart; min: bug or fix, play; full: the case's sliders too */
	controls: ControlName;
	/** stays a poster until somebody presses it */
	poster: boolean;
	/** listens to the page around it, and tells it what happens */
	api: boolean;
	/** lets the page behind it show through */
	transparent: boolean;
}

/** Reads a query; what it does not say, or says wrongly, is as usual. */
export function readOptions(query: URLSearchParams, usualChart: ChartName = 'heap'): EmbedOptions {
	return {
		chart: oneOf(chartNames, query.get('chart')) ?? usualChart,
		theme: oneOf(themeNames, query.get('theme')) ?? 'auto',
		controls: oneOf(controlNames, query.get('controls')) ?? 'min',
		poster: isOn(query.get('poster')),
		api: isOn(query.get('api')),
		transparent: query.get('bg') === 'transparent'
	};
}

/** The word if it is one of those that are known. */
export function oneOf<T extends string>(known: readonly T[], text: string | null): T | undefined {
	return known.find((each) => each === text);
}

function isOn(text: string | null): boolean {
	return text === '1' || text === 'true' || text === '';
}
