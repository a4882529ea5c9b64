/**
 * The clock of what answers a page, in milliseconds: slices of work end by it, so that a cancel is heard. No result depends
 * on it, and no model reads it.
 */
export function clockMs(): number {
	return performance.now();
}
