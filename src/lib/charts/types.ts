/** Words that all charts share. Charts know frames and formatters; of cases, runs and pages they know nothing. */
import type { ColourToken, Palette } from './palette.svelte.ts';

export type { ValueScaleKind } from '#workers/marks/axes.ts';

/** Visible part of the run: [start, end] in ns since the start of the load. */
export type TimeDomain = readonly [startNs: number, endNs: number];

/** Visible values on the vertical axis, in the chart's own unit, lowest first. */
export type ValueDomain = readonly [low: number, high: number];

/** Where marks are drawn: CSS pixels from the top left corner of the plot, without the margins. */
export interface Plot {
	width: number;
	height: number;
	domain: TimeDomain;
	/** instant [ns] → CSS pixels from the plot's left edge */
	x(timeNs: number): number;
	palette: Palette;
}

export type Draw = (ctx: CanvasRenderingContext2D, plot: Plot) => void;

/** How a series shows in legend and label; the canvas draws the same. */
export type Swatch = 'band' | 'hatch' | 'stripe' | 'line' | 'dash' | 'dots' | 'strong';

/** One thing that a chart draws, and what legend, label, read-out and table need to know about it. */
export interface Series {
	key: string;
	label: string;
	swatch: Swatch;
	colour: ColourToken;
	/** what it is, in a sentence: the legend's tooltip */
	help?: string;
	/** value at a row, in the chart's unit; NaN where there is none */
	value(row: number): number;
	/** the value as text with its unit */
	text(row: number): string;
	/** vertical place of the direct label at a row [CSS px from the plot's top] and how much it matters; null: no label */
	place(row: number): { at: number; weight: number } | null;
	/** false for what the legend does not switch off */
	canHide?: boolean;
}

/** A tick of the value axis. */
export interface ValueTick {
	/** CSS px from the plot's top */
	at: number;
	label: string;
	/** false for a label without a line across the plot */
	line?: boolean;
}

/** A run laid under another one for comparison: drawn as an outline only. */
export interface Ghost<Frames> {
	name: string;
	frames: Frames;
}
