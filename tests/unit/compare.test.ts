import { describe, expect, test } from 'vitest';
import { Compare } from '../../src/lib/compare/compare.svelte.ts';
import {
	differenceDomain,
	differenceOf,
	differenceReach,
	differenceScale,
	differenceSummary
} from '../../src/lib/compare/difference.ts';
import { mostPins, runName } from '../../workers/results/comparedRuns.ts';
import { Runner } from '../../src/lib/run/runner.svelte.ts';
import { Dashboard } from '../../src/lib/state/dashboard.svelte.ts';
import { caseBySlug } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { deltaFigures, deltaText } from '../../workers/results/delta.ts';
import type { Frames } from '../../workers/model/frames.ts';
import type { Params } from '../../workers/model/parameters.ts';
import { createSimulation, simulate } from '../../workers/model/simulate.ts';
import { formatBytes, formatShare } from '../../workers/text/units.ts';

function run(slug: string, params: Partial<Params> = {}): Frames {
	const which = caseBySlug(slug);
	if (!which) throw new Error(`no case ${slug}`);
	return simulate(requestFor(which, params));
}

const bug = run('oversized-dos');
const fix = run('oversized-dos', { fixed: true });

describe('the delta line', () => {
	const text = deltaText(bug, fix);

	test('has its numbers from the two runs', () => {
		expect(text).toContain(
			`peak ${formatBytes(bug.totals.peakHeapBytes)} → ${formatBytes(fix.totals.peakHeapBytes)}`
		);
		const share = ({ columns, rows }: Frames) =>
			formatShare((columns.news[rows - 1] ?? NaN) / (columns.gets[rows - 1] ?? NaN));
		expect(text).toContain(`New rate ${share(bug)} → ${share(fix)}`);
		// As charts and verdict count them: what the end of the load brings comes after the last row.
		const collections = ({ columns, rows }: Frames) => columns.numGC[rows - 1];
		expect(text).toContain(`collections ${collections(bug)} → ${collections(fix)}`);
	});

	test('reads the other way round when the runs are exchanged', () => {
		for (const [index, figure] of deltaFigures(fix, bug).entries()) {
			const other = deltaFigures(bug, fix)[index];
			expect(figure).toMatchObject({ beforeText: other?.afterText, afterText: other?.beforeText });
		}
	});

	test('leaves out what is the same, and says so when all is', () => {
		expect(deltaText(bug, bug)).toBe('no difference in any of these numbers');
		const noGets = run('no-pool');
		expect(deltaText(noGets, noGets)).not.toMatch(/NaN|–/);
	});
});

describe('the difference of two runs', () => {
	test('of the heap sums to the difference of the heaps at every row', () => {
		const { net, rows, times } = differenceOf('heap', bug, fix);
		expect(rows).toBe(fix.rows);
		expect(times).toEqual(bug.columns.timeNs);
		for (let row = 0; row < rows; row++) {
			const expected = (fix.columns.heapBytes[row] ?? 0) - (bug.columns.heapBytes[row] ?? 0);
			expect(Math.abs((net[row] ?? NaN) - expected)).toBeLessThan(1);
		}
	});

	test('of a run and itself is nothing', () => {
		for (const kind of ['heap', 'objects', 'new'] as const) {
			expect(differenceReach(differenceOf(kind, bug, bug))).toEqual({ low: 0, high: 0 });
		}
	});

	test('holds the last value of a run that ends earlier', () => {
		const short = run('oversized-dos', { phases: 'before:3s,attack=0+attack:3s' });
		const { net } = differenceOf('heap', short, bug);
		const last = bug.rows - 1;
		const held = short.columns.heapBytes[short.rows - 1] ?? 0;
		expect(Math.abs((net[last] ?? NaN) - ((bug.columns.heapBytes[last] ?? 0) - held))).toBeLessThan(1);
	});

	test('has an axis near its data, with a value on each side of zero that has some', () => {
		for (const slug of ['oversized-dos', 'missed-put', 'large-struct', 'retained-reader']) {
			const [before, after] = [run(slug), run(slug, { fixed: true })];
			for (const kind of ['heap', 'objects', 'new'] as const) {
				const quantity = kind === 'heap' ? 'bytes' : 'count';
				const { low, high } = differenceReach(differenceOf(kind, before, after));
				const domain = differenceDomain({ low, high }, quantity);
				expect(domain[0]).toBeLessThanOrEqual(low);
				expect(domain[1]).toBeGreaterThanOrEqual(high);
				expect(Math.max(high, -low) / Math.max(domain[1], -domain[0])).toBeGreaterThan(0.6);
				const { ticks, y } = differenceScale(domain, 110, quantity, 12);
				// The frame leaves out a label that would touch the one below it.
				const apart = (at: number) => Math.abs(at - y(0)) >= 1.1 * 12;
				expect(ticks.some(({ at }) => at > y(0) && apart(at))).toBe(low < 0);
				expect(ticks.some(({ at }) => at < y(0) && apart(at))).toBe(high > 0);
			}
		}
	});

	test('of nothing has an axis all the same', () => {
		expect(differenceDomain({ low: 0, high: 0 }, 'count')).toEqual([0, 10]);
	});

	test('that is hardly any on one side leaves room there for a label', () => {
		const domain = differenceDomain({ low: -3, high: 10_000 }, 'count');
		const { ticks } = differenceScale(domain, 110, 'count', 12);
		expect(ticks.map(({ label }) => label)).toContain('−4,000');
	});

	test('reaches as far as the stacks above and below zero', () => {
		const data = differenceOf('objects', bug, fix);
		const { low, high } = differenceReach(data);
		let lowest = 0;
		for (let row = 0; row < data.rows; row++) {
			let below = 0;
			for (const { values } of data.bands) below += Math.min(0, values[row] ?? 0);
			lowest = Math.min(lowest, below);
		}
		expect(low).toBe(lowest);
		expect(high).toBeGreaterThanOrEqual(0);
	});

	test('is said in words with its extremes', () => {
		const said = differenceSummary('Heap', differenceOf('heap', bug, fix), formatBytes);
		expect(said).toMatch(/^Heap: between −\d.* and \d.*; furthest apart at \d.* s, with −.* At the end −/);
	});
});

