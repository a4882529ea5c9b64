/** One of the charts that an embed may show. */
export type PlotName = 'heap' | 'occupancy' | 'perp' | 'new' | 'gc';

/** Heights of the plots alone and in a column [CSS px]. */
export const plotHeights: Record<PlotName, { alone: number; together: number }> = {
	heap: { alone: 230, together: 190 },
	occupancy: { alone: 200, together: 100 },
	perp: { alone: 160, together: 56 },
	new: { alone: 220, together: 120 },
	gc: { alone: 100, together: 32 }
};
