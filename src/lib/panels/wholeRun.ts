import type { TimeDomain } from '#lib/charts/types.ts';
import type { Frames } from '#workers/model/frames.ts';

/** All of a run: from the start of the load to its last row, or to the end of the phases while it still goes on. */
export function wholeRun({ columns, rows, phases, complete }: Frames): TimeDomain {
	const last = columns.timeNs[rows - 1] ?? 0;
	// A closed loop with a number of operations ends when they are done, not with its duration.
	return [0, Math.max(1, complete ? last : (phases.at(-1)?.endNs ?? last))];
}

/** The part of it that a zoom shows. */
export function shownPart(whole: TimeDomain, zoom: TimeDomain | null): TimeDomain {
	return zoom && zoom[0] < whole[1] ? [zoom[0], Math.min(zoom[1], whole[1])] : whole;
}

/** Gives the very object of the last time back as long as the domain is the same, so that nothing is made anew for it. */
export function steadyDomain(): (next: TimeDomain) => TimeDomain {
	let held: TimeDomain | undefined;
	return (next) => {
		if (held?.[0] !== next[0] || held[1] !== next[1]) held = next;
		return held;
	};
}
