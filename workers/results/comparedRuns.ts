/** The runs that a state compares with the one that it shows, and what they are called. */
import { caseBySlug, defaultCase, hasFix } from '../cases/index.ts';
import { storyParams } from '../cases/requestFor.ts';
import type { LinkState, PinnedRun, RunState } from '../link.ts';
import { parameterNames, parameters } from '../model/parameters.ts';
import { valueText } from '../text/valueText.ts';

/** So many pinned runs are compared at once, the newest; a link may hold more. */
export const mostPins = 4;

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
		.map((name) => `${parameters[name].label} ${valueText(name, run.params[name] as never)}`);
	const told = settings.slice(0, mostSettings);
	if (settings.length > told.length) told.push(`${settings.length - told.length} more`);
	const variant = variantName(run.params.fixed ?? story.fixed);
	return [
		...(run.case === shownCase ? [] : [which.title]),
		...(hasFix(which) ? [variant] : settings.length === 0 ? ['Story'] : []),
		...told
	].join(', ');
}

/** What the variants are called beside each other. */
export function variantName(fixed: boolean): string {
	return fixed ? 'Fix' : 'Bug';
}

/** The same names, numbered where one stands twice: labels and keys need to differ. */
export function distinct(names: readonly string[]): string[] {
	const taken: string[] = [];
	for (const name of names) {
		let [called, number] = [name, 1];
		while (taken.includes(called)) called = `${name} (${++number})`;
		taken.push(called);
	}
	return taken;
}

/** What the shown run is called beside pinned ones. */
export const shownName = 'now';

/** Names of the pinned runs, as comparisons, charts and drawings call them; none is that of the shown run. */
export function pinNames(pins: readonly PinnedRun[], shownCase: string): string[] {
	return distinct([shownName, ...pins.map((pin) => pin.name ?? runName(pin, shownCase))]).slice(1);
}

/** What a state compares its run with: the pinned runs, or the other variant where nothing is pinned. */
export function comparedRuns(state: LinkState): { name: string; run: RunState }[] {
	if (!/^(overlay|side|difference)(-[1-8])?$/.test(state.view ?? '')) return [];
	const pins = state.pins.slice(-mostPins);
	if (pins.length > 0) {
		const names = pinNames(pins, state.case);
		return pins.map((run, index) => ({ name: names[index] ?? '', run }));
	}
	const which = caseBySlug(state.case) ?? defaultCase;
	if (!hasFix(which)) return [];
	const fixed = !(state.params.fixed ?? storyParams(which).fixed);
	return [{ name: variantName(fixed), run: { case: state.case, params: { ...state.params, fixed } } }];
}
