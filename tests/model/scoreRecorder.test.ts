import { describe, expect, test } from 'vitest';
import { recorderRowsBytes, recorderStartBytes, recorderTail } from '../../workers/score/recorder.ts';

const tail = (goMinor: number, counts: 'pool' | 'channel' | 'nothing', objects: number) =>
	recorderTail({ goMinor, gomaxprocs: 1, counts, ring: 1, residents: [objects, objects, objects, objects] });

describe('what the recorder itself allocates after the stop of a load', () => {
	test('is its list of states where nothing is counted: 96, 192, 384 bytes as it grows, the fourth fits', () => {
		expect(tail(26, 'nothing', 0).map(({ row }) => [row.allocBytes, row.mallocs])).toEqual([
			[288, 2],
			[672, 3],
			[672, 3]
		]);
	});

	test('is a census and a slice for the Ps at each state of a pool besides', () => {
		expect(tail(26, 'pool', 1).at(-1)!.row).toMatchObject({
			allocBytes: 672 + 4 * (112 + 16),
			mallocs: 3 + 4 * 2
		});
	});

	test('is the slices of a channel’s objects, of which Go 1.26 keeps the first on the stack', () => {
		expect(tail(26, 'channel', 3).at(-1)!.row).toMatchObject({
			allocBytes: 672 + 4 * (112 + 64),
			mallocs: 11
		});
		expect(tail(23, 'channel', 3).at(-1)!.row).toMatchObject({
			allocBytes: 672 + 4 * (112 + 16 + 32 + 64),
			mallocs: 19
		});
	});

	test('leaves the heap smaller when the ring of a wide window dies', () => {
		const run = { goMinor: 26, gomaxprocs: 1, counts: 'pool', residents: [70, 70, 0, 0] } as const;
		const wide = recorderTail({ ...run, ring: 70 })[0]!.row.heapBytes;
		const narrow = recorderTail({ ...run, ring: 1 })[0]!.row.heapBytes;
		// 70 tokens of 96 bytes and a header: a class of 6784 bytes against one of 96.
		expect(narrow - wide).toBe(6784 - 96);
		const start = (ring: number) => recorderStartBytes({ counts: 'pool', ring });
		expect(start(70) - start(1)).toBe(6784 - 96);
	});

	test('maps its rows outside of the heap: 20 columns of 8 bytes for the load and ten seconds more', () => {
		const run = { closed: 0, ops: 0, gcEvery: 0, sampleEvery: 0, sampleNs: 10e6, durationNs: 4e9 };
		expect(recorderRowsBytes(run)).toBe(Math.ceil(((1400 + 64) * 160) / 4096) * 4096);
		expect(recorderRowsBytes({ ...run, ops: 10, closed: 2 })).toBe(
			Math.ceil(((7000 + 64) * 160) / 4096) * 4096
		);
	});
});
