/** How each chart is shown, as the words that a link has for it: `heap.log,heap.-rssBytes,occupancy.bytes,new.table`. */
import type { ValueScaleKind } from './axes.ts';
import { getSources } from './getRates.ts';
import { holderLooks } from './holderLooks.ts';

/** Charts as links call them. */
export type LookedAt = 'heap' | 'occupancy' | 'perp' | 'new' | 'gc';

export interface ChartLook {
	scale: ValueScaleKind;
	/** series that are switched off, by key */
	hidden: string[];
	/** the table under the chart is open */
	table: boolean;
	/** bytes instead of objects */
	bytes: boolean;
}

/** The look of a chart; words that nothing is named have no effect. */
export function lookOf(words: readonly string[], chart: LookedAt): ChartLook {
	const own = words
		.filter((word) => word.startsWith(`${chart}.`))
		.map((word) => word.slice(chart.length + 1));
	return {
		scale: own.includes('log') ? 'log' : own.includes('share') ? 'share' : 'linear',
		hidden: own.filter((word) => word.startsWith('-')).map((word) => word.slice(1)),
		table: own.includes('table'),
		bytes: own.includes('bytes')
	};
}

/** Whether a series of a chart is switched on. */
export function isShown({ hidden }: ChartLook, series: string): boolean {
	return !hidden.includes(series);
}

/** Series by the name that is read, where the key is not it. */
const seriesNames: Record<string, string> = {
	heapBytes: 'heap',
	heapGoalBytes: 'goal',
	rssBytes: 'RSS',
	news: 'New',
	stranded: 'out of reach',
	...Object.fromEntries(Object.entries(holderLooks).map(([key, { label }]) => [key, label])),
	...Object.fromEntries(getSources.map(({ column, label }) => [column, label]))
};

/** What a series that links have a key for is called in charts. */
export function seriesName(key: string): string {
	return seriesNames[key] ?? key;
}

/** The words with another look of one chart. */
export function withLook(words: readonly string[], chart: LookedAt, look: ChartLook): string[] {
	const own = [
		look.scale === 'linear' ? '' : look.scale,
		look.bytes ? 'bytes' : '',
		...look.hidden.map((key) => `-${key}`),
		look.table ? 'table' : ''
	].filter((word) => word !== '');
	return [...words.filter((word) => !word.startsWith(`${chart}.`)), ...own.map((word) => `${chart}.${word}`)];
}
