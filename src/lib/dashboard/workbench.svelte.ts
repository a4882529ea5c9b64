import { untrack } from 'svelte';
import { Anatomy } from '#lib/anatomy/anatomy.svelte.ts';
import { fullestNs } from '#lib/anatomy/fullest.ts';
import { afterPaint } from '#lib/charts/afterPaint.ts';
import { createCursor } from '#lib/charts/cursor.svelte.ts';
import type { TimeDomain } from '#lib/charts/types.ts';
import { Compare } from '#lib/compare/compare.svelte.ts';
import { Shortcuts } from '#lib/controls/shortcuts.svelte.ts';
import { pushQuery } from '#lib/link/address.ts';
import { createInside } from '#lib/live/inside.ts';
import { Live } from '#lib/live/live.svelte.ts';
import { liveLooks, runLooks } from '#lib/live/looks.ts';
import { storyOf } from '#lib/live/story.ts';
import { Staging } from '#lib/present/staging.svelte.ts';
import { seriesOf } from '#lib/panels/seriesOf.ts';
import { windowNs } from '#lib/run/coarse.ts';
import { clickBudgetMs, frameBudgetMs, restMs } from '#lib/run/runner.svelte.ts';
import { createSimulator } from '#lib/run/simulator.ts';
import { Dashboard } from '#lib/state/dashboard.svelte.ts';
import { Fit } from '#lib/state/fit.svelte.ts';
import { Importing } from '#lib/state/importing.svelte.ts';
import { peaksOf } from '#lib/state/peaks.ts';
import { Reading } from '#lib/state/reading.svelte.ts';
import { ThemeChoice } from '#lib/state/theme.svelte.ts';
import { cases } from '#workers/cases/index.ts';
import { variantName } from '#workers/results/comparedRuns.ts';
import type { VerdictNumber } from '#workers/results/verdict.ts';
import type { StepBy } from '#workers/model/inspectAt.ts';
import type { ParameterName, ParameterValue } from '#workers/model/parameters.ts';
import { AddressBar, queryNow, type Navigation } from './addressBar.ts';
import { Copying } from './copying.svelte.ts';
import { shortcutsOf, type Dialogs } from './shortcutsOf.ts';

/** So long after a run is shown its other variant is run, for the words on the fix [ms]. */
const fixAfterMs = 300;

/**
 * What the page is made of, and how its parts hear of each other: a control changes the state, the state asks the
 * runner, the answer is drawn, the address follows. Made while the page's component starts.
 */
