/** What an embed of a timeline or a quiz loads when it is started. The case itself stands in the page as data. */
import { mount as mountComponent, unmount } from 'svelte';
import type { BugPage } from '#lib/bugs/page.ts';
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
	const step = /(?:^|;)step=(\d+)/.exec(setup.link)?.[1];
	const state = new ProgramState(page.traces, step === undefined ? undefined : Number(step));
	if (/(?:^|;)fixed=(?:on|true|1)(?:;|$)/.test(setup.link)) state.choose('fixed');

	const report = () => ({
		link: `v1;case=${page.slug}${state.variant === 'fixed' ? ';fixed=on' : ''};step=${state.step}`,
		case: page.slug,
		params: { fixed: state.variant === 'fixed' },
		started: true,
		playing: state.playing,
		t: state.step,
		verdict: page.symptom
	});
	const change = (changes: Readonly<Record<string, unknown>>) => {
		for (const [name, value] of Object.entries(changes)) {
			if (name === 'fixed' && typeof value === 'boolean') state.choose(value ? 'fixed' : 'bug');
			else setup.onerror(`A timeline takes fixed: true or false, and no ${name}.`);
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
			site: setup.site && `${setup.site}bugs/${page.slug}/`,
			onheight: setup.onheight
		}
	});
	if (setup.changes) change(setup.changes);
	const stop = observeProgram(state, () => setup.onstate(report()));

	return {
		open: (link) => {
			const wanted = /(?:^|;)step=(\d+)/.exec(link)?.[1];
			if (wanted !== undefined) state.go(Number(wanted));
		},
		change,
		show: () => {},
		play: () => state.play(),
		pause: () => state.pause(),
		seek: (t) => state.go(t ?? 1),
		report,
		rest: (hidden) => state.rest(hidden),
		dispose() {
			stop();
			state.pause();
			void unmount(view);
		}
	};
}
