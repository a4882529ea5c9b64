import { caseBySlug, defaultCase, hasFix } from '#workers/cases/index.ts';
import { storyParams } from '#workers/cases/requestFor.ts';
import type { RunState } from '#workers/link.ts';
import { formatParameter } from '#workers/model/parameterText.ts';
import { parameterNames, parameters } from '#workers/model/parameters.ts';

/** A name is read in a label: so many settings are told, the rest is counted. */
const mostSettings = 2;

/**
 * What a run is called until somebody names it: variant and what differs from the case's story, "Fix, GOMAXPROCS 64".
 * A run of another case than `shownCase` begins with its title.
 */
export function runName(run: RunState, shownCase: string): string {
	const which = caseBySlug(run.case) ?? defaultCase;
	const story = storyParams(which);
	const settings = parameterNames
		.filter((name) => name !== 'fixed' && run.params[name] !== undefined && run.params[name] !== story[name])
		.map((name) => `${parameters[name].label} ${formatParameter(name, run.params[name] as never)}`);
	const told = settings.slice(0, mostSettings);
	if (settings.length > told.length) told.push(`${settings.length - told.length} more`);
	const variant = (run.params.fixed ?? story.fixed) ? 'Fix' : 'Bug';
	return [
		...(run.case === shownCase ? [] : [which.title]),
		...(hasFix(which) ? [variant] : settings.length === 0 ? ['Story'] : []),
		...told
	].join(', ');
}
