import { afterEach, expect, test, vi } from 'vitest';
import type { OnChunk } from '#workers/entries/api.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import { frameBudgetMs, restMs, Runner, type RunHost } from '#lib/run/runner.svelte.ts';
import { WorkerCrash } from '#lib/run/workerHost.ts';
import { standInFrames, standInRequest } from '../browser/standIn.ts';

/** A clock that only work moves on, and a model whose pairs cost a fixed time. */
function world(nsPerPair = 100) {
	let nowMs = 0;
	const created: SimulationRequest[] = [];
	const create = (request: SimulationRequest) => {
		if (request.case === 'broken') throw new Error('rate cannot be 5');
		created.push(request);
		let done = 0;
		return {
			advance(pairs: number) {
				const batch = Math.min(pairs, request.params.ops - done);
				done += batch;
				nowMs += (batch * nsPerPair) / 1e6;
				return done >= request.params.ops;
			},
			get progress() {
				return done / request.params.ops;
			},
			frames: () => {
				const frames = standInFrames(request.params.seed, true);
				frames.totals.requests = request.params.ops;
				return frames;
			}
		};
	};
	const host = new FakeHost();
	const runner = new Runner(create, host, () => nowMs);
	return { runner, host, created, pass: (ms: number) => (nowMs += ms) };
}

class FakeHost implements RunHost {
	runs: {
		request: SimulationRequest;
		chunk: OnChunk;
		finish: (frames: Frames | null) => Promise<void>;
		fail: (error: Error) => Promise<void>;
	}[] = [];
	cancels = 0;

	run(request: SimulationRequest, chunk: OnChunk = () => {}): Promise<Frames | null> {
		return new Promise((resolve, reject) => {
			const settled = () => new Promise<void>((done) => setTimeout(done));
			this.runs.push({
				request,
				chunk,
				finish: (frames) => (resolve(frames), settled()),
				fail: (error) => (reject(error), settled())
			});
		});
	}

	cancel() {
		this.cancels++;
	}

	get last() {
		const run = this.runs.at(-1);
		if (!run) throw new Error('nothing was run');
		return run;
	}
}

afterEach(() => vi.useRealTimers());

/** A closed loop of so many pairs, which the runner's guess sees exactly. */
const pairs = (ops: number, seed = 1) => standInRequest('steady', { closed: 1, ops, seed });
const short = 5_000;
const long = 2_000_000;

test('a run that fits is answered before ask returns, without the worker', () => {
	const { runner, host } = world();
	runner.ask('#a', pairs(short, 7));
	expect(runner.shown).toMatchObject({ link: '#a', quality: 'full' });
	expect(runner.shown?.frames.columns.heapBytes[1]).toBe(7);
	expect(runner.busy).toBe(false);
	expect(host.runs).toHaveLength(0);
});

test('a longer run shows a coarse answer before ask returns, then the full one', async () => {
	const { runner, host } = world();
	runner.ask('#long', pairs(long));
	expect(runner.shown).toMatchObject({ link: '#long', quality: 'coarse' });
	expect(runner.busy).toBe(true);
	await host.last.finish(standInFrames(9, true));
	expect(runner.shown).toMatchObject({ link: '#long', quality: 'full' });
	expect(runner.busy).toBe(false);
});

test('what the first runs cost decides what fits: a fast machine runs more on the page', () => {
	const slow = world(2_000);
	slow.runner.ask('#warm', pairs(short));
	slow.runner.ask('#b', pairs(30_000, 2));
	expect(slow.host.runs).toHaveLength(1);
	const fast = world(50);
	fast.runner.ask('#warm', pairs(short));
	fast.runner.ask('#b', pairs(30_000, 2));
	expect(fast.host.runs).toHaveLength(0);
});

test('while the worker is busy only the latest question waits', async () => {
	const { runner, host } = world();
	runner.ask('#1', pairs(long, 1));
	runner.ask('#2', pairs(long, 2));
	runner.ask('#3', pairs(long, 3));
	expect(host.runs).toHaveLength(1);
	await host.last.finish(standInFrames(1, true));
	expect(host.runs).toHaveLength(2);
	expect(host.last.request.params.seed).toBe(3);
});

test('while a control moves the worker begins only when it rests, with the latest', () => {
	vi.useFakeTimers();
	const { runner, host } = world();
	for (const seed of [1, 2, 3]) {
		runner.ask(`#${seed}`, pairs(long, seed), frameBudgetMs, restMs);
		expect(runner.shown).toMatchObject({ link: `#${seed}`, quality: 'coarse' });
		vi.advanceTimersByTime(restMs - 1);
	}
	expect(host.runs).toHaveLength(0);
	vi.advanceTimersByTime(1);
	expect(host.runs.map(({ request }) => request.params.seed)).toEqual([3]);
});

