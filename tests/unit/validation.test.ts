import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { badgesOf } from '../../src/lib/validation/badges.ts';
import { bandPath, curvesOf, pathOf } from '../../src/lib/validation/curves.ts';
import { everyRun, filterFrom, isListed, queryOf, worstFirst } from '../../src/lib/validation/listing.ts';
import type { ListedRun, ValidationCurves } from '../../src/lib/validation/page.ts';
import { leftOutOf, listedRun } from '../../src/lib/validation/pageData.ts';
import { errorShare, piecesOf, signedShare } from '../../src/lib/validation/words.ts';
import { readTrace, type Trace } from '../../workers/score/trace.ts';
import { validate, type ValidationRun } from '../../workers/score/validation.ts';

interface TraceFile {
	samples: Record<string, number[]>;
	reps: { metrics: Record<string, number> }[];
	drainRep: { metrics: Record<string, number> };
}

function traceFile(id: string): TraceFile {
	return JSON.parse(readFileSync(`tests/ground-truth/traces/${id}.json`, 'utf8')) as TraceFile;
}

const listedOf = (trace: Trace): ListedRun => {
	const [detail] = validate([trace]).details;
	if (detail === undefined) throw new Error('a trace gives a run');
	return listedRun(detail);
};

describe('a mismatch put in on purpose', () => {
	const id = 'e10-steady-1MiB-b6';

	test('one more call of New in one row of an exact run is listed as outside, by its name', () => {
		const before = listedOf(readTrace(traceFile(id), id));
		expect(before).toMatchObject({ id, inside: true, missed: [] });

		const file = traceFile(id);
		const news = file.samples.news ?? [];
		const middle = news.length >> 1;
		news[middle] = (news[middle] ?? 0) + 1;
		const after = listedOf(readTrace(file, id));
		expect(after).toMatchObject({ inside: false, missed: ['news'], closest: 'news' });
		expect(isListed(before, { ...everyRun, outside: true })).toBe(false);
		expect(isListed(after, { ...everyRun, outside: true })).toBe(true);
		expect([before, after].sort(worstFirst)[0]).toBe(after);
	});

	test('twice as many calls of New in the metrics of a timed run miss the bar of New', () => {
		const timed = 't56-new-4096-cliff';
		const file = traceFile(timed);
		const before = listedOf(readTrace(file, timed));
		for (const { metrics } of [...file.reps, file.drainRep]) metrics.news = (metrics.news ?? 0) * 2;
		const after = listedOf(readTrace(file, timed));
		expect(before.missed).not.toContain('news');
		expect(after.missed).toContain('news');
	});
});

const run = (id: string, change: Partial<ListedRun> = {}): ListedRun => ({
	id,
	case: 'steady',
	kind: 'timed',
	fixed: false,
	heapError: 0,
	worst: 0.5,
	missed: [],
	inside: true,
	closest: 'news',
	...change
});

describe('the list of runs', () => {
	test('begins with what is outside of a bar, then goes by how much of a bar is used', () => {
		const between = run('between two repetitions', { worst: 3 });
		const outside = run('outside', { worst: 1.1, inside: false });
		const near = run('near', { worst: 0.9 });
		const far = run('far', { worst: 0.1 });
		expect([far, near, between, outside].sort(worstFirst)).toEqual([outside, between, near, far]);
	});

	test('shows of all runs those of a scenario, of a kind, outside of a bar', () => {
		const timed = run('t');
		const paced = run('n', { kind: 'paced', case: 'missed-put', inside: false });
		const shown = (change: object) =>
			[timed, paced].filter((each) => isListed(each, { ...everyRun, ...change })).map(({ id }) => id);
		expect(shown({})).toEqual(['t', 'n']);
		expect(shown({ scenario: 'missed-put' })).toEqual(['n']);
		expect(shown({ kind: 'timed' })).toEqual(['t']);
		expect(shown({ outside: true })).toEqual(['n']);
		expect(shown({ kind: 'timed', outside: true })).toEqual([]);
	});

	test('keeps what is chosen in the address, and reads it back', () => {
		for (const filter of [
			everyRun,
			{ scenario: 'steady', kind: 'exact', outside: true } as const,
			{ ...everyRun, kind: 'paced' } as const
		]) {
			expect(filterFrom(new URLSearchParams(queryOf(filter)), ['steady'])).toEqual(filter);
		}
		expect(queryOf(everyRun)).toBe('');
	});

	test('takes an address that names what there is not as one that names nothing', () => {
		const query = new URLSearchParams('scenario=__proto__&kind=slow&outside=yes');
		expect(filterFrom(query, ['steady'])).toEqual(everyRun);
	});
});

