/** What makes one chart of series differ from the next: data and functions, given to `SeriesChart.svelte`. */
import type { Frames } from '#workers/model/frames.ts';
import type { Cursor } from './cursor.svelte.ts';
import type { Quantity, ValueScale } from './domain.ts';
import type { Outline } from './overlaid.ts';
import type { Draw, Ghost, Series, TimeDomain, ValueDomain, ValueScaleKind } from './types.ts';

export interface ChartKind {
	title: string;
	/** what the value axis shows, after the title */
	units: Readonly<Record<ValueScaleKind, string>>;
	/** what the buttons `log` and `%` do, in a sentence */
	hints: Readonly<{ log: string; share: string }>;
	/** height of the plot where none is asked for [lines of text] */
	lines: number;
	quantity: Quantity;
	/** said below the chart */
	note?: string;
	/** what of another run is drawn as an outline */
	outline: Outline;
	/** the largest value of a run that the axis has to hold, in the chart's unit */
	peak(frames: Frames): number;
	/** the value axis; `em` is the size of the text [CSS px] */
	plane(scale: ValueScaleKind, held: ValueDomain, height: number, em: number): ChartPlane;
}

/** A value axis, and a run drawn along it. */
export interface ChartPlane extends ValueScale {
	look(frames: Frames, setting: ChartSetting): ChartLook;
}

/** What of a run is shown. */
export interface ChartSetting {
	/** visible stretch of time */
	domain: TimeDomain;
	/** keys of the series that are switched off */
	hidden: readonly string[];
	/** draws the outlines of other runs */
	outlines: Draw;
}

/** A run as a chart shows it: marks are wanted at once, words when the marks have been painted. */
export interface ChartLook {
	draw: Draw;
	/** of the run itself, in the order of legend and table, hidden ones included */
	series(): Series[];
	/** the chart in words, made from the data */
	summary(whole: TimeDomain): string;
}

/** What every chart of a run takes. */
export interface ChartProps {
	frames: Frames;
	/** visible stretch of time */
	domain: TimeDomain;
	/** the whole run */
	whole: TimeDomain;
	cursor: Cursor;
	onzoom?: (domain: TimeDomain | null) => void;
	/** of the plot [CSS px]; from the size of the text if it is left out */
	height?: number;
	table?: boolean;
	/** dims the marks while they wait for newer ones */
	stale?: boolean;
	/** draws its own time axis: for a chart that stands alone */
	timeAxis?: boolean;
	/** false leaves PageUp and PageDown to the page */
	pageKeys?: boolean;
	title?: string;
}

/** What every chart of series takes besides. */
export interface SeriesChartProps extends ChartProps {
	/** held value axis, in the chart's unit; null fits it to the run */
	yDomain?: ValueDomain | null;
	ghosts?: readonly Ghost<Frames>[];
	scale?: ValueScaleKind;
	hidden?: string[];
}
