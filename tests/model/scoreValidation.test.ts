import { beforeAll, describe, expect, test } from 'vitest';
import { againstOthers, allAgainstOthers } from '../../workers/score/againstOthers.ts';
import { repeatTrace } from '../../workers/score/repeat.ts';
import { scoreTrace } from '../../workers/score/score.ts';
import { thinRows } from '../../workers/score/thinRows.ts';
import type { Trace } from '../../workers/score/trace.ts';
import { validate } from '../../workers/score/validation.ts';
import { traceNamed } from './scoreTraces.ts';

describe('what the validation page is given', () => {
	const traces = ['e10-steady-1MiB-b6', 't01-steady-4k', 't05-large-16MiB-gc4'].map((id) =>
		traceNamed(`${id}.json`)
	);
	let made: ReturnType<typeof validate>;

	beforeAll(() => {
		made = validate(traces);
	});

	test('are the numbers of the score', () => {
		traces.forEach((trace, index) => {
			const score = scoreTrace(trace, repeatTrace(trace));
			const { rows, run } = made.details[index]!;
			expect(
				rows.map(({ metric, measured, predicted, inside }) => ({ metric, measured, predicted, inside }))
			).toEqual(
				score.rows.map(({ metric, measured, predicted, inside }) => ({ metric, measured, predicted, inside }))
			);
			expect(run).toMatchObject({ id: trace.id, inside: score.inside, kind: score.kind });
			expect(run.missed).toEqual(rows.filter(({ inside }) => !inside).map(({ metric }) => metric));
		});
	});

	test('are curves at the same rows that keep every peak', () => {
		traces.forEach((trace, index) => {
			const { curves } = made.details[index]!;
			expect(curves.at.length).toBeLessThanOrEqual(240);
			expect(curves.measured.heapObjects).toHaveLength(curves.at.length);
			expect(curves.simulated.heapObjects).toHaveLength(curves.at.length);
			const peak = Math.max(...trace.samples.heapObjects);
			expect(Math.max(...curves.measured.heapObjects) / peak).toBeCloseTo(1, 4);
		});
		expect(made.details[0]!.curves).toMatchObject({ axis: 'op', loadEnd: 120, repetitions: [] });
		expect(made.details[1]!.curves.repetitions).toHaveLength(traces[1]!.reps.length - 1);
	});

	test('say by case how near its runs are', () => {
		expect(made.cases.map((each) => [each.case, each.runs])).toEqual([
			['large-struct', 1],
			['steady', 2]
		]);
		const steady = made.cases[1]!;
		const errors = made.runs
			.filter((run) => run.case === 'steady')
			.map(({ heapError }) => Math.abs(heapError));
		expect(steady).toMatchObject({ median: Math.min(...errors), worst: Math.max(...errors) });
	});

	test('tell the parameters as flags have them', () => {
		expect(made.runs[2]!.params).toEqual(
			expect.arrayContaining([
				{ name: 'hold', text: '100ms' },
				{ name: 'body', text: '16MiB' },
				{ name: 'gcperiod', text: '250ms' }
			])
		);
	});
});

describe('a real run held to the other repetitions of its program', () => {
	const repeated = (...heaps: number[]): Trace => {
		const trace = traceNamed('t01-steady-4k.json');
		const [first] = trace.reps;
		const reps = heaps.map((peakHeapObjects) => ({ ...first!, metrics: { peakHeapObjects } }));
		return { ...trace, reps, drainRep: null };
	};

	test('misses a bar that it lies outside of, and not one that the others span', () => {
		// The bar is a tenth, or twice the spread of the others.
		expect(againstOthers(repeated(100, 100, 200), { peakHeapObjects: 100 })).toEqual({
			...{ kind: 'timed', bars: 1 },
			// 200 beside two of 100; a 100 beside 100 and 200 is inside.
			...{ missedByRepetition: 1 / 3, missedByModel: 0 }
		});
		expect(againstOthers(repeated(100, 100, 100), { peakHeapObjects: 120 })).toMatchObject({
			...{ missedByRepetition: 0, missedByModel: 1 }
		});
	});

	test('says nothing of exact runs, whose repetitions are alike, nor of a single one', () => {
		expect(againstOthers(traceNamed('e10-steady-1MiB-b6.json'), {})).toBeNull();
		expect(againstOthers(repeated(100), { peakHeapObjects: 100 })).toBeNull();
	});

	test('is added up by kind', () => {
		const one = againstOthers(repeated(100, 100, 200), { peakHeapObjects: 150 });
		const other = againstOthers(repeated(100, 100, 100), { peakHeapObjects: 120 });
		expect(allAgainstOthers([one, null, other])).toEqual([
			{
				...{ kind: 'timed', bars: 2 },
				missedByRepetition: one!.missedByRepetition,
				missedByModel: one!.missedByModel + 1
			}
		]);
	});
});

describe('rows of a curve', () => {
	test('are all of them where there are few', () => {
		expect(thinRows([[5, 6, 7]], 3, 10)).toEqual([0, 1, 2]);
	});

	test('are few where there are many, with every extreme of a stretch, in order', () => {
		const column = Array.from({ length: 1000 }, (_, row) => (row === 517 ? 99 : row === 518 ? -99 : row % 7));
		const rows = thinRows([column, column], 1000, 40);
		expect(rows.length).toBeLessThanOrEqual(40);
		expect(rows).toEqual([...rows].sort((a, b) => a - b));
		expect(rows).toEqual(expect.arrayContaining([0, 517, 518, 999]));
	});
});
