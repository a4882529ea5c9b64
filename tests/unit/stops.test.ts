import { expect, test } from 'vitest';
import { nearestStop, stopsOf } from '#lib/controls/stops.ts';
import { parameterNames, parameters, type Parameter } from '#workers/model/parameters.ts';

const sliders = parameterNames
	.map((name): Parameter => parameters[name])
	.filter((row) => row.sliderMax !== undefined);

test('every stop of every slider is a value that the parameter takes, and all differ', () => {
	expect(sliders.length).toBeGreaterThan(10);
	for (const row of sliders) {
		const stops = stopsOf(row);
		expect(new Set(stops).size, row.name).toBe(stops.length);
		expect(stops.length, row.name).toBeLessThanOrEqual(160);
		for (const stop of stops) {
			expect(stop, row.name).toBeGreaterThanOrEqual(row.min ?? 0);
			expect(stop, row.name).toBeLessThanOrEqual(row.max ?? Infinity);
			if (row.kind === 'count' || row.kind === 'bytes' || row.kind === 'duration') {
				expect(Number.isInteger(stop), `${row.name} ${stop}`).toBe(true);
			}
		}
	}
});

test('a slider rises from left to right; only GOGC=off stands after the largest', () => {
	for (const row of sliders) {
		const stops = stopsOf(row).filter((stop) => stop !== -1);
		expect(stops, row.name).toEqual([...stops].sort((a, b) => a - b));
	}
	expect(stopsOf(parameters.gogc).at(-1)).toBe(-1);
});

test('a slider reaches both ends of its usual range, and nothing where nothing is a value', () => {
	const procs = stopsOf(parameters.gomaxprocs);
	expect([procs[0], procs.at(-1)]).toEqual([1, 64]);
	expect(stopsOf(parameters.memlimit)[0]).toBe(0);
	expect(stopsOf(parameters.attack)[0]).toBe(0);
});

test('every stop is nearest to itself, so that a thumb does not jump', () => {
	for (const row of sliders) {
		const stops = stopsOf(row);
		stops.forEach((stop, i) => expect(nearestStop(stop, stops), `${row.name} ${stop}`).toBe(i));
	}
});

test('a typed value beyond the ends stands at the end', () => {
	const stops = stopsOf(parameters.gomaxprocs);
	expect(nearestStop(1024, stops)).toBe(stops.length - 1);
	expect(nearestStop(9, stops)).toBe(stops.indexOf(10));
});
