import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { caseBySlug, cases, defaultCase, hasFix } from '../../workers/cases/index.ts';
import { requestFor, requestFromTrace, storyParams, TraceError } from '../../workers/cases/requestFor.ts';
import { checkParameter } from '../../workers/model/parameterText.ts';
import { initialParams, parameterNames } from '../../workers/model/parameters.ts';
import { simulate } from '../../workers/model/simulate.ts';

const folder = new URL('../../workers/cases/', import.meta.url);

describe('the list of cases', () => {
	test('every file of the folder is a case of that name, each at its place', () => {
		const files = readdirSync(folder)
			.filter(
				(file) =>
					file.endsWith('.ts') && !['index.ts', 'case.ts', 'requestFor.ts', 'presets.ts'].includes(file)
			)
			.map((file) => file.replace('.ts', ''));
		expect(cases.map((each) => each.slug).sort()).toEqual(files.sort());
		const orders = cases.map((each) => each.order);
		expect(orders).toEqual([...orders].sort((a, b) => a - b));
	});

	test('there is one for each scenario of the harness', () => {
		const scenarios = [
			'copied-pool',
			'expensive-new',
			'forgotten-reset',
			'large-struct',
			'missed-put',
			'no-pool',
			'oversized-dos',
			'pinned-payload',
			'retained-reader',
			'stale-slice',
			'steady'
		];
		expect(scenarios.filter((scenario) => caseBySlug(scenario) === undefined)).toEqual([]);
		expect(caseBySlug('stale-slice')).toBe(caseBySlug('stale-slice-length'));
		expect(caseBySlug('constructor')).toBeUndefined();
	});

	test('the first screen is oversized-dos', () => {
		expect(defaultCase.slug).toBe('oversized-dos');
	});

	test('a case that has nothing to fix, as steady, says so, and no other one does', () => {
		const unfixable = cases.filter((each) => !hasFix(each)).map((each) => each.slug);
		expect(unfixable).toContain('steady');
		expect(cases.filter((each) => each.variants.fixed === 'the same').map((each) => each.slug)).toEqual(
			unfixable
		);
	});

	test.each(cases.map((each) => [each.slug, each] as const))('%s can be run as it stands', (_, each) => {
		const params = storyParams(each);
		for (const name of parameterNames) expect(checkParameter(name, params[name])).toBeUndefined();
		expect(new Set(each.controls).size).toBe(each.controls.length);
		// These three are every case's controls already.
		for (const name of ['gomaxprocs', 'body', 'gcperiod'] as const) expect(each.controls).not.toContain(name);
		expect(each.point).toMatch(/\.$/);
		expect(each.title).not.toMatch(/\.$/);
	});
});

describe.each(cases.map((each) => [each.slug, each] as const))('the story of %s', (_, each) => {
	const started = process.cpuUsage();
	const bug = simulate(requestFor(each, { fixed: false }));
	const fixed = simulate(requestFor(each, { fixed: true }));
	const took = process.cpuUsage(started);

	test.each(each.claims(bug, fixed))('$text', ({ holds }) => {
		expect(holds).toBe(true);
	});

	test('is short: at most 40,000 requests, a fraction of a second', () => {
		expect(bug.totals.requests).toBeLessThanOrEqual(40_000);
		expect(took.user + took.system).toBeLessThan(2_000_000);
	});

	test('has phases to the end of its window', () => {
		expect(bug.phases.length).toBeGreaterThan(1);
		expect(bug.columns.timeNs[bug.rows - 1]).toBe(bug.phases.at(-1)?.endNs);
	});

	test('has collections by runtime.GC() at whole multiples of their period, through all phases', () => {
		const { gcperiod, phases } = storyParams(each);
		const { startNs, forced } = bug.collections.columns;
		const loadEndNs = bug.phases.at(-1)?.endNs ?? 0;
		const asked = [...startNs].filter((ns, index) => forced[index] === 1 && ns < loadEndNs - 1e6);
		// expensive-new changes the period with the phase.
		if (phases.includes('gcperiod')) return expect(asked.length).toBeGreaterThan(30);
		const due = gcperiod === 0 ? 0 : Math.ceil(loadEndNs / gcperiod) - 1;
		expect(asked.map((ns) => Math.round(ns / 1e8))).toEqual(
			Array.from({ length: due }, (_unused, index) => ((index + 1) * gcperiod) / 1e8)
		);
		expect([...forced].filter((kind) => kind === 2)).toEqual([]);
	});
});

