import { describe, expect, test } from 'vitest';
import { LiveHistory } from '#lib/live/history.ts';
import { storyOf, tellsOf } from '#lib/live/story.ts';
import type { LiveChunk } from '#workers/entries/liveApi.ts';
import { createLiveApi } from '#workers/entries/liveApi.ts';
import { caseBySlug } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { columnNames } from '#workers/model/frames.ts';
import { liveBase } from '#workers/model/liveRun.ts';
import { simulate } from '#workers/model/simulate.ts';
import { layOutPhases } from '#workers/model/workload/phases.ts';

const ms = 1e6;
const s = 1e9;
const rowEveryNs = 20 * ms;

function base(params = {}) {
	return liveBase(
		requestFor(caseBySlug('steady')!, { phases: '', rate: 500, ...params }),
		rowEveryNs,
		3600 * s
	);
}

/** A process behind the worker's functions, and the history that a page keeps of it. */
async function process(capacity: number, params = {}) {
	const api = createLiveApi(() => 0);
	const first = (await api.liveStart(base(params), [], 0, 10 * s)) as LiveChunk;
	const history = new LiveHistory(capacity, first.perPWidth);
	history.append(first);
	const to = (untilNs: number, frameNs = 16 * ms) => {
		for (let nowNs = history.range[1]; nowNs < untilNs; nowNs += frameNs) {
			history.append(api.liveTick(Math.min(untilNs, nowNs + frameNs), 1e9));
		}
		history.append(api.liveTick(untilNs, 1e9));
	};
	return { api, history, to };
}

describe('the history of a live process', () => {
	test('shows what the what-if run shows, rows, Ps and collections', async () => {
		const { api, history, to } = await process(1000, { gcperiod: 150 * ms });
		to(2 * s + 1);
		api.liveChange({ gomaxprocs: 20 }, { burst: 30 });
		to(4 * s + 1);
		const frames = history.frames(0, 4 * s, []);
		const whatIf = simulate(api.liveRequest(10 * s));
		expect(frames.rows).toBe(201);
		for (const name of columnNames) {
			expect(frames.columns[name], name).toEqual(whatIf.columns[name].slice(0, frames.rows));
		}
		expect(frames.perPWidth).toBe(20);
		for (let i = 0; i < frames.rows * 20; i++) expect(frames.perP[i]).toBe(whatIf.perP[i]);
		const { count, columns } = frames.collections;
		expect(count).toBeGreaterThan(10);
		for (const name of ['startNs', 'markEndNs', 'sweepEndNs', 'evicted'] as const) {
			expect(columns[name].slice(0, count - 1)).toEqual(whatIf.collections.columns[name].slice(0, count - 1));
		}
	});

	test('keeps no more than it may, however long the process runs, and the last rows stay whole', async () => {
		const { history, to } = await process(100);
		const { bytes } = history;
		to(2 * s);
		expect(history.rows).toBe(100);
		to(15 * s, 100 * ms);
		expect(history.rows).toBe(100);
		expect(history.bytes).toBe(bytes);
		const { timeNs } = history.frames(0, 15 * s, []).columns;
		expect([...timeNs]).toEqual(Array.from({ length: 100 }, (_, i) => 15 * s - rowEveryNs * (100 - i)));
	});

	test('takes of a chunk that is longer than itself the end', async () => {
		const { api, history } = await process(50);
		history.append(api.liveTick(5 * s, 1e9));
		expect(history.rows).toBe(50);
		expect(history.range).toEqual([5 * s - 50 * rowEveryNs, 5 * s - rowEveryNs]);
	});

	test('gives a stretch with one row more at each end', async () => {
		const { history, to } = await process(1000);
		to(3 * s);
		const { columns } = history.frames(1 * s + 1, 2 * s - 1, []);
		expect(columns.timeNs[0]).toBe(1 * s);
		expect(columns.timeNs.at(-1)).toBe(2 * s);
	});
});

test('going back gives the process as it was, with its changes up to then', async () => {
	const { api, history, to } = await process(1000);
	to(1 * s);
	api.liveChange({ rate: 2000 }, {});
	to(2 * s);
	api.liveChange({ rate: 0 }, {});
	to(3 * s);
	const before = history.frames(0, 2 * s - 1, []).columns;
	const again = (await api.liveStart(base(), api.liveChanges().slice(), 1.5 * s, 10 * s)) as LiveChunk;
	const other = new LiveHistory(1000, again.perPWidth);
	other.append(again);
	const { heapBytes } = other.frames(0, 1.5 * s, []).columns;
	expect(heapBytes).toEqual(before.heapBytes.slice(0, heapBytes.length));
	expect(api.liveChanges()).toHaveLength(1);
});

test('a start that a newer one overtakes gives nothing', async () => {
	const api = createLiveApi(() => 0);
	const older = api.liveStart(base({ rate: 20_000 }), [], 20 * s, s);
	const newer = api.liveStart(base(), [], 0, s);
	expect(await newer).toBeDefined();
	expect(await older).toBeUndefined();
});

test('a long way back says how far it is, and can be given up: the process stays where it was', async () => {
	const api = createLiveApi(() => 0);
	await api.liveStart(base({ rate: 20_000 }), [], 0, s);
	api.liveTick(2 * s, 1e9);
	expect(api.liveProgress()).toBeUndefined();
	const back = api.liveStart(base({ rate: 20_000 }), [], 20 * s, s);
	const seen: number[] = [];
	for (let i = 0; i < 400 && (seen.at(-1) ?? 0) < 0.05; i++) {
		await new Promise((resolve) => setTimeout(resolve, 1));
		seen.push(api.liveProgress() ?? NaN);
	}
	expect(seen.at(-1)).toBeGreaterThan(0);
	expect(seen.at(-1)).toBeLessThan(1);
	expect(seen).toEqual(seen.toSorted((a, b) => a - b));
	api.liveStay();
	expect(await back).toBeUndefined();
	expect(api.liveProgress()).toBeUndefined();
	expect(api.liveTick(2.5 * s, 1e9).nowNs).toBe(2.5 * s);
});

describe('the story of a case in a live process', () => {
	test('is its phases at their times, each with every parameter that one of them changes', () => {
		const { params } = requestFor(caseBySlug('oversized-dos')!);
		const story = storyOf(params);
		expect(story.map(({ name, startNs }) => [name, startNs / s])).toEqual([
			['before', 0],
			['attack', 3],
			['calm', 6]
		]);
		const shares = layOutPhases(params).map(({ params: its }) => its.attack);
		expect(story.map((phase) => phase.params)).toEqual(shares.map((attack) => ({ attack })));
		expect(tellsOf(story, 'attack')).toBe(true);
		expect(tellsOf(story, 'rate')).toBe(false);
	});

	test('is none where the load is the same throughout', () => {
		expect(storyOf(base().params)).toEqual([]);
	});
});
