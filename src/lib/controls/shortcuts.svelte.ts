/** One key, one thing: what the page does without a mouse, apart from what a focused chart takes for itself. */

export interface Shortcut {
	key: string;
	/** what it does, for the help */
	does: string;
	run: () => void;
}

const storageKey = 'poolscope-shortcuts';

/** Single-key shortcuts can be switched off: speech input and resting hands press keys by accident (WCAG 2.1.4). */
export class Shortcuts {
	on = $state(true);
	readonly list: readonly Shortcut[];

	constructor(list: readonly Shortcut[]) {
		this.list = list;
	}

	/** Takes up the choice of an earlier visit. Browser only. */
	restore(): void {
		try {
			this.on = localStorage.getItem(storageKey) !== 'off';
		} catch {
			// A sandboxed frame has no storage: they are on.
		}
	}

	switch(on: boolean): void {
		this.on = on;
		try {
			localStorage.setItem(storageKey, on ? 'on' : 'off');
		} catch {
			// In force until the page is left.
		}
	}

	/** Hears a key of the window; runs the shortcut, if it is one and nobody else wanted the key. */
	hear = (event: KeyboardEvent): void => {
		if (!this.on || event.defaultPrevented || event.repeat) return;
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.target instanceof Element && event.target.closest(typingPlaces)) return;
		const shortcut = this.list.find(({ key }) => key === event.key);
		if (!shortcut) return;
		event.preventDefault();
		shortcut.run();
	};
}

/** Where letters are text, and in front of what the page is at rest. */
const typingPlaces =
	'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, select, dialog[open]';