describe('a run without a name is called by what it is', () => {
	test('its variant and what differs from the story', () => {
		expect(runName({ case: 'oversized-dos', params: {} }, 'oversized-dos')).toBe('Bug');
		expect(runName({ case: 'oversized-dos', params: { fixed: true, gomaxprocs: 64 } }, 'oversized-dos')).toBe(
			'Fix, GOMAXPROCS 64'
		);
		const params = { attack: 0.07, hold: 2e6 };
		expect(runName({ case: 'oversized-dos', params }, 'oversized-dos')).toBe(
			'Bug, Attack share 7 %, Hold time 2 ms'
		);
	});

	test('more than two settings are counted', () => {
		const params = { gomaxprocs: 64, seed: 7, rate: 10, hold: 1e6 };
		expect(runName({ case: 'oversized-dos', params }, 'oversized-dos')).toMatch(/, 2 more$/);
	});

	test('a run of another case begins with its title', () => {
		expect(runName({ case: 'steady', params: {} }, 'oversized-dos')).toBe('A pool that works, Story');
	});
});

describe('what is compared', () => {
	function page() {
		const host = { run: () => new Promise<null>(() => {}), cancel: () => {} };
		let now = 0;
		const runner = new Runner(createSimulation, host, () => now++ / 1e6);
		const dashboard = new Dashboard(() => runner.ask(dashboard.runLink, dashboard.request, 1e9));
		runner.ask(dashboard.runLink, dashboard.request, 1e9);
		const compare = new Compare(runner, dashboard);
		const make = () => {
			for (const { link, request } of compare.others) runner.answerNow(link, request, 1e9);
		};
		return { runner, dashboard, compare, make };
	}

	test('is nothing at first; then bug and fix, in this order from both sides', () => {
		const { dashboard, compare, make } = page();
		expect(compare.mode).toBeNull();
		compare.toggle();
		expect(compare.mode).toBe('overlay');
		make();
		const names = () => {
			const [other] = compare.others;
			const pair = other && compare.pair(other);
			return pair && [pair.from.name, pair.to.name, compare.ghosts[0]?.name];
		};
		dashboard.set('seed', 1, true);
		expect(names()).toEqual(['Bug', 'Fix', 'Fix']);
		dashboard.toggleFix();
		expect(names()).toEqual(['Bug', 'Fix', 'Bug']);
	});

	test('pinned runs take the place of the variant, under their names, and are in the link', () => {
		const { dashboard, compare } = page();
		compare.pin();
		dashboard.set('gomaxprocs', 64, true);
		compare.pin();
		compare.rename(0, 'eight Ps');
		expect(compare.others.map(({ name }) => name)).toEqual(['eight Ps', 'Bug, GOMAXPROCS 64']);
		const again = page();
		again.dashboard.read(dashboard.hash);
		expect(again.compare.others.map(({ name }) => name)).toEqual(['eight Ps', 'Bug, GOMAXPROCS 64']);
		expect(again.compare.mode).toBe('overlay');
	});

	test('a run is pinned once, and four at most: the oldest goes', () => {
		const { dashboard, compare } = page();
		compare.pin();
		compare.pin();
		expect(compare.pins).toHaveLength(1);
		for (const seed of [2, 3, 4, 5]) {
			dashboard.set('seed', seed, true);
			compare.pin();
		}
		expect(compare.pins).toHaveLength(mostPins);
		expect(compare.pins.map(({ params }) => params.seed)).toEqual([2, 3, 4, 5]);
	});

	test('a pinned run can be opened, and removed, and a name taken back', () => {
		const { dashboard, compare } = page();
		dashboard.set('gomaxprocs', 64, true);
		compare.pin();
		dashboard.choose('steady');
		compare.open(0);
		expect(dashboard.link).toMatchObject({ case: 'oversized-dos', params: { gomaxprocs: 64 } });
		compare.rename(0, 'x');
		compare.rename(0, ' ');
		expect(compare.pins[0]?.name).toBeUndefined();
		compare.remove(0);
		expect(compare.pins).toEqual([]);
	});

	test('the difference can be taken from any pinned run, and the link keeps which', () => {
		const { dashboard, compare } = page();
		compare.pin();
		dashboard.set('seed', 2, true);
		compare.pin();
		compare.show('difference', 1);
		expect(dashboard.link.view).toBe('difference-2');
		expect(compare.chosen?.pin).toBe(1);
		compare.next();
		expect(compare.mode).toBe('overlay');
	});

	test('there is no pair before both runs are finished', () => {
		const { compare, make } = page();
		compare.toggle();
		const [other] = compare.others;
		expect(other && compare.pair(other)).toBeNull();
		make();
		compare.show('side');
		const [now] = compare.others;
		expect(now && compare.pair(now)).not.toBeNull();
	});
});
