import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFiles } from '../../workers/cli/listFiles.ts';
import { run } from '../../workers/cli/run.ts';
import { traceFolder } from './scoreTraces.ts';

const exact = `${traceFolder}/e10-steady-1MiB-b6.json`;

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'poolscope-score-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true });
});

/** Runs the command line as the shell would. */
async function poolscope(...args: string[]) {
	let out = '';
	let notes = '';
	let err = '';
	const io = {
		print: (text: string) => void (out += text),
		save: () => Promise.resolve(),
		note: (text: string) => void (notes += text),
		list: listFiles,
		open: (path: string) => Promise.resolve({ bytes: [readFileSync(path)], sizeBytes: 0 })
	};
	const status = await run(args, io, (text) => (err += text));
	return { status, out, notes, err };
}

/** A file with a changed copy of a trace. */
function changed(
	change: (file: { samples: Record<string, number[]>; params: Record<string, unknown> }) => void
) {
	const file = JSON.parse(readFileSync(exact, 'utf8')) as Parameters<typeof change>[0];
	change(file);
	const path = join(folder, 'changed.json');
	writeFileSync(path, JSON.stringify(file));
	return path;
}

describe('score', () => {
	test('ends with 0 when every bar is kept, and with 1 when one is missed', async () => {
		expect(await poolscope('score', exact)).toMatchObject({ status: 0, err: '' });
		const wrong = await poolscope(
			'score',
			exact,
			changed(({ samples }) => (samples.news![5]! += 3))
		);
		expect(wrong.status).toBe(1);
		expect(wrong.out).toMatch(/^news at op \d+ .*OUTSIDE$/m);
		expect(wrong.out).toContain('2 traces, 1 of them outside: 27 bars of 28 kept.');
	});

	test('prints every metric with measured, predicted, error and bar, in JSON as well', async () => {
		const { out } = await poolscope('score', exact);
		expect(out).toMatch(/^e10-steady-1MiB-b6 \(exact, steady\): inside$/m);
		expect(out).toMatch(/^residents gc1 +6 +6 +0 % +equal +inside$/m);
		const json = JSON.parse((await poolscope('score', exact, '--format', 'json')).out) as {
			inside: boolean;
			traces: { id: string; rows: Record<string, unknown>[] }[];
			summary: Record<string, unknown>[];
		};
		expect(json.inside).toBe(true);
		expect(json.traces[0]?.rows[0]).toEqual({
			metric: 'op',
			at: { row: 0, op: 0 },
			measured: { min: 0, max: 0, mean: 0, n: 1 },
			predicted: 0,
			error: 0,
			relativeError: 0,
			allowed: 0,
			inside: true,
			bar: 'equal'
		});
		const help = (await poolscope('help', 'score')).out;
		const fields = [json, ...json.traces, ...json.traces[0]!.rows, ...json.summary].flatMap(Object.keys);
		for (const field of fields) expect(help).toMatch(new RegExp(`\\b${field}\\b`));
	});

	test('says how near real runs are to each other, beside the model', async () => {
		const timed = join(traceFolder, 't01-steady-4k.json');
		const { out } = await poolscope('score', exact, timed);
		expect(out.replaceAll(/\s+/g, ' ')).toMatch(
			/Of the 14 bars of timed runs, held to all repetitions but one, the one left out misses [\d.]+, the model [\d.]+\. $/
		);
		const json = JSON.parse((await poolscope('score', timed, '--format', 'json')).out) as {
			againstOthers: Record<string, unknown>[];
		};
		expect(json.againstOthers).toHaveLength(1);
		const help = (await poolscope('help', 'score')).out;
		for (const field of Object.keys(json.againstOthers[0]!))
			expect(help).toMatch(new RegExp(`\\b${field}\\b`));
	});

	test('prints Markdown, and on request only what is missed', async () => {
		const path = changed(({ samples }) => (samples.news![5]! += 3));
		const { out } = await poolscope('score', exact, path, '--missed', '--format', 'markdown');
		expect(out).toContain('| exact | news | 2 | 1 |');
		expect(out.match(/^### /gm)).toHaveLength(1);
		expect(out.match(/OUTSIDE/g)).toHaveLength(1);
	});

	test.each([
		[[], 'Name traces: files, folders or patterns.'],
		[['/nowhere.json'], '/nowhere.json cannot be read: there is no such file.'],
		[['/nowhere*.json'], 'No file fits /nowhere*.json.']
	])('%j ends with 2 and a sentence', async (args, sentence) => {
		expect(await poolscope('score', ...args)).toMatchObject({
			status: 2,
			out: '',
			err: `poolscope: ${sentence}\n`
		});
	});

	test('says of a file that is no trace what is missing', async () => {
		const path = join(folder, 'other.json');
		writeFileSync(path, '{"params":{"scenario":"steady"}}');
		expect((await poolscope('score', path)).err).toBe(
			`poolscope: ${path} cannot be scored: it has no samples or no repetitions (samples, reps).\n`
		);
	});

	test('says which parameter of a trace cannot be run', async () => {
		const path = changed(({ params }) => (params.scenario = 'unheard-of'));
		expect((await poolscope('score', path)).err).toMatch(/There is no case for the scenario "unheard-of"/);
	});
});

describe('simulate --params', () => {
	test('adds samples, metrics and end states under the trace’s own names, at its own rows', async () => {
		const { out } = await poolscope('simulate', '--params', exact, '--format', 'json');
		const trace = JSON.parse(readFileSync(exact, 'utf8')) as {
			samples: Record<string, number[]>;
			reps: { metrics: Record<string, number>; end: Record<string, unknown>[] }[];
		};
		const result = JSON.parse(out) as typeof trace & (typeof trace)['reps'][0];
		for (const column of ['op', 'gets', 'puts', 'news', 'inUse', 'numGC', 'poolPrimary', 'poolVictim']) {
			expect(result.samples[column], column).toEqual(trace.samples[column]);
		}
		const columns = Object.keys(trace.samples).filter((name) => name !== 'heapUnused');
		expect(Object.keys(result.samples).sort()).toEqual(columns.sort());
		expect(Object.keys(result.metrics).sort()).toEqual(Object.keys(trace.reps[0]!.metrics).sort());
		for (const [index, state] of trace.reps[0]!.end.entries()) {
			expect(Object.keys(result.end[index]!)).toEqual(expect.arrayContaining(Object.keys(state)));
		}
		const help = (await poolscope('help', 'simulate')).out;
		for (const name of [...Object.keys(result.samples), ...Object.keys(result.end[0]!)]) {
			expect(help).toMatch(new RegExp(`\\b${name}\\b`));
		}
	});

	test.each([
		['e10-steady-1MiB-b6', 'op'],
		['n30-copied-4096-fixed', 'op'],
		['t05-large-16MiB-gc4', 't']
	])('%s has its rows where the trace has them, by %s', async (id, clock) => {
		const path = `${traceFolder}/${id}.json`;
		const { out } = await poolscope('simulate', '--params', path, '--format', 'json');
		const { samples } = JSON.parse(out) as { samples: Record<string, number[]> };
		const recorded = (JSON.parse(readFileSync(path, 'utf8')) as typeof samples & { samples: typeof samples })
			.samples;
		expect(samples[clock]).toEqual(recorded[clock]);
	});

	test('has the metrics that the score holds to the recording, of a run whose repetitions differ', async () => {
		const path = `${traceFolder}/t05-large-16MiB-gc4.json`;
		const { metrics } = JSON.parse(
			(await poolscope('simulate', '--params', path, '--format', 'json')).out
		) as { metrics: Record<string, number> };
		const { traces } = JSON.parse((await poolscope('score', path, '--format', 'json')).out) as {
			traces: { rows: { metric: string; predicted: number }[] }[];
		};
		const { rows } = traces[0]!;
		expect(rows.length).toBeGreaterThan(10);
		for (const { metric, predicted } of rows) expect(metrics[metric], metric).toBe(predicted);
	});

	test('takes the parameters of a run alone, and samples as the harness would', async () => {
		const { params } = JSON.parse(readFileSync(`${traceFolder}/t05-large-16MiB-gc4.json`, 'utf8')) as {
			params: { sampleNs: number; durationNs: number };
		};
		const path = join(folder, 'params.json');
		writeFileSync(path, JSON.stringify(params));
		const { samples } = JSON.parse(
			(await poolscope('simulate', '--params', path, '--format', 'json')).out
		) as { samples: { t: number[] } };
		// A sampler is late by up to a millisecond, for which netpoll waits, and by what waking takes.
		expect((samples.t[1] ?? NaN) - params.sampleNs / 1e9).toBeGreaterThan(0);
		expect((samples.t[1] ?? NaN) - params.sampleNs / 1e9).toBeLessThan(1.5e-3);
		expect(samples.t.at(-1)).toBeGreaterThan(params.durationNs / 1e9);
	});
});

describe('calibrate', () => {
	test('prints a record that simulate and score take', async () => {
		const { out, notes, status } = await poolscope('calibrate', `${traceFolder}/n0*.json`);
		expect(status).toBe(0);
		expect(notes).toMatch(/^Measured: .*baseHeapBytes/);
		const path = join(folder, 'calibration.json');
		writeFileSync(path, out.replace(/"baseHeapBytes": \d+/, '"baseHeapBytes": 1000000'));
		const args = ['simulate', '--params', exact, '--format', 'json', '--calibration', path];
		const { samples } = JSON.parse((await poolscope(...args)).out) as { samples: { heapObjects: number[] } };
		expect(samples.heapObjects[0]).toBeGreaterThan(1e6);
		expect((await poolscope('score', exact, '--calibration', path)).status).toBe(0);
	});

	test('says what is wrong with a record', async () => {
		const path = join(folder, 'calibration.json');
		writeFileSync(path, '{"allocNS":1}');
		expect((await poolscope('score', exact, '--calibration', path)).err).toBe(
			`poolscope: ${path} is no calibration: there is no "allocNS".\n`
		);
	});
});

describe('files', () => {
	test('a folder stands for its files, and * and ? for parts of a name', async () => {
		mkdirSync(join(folder, 'in'));
		for (const name of ['b.json', 'a.json', 'a.txt', '.hidden.json'])
			writeFileSync(join(folder, 'in', name), '');
		const paths = (...names: string[]) => names.map((name) => `${folder}/in/${name}`);
		expect(await listFiles(`${folder}/in/`, '.json')).toEqual(paths('.hidden.json', 'a.json', 'b.json'));
		expect(await listFiles(`${folder}/i?/*.json`, '.json')).toEqual(paths('a.json', 'b.json'));
		expect(await listFiles(`${folder}/*/a.*`, '.json')).toEqual(paths('a.json', 'a.txt'));
		await expect(listFiles(`${folder}/*.json`, '.json')).rejects.toThrow('No file fits');
		await expect(listFiles(folder, '.json')).rejects.toThrow('has no files that end in .json');
	});
});
