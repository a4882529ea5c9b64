import { describe, expect, test } from 'vitest';
import { decimate, decimateEnvelope } from '#workers/marks/decimate.ts';
import { dodge } from '#workers/marks/dodge.ts';
import { fitDomain, niceDomain, roundUp, valueScale } from '#lib/charts/domain.ts';
import { timeTicks } from '#lib/charts/format.ts';
import { rowAfterKey, seriesAfterKey, zoomed } from '#lib/charts/keys.ts';
import { chartLayout } from '#lib/charts/layout.ts';
import { measuredSaw } from '#lib/charts/measured.ts';
import { heapSeries } from '#lib/charts/heapChart.ts';
import { getRates, newRatePeak, newRateSeries, rowsPerStretch } from '#lib/charts/newRateChart.ts';
import { ghostSeries, measuredSeries } from '#lib/charts/overlaid.ts';
import { psPerRow } from '#lib/charts/perPStrip.ts';
import { placeNames } from '#lib/charts/phaseNames.ts';
import { rowAt, rowBefore, rowsToDraw, rowsWithin } from '#lib/charts/rows.ts';
import { labelText, sideLabels } from '#lib/charts/sideLabels.ts';
import { stackTops } from '#lib/charts/stack.ts';
import type { Series } from '#lib/charts/types.ts';
import { makeFrames } from '../browser/chartsFrames.ts';

const MiB = 1024 * 1024;
const wave = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(i / 50));

describe('decimation', () => {
	test('keeps a spike of one row and a dip of one row among 100,000', () => {
		const values = wave(100_000);
		values[61_803] = 40;
		values[31_415] = -40;
		const kept = decimate(values, 0, values.length - 1, 700);
		expect(kept.length).toBeLessThanOrEqual(2 * 700 + 2);
		expect(kept).toContain(61_803);
		expect(kept).toContain(31_415);
	});

	test('keeps every bucket’s extremes, wherever the spike is', () => {
		for (let at = 0; at < 2000; at += 37) {
			const values = new Float64Array(2000).fill(1);
			values[at] = 2;
			expect(decimate(values, 0, 1999, 50)).toContain(at);
		}
	});

	test('gives rows in order, each once, with the first and the last', () => {
		const kept = decimate(wave(5000), 100, 4900, 60);
		expect(kept[0]).toBe(100);
		expect(kept[kept.length - 1]).toBe(4900);
		expect([...kept]).toEqual([...new Set(kept)].sort((a, b) => a - b));
	});

	test('keeps every row when there is room for them', () => {
		expect([...decimate(wave(10), 2, 6, 100)]).toEqual([2, 3, 4, 5, 6]);
		expect(decimate(wave(10), 5, 4, 100)).toHaveLength(0);
	});

	test('does not take what is not known for an extreme', () => {
		const values = new Float64Array(1000).fill(NaN);
		values[500] = 1;
		expect(decimate(values, 0, 999, 10)).toContain(500);
	});

	test('an envelope reaches as far as its furthest row', () => {
		const low = new Float64Array(1000).fill(5);
		const high = new Float64Array(1000).fill(6);
		low[333] = 1;
		high[777] = 9;
		const reach = decimateEnvelope(low, high, 0, 999, 40);
		expect(reach.rows).toHaveLength(40);
		expect(Math.min(...reach.low)).toBe(1);
		expect(Math.max(...reach.high)).toBe(9);
		expect(reach.rows[39]).toBe(999);
	});
});

