import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { caseBySlug, cases } from '../../workers/cases/index.ts';
import { requestFor, requestFromTrace, storyParams } from '../../workers/cases/requestFor.ts';
import { UsageError } from '../../workers/cli/command.ts';
import { commands, run } from '../../workers/cli/run.ts';
import { fill, table } from '../../workers/cli/table.ts';
import type { Totals } from '../../workers/model/frames.ts';
import { parameterNames, parameters } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { otherVariant, sayFix } from '../../workers/results/fix.ts';
import { fixField, toCsv, toJson } from '../../workers/results/result.ts';
import { verdictOf, verdictText } from '../../workers/results/verdict.ts';

const tracePath = fileURLToPath(new URL('../ground-truth/traces/e10-steady-1MiB-b6.json', import.meta.url));
const logPath = fileURLToPath(new URL('samples/gctrace-go1.26-pinned-payload.txt', import.meta.url));

/** Runs the command line as the shell would. */
async function poolscope(...args: string[]): Promise<{ status: number; out: string; err: string }> {
	let out = '';
	let err = '';
	const status = await run(
		args,
		{
			print: (text) => (out += text),
			list: (path) => Promise.resolve([path]),
			save: () => Promise.resolve(),
			note: () => undefined,
			open: (path) => {
				if (path === 'missing.txt')
					return Promise.reject(new UsageError(`${path} cannot be read: there is no such file.`));
				const bytes = readFileSync(path);
				return Promise.resolve({
					bytes: [bytes.subarray(0, 100), bytes.subarray(100)],
					sizeBytes: bytes.length
				});
			}
		},
		(text) => (err += text)
	);
	return { status, out, err };
}

interface Result {
	case: string;
	variant: string;
	rows: number;
	params: Record<string, unknown>;
	series: Record<string, number[]>;
	totals: Totals;
	end: { what: string; heapBytes: number; residents: number; residentBytes: number }[];
	verdict: { text: string };
	fix?: { text: string };
}

/** The JSON file that the page saves of a request. */
function jsonOf(request: SimulationRequest): string {
	const other = otherVariant(request);
	const frames = simulate(request);
	return toJson(request, frames, fixField(request, frames, other && simulate(other)));
}

describe('simulate', () => {
	test('prints the JSON that the browser makes of the same request, byte for byte', async () => {
		const request = requestFor(cases[0] ?? fail(), { gomaxprocs: 4, fixed: true }, 50);
		const { out, status } = await poolscope(
			...[
				'simulate',
				request.case,
				'--gomaxprocs',
				'4',
				'--variant',
				'fixed',
				'--rows=50',
				'--format',
				'json'
			]
		);
		expect(status).toBe(0);
		expect(out).toBe(jsonOf(request));
	});

	test('prints what the help says: parameters, series, totals, end states, verdict', async () => {
		const result = JSON.parse(
			(await poolscope('simulate', 'oversized-dos', '--format', 'json')).out
		) as Result;
		expect(result).toMatchObject({ model: 1, case: 'oversized-dos', variant: 'bug', rows: 600 });
		expect(Object.keys(result.params)).toEqual(parameterNames);
		expect(new Set(Object.values(result.series).map((column) => column.length))).toEqual(new Set([600]));
		expect(result.end.map(({ what }) => what)).toEqual(['stop', 'gc1', 'gc2', 'gc3']);
		const help = (await poolscope('help', 'simulate')).out;
		for (const name of [
			...Object.keys(result),
			...Object.keys(result.series),
			...Object.keys(result.totals)
		]) {
			expect(help).toMatch(new RegExp(`\\b${name}\\b`));
		}
		for (const name of Object.keys(result.end[0] ?? {})) expect(help).toMatch(new RegExp(`\\b${name}\\b`));
	});

	test('has the verdict of the one run, and beside it what the fix changes where there is a fix', async () => {
		const printed = async (...args: string[]) =>
			JSON.parse((await poolscope('simulate', ...args, '--format', 'json')).out) as Result;
		for (const variant of ['bug', 'fixed'] as const) {
			const result = await printed('large-struct', '--variant', variant);
			const request = requestFor(caseBySlug('large-struct') ?? fail(), { fixed: variant === 'fixed' });
			const other = otherVariant(request) ?? fail();
			const frames = simulate(request);
			expect(result.verdict.text).toBe(verdictText(verdictOf(request, frames)));
			expect(result.fix).toEqual(sayFix(request, frames, simulate(other)));
			expect(result.fix?.text).toMatch(
				variant === 'bug' ? /^With the fix the peak is/ : /^With the bug the peak is/
			);
			const text = (await poolscope('simulate', 'large-struct', '--variant', variant)).out.replace(
				/\s+/g,
				' '
			);
			expect(text).toContain(`${result.verdict.text} ${result.fix?.text ?? ''}`);
		}
		expect(await printed('steady')).not.toHaveProperty('fix');
	});

	test('prints tidy CSV', async () => {
		const request = requestFor(cases[1] ?? fail(), {}, 10);
		const { out } = await poolscope('simulate', request.case, '--format', 'csv', '--rows', '10');
		expect(out).toBe(toCsv(request, simulate(request)));
		expect(out.split('\n')[1]).toMatch(new RegExp(`^${request.case}:bug,0,op,0,$`));
	});

	test('prints a table and the verdict as text', async () => {
		const { out } = await poolscope('simulate', 'pinned-payload');
		expect(out).toMatch(/^pinned-payload, bug: /);
		expect(out).toMatch(
			/\nt +heap +borrowed +pooled +pinned +garbage +goal +RSS +objects +in use +Get\/s +New +GCs\n/
		);
		expect(out).toMatch(/\nafter two GCs +/);
		expect(out.replace(/\s+/g, ' ')).toContain('The heap peaks at');
		expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(150);
	});

	test('runs exactly the parameters of a trace', async () => {
		const trace: unknown = JSON.parse(readFileSync(tracePath, 'utf8'));
		const { out } = await poolscope('simulate', '--params', tracePath, '--format', 'json', '--rows', '40');
		const request = requestFromTrace(trace, 40);
		expect(out).toBe(jsonOf(request));
	});

	test('runs what a link says', async () => {
		const link = 'https://example.org/#v1;case=steady;gomaxprocs=2;fixed=on;model=1';
		const { out } = await poolscope('simulate', '--link', link, '--format', 'json');
		const steady = cases.find(({ slug }) => slug === 'steady') ?? fail();
		const request = requestFor(steady, { gomaxprocs: 2, fixed: true });
		expect(out).toBe(jsonOf(request));
	});

	test('takes flags as Go does: one dash, switches without a value', async () => {
		const { out } = await poolscope(
			...[
				'simulate',
				'-fixed',
				'stale-slice',
				'-stale=false',
				'--race',
				'off',
				'-gogc',
				'off',
				'--format=json'
			]
		);
		const result = JSON.parse(out) as Result;
		expect(result).toMatchObject({ case: 'stale-slice-length', variant: 'fixed' });
		expect(result.params).toMatchObject({ fixed: true, stale: false, race: false, gogc: -1 });
	});
});

