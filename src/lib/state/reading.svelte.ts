import { following } from '#lib/charts/following.svelte.ts';
import type { Answer, Runner } from '#lib/run/runner.svelte.ts';
import { sayFix } from '#workers/results/fix.ts';
import { verdictOf, type Sentence } from '#workers/results/verdict.ts';
import type { Dashboard } from './dashboard.svelte.ts';
import type { Fit } from './fit.svelte.ts';

/** What is read of the shown run. It follows what is drawn of it: a moved control must not wait for words. */
export class Reading {
	verdict = $derived.by(() => this.#shown && verdictOf(this.#shown.request, this.#shown.frames));
	/** last instant of the run [ns] */
	endNs = $derived.by(() => this.#shown?.frames.columns.timeNs[this.#shown.frames.rows - 1]);
	/** the run is coarse, unfinished, or that of an older question */
	provisional = $derived.by(() => this.#read.now.outdated || this.#shown?.quality !== 'full');
	/** charts whose axis cuts something off */
	beyond = $derived.by(() => (this.#shown ? this.#fit.beyond(this.#shown.frames) : []));
	/** what the fix changes; undefined while the other variant's run is not known, and where there is none */
	fix = $derived.by((): Sentence | undefined => {
		const [shown, other] = [this.#shown, this.#other];
		return shown && other ? sayFix(shown.request, shown.frames, other.frames) : undefined;
	});
	/** there is something to say of the fix once the other variant has been run */
	awaitsFix = $derived.by(() => {
		if (this.provisional || this.#variant === null || this.#other) return false;
		return this.#variant.link !== this.#failed;
	});

	#runner: Runner;
	#dashboard: Dashboard;
	#fit: Fit;
	#read: { readonly now: Pick<Runner, 'shown' | 'outdated'> };
	/** rises when the run of the other variant is there */
	#arrived = $state(0);
	/** link of a variant that could not be run */
	#failed = $state('');
	/** request and link of the other variant of what is shown */
	#variant = $derived.by(() => {
		return this.#shown?.link === this.#dashboard.runLink ? this.#dashboard.otherVariant() : null;
	});
	#other = $derived.by((): Answer | undefined => {
		// Read so that an arrival is noticed.
		void this.#arrived;
		if (this.provisional || this.#variant === null) return undefined;
		return this.#runner.known(this.#variant.link);
	});

	/** Made while a component starts. */
	constructor(runner: Runner, dashboard: Dashboard, fit: Fit) {
		this.#runner = runner;
		this.#dashboard = dashboard;
		this.#fit = fit;
		this.#read = following(() => ({ shown: runner.shown, outdated: runner.outdated }));
	}

	/** Has the other variant run in the worker, after all that was asked for. */
	fetch(): void {
		if (this.#variant === null) return;
		const { link, request } = this.#variant;
		const arrived = () => void this.#arrived++;
		// The axes may have asked for it meanwhile.
		if (this.#runner.known(link)) arrived();
		else this.#runner.prepare(link, request, arrived, () => (this.#failed = link));
	}

	get #shown() {
		return this.#read.now.shown;
	}
}
