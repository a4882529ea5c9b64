import type { HistoryTarget } from './history.ts';

/** SvelteKit's `pushState` and `replaceState`: with them the router knows of the entries. */
type ShallowNavigation = (url: string, state: object) => void;

/** The address of this very page, of which only the hash changes; the query and the path, a file's too, stay. */
export function addressOf(push: ShallowNavigation, replace: ShallowNavigation): HistoryTarget {
	const here = () => location.pathname + location.search;
	return {
		push: (link) => push(here() + link, {}),
		replace: (link) => replace(here() + link, {})
	};
}

/** Puts a word for a key into the query of this page's address, or takes the key out: a step of Back. */
export function pushQuery(push: ShallowNavigation, key: string, value: string | null): void {
	push(location.pathname + queryWith(location.search, key, value) + location.hash, {});
}

/** A query with a word for a key, or without the key. An empty word is the key alone: `?present`. */
export function queryWith(search: string, key: string, value: string | null): string {
	const kept = search
		.replace(/^\?/, '')
		.split('&')
		.filter((part) => part !== '' && part.split('=')[0] !== key);
	if (value !== null) kept.push(value === '' ? key : `${key}=${encodeURIComponent(value)}`);
	return kept.length > 0 ? `?${kept.join('&')}` : '';
}
