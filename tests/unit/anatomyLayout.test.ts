import { describe, expect, test } from 'vitest';
import { fullestNs } from '#lib/anatomy/fullest.ts';
import { layOutAnatomy, type AnatomyLayout } from '#lib/anatomy/layout.ts';
import { caseBySlug } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { inspectAt } from '#workers/model/inspectAt.ts';
import type { Inspection } from '#workers/model/inspection.ts';
import type { Params } from '#workers/model/parameters.ts';
import { handmadeFrames } from './handmadeFrames.ts';

const s = 1e9;

function inside(slug: string, params: Partial<Params>, timeNs = s): Inspection {
	const request = requestFor(caseBySlug(slug)!, { phases: '', duration: 2 * s, ...params }, 200);
	return inspectAt(request, { timeNs })!.inspection;
}

const lay = (inspection: Inspection, width = 900, height = 360, heldScale: number | null = null) =>
	layOutAnatomy(inspection, { width, height, em: 12, heldScale });

/** Squares of each seat, with those that only a number stands for. */
function drawn({ squares, more }: AnatomyLayout): number {
	return squares.length + more.reduce((sum, { count }) => sum + count, 0);
}

function total({ counts, copies }: Inspection): number {
	return (
		counts.privateObjects +
		counts.sharedObjects +
		counts.victimObjects +
		counts.inUse -
		copies.primary -
		copies.victim
	);
}

const pictures: [string, Inspection][] = [
	['one P', inside('steady', { gomaxprocs: 1, rate: 1000, hold: 20e6 })],
	['eight Ps', inside('oversized-dos', { attack: 0.1, rate: 500, hold: 40e6 })],
	['256 Ps', inside('steady', { gomaxprocs: 256, cores: 64, rate: 8000, hold: 20e6, burst: 100 })],
	['payloads', inside('pinned-payload', { hold: 20e6 })],
	['a free list', inside('large-struct', { fixed: true, hold: 5e6 })]
];

describe('the picture shows every object', () => {
	test.each(pictures)('%s: each as a square or in a number', (_, inspection) => {
		expect(total(inspection)).toBeGreaterThan(0);
		for (const width of [340, 900]) expect(drawn(lay(inspection, width))).toBe(total(inspection));
	});

	test.each(pictures)('%s: squares lie in their lanes and columns and on nobody else', (_, inspection) => {
		for (const [width, height] of [
			[340, 300],
			[900, 420]
		] as const) {
			const layout = lay(inspection, width, height);
			expect(layout.height).toBeLessThanOrEqual(height + 1);
			for (const square of layout.squares) {
				expect(square.y + Math.max(square.side, square.tail)).toBeLessThanOrEqual(layout.height);
				expect(square.x + square.side).toBeLessThanOrEqual(width);
			}
			const overlaps = layout.squares.filter((a, i) =>
				layout.squares.some(
					(b, j) =>
						j > i && a.x < b.x + b.side && b.x < a.x + a.side && a.y < b.y + b.side && b.y < a.y + a.side
				)
			);
			expect(overlaps).toEqual([]);
		}
	});
});

test('areas are as the bytes, but for the smallest', () => {
	const { squares } = lay(inside('oversized-dos', { attack: 0.2, rate: 300, hold: 40e6 }));
	const large = squares.filter(({ side }) => side > 3.01);
	expect(large.length).toBeGreaterThan(3);
	const perByte = large.map(({ side, object }) => side ** 2 / object.ownBytes);
	for (const each of perByte) expect(each).toBeCloseTo(perByte[0]!, 9);
	for (const { side } of squares) expect(side).toBeGreaterThanOrEqual(3);
});

test('what an object pins is drawn behind it', () => {
	const { squares } = lay(inside('pinned-payload', { hold: 0 }));
	const pinning = squares.filter(({ object }) => object.payloadBytes > 0);
	expect(pinning.length).toBeGreaterThan(0);
	for (const { tail } of pinning) expect(tail).toBeGreaterThan(0);
});

test('Ps that have nothing share a lane when there are too many, and that is said', () => {
	const layout = lay(inside('steady', { gomaxprocs: 256, rate: 300 }));
	expect(layout.lanes.reduce((sum, { ps }) => sum + ps, 0)).toBe(256);
	expect(layout.lanes.length).toBeLessThan(30);
	expect(layout.notes.join(' ')).toMatch(/share one lane: \d+ of 256/);
	expect(lay(inside('steady', { gomaxprocs: 8 })).notes).toEqual([]);
});

test('squares keep their size from one picture to the next while they fit', () => {
	const load = { rate: 1000, hold: 20e6 };
	const before = inside('steady', load, 0.5 * s);
	const next = inside('steady', load, 0.52 * s);
	const smaller = 0.8 * Math.min(lay(before).scale, lay(next).scale);
	expect(lay(next, 900, 360, smaller).scale).toBe(smaller);
	// But not where that would leave most of the room empty, or have none.
	expect(lay(next, 900, 360, smaller / 20).scale).toBeGreaterThan(smaller / 20);
	expect(lay(next, 900, 360, smaller * 50).scale).toBeLessThan(smaller * 50);
});

test('of a run that ends with an empty pool the first instant is shown at which the pool held most', () => {
	const timeNs = [0, 1, 2, 3, 4];
	const pinnedBytes = [0, 5, 0, 0, 0];
	const emptied = handmadeFrames({ timeNs, pinnedBytes, sharedBytes: [0, 1, 6, 6, 0] });
	expect(fullestNs(emptied)).toBe(1);
	expect(fullestNs(handmadeFrames({ timeNs, sharedBytes: [0, 1, 7, 6, 0] }))).toBe(2);
	expect(fullestNs(handmadeFrames({ timeNs, sharedBytes: [0, 1, 7, 6, 1] }))).toBeNull();
	expect(fullestNs(handmadeFrames({ timeNs }))).toBeNull();
});
