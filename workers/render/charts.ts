/** Which charts a drawing may have, and what makes each of them. */
import { lookOf, type LookedAt } from '../marks/chartLooks.ts';
import { collectionsPanel } from './collections.ts';
import { heapPanel } from './heapPanel.ts';
import type { Frame, LookedFrame, Panel } from './panel.ts';
import { perPPanel } from './perPPanel.ts';
import { newPanel, occupancyPanel, sourcesPanel } from './poolPanels.ts';

/** What can be drawn: one chart, or all of them on one time axis. */
export const renderCharts = ['heap', 'occupancy', 'perp', 'new', 'gc', 'all'] as const;
export type RenderChart = (typeof renderCharts)[number];

/** A panel of a drawing before it has its place. */
export interface PanelMaker {
	/** its part of the height */
	weight: number;
	make: (frame: Frame) => Panel;
}

/** What panels need to know beside the run. */
export interface PanelSetting {
	/** GOMEMLIMIT [bytes]; 0: none */
	limitBytes: number;
	domain: readonly [startNs: number, endNs: number];
	/** how charts are shown, as links say it */
	looks: readonly string[];
	/** ends of value axes that hold still, by chart */
	axes?: HeldAxes | undefined;
}

/** Ends of value axes: heap [bytes], pooled objects, New [1/s]. */
export interface HeldAxes {
	heap?: number;
	occupancy?: number;
	new?: number;
}

/** The panels of a choice, from the top down. */
export function panelsOf(
	chart: RenderChart,
	{ limitBytes, domain, looks, axes = {} }: PanelSetting
): PanelMaker[] {
	const panel = (name: LookedAt, weight: number, make: (frame: LookedFrame) => Panel): PanelMaker => ({
		weight,
		make: (frame) =>
			make({ ...frame, look: lookOf(looks, name), high: (axes as Record<string, number>)[name] })
	});
	const heap = panel('heap', 5, (frame) => heapPanel(frame, limitBytes));
	const occupancy = panel('occupancy', 3, occupancyPanel);
	const perp = panel('perp', 1.6, perPPanel);
	const news = panel('new', 2, newPanel);
	const sources = panel('new', 2, sourcesPanel);
	return {
		heap: [heap],
		occupancy: [occupancy],
		perp: [perp],
		new: lookOf(looks, 'new').scale === 'share' ? [sources] : [news, sources],
		gc: [panel('gc', 1, (frame) => collectionsPanel(frame, domain))],
		all: [heap, occupancy, perp, news]
	}[chart];
}
