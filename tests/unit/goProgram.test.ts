import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseBySlug, cases, defaultCase } from '../../workers/cases/index.ts';
import { requestFor, requestFromTrace } from '../../workers/cases/requestFor.ts';
import { run } from '../../workers/cli/run.ts';
import { goProgramOf, type GoProgram } from '../../workers/goProgram/goProgram.ts';
import { readPasted, readRecording } from '../../workers/importers/readRecording.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { asTrace } from '../../workers/score/asTrace.ts';
import { allowance, metricBars } from '../../workers/score/bars.ts';
import { median } from '../../workers/score/estimate.ts';

const execute = promisify(execFile);
const MiB = 2 ** 20;
const link = '#v1;case=oversized-dos;model=1';

function requestOf(slug: string, params: Partial<Params>): SimulationRequest {
	return requestFor(caseBySlug(slug) ?? defaultCase, params, 100);
}

/** One request after the other and a collection after every fifty: counts that no machine's speed can change. */
function byCounts(slug: string, fixed: boolean): SimulationRequest {
	return requestOf(slug, {
		...{
			fixed,
			phases: '',
			gomaxprocs: 1,
			closed: 1,
			ops: 400,
			gcevery: 50,
			gogc: -1,
			hold: 0,
			rate: 0,
			burst: 1
		},
		...{ gcperiod: 0, garbage: 0, arrival: 'even', holddist: 'constant', attackbody: 1 * MiB },
		body: slug === 'large-struct' ? 1 * MiB : slug === 'expensive-new' ? 2000 : 48 * 1024
	});
}

/** An open loop with two phases, the second without load. */
const timed = requestOf('oversized-dos', {
	...{ phases: 'load:400ms+idle:200ms,rate=0', arrival: 'even', rate: 500, hold: 1e6, gcperiod: 100e6 },
	...{ gomaxprocs: 2, attackbody: 64 * 1024, holddist: 'exponential', bodydist: 'lognormal', bodysigma: 0.5 }
});

/** Four workers that sleep between two requests; the first sends the large ones, and a Grow is all that it does. */
const idling = requestOf('steady', {
	...{ phases: '', gomaxprocs: 1, closed: 4, ops: 25, hold: 1e6, idle: 1e6, rate: 0, gogc: -1, gcperiod: 0 },
	...{ body: 1024, attack: 0.25, attackby: 'worker', attackbody: 1 * MiB, touch: false, garbage: 0 }
});

const everyProgram = cases.flatMap(({ slug }) =>
	[false, true].map((fixed) => ({
		slug,
		fixed,
		variant: fixed ? 'fixed' : 'bug',
		request: byCounts(slug, fixed)
	}))
);

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

const openPrograms = everyProgram.map(({ slug, fixed, variant }) => ({
	...{ slug, variant, request: openLoop(slug, fixed) },
	folder: `open-${slug}-${variant}`
}));

/** What a program needs for itself, its rows and its report [bytes]. */
const ownBytes = 200_000;

const hasGo = spawnSync('go', ['version']).status === 0;

/** The first line of what a program prints. */
function resultIn(out: string): Result {
	return JSON.parse(out.split('\n')[0] ?? '') as Result;
}

interface Result {
	metrics: Record<string, number>;
	stalls: [due: number, started: number, requests: number][] | null;
	end: { heapObjects: number }[];
	params: Record<string, unknown>;
}

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
	const request = { ...requestFromTrace(trace), at: { timeNs: [...(samples?.columns.timeNs ?? [])] } };
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

