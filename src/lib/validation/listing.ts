/** Which of the recorded runs are listed, and in which order. */
import { kinds, type ListedRun, type TraceKind } from './page.ts';

export interface RunFilter {
	/** slug of a case, or all of them */
	scenario: string;
	kind: TraceKind | 'all';
	/** only runs that miss a bar */
	outside: boolean;
}

export const everyRun: RunFilter = { scenario: 'all', kind: 'all', outside: false };

/** The filter that an address asks for; what it names that does not exist is left out. */
export function filterFrom(query: URLSearchParams, slugs: readonly string[]): RunFilter {
	const scenario = query.get('scenario') ?? '';
	return {
		scenario: slugs.includes(scenario) ? scenario : 'all',
		kind: kinds.find((kind) => kind === query.get('kind')) ?? 'all',
		outside: query.get('outside') === '1'
	};
}

/** The query of a filter, with its question mark; empty where everything is listed. */
export function queryOf({ scenario, kind, outside }: RunFilter): string {
	const query = new URLSearchParams();
	if (scenario !== 'all') query.set('scenario', scenario);
	if (kind !== 'all') query.set('kind', kind);
	if (outside) query.set('outside', '1');
	return query.size === 0 ? '' : `?${query}`;
}

/** Puts a filter into the address of the page; `replace` is SvelteKit's `replaceState`. */
export function showFilter(replace: (url: string, state: object) => void, filter: RunFilter): void {
	replace(location.pathname + queryOf(filter), {});
}

export function isListed(run: ListedRun, { scenario, kind, outside }: RunFilter): boolean {
	return (
		(scenario === 'all' || run.case === scenario) &&
		(kind === 'all' || run.kind === kind) &&
		!(outside && run.inside)
	);
}

/** Order of the list: runs outside of a bar, then those that use most of one. */
export function worstFirst(a: ListedRun, b: ListedRun): number {
	if (a.inside !== b.inside) return a.inside ? 1 : -1;
	return b.worst - a.worst || a.id.localeCompare(b.id, 'en');
}
