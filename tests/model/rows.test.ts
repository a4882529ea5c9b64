import { describe, expect, test } from 'vitest';
import { cases } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { simulate } from '../../workers/model/simulate.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { Case } from '../../workers/cases/case.ts';

/** What happened in a run, whoever has looked; means and peaks between rows are left out. */
function happenings(which: Case, params: Partial<Params>, rows: number) {
	const { totals, collections, end } = simulate(requestFor(which, params, rows));
	const { gets, puts, news, gcCount, totalAllocBytes, mallocs, loadNs, gcCpuNs } = totals;
	const marks = collections.columns.markEndNs.slice(0, collections.count);
	return { gets, puts, news, gcCount, totalAllocBytes, mallocs, loadNs, gcCpuNs, marks, end };
}

describe('a process that is looked at goes on as it would have, however often that is', () => {
	test.each(cases.map((which) => [which.slug, which] as const))('%s', (_, which) => {
		const seldom = happenings(which, {}, 2);
		expect(happenings(which, {}, 211)).toEqual(seldom);
		expect(happenings(which, {}, 600)).toEqual(seldom);
	});

	test('nor does it matter to one that is changed while it runs', () => {
		const which = cases.find(({ slug }) => slug === 'oversized-dos')!;
		const phases = 'live:3s,attack=0+live:3s,!live+live:11s,attack=0,!live';
		const seldom = happenings(which, { phases }, 2);
		for (const rows of [600, 1200]) expect(happenings(which, { phases }, rows)).toEqual(seldom);
	});
});
