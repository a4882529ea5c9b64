/**
 * The charts of a run without the words around them, for a page that writes those itself: text there keeps its size
 * whatever the width, which a drawing that is stretched could not. The marks are those of `renderSvg`.
 */
import { timeTicks } from '../marks/axes.ts';
import type { Frames } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import { panelsOf, type RenderChart } from './charts.ts';
import { em, hatchPatterns, type Panel } from './panel.ts';

export interface PartsOptions {
	request: SimulationRequest;
	frames: Frames;
	chart: RenderChart;
	/** begins the names of the parts that are used twice: no two charts of a page have the same */
	id: string;
	/** size of the marks, in units that may be stretched */
	width: number;
	/** of all panels together; each has its part */
	height: number;
}

export interface Parts {
	panels: (Panel & { height: number })[];
	/** patterns that the marks refer to */
	patterns: string;
	/** on the time axis, as parts of its length */
	times: { at: number; label: string }[];
	phases: { from: number; to: number; name: string }[];
}

/** Draws the panels of a choice over the whole run. */
export function partsOf({ request, frames, chart, id, width, height }: PartsOptions): Parts {
	const endNs = frames.columns.timeNs[frames.rows - 1] ?? 1;
	const domain = [0, endNs] as const;
	const makers = panelsOf(chart, { limitBytes: request.params.memlimit, domain, looks: [] });
	const weights = makers.reduce((sum, { weight }) => sum + weight, 0);
	const x = (timeNs: number) => (timeNs / endNs) * width;
	const { values, format } = timeTicks(domain, Math.floor(width / (8 * em)));
	return {
		panels: makers.map(({ weight, make }) => {
			const own = (height * weight) / weights;
			const frame = { id, frames, from: 0, to: frames.rows - 1, x, width, height: own, ghosts: [] };
			return { ...make(frame), height: own };
		}),
		patterns: hatchPatterns(id),
		times: values.map((timeNs) => ({ at: timeNs / endNs, label: format(timeNs) })),
		phases:
			frames.phases.length > 1
				? frames.phases.map(({ name, startNs, endNs: until }) => ({
						name,
						from: Math.min(1, startNs / endNs),
						to: Math.min(1, until / endNs)
					}))
				: []
	};
}
