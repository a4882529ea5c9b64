import { expose, proxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
	buffersOf,
	createApi,
	nextSlicePairs,
	type OnChunk,
	type SimulationApi
} from '../../workers/entries/api.ts';
import { standInFrames, standInRequest, standInSimulation } from '../browser/standIn.ts';

let ports: MessageChannel;
let api: Remote<SimulationApi>;

beforeEach(() => {
	ports = new MessageChannel();
	expose(createApi(standInSimulation), ports.port1);
	api = wrap<SimulationApi>(ports.port2);
});

afterEach(() => {
	ports.port1.close();
	ports.port2.close();
});

/** Pairs of the stand-in in so many milliseconds. */
const worth = (ms: number) => ms * 10_000;

test('a run gives the frames of its request', async () => {
	const frames = await api.run(standInRequest('steady', { ops: 10, seed: 42 }));
	expect(frames?.complete).toBe(true);
	expect(frames?.columns.heapBytes[1]).toBe(42);
});

test('a long run tells what it knows so far, with growing progress below 1', async () => {
	const heard: { progress: number; complete: boolean }[] = [];
	const frames = await api.run(
		standInRequest('steady', { ops: worth(450) }),
		proxy<OnChunk>((chunk, progress) => heard.push({ progress, complete: chunk.complete }))
	);
	expect(frames?.complete).toBe(true);
	expect(heard.length).toBeGreaterThanOrEqual(2);
	expect(heard.every(({ complete }) => !complete)).toBe(true);
	const shares = heard.map(({ progress }) => progress);
	expect(shares).toEqual([...shares].sort((a, b) => a - b));
	expect(shares.at(-1)).toBeLessThan(1);
});

test('the newest run wins: the older one gives null and stops', async () => {
	const older = api.run(standInRequest('steady', { ops: worth(60_000), seed: 1 }));
	const newer = api.run(standInRequest('steady', { ops: worth(5), seed: 2 }));
	expect(await older).toBeNull();
	expect((await newer)?.columns.heapBytes[1]).toBe(2);
});

test('a cancelled run gives null within 50 ms', async () => {
	const running = api.run(standInRequest('steady', { ops: worth(60_000) }));
	await api.ping();
	const askedAt = performance.now();
	await api.cancel();
	expect(await running).toBeNull();
	expect(performance.now() - askedAt).toBeLessThan(50);
});

test('a request that cannot be run fails with the sentence that says why, and the next one runs', async () => {
	await expect(api.run(standInRequest('broken'))).rejects.toThrow('rate cannot be 5: it takes 7');
	expect((await api.run(standInRequest('steady', { ops: 1 })))?.complete).toBe(true);
});

test('a listener that fails does not stop the run', async () => {
	const frames = await api.run(
		standInRequest('steady', { ops: worth(250) }),
		proxy(() => {
			throw new Error('the page is gone');
		})
	);
	expect(frames?.complete).toBe(true);
});

test('a slice aims at 3 ms, at most doubles, and never gets stuck at nothing', () => {
	expect(nextSlicePairs(10_000, 6)).toBe(5_000);
	expect(nextSlicePairs(10_000, 1)).toBe(20_000);
	expect(nextSlicePairs(10_000, 0)).toBe(20_000);
	expect(nextSlicePairs(300, 10_000)).toBe(200);
});

test('every buffer of the frames is moved, each once', () => {
	const frames = standInFrames(1, true);
	const buffers = buffersOf(frames);
	expect(new Set(buffers).size).toBe(buffers.length);
	expect(buffers).toContain(frames.perP.buffer);
	expect(buffers.length).toBe(
		Object.keys(frames.columns).length + Object.keys(frames.collections.columns).length + 1
	);
});
