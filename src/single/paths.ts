/** Addresses where there is but one page: the others are marked, and what leads to them is hidden. */

export const base = '';

export function resolve(path: string): string {
	return path === '/' ? '' : `missing:${path}`;
}
