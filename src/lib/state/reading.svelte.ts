import { following } from '#lib/charts/following.svelte.ts';
import type { Runner } from '#lib/run/runner.svelte.ts';
import { verdictOf } from '#workers/results/verdict.ts';
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

	#fit: Fit;
	#read: { readonly now: Pick<Runner, 'shown' | 'outdated'> };

	/** Made while a component starts. */
	constructor(runner: Runner, fit: Fit) {
		this.#fit = fit;
		this.#read = following(() => ({ shown: runner.shown, outdated: runner.outdated }));
	}

	get #shown() {
		return this.#read.now.shown;
	}
}
