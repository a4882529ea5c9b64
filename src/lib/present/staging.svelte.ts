import { untrack } from 'svelte';
import type { Shortcuts } from '#lib/controls/shortcuts.svelte.ts';
import type { Runner } from '#lib/run/runner.svelte.ts';
import type { Dashboard } from '#lib/state/dashboard.svelte.ts';
import { decodeLink, encodeLink } from '#workers/link.ts';
import { NotesWindow } from './notesWindow.svelte.ts';
import { ownSlug, Presenter, type Script } from './presenter.svelte.ts';
import { stageAction, type StageAction } from './stageKeys.ts';
import { dressForStage, StageView } from './stageView.svelte.ts';
import { Storyboard } from './storyboard.svelte.ts';

/** What the page does for a talk. */
export interface PageHands {
	/** shows a state of the page, on the same axes or on those of its case */
	show(hash: string, sameAxes: boolean): void;
	/** fits the axes to all that is on the stage and beside it */
	fit(): void;
	/** puts a word for a key into the query of the address, or takes it out */
	query(key: string, value: string | null): void;
	/** shows the talks to choose from */
	choose(): void;
	/** heading of the state that is shown now, for a step that is made of it */
	heading(): string;
}

/** Everything that presenting needs beside the page: talk, stage, notes, one's own storyboard, and the keys. */
export class Staging {
	readonly storyboard = new Storyboard();
	readonly view = new StageView();
	readonly presenter: Presenter;
	readonly notes: NotesWindow;
	/** where the site can be reached, if not where this page is from: `address` in the query */
	elsewhere = $state('');

	#dashboard: Dashboard;
	#shortcuts: () => Shortcuts;
	#hands: PageHands;
	/** the steps whose axes were fitted last */
	#fitted = '';
	/** the last talk and step, to go on after a look at the dashboard */
	#last: { script: Script; at: number } | null = null;

	/** Made while a component is: what it does follows what changes. */
	constructor(dashboard: Dashboard, runner: Runner, shortcuts: () => Shortcuts, hands: PageHands) {
		this.#dashboard = dashboard;
		this.#shortcuts = shortcuts;
		this.#hands = hands;
		this.presenter = new Presenter(dashboard, runner, {
			show: (hash, sameAxes) => hands.show(hash, sameAxes),
			address: (slug) => hands.query('present', slug),
			own: () => ({ slug: ownSlug, ...this.storyboard.board })
		});
		this.notes = new NotesWindow(this.presenter, (event) => void this.hear(event));
		$effect(() => this.presenter.prepare());
		$effect(() => {
			const { complete } = this.presenter;
			if (complete === null || complete === this.#fitted) return;
			this.#fitted = complete;
			untrack(() => this.#hands.fit());
		});
		$effect(() => {
			if (this.presenter.script) return dressForStage(this.view.palette);
			return undefined;
		});
	}

	/** Takes up what the address asks for: a talk, a storyboard that came with the link. Browser only. */
	restore(query: URLSearchParams): void {
		this.storyboard.restore();
		this.elsewhere = query.get('address') ?? '';
		const theme = query.get('theme');
		if (theme === 'dark') this.view.palette = 'dark';
		const { board } = this.#dashboard.link;
		const came = board !== undefined && this.storyboard.unfold(board);
		this.#dashboard.dropBoard();
		const slug = query.get('present');
		if (slug === null) return;
		this.#open(came ? ownSlug : slug, this.#dashboard.link.step);
		// The router takes no address while the page is coming alive.
		if (came) setTimeout(() => this.#hands.query('present', ownSlug));
	}

	/** The address changed by Back, Forward or by hand. */
	arrive(query: URLSearchParams): void {
		const slug = query.get('present');
		const { script, at } = this.presenter;
		const step = this.#dashboard.link.step ?? 0;
		if (slug === null && script) this.presenter.script = null;
		else if (slug !== null && !script) this.#open(slug, step);
		else if (script && step !== at) this.presenter.go(step);
	}

	/** Hears a key of the window, or of the notes. True if it was for the stage, or asked for it. */
	hear(event: KeyboardEvent): boolean {
		const { on } = this.#shortcuts();
		if (event.defaultPrevented || !this.presenter.script) return false;
		const action = stageAction(event, on);
		if (action === null) return false;
		// Holding a key is not pressing it again: a talk must not run away.
		if (!event.repeat && !this.#act(action)) return false;
		event.preventDefault();
		return true;
	}

	/** Key p of the dashboard: on with the last talk, or the choice of one. */
	enter(): void {
		if (this.#last) this.presenter.start(this.#last.script, this.#last.at);
		else this.#hands.choose();
	}

	/** The state of the page as the last step of one's own storyboard. */
	addStep(): void {
		const { link } = this.#dashboard;
		this.storyboard.add({
			title: this.#hands.heading(),
			note: '',
			link: encodeLink({ ...link, step: undefined, board: undefined })
		});
	}

	/** Address of one's own storyboard, to present it elsewhere; undefined if it is too long. */
	boardAddress(): string | undefined {
		const board = this.storyboard.folded();
		const first = this.storyboard.board.steps[0];
		if (board === undefined || !first) return undefined;
		const { state } = decodeLink(first.link);
		const hash = encodeLink({ ...state, pins: [], board });
		return `${location.href.replace(/[?#].*$/, '')}?present#${hash}`;
	}

	/** The address that the room sees, with the state that it sees. */
	address(hash: string): string {
		if (typeof location === 'undefined') return hash;
		const base = this.elsewhere === '' ? location.href : this.elsewhere;
		return base.replace(/[?#].*$/, '') + hash;
	}

	#open(slug: string, at = 0): void {
		this.presenter.open(slug, at);
	}

	#act(action: StageAction): boolean {
		const { presenter, view, notes } = this;
		const acts: Record<StageAction, () => void> = {
			forward: () => presenter.forward(),
			back: () => presenter.back(),
			first: () => presenter.go(0),
			last: () => presenter.go(Infinity),
			reset: () => presenter.reset(),
			notes: () => {
				notes.show();
				if (notes.blocked) view.notes = !view.notes;
			},
			code: () => (view.code = !view.code),
			controls: () => (view.controls = !view.controls),
			palette: () => (view.palette = view.palette === 'dark' ? 'projector' : 'dark'),
			leave: () => this.leave(),
			close: () => {}
		};
		if (action === 'close') return view.close();
		// The beat that follows is the step's own: what was opened for the one before goes.
		if (action === 'forward' || action === 'back' || action === 'first') view.code = false;
		acts[action]();
		return true;
	}

	/** Back to the dashboard, with the state that the stage had. */
	leave(): void {
		const { script, at } = this.presenter;
		this.#last = script && { script, at };
		this.view.close();
		this.notes.close();
		this.presenter.stop();
	}
}
