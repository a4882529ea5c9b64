import type { RenderChart } from '#workers/render/renderSvg.ts';

interface Frame {
	chart: RenderChart;
	/** of the frame, and of the drawing that it stands for [px] */
	width: number;
	height: number;
}

/** What a running embed takes with its words: beside the plot, and under it where the frame is narrow [px]. A test holds them. */
const embedHeights: Record<RenderChart, readonly [wide: number, narrow: number]> = {
	heap: [420, 560],
	occupancy: [390, 480],
	perp: [350, 440],
	new: [410, 520],
	gc: [290, 380],
	all: [830, 1080]
};

/** Height of a frame in which nothing has to be scrolled: the drawing's where that is enough, for the chart takes what is left. */
export function frameHeight({ chart, width, height }: Frame): number {
	return Math.max(height, embedHeights[chart][width < 544 ? 1 : 0]);
}