describe('a request', () => {
	test('takes the initial values, over them the story, over them the user', () => {
		const request = requestFor(defaultCase, { body: 1, seed: 9 }, 50);
		expect(request).toMatchObject({ case: 'oversized-dos', rows: 50, use: defaultCase.use });
		expect(request.params).toEqual({ ...initialParams(), ...defaultCase.story, body: 1, seed: 9 });
	});
});

describe('a trace of the harness', () => {
	const params = {
		scenario: 'stale-slice',
		gomaxprocs: 4,
		gogc: 'off',
		memLimitBytes: 2 ** 26,
		rate: 0,
		burst: 2,
		closed: 3,
		ops: 7,
		durationNs: 2e9,
		body: 513,
		attackBody: 1025,
		attack: 0.1,
		errRate: 0.2,
		holdNs: 1e6,
		gcPeriodNs: 5e8,
		gcEvery: 11,
		window: 5,
		sampleEvery: 13,
		fixed: true,
		stale: false,
		k: 6,
		dropCap: 1000,
		limit: 2000,
		seed: 3,
		sampleNs: 5e6,
		live: 2 ** 20
	};

	test('gives exactly its parameters, and no story', () => {
		const request = requestFromTrace(params, 100);
		expect(request.case).toBe('stale-slice-length');
		expect(request.rows).toBe(100);
		expect(request.params).toEqual({
			...initialParams(),
			gomaxprocs: 4,
			gogc: -1,
			memlimit: 2 ** 26,
			rate: 0,
			burst: 2,
			closed: 3,
			ops: 7,
			duration: 2e9,
			body: 513,
			attackbody: 1025,
			attack: 0.1,
			errrate: 0.2,
			hold: 1e6,
			gcperiod: 5e8,
			gcevery: 11,
			window: 5,
			sampleevery: 13,
			fixed: true,
			stale: false,
			k: 6,
			dropcap: 1000,
			limit: 2000,
			seed: 3,
			sample: 5e6,
			live: 2 ** 20
		});
	});

	test('gives the cores, the Go version and the stalls of its series when it is whole', () => {
		const request = requestFromTrace({
			params: { scenario: 'steady', gogc: '50' },
			numCPU: 2,
			goVersion: 'go1.22.4',
			seriesRep: 1,
			reps: [
				{ stalls: [[1, 2, 3]] },
				{
					stalls: [
						[1000, 7000, 4],
						[90_000, 96_500, 2]
					]
				}
			]
		});
		expect(request.params).toEqual({
			...initialParams(),
			gogc: 50,
			cores: 2,
			go: '1.19',
			stalls: '1000-7000,90000-96500'
		});
	});

	test('a missing field has the initial value', () => {
		expect(requestFromTrace({ scenario: 'steady' }).params).toEqual(initialParams());
	});

	test('no-pool does the same with and without -fixed, as the harness does', () => {
		expect(requestFromTrace({ scenario: 'no-pool', fixed: true }).use.fixed.container).toBe('none');
		expect(requestFromTrace({ scenario: 'copied-pool', fixed: true }).use.fixed.container).toBe('pool');
	});

	test.each<[unknown, RegExp]>([
		[null, /not a trace of the harness/],
		[[1, 2], /not a trace of the harness/],
		[{ params: {} }, /not a trace of the harness/],
		[{ scenario: 'nonsense' }, /no case for the scenario "nonsense"/],
		[{ scenario: 'steady', gomaxprocs: 0 }, /gomaxprocs cannot be 0/],
		[{ scenario: 'steady', gogc: 'often' }, /gogc cannot be NaN/],
		[{ scenario: 'steady', body: '4KiB' }, /body cannot be "4KiB"/]
	])('%j is refused with a sentence', (trace, message) => {
		expect(() => requestFromTrace(trace)).toThrow(TraceError);
		expect(() => requestFromTrace(trace)).toThrow(message);
	});

	test('the recorded traces of the repository can all be run', () => {
		const traces = new URL('../ground-truth/traces/', import.meta.url);
		const files = readdirSync(traces).filter((file) => file.endsWith('.json'));
		expect(files.length).toBeGreaterThan(50);
		for (const file of files) {
			const trace = JSON.parse(readFileSync(new URL(file, traces), 'utf8')) as { params: { seed: number } };
			expect(requestFromTrace(trace).params.seed).toBe(trace.params.seed);
		}
	});
});
