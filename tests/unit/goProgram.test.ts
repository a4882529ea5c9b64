import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestFromTrace } from '../../workers/cases/requestFor.ts';
import { run } from '../../workers/cli/run.ts';
import { goProgramOf, type GoProgram } from '../../workers/goProgram/goProgram.ts';
import { readPasted, readRecording } from '../../workers/importers/readRecording.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { asTrace } from '../../workers/score/asTrace.ts';
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

const MiB = 2 ** 20;

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

const everyProgram = everyVariant.map((variant) => ({
	...variant,
	request: byCounts(variant.slug, variant.fixed)
}));

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
	let built: BuiltPrograms;

	function runProgram(program: GoProgram): { result: Result; out: string } {
		const out = execFileSync(built.pathOf(program), { encoding: 'utf8', timeout: 30_000 });
		return { result: resultIn(out), out };
	}

	beforeAll(() => {
		built = buildPrograms([
			...everyProgram.map(({ request }) => goProgramOf(request, link)),
			// The names of these are those of others: they stand in folders of their own.
			{ ...goProgramOf(timed, link), name: 'timed.go' },
			{ ...goProgramOf(idling, link), name: 'idling.go' }
		]);
	}, 180_000);

	afterAll(() => built.remove());

	test('every program is as gofmt writes it', () => {
		expect(execFileSync('gofmt', ['-l', '.'], { cwd: built.folder, encoding: 'utf8' })).toBe('');
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
