import type { Shortcut } from '#lib/controls/shortcuts.svelte.ts';
import { rowEveryNs } from '#lib/live/live.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What the keys of the page do, in the order of the help. */
export function shortcutsOf(bench: Workbench): Shortcut[] {
	const { dashboard, compare, live, fit, theme } = bench;
	return [
		{ key: 'b', does: 'bug or fix', run: () => bench.change('fixed', !bench.params.fixed, true) },
		{ key: 'x', does: 'compare: on, off', run: () => compare.toggle() },
		{ key: 'm', does: 'compare: overlay, side by side, difference', run: () => compare.next() },
		{ key: 'k', does: 'pin this run to compare with it', run: () => compare.pin() },
		{ key: 'a', does: 'anatomy: the inside of the pool', run: () => bench.toggleAnatomy() },
		{ key: 'e', does: 'anatomy: next event', run: () => bench.stepInside('event', true) },
		{ key: 'E', does: 'anatomy: event before', run: () => bench.stepInside('event', false) },
		{ key: 'q', does: 'anatomy: next request', run: () => bench.stepInside('request', true) },
		{ key: 'Q', does: 'anatomy: request before', run: () => bench.stepInside('request', false) },
		{ key: 'g', does: 'anatomy: next collection', run: () => bench.stepInside('collection', true) },
		{ key: 'G', does: 'anatomy: collection before', run: () => bench.stepInside('collection', false) },
		{ key: 'l', does: 'live: a process that runs while you look', run: () => bench.toggleLive() },
		{ key: 'j', does: 'live: run, pause', run: () => live.toggle() },
		{ key: 'n', does: 'live: one step', run: () => live.on && void live.step(rowEveryNs) },
		{ key: 'h', does: 'live: a burst of 100 requests', run: () => live.on && live.happen({ burst: 100 }) },
		{ key: 'u', does: 'live: runtime.GC()', run: () => live.on && live.happen({ gc: true }) },
		{ key: 'p', does: 'present: a talk on the stage', run: () => bench.staging.enter() },
		{ key: 's', does: 'add this state to your storyboard', run: () => bench.staging.addStep() },
		{ key: 'f', does: 'fit the axes', run: () => fit.now() },
		{ key: 'r', does: 'all controls back to the story', run: () => dashboard.reset() },
		{ key: ']', does: 'next case', run: () => bench.stepCase(1) },
		{ key: '[', does: 'case before', run: () => bench.stepCase(-1) },
		{ key: 'o', does: 'open a gctrace log', run: () => bench.dialogs?.openLog() },
		{
			key: 'S',
			does: 'share: embed, figure, slides, files, Go program',
			run: () => bench.dialogs?.openShare()
		},
		{ key: 'c', does: 'copy the link', run: () => void bench.copying.copy(dashboard.hash) },
		{ key: 't', does: 'colours: system, light, dark', run: () => theme.next() },
		{ key: '?', does: 'this help', run: () => bench.dialogs?.openHelp() }
	];
}