describe('axes', () => {
	test('hold while the data stay within, grow to a round number when they leave, and never shrink', () => {
		const first = niceDomain(null, 100 * MiB, 'bytes');
		expect(first).toEqual([0, 112 * MiB]);
		expect(niceDomain(first, 3 * MiB, 'bytes')).toBe(first);
		expect(niceDomain(first, 112 * MiB, 'bytes')).toBe(first);
		expect(niceDomain(first, 113 * MiB, 'bytes')).toEqual([0, 128 * MiB]);
	});

	test('round numbers are quarters of powers of two for bytes, short decimals for counts', () => {
		expect(roundUp(8.1 * 1024 ** 3, 'bytes')).toBe(10 * 1024 ** 3);
		expect(roundUp(64 * MiB, 'bytes')).toBe(64 * MiB);
		expect(roundUp(1200, 'count')).toBe(1500);
		expect(roundUp(9, 'count')).toBe(10);
		expect(roundUp(0.3, 'count')).toBeCloseTo(0.3);
	});

	test('an empty run still has an axis', () => {
		expect(fitDomain(0, 'bytes')[1]).toBeGreaterThan(0);
		expect(fitDomain(NaN, 'count')[1]).toBeGreaterThan(0);
	});

	test('byte ticks are powers of two apart and begin with 0', () => {
		const { ticks } = valueScale('linear', [0, 896 * MiB], 240, 'bytes', 12);
		expect(ticks.map((tick) => tick.label)).toEqual(['0', '256 MiB', '512 MiB', '768 MiB']);
		expect(ticks[0]?.at).toBe(240);
	});

	test('a logarithmic axis keeps zero on its floor instead of losing it', () => {
		const scale = valueScale('log', [0, 1024 ** 3], 240, 'bytes', 12);
		expect(scale.y(0)).toBe(240);
		expect(scale.y(1024)).toBe(240);
		expect(scale.y(1024 ** 2)).toBeCloseTo((240 + 6) / 2);
		expect(scale.ticks.map((tick) => tick.label)).toEqual(['1 KiB', '32 KiB', '1 MiB', '32 MiB', '1 GiB']);
	});

	test('shares run from 0 to 100 % whatever the data', () => {
		const { ticks, y } = valueScale('share', [0, 5], 240, 'count', 12);
		expect(ticks.at(-1)?.label).toBe('100 %');
		expect(y(1)).toBe(6);
	});

	test('time ticks have one unit and tell neighbours apart', () => {
		const second = timeTicks([0, 60e9], 6);
		expect(second.values.map(second.format)).toEqual(['0 s', '10 s', '20 s', '30 s', '40 s', '50 s', '60 s']);
		const deep = timeTicks([41.2e9, 41.2e9 + 4e6], 4);
		expect(new Set(deep.values.map(deep.format)).size).toBe(deep.values.length);
	});
});

describe('labels', () => {
	test('stay where they want to be when there is room', () => {
		expect(
			dodge(
				[
					{ at: 20, weight: 1 },
					{ at: 60, weight: 1 }
				],
				15,
				0,
				100
			)
		).toEqual([20, 60]);
	});

	test('are a pitch apart, in order, within the plot, and moved as little as possible', () => {
		const wanted = [50, 51, 52, 52, 99, 100].map((at) => ({ at, weight: 1 }));
		const places = dodge(wanted, 10, 0, 100);
		places.forEach((place, i) => {
			expect(place).toBeGreaterThanOrEqual(0);
			expect(place).toBeLessThanOrEqual(100);
			if (i > 0) expect(place - (places[i - 1] ?? 0)).toBeGreaterThanOrEqual(10 - 1e-9);
		});
		expect(((places[0] ?? 0) + (places[3] ?? 0)) / 2).toBeCloseTo(51.25);
	});

	test('give up the lightest when there is no room for all', () => {
		const places = dodge(
			[
				{ at: 10, weight: 5 },
				{ at: 11, weight: 1 },
				{ at: 12, weight: 9 }
			],
			20,
			0,
			20
		);
		expect(places.map(Number.isNaN)).toEqual([false, true, false]);
	});
});

