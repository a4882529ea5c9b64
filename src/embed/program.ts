/** What an embed of a timeline or a quiz loads when it is started. The case itself stands in the page as data. */
import { mount as mountComponent, unmount } from 'svelte';
import type { BugPage } from '#lib/bugs/page.ts';
import { isOn, positionIn, positionLink } from '#lib/bugs/position.ts';
import ProgramView from '#lib/embed/ProgramView.svelte';
import { ProgramState } from '#lib/embed/programState.svelte.ts';
import type { Running, Setup } from '#lib/embed/running.ts';
import { adoptStyles } from '#lib/embed/styles.ts';
import { observeProgram } from '#lib/embed/observeProgram.svelte.ts';

adoptStyles(document, 'POOLSCOPE_STYLES');

/** Puts a timeline or a quiz into an element. */
export function mount(target: HTMLElement, setup: Setup): Running {
	const page = JSON.parse(
		document.querySelector<HTMLElement>('[data-page]')?.dataset.page ?? 'null'
	) as BugPage;
	const state = new ProgramState(page.traces);
	const show = (link: string) => {
		const { fixed, step } = positionIn(link);
		state.open(fixed, step);
	};
	show(setup.link);

	const report = () => ({
		link: positionLink(page.slug, { fixed: state.variant === 'fixed', step: state.step }),
		case: page.slug,
		params: { fixed: state.variant === 'fixed' },
		started: true,
		playing: state.playing,
		t: state.step,
		verdict: page.symptom
	});
	const change = (changes: Readonly<Record<string, unknown>>) => {
		for (const [name, value] of Object.entries(changes)) {
			const fixed = isOn(value);
			if (name !== 'fixed') setup.onerror(`A timeline takes fixed: on or off, and no ${name}.`);
			else if (fixed === undefined) setup.onerror(`fixed cannot be "${String(value)}": it takes on or off.`);
			else state.choose(fixed ? 'fixed' : 'bug');
		}
	};
	target.replaceChildren();
	const view = mountComponent(ProgramView, {
		target,
		props: {
			page,
			state,
			kind: setup.chart === 'quiz' ? 'quiz' : 'timeline',
			controls: setup.controls,
			site: setup.site,
			onheight: setup.onheight
		}
	});
	if (setup.changes) change(setup.changes);
	const stop = observeProgram(state, () => setup.onstate(report()));

	return {
		open: (link, changes = {}) => {
			show(link);
			change(changes);
		},
		change,
		show: () => {},
		play: () => state.play(),
		pause: () => state.pause(),
		// Also out of sight, where only what plays by itself rests.
		seek: (t) => state.open(state.variant === 'fixed', t ?? 1),
		report,
		rest: (hidden) => state.rest(hidden),
		dispose() {
			stop();
			state.pause();
			void unmount(view);
		}
	};
}
