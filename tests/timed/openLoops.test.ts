import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestFromTrace } from '../../workers/cases/requestFor.ts';
import { goProgramOf } from '../../workers/goProgram/goProgram.ts';
import { readPasted } from '../../workers/importers/readRecording.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { asTrace } from '../../workers/score/asTrace.ts';
import { allowance, metricBars } from '../../workers/score/bars.ts';
import { median } from '../../workers/score/estimate.ts';
import {
	buildPrograms,
	everyVariant,
	hasGo,
	link,
	ownBytes,
	requestOf,
	resultIn,
	type BuiltPrograms,
	type Result
} from '../programs/stateProgram.ts';

const execute = promisify(execFile);
const MiB = 2 ** 20;

/** Runs of each program: as many as a recording has repetitions, which the bars take their spread from. */
const PROCESSES = 8;
/** How often a program is started at most: like a repetition of a recording, a run that was kept waiting is tried again. */
const ATTEMPTS = 10;
/** They sleep nearly all of the time, but more at once would keep each other waiting. */
const AT_ONCE = 4;

/** The case's own load, slower and shorter: an open loop that a machine with other work to do keeps up with as well. */
function openLoop(slug: string, fixed: boolean): SimulationRequest {
	return requestOf(slug, {
		...{ fixed, phases: 'load:1300ms+idle:240ms,rate=0', gomaxprocs: 2, rate: 100, burst: 1, closed: 0 },
		...{
			hold: 20e6,
			holddist: 'constant',
			arrival: 'even',
			gcperiod: 200e6,
			attackbody: 1 * MiB,
			attack: 0.1
		},
		body: slug === 'large-struct' ? 1 * MiB : slug === 'expensive-new' ? 2000 : 32 * 1024
	});
}

const openPrograms = everyVariant.map(({ slug, fixed, variant }) => {
	const request = openLoop(slug, fixed);
	return { slug, variant, request, program: goProgramOf(request, link) };
});

/** The bars of those metrics that a program prints. */
const barsOfPrograms = metricBars.timed.filter(
	([name]) => !['p90HeapObjects', 'meanResidents', 'meanRSS'].includes(name)
);

/** Simulated repetitions of a run: on which P a goroutine wakes up is chance, in the process as in the model. */
const REPETITIONS = 5;

/** What the model says of the very run that a program has printed, with rows at its samples: the middle one of several. */
function predictionOf(out: string): Record<string, number> {
	const pasted = readPasted(out);
	if (!pasted.ok) throw new Error(pasted.error);
	const { trace, samples } = pasted.recording;
	const request = {
		...requestFromTrace(trace),
		at: { timeNs: [...(samples?.columns.timeNs ?? [])], sampler: true as const }
	};
	const all = Array.from({ length: REPETITIONS }, (_, repetition) => {
		const repeated = { ...request, repetition };
		return asTrace(repeated, simulate(repeated), null).metrics as Record<string, number>;
	});
	const names = Object.keys(all[0] ?? {});
	return Object.fromEntries(names.map((name) => [name, median(all.map((metrics) => metrics[name] ?? NaN))]));
}

/** Metrics of somebody's prediction that lie outside of the bars around what processes printed, in words. */
function outsideOf(results: readonly Result[], predicted: Record<string, number>): string[] {
	return barsOfPrograms.flatMap(([name, bar]) => {
		const measured = results.flatMap(({ metrics }) => metrics[name] ?? []);
		const [low, high] = [Math.min(...measured), Math.max(...measured)];
		const value = predicted[name] ?? NaN;
		const own = name === 'allocBytesPerOp' ? ownBytes / 140 : /heap|alloc/i.test(name) ? ownBytes : 0;
		const allowed = Math.max(allowance(bar, mean(measured), high - low), own);
		const inside = value >= low && value <= high;
		if (inside || Math.abs(value - mean(measured)) <= allowed) return [];
		return [`${name}: ${measured.join(', ')} measured, ${value} predicted`];
	});
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What the model misses: it is told of the moments at which each process was kept waiting. */
function missesOf(outs: readonly string[]): string[] {
	const predictions = outs.map(predictionOf);
	const means = Object.keys(predictions[0] ?? {}).map((name) => [
		name,
		mean(predictions.map((metrics) => metrics[name] ?? NaN))
	]);
	return outsideOf(outs.map(resultIn), Object.fromEntries(means) as Record<string, number>);
}

/** How much a process misses that is held to the others of the same program, on average. */
function missedByAnother(outs: readonly string[]): number {
	const results = outs.map(resultIn);
	if (results.length < 2) return 0;
	const others = (left: number) => results.filter((_, index) => index !== left);
	return mean(results.map(({ metrics }, index) => outsideOf(others(index), metrics).length));
}

describe.skipIf(!hasGo)('open loops of real processes (skipped where there is no Go)', () => {
	let built: BuiltPrograms;
	const runs = new Map<string, string[]>(openPrograms.map(({ program }) => [program.name, []]));
	const runsOf = (name: string) => runs.get(name) ?? [];
	const onTime = (out: string) => !resultIn(out).stalls?.length;

	beforeAll(async () => {
		built = buildPrograms(openPrograms.map(({ program }) => program));
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const again = openPrograms.filter(
				({ program: { name } }) => attempt < PROCESSES || runsOf(name).filter(onTime).length < PROCESSES
			);
			for (let i = 0; i < again.length; i += AT_ONCE) {
				await Promise.all(
					again.slice(i, i + AT_ONCE).map(async ({ program }) => {
						const { stdout } = await execute(built.pathOf(program), { timeout: 30_000 });
						runsOf(program.name).push(stdout);
					})
				);
			}
		}
	}, 300_000);

	afterAll(() => built.remove());

	test.each(openPrograms)('$slug, $variant: every process does what it is asked', ({ program, request }) => {
		const { totals } = simulate(request);
		expect(runsOf(program.name).length).toBeGreaterThanOrEqual(PROCESSES);
		for (const out of runsOf(program.name)) {
			const { metrics } = resultIn(out);
			expect([metrics.requests, metrics.gets]).toEqual([130, totals.gets]);
			if (!onTime(out)) continue;
			expect(Math.abs((metrics.gcForced ?? NaN) - totals.forcedGC)).toBeLessThanOrEqual(1);
		}
	});

	test('nearly all of their metrics lie inside the bars, as far as the machine lets them run on time', () => {
		// Where the machine is busy, a process is told by the moments at which it was kept waiting, and the model of them.
		const judged = openPrograms.map(({ program: { name } }) => {
			const punctual = runsOf(name).filter(onTime).slice(0, PROCESSES);
			return { name, outs: punctual.length > 1 ? punctual : runsOf(name), late: punctual.length < 2 };
		});
		const found = judged.map(({ name, outs }) => ({ name, missed: missesOf(outs) }));
		const all = judged.length * barsOfPrograms.length;
		const outside = found.reduce((sum, { missed }) => sum + missed.length, 0);
		const another = judged.reduce((sum, { outs }) => sum + missedByAnother(outs), 0);
		const late = judged.filter((program) => program.late).length;
		process.stdout.write(
			`open loops: ${all - outside} of ${all} metrics inside their bars, where another run of the process misses ` +
				`${another.toFixed(1)}; the machine kept ${late} of ${judged.length} programs waiting again and again\n`
		);
		for (const { name, missed } of found) {
			if (missed.length > 0) process.stdout.write(`  ${name}: ${missed.join('; ')}\n`);
		}
		// Where the machine is busy the processes differ more from each other, and so from the model.
		expect(outside).toBeLessThanOrEqual(Math.max(0.08 * all, 1.5 * another));
	});
});