export class Workbench {
	readonly dashboard = new Dashboard((source, settled) => this.#changed(source, settled));
	readonly #simulator = createSimulator();
	readonly runner = this.#simulator.runner;
	readonly #inside = createInside();
	readonly cursor = createCursor();
	readonly live = new Live(this.#inside.inside);
	readonly #anatomyOfRun = new Anatomy(runLooks(this.#inside.inside), this.cursor);
	readonly #anatomyOfLive = new Anatomy(liveLooks(this.live, this.#inside.inside), this.cursor);
	readonly compare = new Compare(this.runner, this.dashboard);
	readonly importing = new Importing(
		this.#simulator.files,
		() => this.shownNs,
		() => this.fit.now()
	);
	readonly fit: Fit = new Fit(
		this.runner,
		this.dashboard,
		(frames) => peaksOf(frames, this.importing.measured, this.dashboard.params.memlimit || null),
		() => [...this.compare.beside(), ...this.staging.presenter.family()]
	);
	readonly reading: Reading;
	readonly theme = new ThemeChoice();
	readonly copying = new Copying();
	readonly shortcuts = new Shortcuts(shortcutsOf(this));
	readonly staging: Staging;
	dialogs = $state.raw<Dialogs | null>(null);

	/** length of the window that is shown [ns] */
	shownNs = $derived.by(() => (this.runner.shown ? windowNs(this.runner.shown.request.params) : 0));
	/** part of the run that is shown; null: all of it */
	zoom = $derived.by<TimeDomain | null>(() => {
		const { zoom } = this.dashboard.link;
		return zoom ? [zoom.startNs, zoom.endNs] : null;
	});
	isLive = $derived(this.dashboard.link.view === 'live' || this.dashboard.link.view === 'live-anatomy');
	lookingInside = $derived(
		this.dashboard.link.view === 'anatomy' || this.dashboard.link.view === 'live-anatomy'
	);
	/** the charts of this view have what was measured */
	measures = $derived.by(
		() => !this.isLive && !this.lookingInside && (this.compare.mode ?? 'overlay') === 'overlay'
	);
	/** the inside of the pool: of the live process, or of the run */
	anatomy = $derived(this.isLive ? this.#anatomyOfLive : this.#anatomyOfRun);
	/** what the controls stand at */
	params = $derived((this.live.on ? this.live.params : null) ?? this.dashboard.params);
	/** what they stand at where nobody has moved them: load and end of a live process are not theirs */
	usual = $derived.by(() => {
		const { story } = this.dashboard;
		const live = this.live.on ? this.live.params : null;
		if (!live) return story;
		const { phases, duration, ops } = live;
		return { ...story, ...storyOf(story)[this.live.phase]?.params, phases, duration, ops };
	});
	readonly #given = $derived(this.dashboard.link.params);
	readonly #fixed = $derived(this.params.fixed);
	/** another object each time that values are given, if only the same ones by Reset or Back, or that the variant is */
	turn = $derived({ given: this.#given, fixed: this.#fixed });

	readonly #address: AddressBar;
	#fittedCase = '';
	/** another page is on: nothing of this one is to be done any more */
	#left = false;

	constructor(navigation: Navigation) {
		this.#address = new AddressBar(navigation);
		this.staging = new Staging(this.dashboard, this.runner, () => this.shortcuts, {
			show: (hash, sameAxes) => {
				this.#showState(hash);
				if (!sameAxes) this.#openCase();
				this.#address.look(this.dashboard.hash);
			},
			fit: () => this.fit.now(),
			query: (key, value) => pushQuery(navigation.push, key, value),
			choose: () => this.dialogs?.openTalks(),
			heading: () => this.reading.verdict?.headline.text ?? this.dashboard.which.title
		});
		// Also while prerendering: the first screen is there before any script runs.
		this.ask();
		this.#openCase();
		this.reading = new Reading(this.runner, this.dashboard, this.fit);
		$effect(() => {
			const { pinnedNs } = this.cursor;
			untrack(() => this.dashboard.pinCursor(pinnedNs));
		});
		$effect(() => this.compare.fetch());
		$effect(() => {
			// The words on the fix wait until nobody moves anything; a stage has none.
			if (!this.reading.awaitsFix || this.staging.presenter.script) return;
			const timer = setTimeout(() => this.reading.fetch(), fixAfterMs);
			return () => clearTimeout(timer);
		});
		$effect(() => {
			const wanted = this.isLive;
			untrack(() => {
				if (wanted && !this.live.on) this.#startLive();
				else if (!wanted && this.live.on) this.live.stop();
			});
		});
		const onAnswer = () => this.fit.onAnswer();
		$effect(() => {
			if (this.runner.shown) afterPaint(onAnswer);
		});
	}

	/** Takes up the address, and gets ready for a person. Gives back what ends it all. Browser only. */
	start(): () => void {
		const query = queryNow();
		this.theme.restore(query);
		this.shortcuts.restore();
		this.#address.start(this.dashboard.hash);
		if (location.hash !== '') {
			// The first screen has fitted the axes to its own run, which may be of the very case that the address opens.
			this.#fittedCase = '';
			this.#showAddress();
		}
		this.staging.restore(query);
		this.#simulator.warm();
		this.#rehearse();
		return () => {
			this.#left = true;
			this.#inside.dispose();
			this.#simulator.dispose();
		};
	}

	ask(): void {
		this.runner.ask(this.dashboard.runLink, this.dashboard.request, clickBudgetMs);
	}

	/** Back, Forward, or an address that somebody typed. */
	arrive = (): void => {
		if (!this.#address.started) return;
		if (location.hash !== this.#address.link) this.#showAddress();
		this.staging.arrive(queryNow());
	};

	hear = (event: KeyboardEvent): void => {
		if (!this.staging.hear(event)) this.shortcuts.hear(event);
	};

	/** A state of the page that somebody chose: a step of Back. */
	go(hash: string): void {
		this.#showState(hash);
		if (this.dashboard.link.case !== this.#fittedCase) this.#openCase();
		this.#address.change(this.dashboard.hash, 'open', true);
	}

	/** A control was moved: of the live process if there is one; what a process cannot change starts it anew. */
	change = (name: ParameterName, value: ParameterValue, settled: boolean): void => {
		if (name === 'fixed' && !this.dashboard.fixable) return;
		if (this.live.on && this.live.set(name, value)) return;
		this.dashboard.set(name, value, settled);
		if (this.live.on && settled) this.#startLive();
	};

	toggleAnatomy = (): void => {
		const live = this.isLive ? 'live' : undefined;
		const opens = !this.lookingInside;
		this.dashboard.look(opens ? (this.isLive ? 'live-anatomy' : 'anatomy') : live);
		// An empty pool has no anatomy: it opens where there is something to see.
		const { shown } = this.runner;
		if (opens && !this.isLive && shown && this.cursor.pinnedNs === null)
			this.cursor.pin(fullestNs(shown.frames));
	};

	toggleLive = (): void => this.dashboard.look(this.isLive ? undefined : 'live');

	/**
	 * Shows where a number of the verdict was read: its instant, and its series where a chart has it. A number of the
	 * other variant is on that one's outline; where pinned runs are compared, and it has none, in its own charts.
	 */
	lookAt(timeNs: number, { column, variant }: VerdictNumber): void {
		let series = seriesOf(column);
		if (variant !== undefined) {
			if (this.compare.others.some(({ pin }) => pin !== null)) {
				this.dashboard.toggleFix();
			} else {
				if (this.compare.mode === null) this.compare.show('overlay');
				if (series !== null) series = `ghost ${variantName(variant === 'fixed')}`;
			}
		}
		this.cursor.pin(timeNs);
		this.cursor.choose(series);
	}

	/** Shows the inside of the pool a step on, or back. */
	stepInside(by: StepBy, forward: boolean): void {
		if (!this.lookingInside) return;
		const step = () => this.anatomy.step(by, forward);
		// A process that still moves a little would take the picture back from the step.
		if (this.live.on) void this.live.halt().then(step);
		else step();
	}

	/** The case so many places further down the list. */
	stepCase(by: number): void {
		const { slug } = this.dashboard.which;
		const at = cases.findIndex((each) => each.slug === slug);
		this.dashboard.choose(cases[(at + by + cases.length) % cases.length]?.slug ?? slug);
	}

	/** The live process with all its changes becomes the run that is shown. */
	async keepLive(): Promise<void> {
		this.live.pause();
		const { params } = await this.live.request();
		this.dashboard.open({ case: this.dashboard.link.case, params }, { view: undefined, zoom: undefined });
	}

	#startLive(): void {
		const { heap, objects, rate } = this.fit;
		void this.live.start(this.dashboard.request, { heap, objects, rate });
	}

	#changed(source: string, settled: boolean): void {
		if (source === 'case' || source === 'open') this.cursor.pin(null);
		if (source === 'cursor') {
			this.#address.look(this.dashboard.hash);
			return;
		}
		if (source !== 'view' && !source.startsWith('pin')) {
			if (settled) this.ask();
			else this.runner.ask(this.dashboard.runLink, this.dashboard.request, frameBudgetMs, restMs);
			if (this.dashboard.link.case !== this.#fittedCase) this.#openCase();
			if (this.live.on && this.isLive && ['case', 'open', 'reset'].includes(source)) this.#startLive();
		}
		this.#address.change(this.dashboard.hash, source, settled);
	}

	#showState(hash: string): void {
		this.dashboard.read(hash);
		this.cursor.pin(this.dashboard.link.cursorNs ?? null);
		this.ask();
		// Another state in live mode is another process.
		if (this.live.on && this.isLive) this.#startLive();
	}

	#showAddress(): void {
		this.#address.arrived(location.hash);
		this.#showState(location.hash);
		if (this.dashboard.link.case !== this.#fittedCase) this.#openCase();
	}

	/** The axes are fitted to a case when it is opened. */
	#openCase(): void {
		this.#fittedCase = this.dashboard.link.case;
		this.fit.onOpen();
	}

	/** The first control that is moved shall not meet cold code: some of what it does is done while nothing happens. */
	#rehearse(times = 24): void {
		if (times === 0 || !('requestIdleCallback' in window)) return;
		requestIdleCallback(() => {
			if (this.#left) return;
			if (this.runner.rehearse()) this.#rehearse(times - 1);
			else setTimeout(() => this.#rehearse(times - 1), 500);
		});
	}
}
