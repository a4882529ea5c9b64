/** SvelteKit's shallow navigation where there is no router. */

export function pushState(url: string, state: object): void {
	history.pushState(state, '', url);
}

export function replaceState(url: string, state: object): void {
	history.replaceState(state, '', url);
}
