import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { inspectAt } from '../../workers/model/inspectAt.ts';
import type { Inspection, LanePicture } from '../../workers/model/inspection.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { Rng } from '../../workers/model/rng.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { randomRequest } from './randomRequests.ts';

function requestOf(slug: string, params: Partial<Params> = {}, rows = 200): SimulationRequest {
	const which = caseBySlug(slug);
	if (which === undefined) throw new Error(`no case ${slug}`);
	return requestFor(which, params, rows);
}

const short = { phases: '', duration: 2e9 };

/** Runs on one P and on very many, with a full pool, an emptying one, payloads, a free list, copies. */
const runs: [name: string, request: SimulationRequest][] = [
	['oversized-dos', requestOf('oversized-dos')],
	['oversized-dos at one P', requestOf('oversized-dos', { ...short, gomaxprocs: 1 })],
	['steady at 256 Ps', requestOf('steady', { ...short, gomaxprocs: 256, cores: 64, rate: 5000, hold: 20e6 })],
	['pinned-payload', requestOf('pinned-payload')],
	['retained-reader at 17 Ps', requestOf('retained-reader', { gomaxprocs: 17 })],
	['copied-pool', requestOf('copied-pool')],
	['large-struct, fixed', requestOf('large-struct', { fixed: true })],
	['an exact run', requestOf('steady', { phases: '', closed: 1, rate: 0, ops: 500, gcevery: 40, window: 7 })]
];

const lanes = (inspection: Inspection): LanePicture[] => [...inspection.primary, ...inspection.victim];
const countOf = (lane: LanePicture | undefined) => (lane?.private ? 1 : 0) + (lane?.shared.length ?? 0);

/** Where the picture differs from the row of the frames, in words. */
function differences(request: SimulationRequest, rows: number[]): string[] {
	const frames = simulate(request);
	const found: string[] = [];
	for (const row of rows) {
		const look = inspectAt(request, { row });
		if (look === null) {
			found.push(`row ${row} has no picture`);
			continue;
		}
		const { counts, timeNs, primary, victim } = look.inspection;
		const read = (name: keyof typeof frames.columns) => frames.columns[name][row];
		if (timeNs !== read('timeNs')) found.push(`row ${row} is at ${read('timeNs')}, the picture at ${timeNs}`);
		for (const name of Object.keys(counts) as (keyof typeof counts)[]) {
			if (counts[name] !== read(name))
				found.push(`row ${row}: ${name} ${read(name)}, pictured ${counts[name]}`);
		}
		for (let p = 0; p < frames.perPWidth; p++) {
			const pooled = countOf(primary[p]) + countOf(victim[p]);
			const charted = frames.perP[row * frames.perPWidth + p];
			if (pooled !== charted) found.push(`row ${row}, P ${p}: ${charted}, pictured ${pooled}`);
		}
	}
	return found;
}

describe('the picture is what the charts show', () => {
	test.each(runs)('%s, at random cursors', (_, request) => {
		const { rows } = simulate(request);
		const rng = new Rng(7, 1);
		const cursors = [0, rows - 1, ...Array.from({ length: 12 }, () => rng.below(rows))];
		expect(differences(request, cursors)).toEqual([]);
	});

	test('at fifty random cursors of fifty random requests', () => {
		const rng = new Rng(11, 1);
		for (let seed = 500; seed < 550; seed++) {
			const request = randomRequest(seed);
			const { rows } = simulate(request);
			expect(differences(request, [rng.below(rows)]), `seed ${seed}`).toEqual([]);
		}
	});
});

test('looking does not change the run', () => {
	const request = requestOf('steady', { ...short, hold: 30e6, rate: 2000 });
	const before = simulate(request);
	inspectAt(request, { row: 100 });
	inspectAt(request, { event: 50 });
	expect(simulate(request)).toEqual(before);
});

test('an object lies in one place only', () => {
	const request = requestOf('steady', { ...short, hold: 30e6, rate: 5000, gomaxprocs: 8, cores: 8 });
	const { inspection } = inspectAt(request, { row: 150 })!;
	const serials = [
		...lanes(inspection).flatMap(({ private: own, shared }) => (own ? [own, ...shared] : shared)),
		...inspection.borrowed.map(({ object }) => object)
	].map(({ serial }) => serial);
	expect(serials.length).toBeGreaterThan(50);
	expect(new Set(serials).size).toBe(serials.length);
});

test('one GC moves what is pooled to the victim cache, a second lets it go', () => {
	const request = requestOf('steady', {
		...short,
		rate: 2000,
		burst: 40,
		hold: 2e6,
		gogc: -1,
		gcperiod: 505e6
	});
	const first = inspectAt(request, { from: 0, by: 'collection', forward: true })!;
	const before = inspectAt(request, { event: first.events - 1 })!;
	const { privateObjects, sharedObjects } = before.inspection.counts;
	expect(privateObjects + sharedObjects).toBeGreaterThan(10);
	expect(first.inspection.counts.privateObjects + first.inspection.counts.sharedObjects).toBe(0);
	expect(first.inspection.counts.victimObjects).toBe(privateObjects + sharedObjects);
	const second = inspectAt(request, { from: first.events, by: 'collection', forward: true })!;
	const left = inspectAt(request, { event: second.events - 1 })!.inspection;
	const moved = left.counts.privateObjects + left.counts.sharedObjects;
	expect(second.around.find(({ number }) => number === second.events)).toMatchObject({
		what: 'collection',
		moved,
		lost: left.counts.victimObjects
	});
	expect(second.inspection.counts.victimObjects).toBe(moved);
});

describe('steps', () => {
	const request = requestOf('steady', { ...short, rate: 500, hold: 4e6, gomaxprocs: 4 });

	test('a step by event forward and back is where it began', () => {
		const here = inspectAt(request, { event: 40 })!;
		const next = inspectAt(request, { from: here.events, by: 'event', forward: true })!;
		expect(next.events).toBe(here.events + 1);
		expect(inspectAt(request, { from: next.events, by: 'event', forward: false })).toEqual(here);
	});

	test('a step by request ends at a Get', () => {
		const next = inspectAt(request, { from: 40, by: 'request', forward: true })!;
		expect(next.around.find(({ number }) => number === next.events)?.what).toBe('get');
		const before = inspectAt(request, { from: next.events, by: 'request', forward: false })!;
		expect(before.events).toBeLessThan(next.events);
		expect(before.around.find(({ number }) => number === before.events)?.what).toBe('get');
	});

	test('what an event says has moved has moved', () => {
		for (let event = 30; event < 60; event++) {
			const { inspection, around, events } = inspectAt(request, { event })!;
			const last = around.find(({ number }) => number === events)!;
			const serials = (objects: { serial: number }[]) => objects.map(({ serial }) => serial);
			const borrowed = serials(inspection.borrowed.map(({ object }) => object));
			expect(borrowed.includes(last.object)).toBe(last.what === 'get');
			if (last.to === 'private') expect(inspection.primary[last.p]?.private?.serial).toBe(last.object);
			if (last.to === 'shared')
				expect(serials(inspection.primary[last.p]?.shared ?? []).at(-1)).toBe(last.object);
		}
	});

	test('there is no step beyond the ends', () => {
		expect(inspectAt(request, { from: 1, by: 'event', forward: false })).toBeNull();
		expect(inspectAt(request, { from: 1e9, by: 'event', forward: true })).toBeNull();
	});

	test('a picture at an instant is taken at that instant', () => {
		const { inspection } = inspectAt(request, { timeNs: 0.777e9 })!;
		expect(inspection.timeNs).toBe(0.777e9);
	});
});
