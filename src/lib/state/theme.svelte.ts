/** Colours of the page: the system's, or what the reader chose; remembered where the browser allows it. */

export type Theme = 'system' | 'light' | 'dark';

const order: readonly Theme[] = ['system', 'light', 'dark'];
const storageKey = 'poolscope-theme';

function stored(): Theme {
	try {
		const text = localStorage.getItem(storageKey);
		return order.find((theme) => theme === text) ?? 'system';
	} catch {
		// A sandboxed frame has no storage.
		return 'system';
	}
}

/** The colours of the page now: what is chosen, else the system's. */
export function shownTheme(): 'light' | 'dark' {
	const chosen = document.documentElement.dataset.theme;
	const isDark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
	return isDark ? 'dark' : 'light';
}

export class ThemeChoice {
	theme = $state<Theme>('system');

	/** Takes up what was chosen on an earlier visit; a `theme` in the query goes before it. Browser only. */
	restore(query: URLSearchParams): void {
		const asked = query.get('theme');
		if (asked) document.documentElement.dataset.theme = asked;
		else this.#apply(stored());
	}

	/** The next of system, light, dark; stays for later visits. */
	next(): void {
		this.#apply(order[(order.indexOf(this.theme) + 1) % order.length] ?? 'system');
		try {
			localStorage.setItem(storageKey, this.theme);
		} catch {
			// Not remembered, but in force until the page is left.
		}
	}

	#apply(theme: Theme): void {
		this.theme = theme;
		if (theme === 'system') delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = theme;
	}
}