test('when the control is let go the worker begins at once', () => {
	vi.useFakeTimers();
	const { runner, host } = world();
	runner.ask('#a', pairs(long), frameBudgetMs, restMs);
	runner.ask('#a', pairs(long));
	expect(host.runs).toHaveLength(1);
	vi.advanceTimersByTime(restMs);
	expect(host.runs).toHaveLength(1);
});

test('a rehearsal changes nothing that is shown', () => {
	const { runner, host } = world();
	expect(runner.rehearse()).toBe(false);
	runner.ask('#a', pairs(short));
	const { shown } = runner;
	expect(runner.rehearse()).toBe(true);
	expect(runner.shown).toEqual(shown);
	expect(host.runs).toHaveLength(0);
	runner.ask('#long', pairs(long));
	expect(runner.rehearse()).toBe(false);
});

test('a run that is nearly done is finished, one that would take long is stopped', () => {
	const { runner, host, pass } = world();
	runner.ask('#1', pairs(long, 1));
	pass(100);
	host.last.chunk(standInFrames(1, false), 0.9);
	runner.ask('#2', pairs(long, 2));
	expect(host.cancels).toBe(0);
	pass(3_000);
	runner.ask('#3', pairs(long, 3));
	expect(host.cancels).toBe(1);
});

test('an older full answer does not replace the coarse answer to a newer question', async () => {
	const { runner, host } = world();
	runner.ask('#old', pairs(long, 1));
	runner.ask('#new', pairs(long, 2));
	await host.last.finish(standInFrames(1, true));
	expect(runner.shown).toMatchObject({ link: '#new', quality: 'coarse' });
});

test('an answer that is known comes from the cache, and the outdated run is stopped', async () => {
	const { runner, host } = world();
	runner.ask('#long', pairs(long));
	await host.last.finish(standInFrames(9, true));
	runner.ask('#other', pairs(long, 2));
	runner.ask('#long', pairs(long));
	expect(runner.shown).toMatchObject({ link: '#long', quality: 'full' });
	expect(runner.busy).toBe(false);
	expect(host.cancels).toBe(1);
});

test('a request that cannot be run says why and keeps the last answer', () => {
	const { runner } = world();
	runner.ask('#a', pairs(short));
	runner.ask('#bad', { ...pairs(short), case: 'broken' });
	expect(runner.problem).toBe('rate cannot be 5');
	expect(runner.shown?.link).toBe('#a');
	expect(runner.busy).toBe(false);
	runner.ask('#b', pairs(short, 2));
	expect(runner.problem).toBe('');
});

test('a run whose worker died is tried once more, then gives up with the reason', async () => {
	const { runner, host } = world();
	runner.ask('#long', pairs(long));
	await host.last.fail(new WorkerCrash('out of memory'));
	expect(host.runs).toHaveLength(2);
	expect(runner.busy).toBe(true);
	await host.last.fail(new WorkerCrash('out of memory'));
	expect(host.runs).toHaveLength(2);
	expect(runner.problem).toBe('out of memory');
	expect(runner.busy).toBe(false);
});

test('from a second on the finished part of a long run replaces its coarse stand-in', () => {
	const { runner, host, pass } = world();
	runner.ask('#long', pairs(long));
	pass(200);
	host.last.chunk(standInFrames(1, false), 0.1);
	expect(runner.shown?.quality).toBe('coarse');
	expect(runner.progress).toBe(0.1);
	pass(1_000);
	host.last.chunk(standInFrames(1, false), 0.5);
	expect(runner.shown?.quality).toBe('partial');
});

test('cancel stops the run, and what is shown stays', async () => {
	const { runner, host } = world();
	runner.ask('#long', pairs(long));
	runner.cancel();
	expect(host.cancels).toBe(1);
	expect(runner.busy).toBe(false);
	await host.last.finish(null);
	expect(runner.shown?.link).toBe('#long');
});

test('an answer prepared ahead is not shown, but is there when it is asked for', async () => {
	const { runner, host } = world();
	runner.ask('#a', pairs(short));
	runner.prepare('#b', pairs(long, 2));
	await host.last.finish(standInFrames(2, true));
	expect(runner.shown?.link).toBe('#a');
	runner.ask('#b', pairs(long, 2));
	expect(runner.shown).toMatchObject({ link: '#b', quality: 'full' });
	expect(host.runs).toHaveLength(1);
});

test('a question stops what is prepared ahead', () => {
	const { runner, host } = world();
	runner.ask('#a', pairs(short));
	runner.prepare('#b', pairs(long, 2));
	runner.ask('#c', pairs(long, 3));
	expect(host.cancels).toBe(1);
});
