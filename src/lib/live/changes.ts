/** What was changed in a live process, as the page remembers it and as charts mark it. */
import type { TimeDomain } from '#lib/charts/types.ts';
import type { PhaseSpan } from '#workers/model/frames.ts';
import type { LiveChange } from '#workers/model/liveRun.ts';
import { parameters, type ParameterName, type Params } from '#workers/model/parameters.ts';
import { variantName } from '#workers/results/comparedRuns.ts';

/** A change with the name of the phase that brought it, if one did. */
export interface Change extends LiveChange {
	name?: string;
}

/** What is handed over before time passes on. */
export interface Waiting {
	params: Partial<Params>;
	gc: boolean;
	burst: number;
	name?: string;
}

/** Changes within a stretch of time, as the marks of a time axis that ends at `endNs`; those that are less than `apartNs` apart are one. */
export function changeMarks(
	changes: readonly Change[],
	[fromNs, toNs]: TimeDomain,
	endNs: number,
	apartNs: number
): PhaseSpan[] {
	const marks: { name: string; startNs: number }[] = [{ name: 'live', startNs: 0 }];
	for (const change of changes) {
		if (change.atNs < fromNs || change.atNs > toNs) continue;
		const mark = { name: nameOf(change), startNs: change.atNs };
		const last = marks.at(-1)!;
		if (marks.length > 1 && change.atNs - last.startNs < apartNs) last.name = mark.name;
		else marks.push(mark);
	}
	return marks.map(({ name, startNs }, i) => ({ name, startNs, endNs: marks[i + 1]?.startNs ?? endNs }));
}

/** A change in a word or two. */
function nameOf({ params, gc, burst, name: phase }: Change): string {
	if (phase !== undefined) return phase;
	if (burst) return 'burst';
	if (gc) return 'GC';
	if (params.fixed !== undefined) return variantName(params.fixed);
	const [name] = Object.keys(params) as ParameterName[];
	return name === undefined ? 'change' : parameters[name].label;
}
