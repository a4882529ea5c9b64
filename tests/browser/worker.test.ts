import { afterEach, expect, test, vi } from 'vitest';
import { WorkerCrash, WorkerHost, type WorkerHostOptions } from '#lib/run/workerHost.ts';
import StandInWorker from './standIn.worker.ts?worker&inline';
import { standInRequest } from './standIn.ts';

let host: WorkerHost | undefined;
let started = 0;

function startHost(options: WorkerHostOptions = {}) {
	started = 0;
	host = new WorkerHost(() => {
		started++;
		return new StandInWorker();
	}, options);
	return host;
}

afterEach(() => host?.dispose());

/** Pairs of the stand-in in so many milliseconds. */
const worth = (ms: number) => ms * 10_000;

test('a run in a real worker gives frames whose buffers were moved', async () => {
	const frames = await startHost().run(standInRequest('steady', { ops: 100, seed: 5 }));
	expect(frames?.columns.heapBytes[1]).toBe(5);
	expect(frames?.columns.heapBytes).toBeInstanceOf(Float64Array);
});

test('a cancelled run stops within 50 ms, all of twenty in a row, and the worker is kept', async () => {
	const running = startHost();
	await running.warm();
	/** The longest of twenty, from the cancel to its answer [ms]. */
	const longest = async () => {
		const latencies: number[] = [];
		for (let i = 0; i < 20; i++) {
			const run = running.run(standInRequest('steady', { ops: worth(60_000) }));
			await new Promise((resolve) => setTimeout(resolve, 20));
			const askedAt = performance.now();
			running.cancel();
			expect(await run).toBeNull();
			latencies.push(performance.now() - askedAt);
		}
		return Math.max(...latencies);
	};
	// A machine that does something else takes the processor away from some of twenty; slices too long show in each row.
	await expect.poll(longest, { timeout: 90_000 }).toBeLessThan(50);
	expect(started).toBe(1);
}, 120_000);

test('an older run stops when a newer one comes, and only the newer gives frames', async () => {
	const running = startHost();
	const older = running.run(standInRequest('steady', { ops: worth(60_000) }));
	const newer = running.run(standInRequest('steady', { ops: worth(5), seed: 2 }));
	expect(await older).toBeNull();
	expect((await newer)?.columns.heapBytes[1]).toBe(2);
});

test('a long run streams chunks that grow', async () => {
	const shares: number[] = [];
	await startHost().run(standInRequest('steady', { ops: worth(600) }), (frames, progress) => {
		expect(frames.complete).toBe(false);
		shares.push(progress);
	});
	expect(shares.length).toBeGreaterThanOrEqual(3);
	expect(shares).toEqual([...shares].sort((a, b) => a - b));
});

test('a crashed worker is replaced: its run fails with the reason, the next one has a new worker', async () => {
	const onCrash = vi.fn();
	const running = startHost({ onCrash });
	const lost = running.run(standInRequest('crash', { ops: worth(60_000) }));
	await expect(lost).rejects.toThrow(WorkerCrash);
	expect(onCrash).toHaveBeenCalledOnce();
	expect(onCrash.mock.calls[0]?.[0]).toContain('out of memory');
	const frames = await running.run(standInRequest('steady', { ops: 100, seed: 3 }));
	expect(frames?.columns.heapBytes[1]).toBe(3);
	expect(started).toBe(2);
});

test('a worker that is silent for too long is taken for dead and replaced', async () => {
	const onCrash = vi.fn();
	const running = startHost({ onCrash, silenceMs: 1_500 });
	await running.warm();
	await expect(running.run(standInRequest('hang', { ops: 1 }))).rejects.toThrow(WorkerCrash);
	expect(onCrash).toHaveBeenCalledOnce();
	expect((await running.run(standInRequest('steady', { ops: 1, seed: 4 })))?.columns.heapBytes[1]).toBe(4);
});
