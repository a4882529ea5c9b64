import { expect, test } from 'vitest';
import { defaultCalibration } from '../../workers/model/calibration.ts';
import { Rng } from '../../workers/model/rng.ts';
import { Cores } from '../../workers/model/scheduler/cores.ts';
import { IdlePs } from '../../workers/model/scheduler/idlePs.ts';
import { MarkEnd } from '../../workers/model/scheduler/markEnd.ts';

/** Threads that begin work of so long one after another, on two cores [ns]; when each is done. */
function begun(...works: { atNs: number; forNs: number }[]): { cores: Cores; doneNs: () => number[] } {
	const cores = new Cores(2, 8, 8);
	const doneNs: number[] = [];
	const end = () => {
		cores.findFirst();
		doneNs[cores.first.p] = cores.firstNs;
		cores.stop(cores.first, cores.firstNs);
	};
	for (const [p, { atNs, forNs }] of works.entries()) {
		for (cores.findFirst(); cores.firstNs <= atNs; cores.findFirst()) end();
		const thread = cores.start(p, atNs);
		cores.run(thread, atNs);
		cores.until(thread, atNs + forNs * cores.slowness);
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

test('in the real-time class a third thread on two cores waits until another has nothing to do', () => {
	for (const realTime of [true, false]) {
		const cores = new Cores(2, 8, 8, realTime);
		const [first] = [0, 1].map((p) => {
			const thread = cores.start(p, 0);
			cores.run(thread, 0);
			cores.until(thread, 100);
			return thread;
		});
		const third = cores.start(2, cores.thereNs(30));
		cores.look(third);
		expect(third.freeNs).toBe(realTime ? Infinity : 30);
		cores.stop(first!, 100);
		expect(third.freeNs).toBe(realTime ? 100 : 30);
		expect(cores.slowness).toBe(1);
	}
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

test('each has had its turn when those before it have had a slice, or are done', () => {
	const six = [100, 100, 100, 100, 100, 100].map((forNs) => ({ atNs: 0, forNs }));
	const { cores } = begun(...six);
	// Two cores: of six, two have theirs at once, and so the last two after two slices.
	expect(cores.turnsNs(0, 40)).toBeCloseTo(80, 6);
	expect(cores.turnsNs(0, 1000)).toBeCloseTo(200, 6);
	expect(begun(...six.slice(0, 2)).cores.turnsNs(0, 40)).toBe(0);
});

test('others are beside one that runs for as long as the longest of them takes', () => {
	const { cores } = begun({ atNs: 0, forNs: 100 }, { atNs: 0, forNs: 300 });
	expect(cores.besideNs(50)).toBe(250);
	expect(cores.besideNs(400)).toBe(0);
});

test('a thread that looks for work takes no part', () => {
	const { cores, doneNs } = begun({ atNs: 0, forNs: 100 }, { atNs: 0, forNs: 100 });
	const looks = cores.start(5, 20);
	expect(cores.slowness).toBe(1);
	cores.stop(looks, 30);
	expect(doneNs()).toEqual([100, 100]);
});

test('who is free first is known again after every start, stop and change of what somebody does', () => {
	const rng = new Rng(7, 0);
	const cores = new Cores(4, 16, 16);
	for (let i = 0; i < 5000; i++) {
		const which = rng.below(3);
		const nowNs = rng.below(1000);
		if (which === 0 && cores.working < 16) cores.run(cores.start(cores.freeP, nowNs), nowNs);
		else if (which === 1 && cores.working > 0) cores.stop(cores.threads[rng.below(cores.working)]!, nowNs);
		else if (cores.working > 0) cores.until(cores.threads[rng.below(cores.working)]!, nowNs);
		cores.findFirst();
		const working = cores.threads.slice(0, cores.working);
		const earliestNs = Math.min(...working.map(({ freeNs }) => freeNs));
		expect(cores.firstNs).toBe(earliestNs);
		if (working.length > 0) expect(cores.first).toBe(working.find(({ freeNs }) => freeNs === earliestNs));
		expect(new Set(working.map(({ p }) => p)).size, 'no two threads have the same P').toBe(working.length);
	}
});

test('who is woken while a mark’s workers have the cores that are left waits for one, and looks first when they are done', () => {
	const { collector, timerNs } = defaultCalibration;
	const cores = new Cores(2, 4, 4);
	const mark = new MarkEnd(new IdlePs(4, 26), defaultCalibration, new Rng(1, 1));
	cores.start(0, 0);
	expect(mark.thereNs(cores, 100, 30_000, 0.5), 'no mark').toBe(30_000);
	mark.begins(4);
	expect(mark.thereNs(cores, 100, 30_000, 0.5), 'a worker on the other core').toBe(100 + collector.sliceNs);
	cores.look(cores.start(1, 100 + collector.sliceNs));
	mark.allMarked(cores, 5_000);
	expect(cores.threads[1]?.freeNs, 'all is marked').toBe(5_000);
	expect(mark.thereNs(cores, 6_000, 30_000, 0.5), 'the mark has ended before it looked').toBe(
		6_000 + timerNs
	);
	expect(mark.thereNs(cores, 6_000, 30_000, 0.5), 'the next one').toBe(30_000);
});
