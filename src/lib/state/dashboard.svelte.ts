import { caseBySlug, defaultCase, hasFix } from '#workers/cases/index.ts';
import { requestFor, storyParams } from '#workers/cases/requestFor.ts';
import {
	decodeLink,
	encodeLink,
	initialLinkState,
	type LinkState,
	type PinnedRun,
	type RunState
} from '#workers/link.ts';
import type { ParameterName, Params, ParameterValue } from '#workers/model/parameters.ts';
import type { SimulationRequest } from '#workers/model/request.ts';

/** Who hears of a change: `source` is the control, `settled` whether its gesture is over. */
export type OnStateChange = (source: string, settled: boolean) => void;

/**
 * What the page is set to: exactly what its link says. Controls change it through the methods here; everything shown
 * is derived from it.
 */
export class Dashboard {
	link = $state.raw<LinkState>(initialLinkState());
	/** what of the last link could not be read, in sentences */
	messages = $state.raw<string[]>([]);

	which = $derived(caseBySlug(this.link.case) ?? defaultCase);
	/** whether there is a fix to switch to */
	fixable = $derived(hasFix(this.which));
	/** values of the case's story: what reset goes back to */
	story = $derived(storyParams(this.which));
	request = $derived(requestFor(this.which, this.link.params));
	params = $derived(this.request.params);
	/** the hash of all of this, with its # */
	hash = $derived(`#${encodeLink(this.link)}`);
	/** canonical name of the run: the same for the same request, whatever is looked at */
	runLink = $derived(runLinkOf(this.link.case, this.link.params));
	/** whether any control stands elsewhere than in the story */
	changed = $derived(Object.keys(this.link.params).length > 0);

	#onchange: OnStateChange;

	constructor(onchange: OnStateChange) {
		this.#onchange = onchange;
	}

	/** Takes over what a hash says. Nobody is told: the address is there already. */
	read(hash: string): void {
		const { state, messages } = decodeLink(hash);
		this.link = state;
		this.messages = messages;
	}

	set(name: ParameterName, value: ParameterValue, settled: boolean): void {
		const usual = value === this.story[name];
		const params = withoutUndefined({ ...this.link.params, [name]: usual ? undefined : value });
		this.#become({ params }, name, settled);
	}

	toggleFix(): void {
		if (this.fixable) this.set('fixed', !this.params.fixed, true);
	}

	/** Another case, in its own story. */
	choose(slug: string): void {
		if (slug === this.link.case) return;
		this.#become(
			{ case: slug, params: {}, zoom: undefined, cursorNs: undefined, step: undefined },
			'case',
			true
		);
	}

	/** All controls back to the story. */
	reset(): void {
		this.#become({ params: {}, zoom: undefined }, 'reset', true);
	}

	/** Keeps the crosshair in the link; null takes it out. */
	pinCursor(timeNs: number | null): void {
		const cursorNs = timeNs === null ? undefined : Math.round(timeNs);
		if (this.link.cursorNs !== cursorNs) this.#become({ cursorNs }, 'cursor', true);
	}

	/** Shows a stretch of the run; null shows all of it. */
	zoom(domain: readonly [startNs: number, endNs: number] | null): void {
		const zoom =
			domain === null ? undefined : { startNs: Math.round(domain[0]), endNs: Math.round(domain[1]) };
		this.#become({ zoom }, 'zoom', true);
	}

	/** Another view of the page, by the word that links have for it; undefined is the usual one. */
	look(view: string | undefined): void {
		if (view !== this.link.view) this.#become({ view }, 'view', true);
	}

	/** How charts are shown, in the words that links have for it. */
	showCharts(words: string[]): void {
		this.#become({ charts: words.length === 0 ? undefined : words }, 'view', true);
	}

	/**
	 * The runs that are held for comparison, and how they are compared. `gesture` names the change, so that typing a name
	 * is one step of Back.
	 */
	setPins(pins: PinnedRun[], gesture = 'pins', view = this.link.view): void {
		this.#become({ pins, view }, gesture, gesture === 'pins');
	}

	/** A storyboard that came with the link has been taken over: the address need not carry it on. */
	dropBoard(): void {
		this.link = withoutUndefined({ ...this.link, board: undefined }) as LinkState;
	}

	/** Makes a run with all its parameters the one that the controls act on; `look` is how it is looked at, where that is new. */
	open(run: RunState, look: Partial<Record<'view' | 'zoom', undefined>> = {}): void {
		this.#become({ case: run.case, params: run.params, step: undefined, ...look }, 'open', true);
	}

	dismissMessages(): void {
		this.messages = [];
	}

	/** The request of the other variant, for axes that fit both, with its canonical link. */
	otherVariant(): { link: string; request: SimulationRequest } | null {
		if (!this.fixable) return null;
		return requestOf({
			case: this.link.case,
			params: { ...this.link.params, fixed: !this.params.fixed }
		});
	}

	#become(change: Partial<Record<keyof LinkState, unknown>>, source: string, settled: boolean): void {
		this.link = withoutUndefined({ ...this.link, ...change }) as LinkState;
		this.#onchange(source, settled);
	}
}

/** What the model is asked for a run, with the run's canonical link. */
export function requestOf(run: RunState): { link: string; request: SimulationRequest } {
	return {
		link: runLinkOf(run.case, run.params),
		request: requestFor(caseBySlug(run.case) ?? defaultCase, run.params)
	};
}

function runLinkOf(slug: string, params: Partial<Params>): string {
	return encodeLink({ case: slug, params, pins: [], unknown: [] });
}

function withoutUndefined(record: object): object {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