describe('a badge', () => {
	const measured = (change: Partial<ValidationRun>): ValidationRun => ({
		...run('x'),
		params: [],
		goVersion: 'go1.26.8',
		repetitions: 4,
		...change
	});

	test('has the median error of the mean heap of timed and paced runs, whatever its sign', () => {
		const badges = badgesOf([
			measured({ heapError: -0.03 }),
			measured({ heapError: 0.01, kind: 'paced' }),
			measured({ heapError: 0.2 }),
			measured({ heapError: 0.9, kind: 'exact' }),
			measured({ case: 'no-pool', heapError: 0.9, kind: 'exact' })
		]);
		expect(badges).toEqual({ steady: { runs: 3, median: 0.03 } });
	});
});

const curves: ValidationCurves = {
	axis: 't',
	at: [0, 0.1, 0.2],
	loadEnd: 0.15,
	measured: {
		heapObjects: [0, 1024, 2048],
		residents: [0, 1, 2],
		inUse: [0, 0, 0],
		news: [0, 1, 1],
		rss: [0, 0, 0]
	},
	simulated: {
		heapObjects: [0, 1024, 1024],
		residents: [0, 1, 1],
		inUse: [0, 0, 0],
		news: [0, 1, 1],
		rss: [0, 0, 0]
	},
	repetitions: [
		{ t: [0, 0.05, 0.3], heapObjects: [0, 4096, 1024], residents: [0, 4, 1] },
		{ t: [0, 0.1], heapObjects: [0, 200], residents: [0, 0] }
	]
};

describe('the curves of a run', () => {
	test('are heap, residents and New, with the axis in nanoseconds', () => {
		const made = curvesOf(curves);
		expect(made.map(({ key }) => key)).toEqual(['heapObjects', 'residents', 'news']);
		expect(made[0]).toMatchObject({ at: Float64Array.of(0, 1e8, 2e8), peak: 4096 });
		expect(made[0]?.summary).toContain('highest 2 KiB measured, 1 KiB simulated');
	});

	test('lie over a band from the smallest to the largest repetition, the drawn one among them', () => {
		const [heap, residents, news] = curvesOf(curves);
		// At 0.05 s the repetitions have 4096 and 100, the drawn one 512; after their ends they stay as they were.
		expect(heap?.band).toEqual([
			{ at: 0, low: 0, high: 0 },
			{ at: 5e7, low: 100, high: 4096 },
			{ at: 3e8, low: 200, high: 2048 }
		]);
		expect(residents?.band?.[1]).toMatchObject({ low: 0, high: 4 });
		expect(news?.band).toBeNull();
	});

	test('of an exact run count operations and have no band', () => {
		const [heap] = curvesOf({ ...curves, axis: 'op', at: [0, 10, 20], loadEnd: 20, repetitions: [] });
		expect(heap).toMatchObject({ at: Float64Array.of(0, 10, 20), band: null, peak: 2048 });
		expect(heap?.summary).toContain('over a load of 20 operations');
	});

	test('become paths', () => {
		const same = (value: number) => value;
		expect(pathOf([0, 1], [2, 3.14159], same, same)).toBe('M0 2L1 3.1');
		const band = [
			{ at: 0, low: 1, high: 2 },
			{ at: 5, low: 3, high: 4 }
		];
		expect(bandPath(band, same, same)).toBe('M0 2L5 4L5 3L0 1Z');
	});
});

describe('words of the page', () => {
	test('an error has two decimals at most, and what is not nothing is never written as 0', () => {
		expect([0, 0.00001, 0.000596, 0.0123, 0.1637, 1.6612].map(errorShare)).toEqual([
			'0 %',
			'< 0.01 %',
			'0.06 %',
			'1.23 %',
			'16.4 %',
			'166 %'
		]);
		expect([-0.0123, 0.0123, -0.00001, 0].map(signedShare)).toEqual([
			'−1.23 %',
			'+1.23 %',
			'< 0.01 %',
			'0 %'
		]);
	});

	test('code is what stands between backquotes', () => {
		expect(piecesOf('see `a.ts`; then')).toEqual([
			{ text: 'see ', code: false },
			{ text: 'a.ts', code: true },
			{ text: '; then', code: false }
		]);
	});

	test('what is not modelled is what the README says', () => {
		const points = leftOutOf(readFileSync('README.md', 'utf8'));
		expect(points.length).toBeGreaterThan(4);
		for (const { what, text } of points) {
			expect(what).toMatch(/^[A-Z].*[^.]$/);
			expect(text.length).toBeGreaterThan(0);
		}
		expect(
			leftOutOf(
				'## What the model leaves out\n\n- **One\n  thing.** It `is`\n  so.\n\n## Next\n\n- **No.** x\n'
			)
		).toEqual([
			{
				what: 'One thing',
				text: [
					{ text: 'It ', code: false },
					{ text: 'is', code: true },
					{ text: ' so.', code: false }
				]
			}
		]);
	});
});