describe('the lists', () => {
	test('cases names every case with the flags of its story', async () => {
		const { out } = await poolscope('cases');
		for (const each of cases) expect(out).toContain(each.slug);
		expect(out).toContain('stale-slice-length, also stale-slice');
		const listed = JSON.parse((await poolscope('cases', '--format', 'json')).out) as { slug: string }[];
		expect(listed.slice(0, cases.length).map(({ slug }) => slug)).toEqual(cases.map(({ slug }) => slug));
	});

	test('the flags that cases prints are the story', async () => {
		const blocks = (await poolscope('cases')).out.split('\n\n');
		expect(blocks.filter((block) => block.includes('\n    --'))).toHaveLength(cases.length);
		for (const [index, each] of cases.entries()) {
			const block = blocks[index] ?? '';
			const flags = splitFlags(block.slice(block.indexOf('\n    --')));
			expect(flags.length).toBeGreaterThan(2);
			const { out } = await poolscope('simulate', each.slug, ...flags, '--format', 'json', '--rows', '2');
			expect((JSON.parse(out) as Result).params).toEqual(storyParams(each));
		}
	});

	test('params and --help are made from the table', async () => {
		const { out } = await poolscope('params');
		const { out: help, status } = await poolscope('--help');
		expect(status).toBe(0);
		for (const name of parameterNames) {
			for (const text of [out, help]) {
				expect(text).toContain(`--${name}\n`);
				expect(text.replace(/\s+/g, ' ')).toContain(parameters[name].help);
			}
		}
		for (const { name } of commands) expect(help).toContain(`poolscope ${name} `);
		const rows = JSON.parse((await poolscope('params', '--format', 'json')).out) as { name: string }[];
		expect(rows.map(({ name }) => name)).toEqual(parameterNames);
	});

	test.each(commands.map(({ name }) => name))('%s has help, asked for either way', async (name) => {
		const { out } = await poolscope('help', name);
		expect(out).toMatch(new RegExp(`^poolscope ${name}`));
		expect((await poolscope(name, '--help')).out).toBe(out);
	});
});

describe('import', () => {
	test('says what was read, with a table of collections', async () => {
		const { out, status } = await poolscope('import', logPath);
		expect(status).toBe(0);
		expect(out).toMatch(/^4 records read from 4 lines\./);
		expect(out.match(/^gc \d/gm)).toHaveLength(4);
		expect(out).toContain('2 Ps: 4 collections; the heap at the end of marking is 100 MiB at most.');
	});

	test('prints JSON and CSV in bytes and nanoseconds', async () => {
		const json = JSON.parse((await poolscope('import', logPath, '--format', 'json')).out) as {
			read: number;
			collections: Record<string, number[]>;
		};
		expect(json.read).toBe(4);
		expect(json.collections.heapGoalBytes).toEqual([4, 10, 118, 200].map((size) => size * 2 ** 20));
		const csv = (await poolscope('import', logPath, '--format', 'csv')).out;
		expect(csv.split('\n').filter((line) => line.includes(',heapGoalBytes,'))[2]).toBe(
			'"the process",0.003,heapGoalBytes,123731968,B'
		);
	});

	test('reads a trace of the harness', async () => {
		const { out } = await poolscope('import', tracePath);
		expect(out).toMatch(/^A run of steady recorded with go1\.26\.\d+: \d+ samples, \d+ collections\./);
		const csv = (await poolscope('import', tracePath, '--format', 'csv')).out;
		expect(csv).toContain(',victimObjects,');
	});
});