describe('labels beside a plot', () => {
	const em = 12;
	const named = (label: string, at: readonly number[], values: readonly number[]): Series => ({
		key: label,
		label,
		swatch: 'band',
		colour: 'ink',
		value: (row) => values[row] ?? NaN,
		text: (row) => String(values[row]),
		place: (row) => ({ at: at[row] ?? 0, weight: 1 })
	});
	const names = (labels: { series: Series }[]) => labels.map(({ series }) => series.label).sort();

	test('name the sources of Get at the cursor, though nothing is got at the right edge', () => {
		const frames = makeFrames({ rows: 60 });
		const { columns } = frames;
		for (const name of ['news', 'victimHits', 'steals', 'sharedHits', 'privateHits'] as const)
			columns[name].fill(columns[name][40] ?? 0, 40);
		const scale = valueScale('linear', [0, 10], 60, 'count', em);
		const view = { frames, rates: getRates(frames, 1), scale, hidden: [] };
		const series = newRateSeries({ ...view, shareY: (share) => 120 - 40 * share });
		expect(names(sideLabels(series, 59, 59, 120, em).labels)).toEqual(['New']);
		expect(names(sideLabels(series, 20, 59, 120, em).labels)).toEqual(
			['New', 'New, of Get', 'victim hit', 'steal', 'shared hit', 'private hit'].sort()
		);
	});

	test('point above the axis when the value that they print is there, and only then', () => {
		const frames = makeFrames({ rows: 60 });
		const scale = valueScale('linear', [0, 300 * MiB], 240, 'bytes', em);
		const view = { frames, scale, hidden: [], limitBytes: null };
		const goal = (row: number, anchorRow: number) => {
			const { labels } = sideLabels(heapSeries(view), row, anchorRow, 240, em);
			const label = labels.find(({ series }) => series.key === 'heapGoalBytes')!;
			return [labelText(label.series, row), label.at];
		};
		expect(goal(0, 59)).toEqual(['100 MiB', scale.y(100 * MiB)]);
		expect(goal(59, 59)).toEqual(['↑ 720 MiB', 0]);
		expect(goal(59, 0)[0]).toBe('↑ 720 MiB');
		const garbage = heapSeries(view).find(({ key }) => key === 'garbageBytes')!;
		expect(garbage.place(59)?.at).toBeLessThan(0);
		expect(labelText(garbage, 59)).toBe('0 B');
	});

	test('hold still while the cursor moves, where there is a mark at the right edge', () => {
		const series = [named('a', [10, 90], [1, 2])];
		expect(sideLabels(series, 0, 1, 100, em).labels[0]?.y).toBe(90);
	});

	test('move together before one goes, and what is zero goes before what is not', () => {
		const five = ['a', 'b', 'c', 'd', 'e'].map((name, index) => named(name, [30], [index]));
		expect(sideLabels(five, 0, 0, 66, em)).toMatchObject({ labels: { length: 5 }, more: 0 });
		expect(names(sideLabels(five, 0, 0, 54, em).labels)).toEqual(['b', 'c', 'd', 'e']);
	});

	test('are counted where they find no room', () => {
		const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => named(name, [30], [1]));
		const { labels, more } = sideLabels(six, 0, 0, 66, em);
		expect(labels.length + more).toBe(6);
		expect(more).toBeGreaterThan(0);
		expect(Math.max(...labels.map(({ y }) => y))).toBeLessThanOrEqual(66 - 1.4 * em);
	});
});

describe('rows', () => {
	const times = Float64Array.of(0, 10, 20, 30, 40, 0, 0);

	test('the nearest sample counts, and what is not filled does not', () => {
		expect(rowAt(times, 5, 14)).toBe(1);
		expect(rowAt(times, 5, 16)).toBe(2);
		expect(rowAt(times, 5, 1e9)).toBe(4);
		expect(rowAt(times, 0, 5)).toBe(-1);
	});

	test('or the last one by an instant, where what comes after it has not happened yet', () => {
		expect(rowBefore(times, 5, 19)).toBe(1);
		expect(rowBefore(times, 5, 20)).toBe(2);
		expect(rowBefore(times, 5, 1e9)).toBe(4);
		expect(rowBefore(times, 5, -1)).toBe(-1);
	});

	test('lines are drawn one sample beyond each edge, tables show those within', () => {
		expect(rowsToDraw(times, 5, [12, 28])).toEqual([1, 3]);
		expect(rowsWithin(times, 5, [12, 28])).toEqual([2, 2]);
		expect(rowsWithin(times, 5, [12, 13])).toEqual([1, 1]);
	});

	test('a stack’s top is the sum of its bands, and an unknown share counts as nothing', () => {
		const rows = Uint32Array.of(0, 1);
		const tops = stackTops([Float64Array.of(1, 2), Float64Array.of(3, NaN)], rows, null);
		expect(tops.map((top) => [...top])).toEqual([
			[1, 2],
			[4, 2]
		]);
		const shares = stackTops([Float64Array.of(1, 0)], rows, Float64Array.of(4, 0));
		expect([...(shares[0] ?? [])]).toEqual([0.25, 0]);
	});

	test('a recording is a saw: before each collection, and what it left at the end of its mark', () => {
		const saw = measuredSaw({
			name: 'x',
			count: 2,
			columns: {
				startNs: Float64Array.of(10, 30),
				markEndNs: Float64Array.of(12, 33),
				heapStartBytes: Float64Array.of(8, 9),
				heapMarkedBytes: Float64Array.of(3, 4)
			}
		});
		expect([...saw.timeNs]).toEqual([10, 12, 30, 33]);
		expect([...saw.heapBytes]).toEqual([8, 3, 9, 4]);
	});
});

