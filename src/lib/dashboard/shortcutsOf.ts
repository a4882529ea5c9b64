import type { Compare } from '#lib/compare/compare.svelte.ts';
import type { Shortcut } from '#lib/controls/shortcuts.svelte.ts';
import { rowEveryNs, type Live } from '#lib/live/live.svelte.ts';
import type { Staging } from '#lib/present/staging.svelte.ts';
import type { Dashboard } from '#lib/state/dashboard.svelte.ts';
import type { Fit } from '#lib/state/fit.svelte.ts';
import type { ThemeChoice } from '#lib/state/theme.svelte.ts';
import type { StepBy } from '#workers/model/inspectAt.ts';
import type { Copying } from './copying.svelte.ts';

/** What opens over the page. */
export interface Dialogs {
	openLog(): void;
	openTalks(): void;
	openHelp(): void;
	openShare(): void;
}

/** What of the page the keys reach. */
interface Keyed {
	readonly dashboard: Dashboard;
	readonly compare: Compare;
	readonly live: Live;
	readonly fit: Fit;
	readonly theme: ThemeChoice;
	readonly copying: Copying;
	readonly staging: Staging;
	readonly dialogs: Dialogs | null;
	readonly params: { readonly fixed: boolean };
	change(name: 'fixed', value: boolean, settled: boolean): void;
	toggleAnatomy(): void;
	toggleLive(): void;
	stepInside(by: StepBy, forward: boolean): void;
	stepCase(by: number): void;
}

/** What the keys of the page do, in the order of the help. */
export function shortcutsOf(page: Keyed): Shortcut[] {
	const { dashboard, compare, live, fit, theme } = page;
	return [
		{ key: 'b', does: 'bug or fix', run: () => page.change('fixed', !page.params.fixed, true) },
		{ key: 'x', does: 'compare: on, off', run: () => compare.toggle() },
		{ key: 'm', does: 'compare: overlay, side by side, difference', run: () => compare.next() },
		{ key: 'k', does: 'pin this run to compare with it', run: () => compare.pin() },
		{ key: 'a', does: 'anatomy: the inside of the pool', run: () => page.toggleAnatomy() },
		{ key: 'e', does: 'anatomy: next event', run: () => page.stepInside('event', true) },
		{ key: 'E', does: 'anatomy: event before', run: () => page.stepInside('event', false) },
		{ key: 'q', does: 'anatomy: next request', run: () => page.stepInside('request', true) },
		{ key: 'Q', does: 'anatomy: request before', run: () => page.stepInside('request', false) },
		{ key: 'g', does: 'anatomy: next collection', run: () => page.stepInside('collection', true) },
		{ key: 'G', does: 'anatomy: collection before', run: () => page.stepInside('collection', false) },
		{ key: 'l', does: 'live: a process that runs while you look', run: () => page.toggleLive() },
		{ key: 'j', does: 'live: run, pause', run: () => live.toggle() },
		{ key: 'n', does: 'live: one step', run: () => live.on && void live.step(rowEveryNs) },
		{ key: 'h', does: 'live: a burst of 100 requests', run: () => live.on && live.happen({ burst: 100 }) },
		{ key: 'u', does: 'live: runtime.GC()', run: () => live.on && live.happen({ gc: true }) },
		{ key: 'p', does: 'present: a talk on the stage', run: () => page.staging.enter() },
		{ key: 's', does: 'add this state to your storyboard', run: () => page.staging.addStep() },
		{ key: 'f', does: 'fit the axes', run: () => fit.now() },
		{ key: 'r', does: 'all controls back to the story', run: () => dashboard.reset() },
		{ key: ']', does: 'next case', run: () => page.stepCase(1) },
		{ key: '[', does: 'case before', run: () => page.stepCase(-1) },
		{ key: 'o', does: 'open a gctrace log', run: () => page.dialogs?.openLog() },
		{
			key: 'S',
			does: 'share: embed, figure, slides, files, Go program',
			run: () => page.dialogs?.openShare()
		},
		{ key: 'c', does: 'copy the link', run: () => void page.copying.copy(dashboard.hash) },
		{ key: 't', does: 'colours: system, light, dark', run: () => theme.next() },
		{ key: '?', does: 'this help', run: () => page.dialogs?.openHelp() }
	];
}