describe('what cannot be done is said in one sentence, with status 2', () => {
	test.each([
		[['simulate', 'oversised-dos'], 'There is no case "oversised-dos". Did you mean oversized-dos?'],
		[
			['simulate', 'use-after-put'],
			'use-after-put is a program without a simulation: see poolscope explore use-after-put.'
		],
		[
			['simulate', 'steady', '--duration', '1h'],
			'--duration 3600s does nothing: the phases have lengths of their own, load:7s+idle:5s,rate=0. ' +
				"Give others with --phases, or --phases '' for none."
		],
		[['simulate', 'steady', '--gomaxproc', '3'], 'There is no flag --gomaxproc. Did you mean --gomaxprocs?'],
		[['simulate', 'steady', '--zzz'], 'There is no flag --zzz. poolscope --help lists them all.'],
		[['simulate', 'steady', '--body'], '--body needs a value, as in --body 4KiB.'],
		[
			['simulate', 'steady', '--hold', '5'],
			'hold cannot be "5": it takes a time with its unit such as 100us, 5ms or 1.5s, from 0 to 600s.'
		],
		[
			['simulate', 'steady', '--phases', 'load'],
			'phases: "load" does not begin with a name and a length; write it as attack:1s,attack=0.5.'
		],
		[['simulate', 'steady', '--format', 'xml'], '--format cannot be "xml": it takes text, json or csv.'],
		[['simulate', 'steady', '--rows', '1'], '--rows cannot be "1": it takes a whole number from 2 to 20000.'],
		[['simulate', 'steady', '--variant', 'good'], '--variant cannot be "good": it takes bug or fixed.'],
		[
			['simulate', 'steady', '--variant', 'bug', '--fixed'],
			'--variant bug and --fixed on contradict each other.'
		],
		[['simulate'], 'Name one case, or give --params with a trace, or --link with the hash of a link.'],
		[
			['simulate', 'steady', 'no-pool'],
			'Name one case, or give --params with a trace, or --link with the hash of a link.'
		],
		[['simulate', '--params', logPath], `${logPath} is not JSON, so it is no trace of the harness.`],
		[['simulate', '--params', 'missing.txt'], 'missing.txt cannot be read: there is no such file.'],
		[['simulate', 'steady', '--calibration', logPath], `${logPath} is not JSON, so it is no calibration.`],
		[['score', tracePath, '--missed=false'], '--missed takes no value: write --missed, or leave it out.'],
		[['program', 'steady', '--rows', '9'], 'There is no flag --rows. poolscope --help lists them all.'],
		[['import', logPath, '--format'], '--format needs a value, as in --format <text, json or csv>.'],
		[
			['simulate', '--link', '#v1;case=steady;gomaxprocs=0'],
			'gomaxprocs cannot be 0: it takes a whole number such as 8 or 10k, from 1 to 1024. It has its usual value 8.'
		],
		[['import'], 'Name one file to import, or - for standard input.'],
		[['import', logPath, '--run', '2'], '--run cannot be "2": it takes a whole number from 1 to 1.'],
		[['cases', 'steady'], 'poolscope cases takes no names: it lists all cases.'],
		[['simulat'], 'There is no command "simulat". Did you mean simulate?'],
		[['help', 'zzz'], 'There is no command "zzz". poolscope --help lists them.']
	])('%j', async (args, sentence) => {
		expect(await poolscope(...args)).toEqual({ status: 2, out: '', err: `poolscope: ${sentence}\n` });
	});

	test('without arguments the help is printed', async () => {
		const { status, out } = await poolscope();
		expect(status).toBe(2);
		expect(out).toContain('Usage: poolscope <command> [arguments]');
	});
});

describe('text', () => {
	test('is filled to the width of a terminal', () => {
		expect(fill('one two three four', 2, 12)).toBe('  one two\n  three four\n');
	});

	test('columns stand under their heads', () => {
		expect(
			table(
				['', 'heap'],
				[
					['stop', '1 MiB'],
					['gc1', '12 MiB']
				]
			)
		).toBe('        heap\nstop   1 MiB\ngc1   12 MiB\n');
	});
});

/** The words of a line of flags, as a shell splits it. */
function splitFlags(text: string): string[] {
	return (text.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ''));
}

function fail(): never {
	throw new Error('there are too few cases');
}
