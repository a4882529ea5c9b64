import { expect, test } from 'vitest';
import { Cores } from '../../workers/model/scheduler/cores.ts';

/** Threads that begin work of so long one after another, on two cores [ns]; when each is done. */
function begun(...works: { atNs: number; forNs: number }[]): { cores: Cores; doneNs: () => number[] } {
	const cores = new Cores(2, 8, 8);
	const doneNs: number[] = [];
	const end = () => {
		const place = cores.first();
		const atNs = cores.freeNs[place]!;
		doneNs[cores.p[place]!] = atNs;
		cores.stop(place, atNs);
	};
	for (const [p, { atNs, forNs }] of works.entries()) {
		while (cores.working > 0 && cores.freeNs[cores.first()]! <= atNs) end();
		const place = cores.start(p, atNs);
		cores.run(place, atNs);
		cores.freeNs[place] = atNs + forNs * cores.slowness;
	}
	return {
		cores,
		doneNs: () => {
			while (cores.working > 0) end();
			return doneNs;
		}
	};
}

test('as many threads as cores do not slow each other', () => {
	expect(begun({ atNs: 0, forNs: 100 }, { atNs: 10, forNs: 100 }).doneNs()).toEqual([100, 110]);
});

test('more threads than cores share them in equal parts, so that together they take as long as one after another', () => {
	const all = begun(...Array.from({ length: 6 }, () => ({ atNs: 0, forNs: 100 }))).doneNs();
	for (const doneNs of all) expect(doneNs).toBeCloseTo(300, 6);
});

test('who comes later slows those that are under way, who is done gives its part to the others', () => {
	// Alone until 50; three on two cores until the first has done its other 50 in 75; then two again.
	const [first, second, third] = begun(
		{ atNs: 0, forNs: 100 },
		{ atNs: 0, forNs: 200 },
		{ atNs: 50, forNs: 100 }
	).doneNs();
	expect(first).toBeCloseTo(125, 6);
	expect(third).toBeCloseTo(175, 6);
	expect(second).toBeCloseTo(225, 6);
});

test('a thread that looks for work takes no part', () => {
	const { cores, doneNs } = begun({ atNs: 0, forNs: 100 }, { atNs: 0, forNs: 100 });
	cores.start(5, 20);
	expect(cores.slowness).toBe(1);
	cores.stop(2, 30);
	expect(doneNs()).toEqual([100, 100]);
});
