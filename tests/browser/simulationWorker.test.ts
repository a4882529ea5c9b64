import { afterAll, expect, test } from 'vitest';
import { WorkerHost } from '#lib/run/workerHost.ts';
import { caseBySlug, cases, defaultCase } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { columnNames } from '#workers/model/frames.ts';
import { simulate } from '#workers/model/simulate.ts';
import SimulationWorker from '#workers/entries/simulation.worker.ts?worker&inline';

const host = new WorkerHost(() => new SimulationWorker());

afterAll(() => host.dispose());

test('the worker gives the very bytes that the page gives, for both variants of every case', async () => {
	for (const which of cases) {
		for (const fixed of [false, true]) {
			const request = requestFor(which, { fixed, phases: 'load:500ms+idle:100ms,rate=0' }, 50);
			const here = simulate(request);
			const there = await host.run(request);
			const label = `${which.slug} ${fixed ? 'fixed' : 'bug'}`;
			for (const name of columnNames)
				expect(there?.columns[name], `${label} ${name}`).toEqual(here.columns[name]);
			expect(there?.perP, label).toEqual(here.perP);
			expect(there?.totals, label).toEqual(here.totals);
			expect(there?.end, label).toEqual(here.end);
			expect(there?.collections, label).toEqual(here.collections);
		}
	}
}, 60_000);

test('a long simulation streams rows that only grow, and stops within 50 ms of a cancel', async () => {
	const which = caseBySlug('steady') ?? defaultCase;
	const request = requestFor(which, { rate: 100_000, hold: 1e6, phases: 'load:600s' });
	/** The longest of five, from the cancel to its answer [ms]. */
	const longest = async () => {
		const latencies: number[] = [];
		for (let i = 0; i < 5; i++) {
			const rows: number[] = [];
			let heardTwice = () => {};
			const streamed = new Promise<void>((resolve) => (heardTwice = resolve));
			const run = host.run(request, (frames) => {
				rows.push(frames.rows);
				if (rows.length === 2) heardTwice();
			});
			// A run that fails says so here rather than by a timeout.
			await Promise.race([streamed, run]);
			expect(rows).toEqual(rows.toSorted((a, b) => a - b));
			const askedAt = performance.now();
			host.cancel();
			expect(await run).toBeNull();
			latencies.push(performance.now() - askedAt);
		}
		return Math.max(...latencies);
	};
	// See worker.test.ts: what else the machine does is not the worker's doing.
	await expect.poll(longest, { timeout: 90_000 }).toBeLessThan(50);
}, 120_000);

test('a gctrace log is read in the worker, and a text without a record says why it gave nothing', async () => {
	const line =
		'gc 1 @0.012s 2%: 0.015+0.42+0.003 ms clock, 0.030+0.11/0.32/0+0.006 ms cpu, 4->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n';
	const read = await host.read(new Blob([line]), 'app.log');
	expect(read).toMatchObject({ ok: true, recording: { name: 'app.log', collections: { count: 1 } } });
	const refused = await host.read(new Blob(['nothing\n']), 'notes.txt');
	expect(refused).toMatchObject({ ok: false, error: expect.stringContaining('notes.txt') });
});
