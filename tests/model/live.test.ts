import { describe, expect, test } from 'vitest';
import { caseBySlug, cases } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { columnNames, type Frames } from '../../workers/model/frames.ts';
import { inspectAt } from '../../workers/model/inspectAt.ts';
import { liveBase, LiveRun } from '../../workers/model/liveRun.ts';
import type { Params } from '../../workers/model/parameters.ts';
import { Rng } from '../../workers/model/rng.ts';
import { createSimulation, simulate } from '../../workers/model/simulate.ts';
import { layOutPhases } from '../../workers/model/workload/phases.ts';

const ms = 1e6;
const s = 1e9;
const rowEveryNs = 10 * ms;

function live(slug: string, params: Partial<Params> = {}, windowNs = 4 * s): LiveRun {
	const which = caseBySlug(slug);
	if (which === undefined) throw new Error(`no case ${slug}`);
	return new LiveRun(liveBase(requestFor(which, { phases: '', ...params }), rowEveryNs, windowNs));
}

/** Lets time pass in frames of 16 ms, as a page does, each in slices. */
function runTo(run: LiveRun, untilNs: number, collect: (taken: ReturnType<LiveRun['take']>) => void): void {
	while (run.nowNs < untilNs) {
		const goalNs = Math.min(run.nowNs + 16 * ms, untilNs);
		while (!run.advanceTo(goalNs, 50));
		collect(run.take());
	}
}

/** All rows that were taken out, column by column. */
function collector() {
	const rows: Record<string, number[]> = Object.fromEntries(columnNames.map((name) => [name, []]));
	return {
		rows,
		collect: ({ columns }: ReturnType<LiveRun['take']>) => {
			for (const name of columnNames) rows[name]!.push(...columns[name]);
		}
	};
}

/** Where rows that were taken out differ from those of a run, in words. */
function differences(rows: Record<string, number[]>, frames: Frames, count: number): string[] {
	const found: string[] = [];
	for (const name of columnNames) {
		const whatIf = frames.columns[name];
		for (let row = 0; row < count; row++) {
			if (!Object.is(rows[name]![row], whatIf[row])) {
				found.push(`${name} in row ${row}: live ${rows[name]![row]}, what-if ${whatIf[row]}`);
				break;
			}
		}
	}
	return found;
}

/** Runs the script live, then as the what-if run that its changes amount to, and compares every row. */
function compare(
	run: LiveRun,
	script: [atNs: number, act: (run: LiveRun) => void][],
	windowNs = 4 * s
): string[] {
	const { rows, collect } = collector();
	for (const [atNs, act] of script) {
		runTo(run, atNs, collect);
		act(run);
	}
	runTo(run, windowNs, collect);
	const frames = simulate(run.request());
	expect(rows.timeNs!.length).toBe(frames.rows);
	return differences(rows, frames, frames.rows);
}

