import { mount, unmount } from 'svelte';
import type { Presenter } from './presenter.svelte.ts';
import SpeakerNotes from './SpeakerNotes.svelte';

/**
 * The window with the speaker's notes: an empty one of our own, which the page fills and keeps up to date. A browser
 * that blocks it is said so; the notes can then be shown under the charts.
 */
export class NotesWindow {
	open = $state(false);
	blocked = $state(false);

	#presenter: Presenter;
	#onkey: (event: KeyboardEvent) => void;
	#window: Window | null = null;
	#notes: object | null = null;

	constructor(presenter: Presenter, onkey: (event: KeyboardEvent) => void) {
		this.#presenter = presenter;
		this.#onkey = onkey;
	}

	/** Opens it, or shows it again if it is hidden behind others. Only a key or a click may do so. */
	show(): void {
		if (this.#window && !this.#window.closed) {
			this.#window.focus();
			return;
		}
		const opened = openEmpty();
		this.blocked = opened === null;
		if (!opened) return;
		this.#window = opened;
		this.open = true;
		const { document: itsDocument } = opened;
		itsDocument.title = 'Notes · Poolscope';
		itsDocument.documentElement.lang = 'en';
		itsDocument.body.replaceChildren();
		dress(opened);
		this.#notes = mount(SpeakerNotes, {
			target: itsDocument.body,
			props: { presenter: this.#presenter, onkey: this.#onkey }
		});
		opened.addEventListener('pagehide', () => this.#forget());
		window.addEventListener('pagehide', this.close);
	}

	close = (): void => {
		const opened = this.#window;
		this.#forget();
		opened?.close();
	};

	#forget(): void {
		window.removeEventListener('pagehide', this.close);
		if (this.#notes) void unmount(this.#notes);
		this.#notes = null;
		this.#window = null;
		this.open = false;
	}
}

function openEmpty(): Window | null {
	try {
		const opened = window.open('', 'poolscope-notes', 'popup,width=900,height=700');
		// Read once: a window that is not ours to write into is as good as none.
		return opened?.document.body ? opened : null;
	} catch {
		return null;
	}
}

/** The styles of this page for the other one. Its policy forbids style elements; a sheet that is made there is none. */
function dress(other: Window): void {
	const rules = [...document.styleSheets].flatMap((sheet) => {
		try {
			return [...sheet.cssRules].map(({ cssText }) => cssText);
		} catch {
			// A sheet from elsewhere, an extension's say, may not be read.
			return [];
		}
	});
	const Sheet = (other as Window & typeof globalThis).CSSStyleSheet;
	const sheet = new Sheet();
	sheet.replaceSync(rules.join('\n'));
	other.document.adoptedStyleSheets = [sheet];
}
