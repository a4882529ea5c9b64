import { describe, expect, test } from 'vitest';
import { defaultCalibration } from '../../workers/model/calibration.ts';
import { calibrate } from '../../workers/score/calibrate.ts';
import { calibrationFrom } from '../../workers/score/calibrationFrom.ts';
import { fitShares, lineOverPs, median } from '../../workers/score/estimate.ts';
import { repeatTrace } from '../../workers/score/repeat.ts';
import { kindOf } from '../../workers/score/trace.ts';
import { traceNamed, traces } from './scoreTraces.ts';

describe('calibrate', () => {
	const all = traces();
	const { calibration, measured } = calibrate(all, defaultCalibration);

	test('finds the heap, the stacks and the resident memory of the process that was recorded', () => {
		for (const { id, params, reps, samples } of all) {
			if (params.live > 0) continue;
			const heap = calibration.baseHeapBytes + calibration.baseHeapBytesPerP * (params.gomaxprocs - 1);
			// A process that has one more thread has 5 KiB more heap and 32 KiB more stacks.
			expect(Math.abs(heap / median(reps.map(({ baseline }) => baseline!.heapObjects)) - 1), id).toBeLessThan(
				0.08
			);
			if (kindOf(params) !== 'exact') continue;
			const { rss } = repeatTrace(traceNamed(`${id}.json`), calibration).samples;
			expect(Math.abs(rss[0]! / samples.rss[0]! - 1), id).toBeLessThan(0.05);
		}
	});

	test('says which fields the traces decided, and keeps all others', () => {
		expect(measured).toEqual(
			expect.arrayContaining(['baseHeapBytes', 'loop', 'wakeLatencyNs', 'collector.markBaseNs'])
		);
		for (const [name, value] of Object.entries(defaultCalibration)) {
			if (name === 'collector' || measured.includes(name)) continue;
			expect(calibration, name).toHaveProperty(name, value);
		}
	});

	test('leaves what a further P costs to the default when all runs have one P', () => {
		const onePs = all.filter(({ params }) => params.gomaxprocs === 1);
		expect(calibrate(onePs, defaultCalibration).calibration.baseHeapBytesPerP).toBe(
			defaultCalibration.baseHeapBytesPerP
		);
	});

	test('decides nothing without traces', () => {
		expect(calibrate([], defaultCalibration)).toEqual({ calibration: defaultCalibration, measured: [] });
	});

	test('gives a record that is read back', () => {
		expect(calibrationFrom(JSON.parse(JSON.stringify(calibration)))).toEqual({ ok: true, calibration });
	});
});

describe('a calibration file', () => {
	test('may name a part; the rest is the default', () => {
		const read = calibrationFrom({ allocNs: 1, collector: { markObjectNs: 2 } });
		expect(read).toMatchObject({ ok: true, calibration: { allocNs: 1, endNs: defaultCalibration.endNs } });
		expect(read).toMatchObject({
			calibration: { collector: { ...defaultCalibration.collector, markObjectNs: 2 } }
		});
	});

	test.each([
		[[], 'it is not a record of numbers.'],
		[{ allocNS: 1 }, 'there is no "allocNS".'],
		[{ allocNs: '1' }, '"allocNs" is not a number from 0 on.'],
		[{ collector: 1 }, '"collector" is not a record of numbers.'],
		[{ collector: { scanByteNs: -1 } }, '"collector.scanByteNs" is not a number from 0 on.']
	])('%j is refused in a sentence', (file, error) => {
		expect(calibrationFrom(file)).toEqual({ ok: false, error });
	});
});

describe('estimates', () => {
	test('a line over Ps goes through what one P has, and one stray process does not move it', () => {
		const at = (gomaxprocs: number, value: number) => ({ gomaxprocs, value });
		const line = [1, 2, 8, 64].flatMap((ps) => [at(ps, 100 + 10 * (ps - 1)), at(ps, 100 + 10 * (ps - 1))]);
		expect(lineOverPs([...line, at(8, 5_000), at(1, 0)], 0)).toEqual({ first: 100, further: 10 });
		expect(lineOverPs([at(2, 110), at(4, 130)], 0)).toEqual({ first: 100, further: 10 });
		expect(lineOverPs([at(4, 90)], 10)).toEqual({ first: 60, further: 10 });
		expect(lineOverPs([], 10)).toBeNull();
	});

	test('shares are found again, and none is below zero', () => {
		const observations = [
			[1, 0, 5],
			[2, 1, 0],
			[0, 3, 1],
			[4, 4, 4]
		].map((features) => ({ features, value: 3 * features[0]! + 7 * features[1]! + 0.5 * features[2]! }));
		expect(fitShares(observations)?.map((share) => Number(share.toFixed(6)))).toEqual([3, 7, 0.5]);
		expect(fitShares(observations.slice(0, 2))).toBeNull();
		expect(
			fitShares([
				{ features: [1, 1], value: 1 },
				{ features: [1, 2], value: 0.5 }
			])?.every((s) => s >= 0)
		).toBe(true);
	});
});