describe('a live run is the what-if run with the same changes, byte for byte', () => {
	test('the load goes, and comes back', () => {
		const run = live('oversized-dos', { hold: 20 * ms });
		const script: Parameters<typeof compare>[1] = [
			[0.7 * s, (each) => each.change({ attack: 0.4 })],
			[1.4 * s, (each) => each.change({ rate: 0 })],
			[2.9 * s, (each) => each.change({ rate: 500, attack: 0 })]
		];
		expect(compare(run, script)).toEqual([]);
	});

	test('a burst, a runtime.GC(), other Ps, the fix', () => {
		const run = live('oversized-dos', { rate: 300, hold: 30 * ms, attack: 0.05 });
		const script: Parameters<typeof compare>[1] = [
			[0.5 * s, (each) => each.change({}, { burst: 200 })],
			[0.9 * s, (each) => each.change({}, { gc: true })],
			[1.2 * s, (each) => each.change({ gomaxprocs: 64 })],
			[1.9 * s, (each) => each.change({ gomaxprocs: 2 })],
			[2.2 * s, (each) => each.change({ fixed: true }, { burst: 50 })],
			[3 * s, (each) => each.change({ gcperiod: 50 * ms, gogc: -1 })]
		];
		expect(compare(run, script)).toEqual([]);
	});

	test('a process of an older Go, which weighs less', () => {
		const run = live('steady', { go: '1.23', rate: 400 });
		expect(compare(run, [[1.5 * s, (each) => each.change({ gcperiod: 100 * ms })]])).toEqual([]);
	});

	test('a slider that is dragged: a change in every frame', () => {
		const run = live('steady', { rate: 400, hold: 5 * ms });
		const script = Array.from({ length: 90 }, (_, i): Parameters<typeof compare>[1][0] => {
			return [s + i * 16 * ms, (each) => each.change({ rate: 400 + 20 * i, gogc: 100 - i })];
		});
		expect(compare(run, script)).toEqual([]);
	});

	test('a process that does nothing at first, and two changes at one instant', () => {
		const run = live('steady', { rate: 0 });
		const script: Parameters<typeof compare>[1] = [
			[0, (each) => each.change({ hold: 3 * ms })],
			[1.1 * s, (each) => each.change({ rate: 800 })],
			[2.1 * s, (each) => each.change({ rate: 50 })],
			[2.1 * s, (each) => each.change({ burst: 10 }, { gc: true })]
		];
		expect(compare(run, script)).toEqual([]);
	});

	test.each([0, 1, 2, 3, 4, 5, 6, 7])('any case, any changes at any instants: five of part %i', (part) => {
		for (let seed = part * 5 + 1; seed <= part * 5 + 5; seed++) {
			const rng = new Rng(seed, 98);
			const pick = <T>(values: readonly T[]): T => values[rng.below(values.length)]!;
			const which = pick(cases.filter(({ story }) => story.closed === undefined));
			const run = live(
				which.slug,
				{
					gomaxprocs: pick([1, 3, 8, 64]),
					cores: pick([1, 2, 8]),
					rate: pick([0, 100, 2000]),
					hold: pick([0, 2 * ms, 40 * ms]),
					arrival: pick(['even', 'poisson']),
					seed
				},
				2 * s
			);
			const script = Array.from({ length: 6 }, (_, i): Parameters<typeof compare>[1][0] => {
				const params: Partial<Params> = pick<Partial<Params>>([
					{ rate: pick([0, 30, 700]) },
					{ burst: pick([1, 20]), arrival: pick(['even', 'poisson']) },
					{ gomaxprocs: pick([1, 5, 100]) },
					{ gogc: pick([-1, 30]), memlimit: pick([0, 64 * 2 ** 20]) },
					{ fixed: rng.uniform() < 0.5, body: pick([100, 100_000]) },
					{ hold: pick([0, 10 * ms]), gcperiod: pick([0, 20 * ms]) },
					{}
				]);
				const events = rng.uniform() < 0.4 ? { gc: rng.uniform() < 0.5, burst: rng.below(30) } : {};
				return [Math.round((i + rng.uniform()) * 0.3 * s), (each) => each.change(params, events)];
			});
			expect(compare(run, script, 2 * s), `seed ${seed}, ${which.slug}`).toEqual([]);
		}
	});
});

test('how often somebody looks does not matter', () => {
	const once = live('steady', { rate: 700 });
	while (!once.advanceTo(2 * s, 1000));
	const often = live('steady', { rate: 700 });
	const { rows, collect } = collector();
	while (often.nowNs < 2 * s) {
		while (!often.advanceTo(Math.min(often.nowNs + 700_001, 2 * s), 3));
		collect(often.take());
	}
	while (!often.advanceTo(2 * s, 3));
	const { columns, rows: count } = once.take();
	expect(count).toBe(200);
	for (const name of columnNames) expect(rows[name], name).toEqual([...columns[name]]);
});

test('memory stays up when the load has gone, and goes with two collections', () => {
	const run = live('oversized-dos', { attack: 0.3, gogc: -1, hold: 50 * ms, rate: 200 });
	const heapNow = () => {
		const { columns, rows } = run.take();
		return columns.heapBytes[rows - 1]!;
	};
	while (!run.advanceTo(s, 1000));
	run.change({ rate: 0 });
	while (!run.advanceTo(2 * s, 1000));
	const up = heapNow();
	run.change({}, { gc: true });
	while (!run.advanceTo(2.5 * s, 1000));
	run.change({}, { gc: true });
	while (!run.advanceTo(3.5 * s, 1000));
	expect(heapNow()).toBeLessThan(up / 10);
});