describe('the program of a state', () => {
	test('names the case, the variant and the seed, and has the link in its head', () => {
		const { name, text } = goProgramOf(requestOf('oversized-dos', { seed: 7, fixed: true }), link);
		expect(name).toBe('oversized-dos-fixed-seed7.go');
		expect(text).toContain(`// What Poolscope simulates as ${link}\n`);
	});

	test('imports the standard library alone, and each package once', () => {
		for (const { request } of everyProgram) {
			const { text } = goProgramOf(request, link);
			const block = /import \(\n([^)]*)\)/.exec(text)?.[1] ?? '';
			const names = [...block.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
			expect(names.length).toBeGreaterThan(5);
			expect(names.filter((name) => name.includes('.'))).toEqual([]);
			expect(new Set(names).size).toBe(names.length);
		}
	});

	test('has a phase for each of the run’s, with what each changes', () => {
		const { text } = goProgramOf(requestOf('oversized-dos', {}), link);
		const phases = /var phases = \[\]phase\{\n([\s\S]*?)\n\}/.exec(text)?.[1]?.split('\n') ?? [];
		expect(phases).toHaveLength(3);
		expect(phases.map((phase) => phase.includes('attack: 0.04,'))).toEqual([false, true, false]);
		expect(phases[2]).toContain('length: 14 * time.Second');
		expect(phases[0]).toContain('gcPeriod: 2 * time.Second');
	});

	test.each([
		[{ window: 4 }, 'window'],
		[{ stalls: '1-2' }, 'stalls'],
		[{ phases: 'a:1s+b:1s,fixed=on' }, 'change between bug and fix'],
		[{ race: true }, '-race']
	] as [Partial<Params>, string][])('says in its head what %j cannot be taken over', (params, word) => {
		const { text, notes } = goProgramOf(requestOf('steady', params), link);
		expect(notes.join()).toContain(word);
		expect(text).toContain(`// ${notes[0]}`);
	});

	test('takes over who attacks, how long workers sleep between requests, and whether they touch their bodies', () => {
		const { text } = goProgramOf(idling, link);
		expect(text).toContain('attackers: 1, hold: 1 * time.Millisecond, idle: 1 * time.Millisecond');
		expect(text).toContain('\tx.Grow(size)\n');
		expect(text).not.toContain('\twrite(x, size)\n');
		expect(goProgramOf(requestOf('steady', {}), link).text).toContain('\twrite(x, size)\n');
	});

	test('cannot be broken out of by what a link says', () => {
		const hostile = '#v1;case=steady;x=1\npackage evil\r\n';
		const { text } = goProgramOf(requestOf('steady', { phases: 'a`b:1s' }), hostile);
		expect(text).not.toMatch(/^package evil/m);
		expect(text.match(/`/g)?.length).toBe(
			goProgramOf(requestOf('steady', {}), link).text.match(/`/g)?.length
		);
	});
});

test('poolscope program writes the very program of a link', async () => {
	const saved = new Map<string, string>();
	const status = await run(
		['program', '--link', '#v1;case=steady;gomaxprocs=2;model=1', '-o', 'main.go'],
		{
			print: () => undefined,
			note: () => undefined,
			list: () => Promise.resolve([]),
			open: () => Promise.reject(new Error('no files here')),
			save: (path, text) => Promise.resolve(void saved.set(path, text))
		},
		(text) => expect(text).toBe('')
	);
	expect(status).toBe(0);
	expect(saved.get('main.go')).toBe(
		goProgramOf(requestOf('steady', { gomaxprocs: 2 }), '#v1;case=steady;gomaxprocs=2;model=1').text
	);
});

describe('what a program prints', () => {
	const printed =
		'{"poolscope":"run","params":{"scenario":"steady","gomaxprocs":4},"goVersion":"go1.26","metrics":{"gcCount":2},"collections":[0.5,1.25]}\n' +
		'{"poolscope":"samples","samples":{"t":[0,1,2],"heapObjects":[100,300,200],"gets":[0,5,9]}}\n';

	test('is read as a recording with its samples and its collections', () => {
		const imported = readPasted(printed);
		if (!imported.ok) throw new Error(imported.error);
		const { recording } = imported;
		expect(recording.kind).toBe('program');
		expect([...(recording.samples?.columns.timeNs ?? [])]).toEqual([0, 1e9, 2e9]);
		expect([...(recording.samples?.columns.heapBytes ?? [])]).toEqual([100, 300, 200]);
		expect([...recording.collections.columns.markEndNs]).toEqual([5e8, 1.25e9]);
		expect(recording.notes.join()).toContain('go1.26');
	});

	test('says when the machine kept its load waiting, and has it for a simulation of this very run', () => {
		const late = printed.replace('"collections"', '"stalls":[[1000,9000,3],[500000,512000,6]],"collections"');
		const imported = readPasted(late);
		if (!imported.ok) throw new Error(imported.error);
		expect(imported.recording.notes.join()).toContain('kept its load waiting 2 times, for 20 ms in all');
		expect(requestFromTrace(imported.recording.trace).params.stalls).toBe('1000-9000,500000-512000');
	});

	test('is found in the middle of a terminal’s text, in pieces of any length', async () => {
		const whole = `$ go run steady-bug-seed1.go\ngc 1 @0.01s nonsense\n${printed}$ \n`;
		for (const size of [1, 7, 1000]) {
			const bytes = new TextEncoder().encode(whole);
			const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
				bytes.subarray(i * size, (i + 1) * size)
			);
			const imported = await readRecording(pieces);
			expect(imported.ok && imported.recording.samples?.count, `in pieces of ${size}`).toBe(3);
		}
	});

	test.each([
		[printed.slice(0, printed.indexOf('\n')), 'its second line holds the samples'],
		['{"poolscope":"run","params":{}}\n{"poolscope":"samples","samples":{"t":[]}}', 'without samples']
	])('gives a sentence where it is cut short: %#', (text, sentence) => {
		const imported = readPasted(text);
		expect(imported.ok ? '' : imported.error).toContain(sentence);
	});
});

