import { describe, expect, test } from 'vitest';
import { defaultCalibration } from '../../workers/model/calibration.ts';
import { Collector } from '../../workers/model/gc/collector.ts';
import { Mutator } from '../../workers/model/heap/mutator.ts';
import { Holders } from '../../workers/model/holders.ts';
import { Objects } from '../../workers/model/objects.ts';
import { PooledObjects } from '../../workers/model/pool/pooledObjects.ts';
import { tinyProcess } from './mutator.ts';

/** What a pool makes the runtime allocate for itself when P 0 has put so many objects into it. [bytes] */
function structuresAfter(puts: number, { gomaxprocs = 1, goMinor = 26 } = {}): number {
	const collector = new Collector({ ...tinyProcess, gomaxprocs, cores: gomaxprocs, goMinor });
	const mutator = new Mutator(collector, gomaxprocs, goMinor, false, defaultCalibration);
	const holders = new Holders();
	const objects = new Objects();
	const own = { collector, mutator, holders, objects };
	const pooled = new PooledObjects({ gomaxprocs, victimCache: true, dropPut: null, ...own });
	mutator.runsOn(0, 0);
	for (let i = 0; i < puts; i++) pooled.put(0, objects.make());
	return holders.otherLiveBytes;
}

/** An entry of allPools, the list of pools in use, which a pool joins at its first use. */
const listEntryBytes = 8;

describe('bytes behind a pool', () => {
	test.each([
		[1, 128],
		[2, 256],
		[4, 512],
		[8, 1152],
		[16, 2304],
		[32, 4864],
		[64, 9472],
		[128, 18432],
		[256, 32768]
	])('the slots of %i Ps take %i B', (gomaxprocs, expected) => {
		expect(structuresAfter(1, { gomaxprocs })).toBe(listEntryBytes + expected);
	});

	test.each([
		[8, 1024],
		[16, 2048],
		[32, 4096],
		[64, 8192],
		[128, 16384]
	])('before Go 1.22 the slots of %i Ps take %i B', (gomaxprocs, expected) => {
		expect(structuresAfter(1, { gomaxprocs, goMinor: 19 })).toBe(listEntryBytes + expected);
	});

	test.each([
		[2, 176],
		[9, 176],
		[10, 480],
		[25, 480],
		[26, 1040],
		[57, 1040],
		[121, 2240],
		[249, 4592],
		[505, 9504],
		[1017, 19_024],
		[10_000, 267_024],
		[100_000, 2_102_176]
	])('after %i Puts on one P its queue takes %i B', (puts, expected) => {
		expect(structuresAfter(puts) - structuresAfter(1)).toBe(expected);
	});
});
