/** How high the plots of the dashboard are, in CSS pixels, by the room that their column has. */
export interface PlotHeights {
	heap: number;
	occupancy: number;
	perP: number;
	newRate: number;
	lane: number;
}

const perP = 56;
/** Below these a plot says nothing; the page then scrolls. */
const least = { heap: 150, occupancy: 66, newRate: 88 };

/**
 * Heights for a column so wide, with so much room for plots: what is left of its height without captions and axes.
 * A narrow column scrolls, and its heights are fixed.
 */
export function plotHeights(width: number, roomPx: number, hasMeasured: boolean): PlotHeights {
	const lane = hasMeasured ? 48 : 32;
	if (width < 560) return { heap: 200, occupancy: 110, perP, newRate: 130, lane };
	const room = roomPx - perP - lane;
	const occupancy = Math.max(least.occupancy, Math.floor(room * 0.2));
	const newRate = Math.max(least.newRate, Math.floor(room * 0.26));
	// Where the others have their least it is the heap that gives way.
	const heap = Math.max(least.heap, Math.min(Math.floor(room * 0.54), room - occupancy - newRate));
	return { heap, occupancy, perP, newRate, lane };
}

/** All plots together. */
export function sumOf(heights: PlotHeights): number {
	return heights.heap + heights.occupancy + heights.perP + heights.newRate + heights.lane;
}
