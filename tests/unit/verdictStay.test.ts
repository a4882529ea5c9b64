/** How long a pool held what it held most is looked up here in the rows: no collection may have taken it meanwhile. */
import { describe, expect, test } from 'vitest';
import { cases } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import type { ColumnName, Frames } from '../../workers/model/frames.ts';
import type { Params } from '../../workers/model/parameters.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { verdictOf } from '../../workers/results/verdict.ts';

const waiting = ['privateBytes', 'sharedBytes', 'victimBytes', 'pinnedBytes'] as const;

const sumAt = ({ columns }: Frames, names: readonly ColumnName[], row: number) =>
	names.reduce((sum, name) => sum + (columns[name][row] ?? NaN), 0);

/** As each story is told, with collections that follow each other closely, and on other machines. */
const settings: Partial<Params>[] = [
	{},
	{ gcperiod: 100e6 },
	{ memlimit: 3 * 2 ** 20 },
	{ gomaxprocs: 1 },
	{ rate: 5 }
];

const runs = cases.flatMap((each) =>
	settings.flatMap((setting) => {
		const request = requestFor(each, setting);
		const frames = simulate(request);
		const said = verdictOf(request, frames).sentences.find(({ text }) => text.startsWith('By itself'));
		return said === undefined ? [] : [{ name: `${each.slug} ${JSON.stringify(setting)}`, frames, said }];
	})
);

describe('of what waits in a pool the verdict says through how many collections it was there', () => {
	test('in the stories of bursts', () => {
		const told = runs.map(({ name }) => name);
		for (const slug of ['pinned-payload', 'large-struct', 'retained-reader', 'expensive-new'])
			expect(told).toContain(`${slug} {}`);
	});

	test.each(runs)('$name', ({ frames, said }) => {
		const [most, , collections] = said.numbers;
		const half = 0.5 * (most?.value ?? NaN);
		const { timeNs, numGC } = frames.columns;
		const [from, to] = [collections?.sinceNs, collections?.timeNs].map((ns) => timeNs.indexOf(ns ?? NaN));
		expect((numGC[to ?? NaN] ?? NaN) - (numGC[from ?? NaN] ?? NaN)).toBe(collections?.value);
		for (let row = from ?? NaN; row <= (to ?? NaN); row++) {
			expect(sumAt(frames, [...waiting, 'borrowedBytes'], row)).toBeGreaterThanOrEqual(half);
		}
		for (const row of [from, to]) expect(sumAt(frames, waiting, row ?? NaN)).toBeGreaterThanOrEqual(half);
	});
});