describe('a recording over a run', () => {
	const frames = makeFrames({ rows: 11, durationNs: 10 });
	const measured = {
		name: 'trace',
		count: 2,
		columns: {
			startNs: Float64Array.of(2, 6),
			heapStartBytes: Float64Array.of(8, 9),
			heapMarkedBytes: Float64Array.of(3, 4)
		}
	};
	const scale = valueScale('linear', [0, 10], 100, 'bytes', 12);
	const series = measuredSeries(measured, frames.columns.timeNs, scale);

	test('has no value before its first record, nor after its last one', () => {
		expect([1, 2, 5, 6].map(series.value)).toEqual([NaN, 3, 3, 4]);
		expect([7, 10].map(series.value)).toEqual([NaN, NaN]);
		expect(series.place(7)).toBeNull();
		expect(series.text(7)).not.toMatch(/\d/);
	});
});

describe('the outline of another run', () => {
	const scale = valueScale('linear', [0, 20], 100, 'count', 12);
	const times = Float64Array.of(0, 4, 9, 10, 15);
	const ghost = { name: 'Fix', frames: makeFrames({ rows: 11, durationNs: 10 }) };
	const values = Float64Array.from({ length: 11 }, (_, row) => row);
	const outline = { of: () => values, text: String, steps: false };

	test('is named after the run, with its value at the instant, as far as it goes', () => {
		const [series] = ghostSeries('Pool', [ghost], outline, times, scale);
		expect(series).toMatchObject({ key: 'ghost Fix', label: 'Fix', help: 'Pool of the other run: Fix' });
		expect([0, 1, 2, 3, 4].map((row) => series?.value(row))).toEqual([0, 4, 9, 10, NaN]);
		expect(series?.text(2)).toBe('9');
		expect(series?.place(2)?.at).toBe(scale.y(9));
		expect(series?.place(4)).toBeNull();
	});

	test('drawn in steps, has the value of the interval that it is in', () => {
		const between = Float64Array.of(3.5);
		const of = (steps: boolean) =>
			ghostSeries('Pool', [ghost], { ...outline, steps }, between, scale)[0]?.value(0);
		expect([of(false), of(true)]).toEqual([3, 4]);
	});

	test('has no label among shares, where it is not drawn', () => {
		const shares = valueScale('share', [0, 1], 100, 'count', 12);
		expect(ghostSeries('Pool', [ghost], outline, times, shares)[0]?.place(2)).toBeNull();
	});
});

describe('keys', () => {
	const range = { first: 10, last: 110 };

	test('arrows go a sample, pages a tenth, Home and End to the ends, and no further', () => {
		expect(rowAfterKey('ArrowRight', false, 50, range)).toBe(51);
		expect(rowAfterKey('ArrowLeft', true, 50, range)).toBe(40);
		expect(rowAfterKey('PageDown', false, 50, range)).toBe(60);
		expect(rowAfterKey('Home', false, 50, range)).toBe(10);
		expect(rowAfterKey('ArrowRight', false, 110, range)).toBe(110);
		expect(rowAfterKey('x', false, 50, range)).toBeNull();
	});

	test('without a cursor an arrow enters from the end that it comes from', () => {
		expect(rowAfterKey('ArrowRight', false, null, range)).toBe(10);
		expect(rowAfterKey('ArrowLeft', false, null, range)).toBe(110);
	});

	test('up and down walk through the series and through none', () => {
		expect(seriesAfterKey('ArrowUp', ['a', 'b'], null)).toBe('a');
		expect(seriesAfterKey('ArrowUp', ['a', 'b'], 'b')).toBeNull();
		expect(seriesAfterKey('ArrowDown', ['a', 'b'], null)).toBe('b');
	});

	test('zooming keeps the instant where it is, stays within the run, and ends in all of it', () => {
		expect(zoomed([0, 100], [0, 100], 25, 0.5)).toEqual([12.5, 62.5]);
		expect(zoomed([0, 10], [0, 100], 0, 2)).toEqual([0, 20]);
		expect(zoomed([20, 80], [0, 100], 50, 2)).toBeNull();
	});
});

