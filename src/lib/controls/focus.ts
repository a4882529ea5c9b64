/**
 * Gives the focus to the first of these that there is, once what was clicked has gone with all that it has closed: it
 * would fall to the page, and whoever goes on by keys would begin at its top.
 */
export function handFocusTo(...selectors: string[]): void {
	requestAnimationFrame(() => {
		for (const selector of selectors) {
			const next = document.querySelector<HTMLElement>(selector);
			if (next !== null) return next.focus();
		}
	});
}