describe.skipIf(!hasGo)('with the Go of this machine (skipped where there is none)', () => {
	let folder = '';
	const folderOf = ({ name }: GoProgram) => name.replace(/\.go$/, '');

	function runProgram(program: GoProgram): { result: Result; out: string } {
		const out = execFileSync(join(folder, 'bin', folderOf(program)), { encoding: 'utf8', timeout: 30_000 });
		return { result: resultIn(out), out };
	}

	const programs = [
		...everyProgram.map(({ request }) => goProgramOf(request, link)),
		// The names of these are those of others: they stand in folders of their own.
		{ ...goProgramOf(timed, link), name: 'timed.go' },
		{ ...goProgramOf(idling, link), name: 'idling.go' }
	];
	programs.push(
		...openPrograms.map(({ request, folder: name }) => ({
			...goProgramOf(request, link),
			name: `${name}.go`
		}))
	);

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'poolscope-go-'));
		mkdirSync(join(folder, 'bin'));
		writeFileSync(join(folder, 'go.mod'), 'module programs\n\ngo 1.22\n');
		for (const program of programs) {
			mkdirSync(join(folder, folderOf(program)));
			writeFileSync(join(folder, folderOf(program), 'main.go'), program.text);
		}
		execFileSync('go', ['build', '-p', '2', '-o', `bin/`, './...'], { cwd: folder, stdio: 'pipe' });
	}, 180_000);

	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	test('every program is as gofmt writes it', () => {
		expect(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' })).toBe('');
	});

	test.each(everyProgram)('$slug, $variant: the process lands inside the bars', ({ request }) => {
		const { result } = runProgram(goProgramOf(request, link));
		const { metrics } = result;
		const predicted = asTrace(request, simulate(request), null).metrics as Record<string, number>;
		const { totals } = simulate(request);
		const within = (name: string, share: number, absolute: number) => {
			const distance = Math.abs((metrics[name] ?? NaN) - (predicted[name] ?? NaN));
			const allowed = Math.max(absolute, share * (predicted[name] ?? 0));
			expect(
				distance,
				`${name}: ${metrics[name]} measured, ${predicted[name]} predicted`
			).toBeLessThanOrEqual(allowed);
		};
		expect(metrics.requests).toBe(400);
		expect(metrics.gcForced).toBe(8);
		// Which requests fail or attack, and what that does to the pool, is the same to the last one.
		expect([metrics.gets, metrics.puts, metrics.dropped]).toEqual([
			totals.gets,
			totals.puts,
			request.use.bug.skipPutOnError ? 0 : totals.dropped
		]);
		within('gcCount', 0.03, 1);
		within('news', 0.15, 2);
		within('peakInUse', 0.15, 2);
		// The program itself needs some 100 kB: its rows, its report.
		within('totalAllocBytes', 0.01, 160_000);
		within('heapAtStop', 0.1, 160_000);
		within('heapAfterGC1', 0.1, 160_000);
		within('heapAfterGC2', 0.1, 160_000);
		within('heapAfterGC3', 0.1, 160_000);
	});

	test('one worker attacks, with a quarter of the requests, and a buffer of its own', () => {
		const { metrics } = runProgram({ ...goProgramOf(idling, link), name: 'idling.go' }).result;
		const { totals } = simulate(idling);
		expect([metrics.requests, metrics.gets]).toEqual([100, totals.gets]);
		// Four workers in step: now and then the one that attacks takes another's buffer, so all may become large.
		for (const bytes of [metrics.totalAllocBytes ?? NaN, totals.totalAllocBytes]) {
			expect(bytes).toBeGreaterThan(1 * MiB);
			expect(bytes).toBeLessThan(5 * MiB + ownBytes);
		}
	});

	test('in an open loop every process does what it is asked, and nearly all of its metrics lie inside the bars', async () => {
		const seen = new Map<string, string[]>(openPrograms.map(({ folder: name }) => [name, []]));
		let misses = new Map<string, string[]>();
		// The bars know the spread of repetitions: each program runs twice, and what lies outside once more.
		for (let round = 0; round < 3; round++) {
			const again = openPrograms.filter(({ folder: name }) => round < 2 || misses.has(name));
			// They sleep nearly all of the time, but more at once would keep each other waiting.
			for (let i = 0; i < again.length; i += 4) {
				await Promise.all(
					again.slice(i, i + 4).map(async ({ folder: name }) => {
						const { stdout } = await execute(join(folder, 'bin', name), { timeout: 30_000 });
						seen.get(name)?.push(stdout);
					})
				);
			}
			misses = new Map(
				openPrograms.flatMap(({ folder: name }) => {
					const found = missesOf(seen.get(name) ?? []);
					return found.length > 0 ? [[name, found] as const] : [];
				})
			);
		}
		// What a program does on time can be held to the model; of one that says it was kept waiting, only its counts.
		const onTime = (name: string) => (seen.get(name) ?? []).some((out) => !resultIn(out).stalls?.length);
		for (const { slug, variant, folder: name, request } of openPrograms) {
			for (const { metrics, stalls } of (seen.get(name) ?? []).map(resultIn)) {
				const { totals } = simulate(request);
				expect([metrics.requests, metrics.gets], `${slug}, ${variant}`).toEqual([130, totals.gets]);
				if (stalls?.length) continue;
				expect(
					Math.abs((metrics.gcForced ?? NaN) - totals.forcedGC),
					`${slug}, ${variant}`
				).toBeLessThanOrEqual(1);
			}
		}
		const judged = openPrograms.filter(({ folder: name }) => onTime(name));
		const all = judged.length * barsOfPrograms.length;
		const outside = judged.flatMap(({ folder: name }) => misses.get(name) ?? []).length;
		const another = judged.reduce((sum, { folder: name }) => sum + missedByAnother(seen.get(name) ?? []), 0);
		process.stdout.write(
			`open loops: ${all - outside} of ${all} metrics inside their bars, ` +
				`where another run of the process misses ${another.toFixed(1)}; the machine kept ${openPrograms.length - judged.length} of ${openPrograms.length} programs waiting\n`
		);
		for (const [name, found] of misses) process.stdout.write(`  ${name}: ${found.join('; ')}\n`);
		// Where the machine is busy the processes differ more from each other, and so from the model.
		expect(outside).toBeLessThanOrEqual(Math.max(0.15 * all, 1.5 * another));
	}, 120_000);

	test('phases, a rate and a period are kept, and what is printed can be drawn', () => {
		const { result, out } = runProgram({ ...goProgramOf(timed, link), name: 'timed.go' });
		expect(result.metrics.requests).toBe(200);
		expect(result.metrics.loadSeconds).toBeGreaterThanOrEqual(0.6);
		expect(result.metrics.gcForced).toBeGreaterThanOrEqual(3);
		expect(result.metrics.gcForced).toBeLessThanOrEqual(6);
		const imported = readPasted(out);
		if (!imported.ok) throw new Error(imported.error);
		const heap = imported.recording.samples?.columns.heapBytes ?? new Float64Array(0);
		expect(heap.length).toBeGreaterThan(20);
		expect(Math.max(...heap)).toBeLessThanOrEqual(result.metrics.peakHeapObjects ?? 0);
		expect(imported.recording.collections.count).toBe(result.metrics.gcCount);
		expect(result.params).toMatchObject({ scenario: 'oversized-dos', phases: timed.params.phases });
	});
});