test('charts of one width share their margins; a narrow one keeps its plot', () => {
	expect(chartLayout(900, 12)).toEqual(chartLayout(900, 12));
	expect(chartLayout(296, 12).narrow).toBe(true);
	expect(chartLayout(296, 12).plotWidth).toBeGreaterThan(200);
});

test('256 Ps share rows until each row can be seen, 8 do not', () => {
	expect(psPerRow(8, 64)).toBe(1);
	expect(psPerRow(256, 64)).toBe(13);
	expect(Math.ceil(256 / psPerRow(256, 64)) * 3).toBeLessThanOrEqual(64);
});

describe('rates of Get', () => {
	test('the shares of every stretch sum to one', () => {
		const frames = makeFrames();
		for (const perStretch of [1, 3, 7]) {
			const { shares } = getRates(frames, perStretch);
			for (let row = 0; row < frames.rows; row++) {
				expect(shares.reduce((sum, share) => sum + (share[row] ?? NaN), 0)).toBeCloseTo(1, 10);
			}
		}
	});

	test('a share is that of all Gets of its stretch, and there is none where nothing was got', () => {
		const frames = makeFrames({ rows: 7 });
		const { columns } = frames;
		for (const name of ['news', 'victimHits', 'steals', 'sharedHits', 'privateHits'] as const)
			columns[name].fill(0);
		columns.privateHits.set([0, 10, 10, 13, 13, 13, 13]);
		columns.news.set([0, 0, 6, 7, 7, 7, 7]);
		const [news, , , , privateHits] = getRates(frames, 3).shares;
		expect([...(news ?? [])]).toEqual([0.35, 0.35, 0.35, 0.35, NaN, NaN, NaN]);
		expect(privateHits?.[2]).toBeCloseTo(0.65);
	});

	test('New per second is never averaged: one interval’s burst is the peak', () => {
		const frames = makeFrames({ rows: 600, durationNs: 599e9 });
		frames.columns.news.fill(0);
		frames.columns.news.fill(500, 300);
		expect(newRatePeak(frames)).toBeCloseTo(500);
		expect(getRates(frames, 3).newPerSecond.filter((rate) => rate > 0)).toHaveLength(1);
	});

	test('600 rows in view are shown in 200 stretches, 100 each for itself', () => {
		expect(rowsPerStretch(600)).toBe(3);
		expect(rowsPerStretch(100)).toBe(1);
	});
});

describe('names of phases', () => {
	const story = [
		{ name: 'before', from: 0, to: 30 },
		{ name: 'attack', from: 30, to: 60 },
		{ name: 'calm', from: 60, to: 200 }
	];

	test('a phase too short for its name is named in the next row, and none is missing on a phone', () => {
		expect(placeNames(story, 200, 12)).toEqual([
			{ name: 'before', at: 0, row: 0 },
			{ name: 'attack', at: 30, row: 1 },
			{ name: 'calm', at: 60, row: 0 }
		]);
	});

	test('where there is room all stand in one row', () => {
		const wide = story.map((phase) => ({ ...phase, from: phase.from * 4, to: phase.to * 4 }));
		expect(placeNames(wide, 800, 12).map(({ row }) => row)).toEqual([0, 0, 0]);
	});

	test('capitals have the room that they need', () => {
		const of = (name: string) =>
			placeNames(
				[
					{ name, from: 0, to: 85 },
					{ name: 'burst', from: 85, to: 200 }
				],
				200,
				12
			);
		expect(of('gomaxprocs').map(({ row }) => row)).toEqual([0, 0]);
		expect(of('GOMAXPROCS').map(({ row }) => row)).toEqual([0, 1]);
	});

	test('what a zoom leaves out of sight is not named; what it cuts is named from the edge on', () => {
		const zoomed = story.map((phase) => ({ ...phase, from: phase.from * 4 - 150, to: phase.to * 4 - 150 }));
		expect(placeNames(zoomed, 200, 12)).toEqual([
			{ name: 'attack', at: 0, row: 0 },
			{ name: 'calm', at: 90, row: 0 }
		]);
	});
});
