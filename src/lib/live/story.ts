/** The load of a case in a live process: its phases, one after the other, as changes that come by themselves or on demand. */
import { parameterNames, parameters, type ParameterName, type Params } from '#workers/model/parameters.ts';
import { layOutPhases, type PhaseEvents } from '#workers/model/workload/phases.ts';

export interface StoryPhase {
	name: string;
	/** when it comes if nobody interferes [ns] */
	startNs: number;
	/** what it sets: every parameter that some phase of the story changes */
	params: Partial<Params>;
	events: PhaseEvents;
}

/** The phases of a request, from the first on; none where there is only one. */
export function storyOf(params: Params): StoryPhase[] {
	const phases = layOutPhases(params);
	if (phases.length < 2) return [];
	const names = parameterNames.filter(
		(name) => parameters[name].live && phases.some((phase) => phase.params[name] !== phases[0]?.params[name])
	);
	return phases.map(({ name, startNs, params: its, gc, burst }) => ({
		...{ name, startNs, events: { gc, burst } },
		params: Object.fromEntries(names.map((each) => [each, its[each]]))
	}));
}

/** Whether the story itself sets a parameter. */
export function tellsOf(story: readonly StoryPhase[], name: ParameterName): boolean {
	return story.some(({ params }) => name in params);
}