test('the picture of a live process is that of its what-if run', () => {
	const run = live('steady', { rate: 900, hold: 20 * ms });
	while (!run.advanceTo(s, 1000));
	run.change({ gomaxprocs: 5 }, { burst: 40 });
	while (!run.advanceTo(1.5 * s + 1, 1000));
	const { counts } = run.inspect();
	expect(counts.inUse).toBeGreaterThan(0);
	expect(inspectAt(run.request(), { timeNs: 1.5 * s })?.inspection.counts).toEqual(counts);
});

test('back in time: the changes up to an instant give the process as it was then', () => {
	const run = live('steady', { rate: 500 });
	while (!run.advanceTo(s, 1000));
	run.change({ rate: 2000 });
	while (!run.advanceTo(2 * s, 1000));
	run.change({ rate: 0 });
	while (!run.advanceTo(3 * s, 1000));
	const first = run.take();
	const again = live('steady', { rate: 500 });
	for (const change of run.changes.filter(({ atNs }) => atNs < 1.5 * s)) {
		while (!again.advanceTo(change.atNs, 1000));
		again.repeat(change);
	}
	while (!again.advanceTo(1.5 * s, 1000));
	const second = again.take();
	expect(second.columns.heapBytes).toEqual(first.columns.heapBytes.slice(0, second.rows));
});

describe('the language of phases', () => {
	const base = requestFor(caseBySlug('steady')!, { phases: '' }).params;

	test('reads what happens once, and what comes unannounced', () => {
		const [first, second] = layOutPhases({ ...base, phases: 'a:1s,!burst=50+b:2s,rate=0,!live,!gc' });
		expect(first).toMatchObject({ burst: 50, gc: false, live: false, arrivalsEndNs: 3 * s });
		expect(second).toMatchObject({ burst: 0, gc: true, live: true, endNs: 3 * s });
	});

	test.each(['a:1s,!boom', 'a:1s,!burst', 'a:1s,!burst=x', 'a:1s,!burst=2e6'])('refuses %s', (phases) => {
		expect(() => layOutPhases({ ...base, phases })).toThrow(/!gc, !burst=50/);
	});

	test('refuses a burst where no requests arrive', () => {
		expect(() => layOutPhases({ ...base, closed: 4, rate: 0, phases: 'a:1s,!burst=5' })).toThrow(/open loop/);
	});

	test.each([
		['in the next phase', '150000-240000'],
		['when the load is over', '150000-420000']
	])('requests that a phase leaves due, because the process is kept waiting, start %s', (_, stalls) => {
		const params = { phases: 'a:200ms+b:200ms,rate=0', rate: 100, arrival: 'even', burst: 1, hold: 5e6 };
		const { totals } = simulate(requestFor(caseBySlug('steady')!, { ...params, stalls }));
		expect([totals.requests, totals.gets, totals.puts]).toEqual([20, 20, 20]);
	});

	test('a forced collection and a burst happen at the start of their phase', () => {
		const request = requestFor(caseBySlug('steady')!, {
			rate: 0,
			gcperiod: 0,
			phases: 'a:1s+b:1s,!gc,!burst=30'
		});
		const simulation = createSimulation(request);
		while (!simulation.advance(10_000));
		const { totals, collections } = simulation.frames();
		expect(totals).toMatchObject({ requests: 30, forcedGC: 1 });
		expect(collections.columns.startNs[0]).toBe(1 * s);
	});
});

test('a process that begins with more Ps than one can be given later can be changed like any other', () => {
	const large = live('steady', { gomaxprocs: 512 });
	large.change({ rate: 10 });
	large.change({ gomaxprocs: 300 });
	expect(large.params).toMatchObject({ rate: 10, gomaxprocs: 300 });
	expect(() => large.change({ gomaxprocs: 513 })).toThrow('GOMAXPROCS cannot be more than 512');
	expect(() => live('steady').change({ gomaxprocs: 257 })).toThrow('GOMAXPROCS cannot be more than 256');
});

test('what cannot change while it runs is refused, and what has no clock cannot run live', () => {
	expect(() => live('steady').change({ cores: 4 })).toThrow(/cannot change while/);
	expect(() => live('steady').change({ rate: -1 })).toThrow(/rate/);
	expect(() => live('steady', { closed: 1, rate: 0, ops: 10, gcevery: 5 })).toThrow(/no clock/);
});
