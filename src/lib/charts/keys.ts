/** Keys of a focused chart. */

/** What a key asks of the cursor, in rows of the frames. */
export interface RowRange {
	first: number;
	last: number;
}

/** The row that the cursor goes to; null if the key does not move it. Without a cursor it starts at the end it comes from. */
export function rowAfterKey(
	key: string,
	fast: boolean,
	row: number | null,
	{ first, last }: RowRange
): number | null {
	const page = Math.max(1, Math.round((last - first) / 10));
	const step = fast ? page : 1;
	const clamp = (to: number) => Math.max(first, Math.min(last, to));
	switch (key) {
		case 'ArrowLeft':
			return clamp(row === null ? last : row - step);
		case 'ArrowRight':
			return clamp(row === null ? first : row + step);
		case 'PageUp':
			return clamp(row === null ? last : row - page);
		case 'PageDown':
			return clamp(row === null ? first : row + page);
		case 'Home':
			return first;
		case 'End':
			return last;
		default:
			return null;
	}
}

/** The series after or before the chosen one, over the end into "none" (null) and round. */
export function seriesAfterKey(key: string, keys: readonly string[], chosen: string | null): string | null {
	const ring: (string | null)[] = [null, ...keys];
	const at = Math.max(0, ring.indexOf(chosen));
	const step = key === 'ArrowUp' ? 1 : -1;
	return ring[(at + step + ring.length) % ring.length] ?? null;
}

/** The domain zoomed by a factor about an instant and kept within the whole run; null when it is all of it. */
export function zoomed(
	domain: readonly [number, number],
	whole: readonly [number, number],
	centre: number,
	factor: number
): readonly [number, number] | null {
	const span = (domain[1] - domain[0]) * factor;
	if (span >= whole[1] - whole[0]) return null;
	const share = (centre - domain[0]) / (domain[1] - domain[0]);
	const start = Math.max(whole[0], Math.min(whole[1] - span, centre - share * span));
	return [start, start + span];
}
