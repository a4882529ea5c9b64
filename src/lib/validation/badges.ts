/** How near the model comes to the real runs of each case, in one figure. */
import { quantile } from '#workers/score/summary.ts';
import type { ValidationRun } from '#workers/score/validation.ts';
import type { CaseBadge } from './page.ts';

/**
 * By case, the median of the errors of the mean heap over its timed and paced runs. Exact runs are left out: a fixed
 * sequence under collections by hand is no load that somebody has.
 */
export function badgesOf(runs: readonly ValidationRun[]): Record<string, CaseBadge> {
	const loads = runs.filter(({ kind }) => kind !== 'exact');
	const slugs = [...new Set(loads.map((run) => run.case))].sort();
	return Object.fromEntries(
		slugs.map((slug) => {
			const errors = loads.filter((run) => run.case === slug).map(({ heapError }) => Math.abs(heapError));
			errors.sort((a, b) => a - b);
			return [slug, { runs: errors.length, median: Number(quantile(errors, 0.5).toPrecision(3)) }];
		})
	);
}
