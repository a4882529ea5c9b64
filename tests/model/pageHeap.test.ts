import { describe, expect, test } from 'vitest';
import { PageHeap, chunkBytes, type PageHeapOptions } from '../../workers/model/heap/pageHeap.ts';
import { Scavenger } from '../../workers/model/heap/scavenger.ts';
import { KiB, MiB, Mutator } from './mutator.ts';

const options: PageHeapOptions = {
	goMinor: 26,
	stackBytes: 256 * KiB,
	otherMappedBytes: 2 * MiB,
	slackBytes: 0,
	scavengeBytesPerSecond: 14.7e9
};

function heapAt(bytes: number, more: Partial<PageHeapOptions> = {}): PageHeap {
	const heap = new PageHeap({ ...options, ...more });
	heap.setInUse(bytes);
	return heap;
}

/** Everything that is free is returned, as after a further collection and long enough. */
function returnAll(heap: PageHeap): void {
	heap.markEnded(0, Infinity, Infinity);
	heap.scavenge(heap.freeBytes);
}

describe('HeapSys', () => {
	test('and the stacks are whole chunks of 4 MiB: 3.75, 15.75, 103.75 MiB beside a stack of 256 KiB', () => {
		expect(heapAt(MiB).sysBytes).toBe(3.75 * MiB);
		expect(heapAt(15 * MiB).sysBytes).toBe(15.75 * MiB);
		expect(heapAt(100 * MiB).sysBytes).toBe(103.75 * MiB);
	});
	test('never shrinks', () => {
		const heap = heapAt(100 * MiB);
		heap.setInUse(MiB);
		returnAll(heap);
		expect(heap.sysBytes).toBe(103.75 * MiB);
		expect(heap.releasedBytes).toBe(102.75 * MiB);
	});
	test('is in use + free + released', () => {
		const heap = heapAt(50 * MiB);
		heap.setInUse(20 * MiB);
		heap.setInUse(30 * MiB);
		expect(heap.inUseBytes + heap.freeBytes + heap.releasedBytes).toBe(heap.sysBytes);
		expect(heap.idleBytes).toBe(heap.freeBytes + heap.releasedBytes);
		expect(heap.sysBytes % chunkBytes).toBe(chunkBytes - options.stackBytes);
	});
});

describe('resident memory', () => {
	test('does not count fresh address space', () => {
		expect(heapAt(9 * MiB).residentBytes).toBeLessThan(9.1 * MiB);
	});
	test('stays when the heap falls, until it is returned', () => {
		const heap = heapAt(100 * MiB);
		heap.setInUse(MiB);
		expect(heap.residentBytes).toBeGreaterThan(100 * MiB);
		returnAll(heap);
		expect(heap.residentBytes).toBeLessThan(2 * MiB);
	});
	test('of Go 1.15 stays even then: the pages are only marked as free', () => {
		const heap = heapAt(100 * MiB, { goMinor: 15 });
		heap.setInUse(MiB);
		returnAll(heap);
		expect(heap.releasedBytes).toBeGreaterThan(100 * MiB);
		expect(heap.residentBytes).toBeGreaterThan(100 * MiB);
		heap.setInUse(60 * MiB);
		expect(heap.residentBytes).toBeLessThan(105 * MiB);
	});
	test('free memory is taken before returned memory, and that before fresh memory', () => {
		const heap = heapAt(40 * MiB);
		heap.setInUse(20 * MiB);
		heap.setInUse(35 * MiB);
		expect(heap.freeBytes).toBe(5 * MiB);
		expect(heap.sysBytes).toBe(43.75 * MiB);
	});
});

test('small objects since Go 1.26 leave 128 bytes of a span to the mark bits, and spans have records', () => {
	const small = new PageHeap(options);
	small.setHeapAlloc(80 * MiB, 80 * MiB, (80 * MiB) / 256, 0);
	const before = new PageHeap({ ...options, goMinor: 25 });
	before.setHeapAlloc(80 * MiB, 80 * MiB, (80 * MiB) / 256, 0);
	// 2.58 MiB of 80 in HeapInuse; MSpanSys and GCSys grow by 1.6 and 0.6: runtime.MemStats for blocks of 256 bytes
	expect((small.inUseBytes - before.inUseBytes) / MiB).toBeCloseTo(2.58, 1);
	const large = new PageHeap(options);
	large.setHeapAlloc(80 * MiB, 0, 0, 0);
	expect((before.mappedReadyBytes - large.mappedReadyBytes) / MiB).toBeCloseTo(2.2, 0);
});

describe('the scavenger', () => {
	test('aims at a tenth more than the next peak, and leaves a heap alone that needs what it has', () => {
		const heap = heapAt(100 * MiB);
		heap.markEnded(0, 100 * MiB, 100 * MiB);
		expect(heap.scavengeWanted()).toBe(0);
		heap.setInUse(50 * MiB);
		expect(heap.scavengeWanted()).toBe(0);
		heap.markEnded(0, 50 * MiB, 100 * MiB);
		expect(heap.scavengeWanted()).toBeCloseTo(100 * MiB - 50 * 0.5 * 1.1 * MiB, -4);
	});
	test('waits for another collection before it returns chunks that were full at the last', () => {
		const heap = heapAt(100 * MiB);
		heap.markEnded(0, 4 * MiB, 100 * MiB);
		heap.setInUse(MiB);
		expect(heap.scavenge(50 * MiB)).toBe(0);
		heap.markEnded(0, 4 * MiB, 4 * MiB);
		expect(heap.scavenge(50 * MiB)).toBe(50 * MiB);
	});
	test('of Go 1.20 does not wait', () => {
		const heap = heapAt(100 * MiB, { goMinor: 20 });
		heap.markEnded(0, 4 * MiB, 100 * MiB);
		heap.setInUse(MiB);
		expect(heap.scavenge(50 * MiB)).toBe(50 * MiB);
	});
	test('works a millisecond at a time, and takes one percent of the CPU in the long run', () => {
		for (const procs of [1, 4]) {
			const scavenger = new Scavenger(14.7e9);
			let released = 0;
			scavenger.wake(0);
			scavenger.advance(100e9, procs, {
				scavengeWanted: () => Infinity,
				scavenge: (bytes) => {
					released += bytes;
					return bytes;
				}
			});
			expect(scavenger.cpuNs / 100e9 / procs).toBeGreaterThan(0.006);
			expect(scavenger.cpuNs / 100e9 / procs).toBeLessThan(0.014);
			expect(released / 1e9 / 14.7).toBeCloseTo(scavenger.cpuNs / 1e9, 6);
		}
	});
	test('is woken from its sleep by a sweep that ends, though not while it works', () => {
		const scavenger = new Scavenger(14.7e9);
		let bursts = 0;
		const heap = { scavengeWanted: () => Infinity, scavenge: (bytes: number) => (bursts++, bytes) };
		scavenger.wake(0);
		scavenger.advance(10e6, 1, heap);
		// The first sleep is a second.
		expect(bursts).toBe(1);
		expect(scavenger.nextNs).toBeGreaterThan(1e9);
		scavenger.wake(10e6);
		scavenger.advance(10e6, 1, heap);
		expect(bursts).toBe(2);
		scavenger.wake(10.1e6);
		scavenger.advance(10.9e6, 1, heap);
		expect(bursts).toBe(2);
		scavenger.advance(11.1e6, 1, heap);
		expect(bursts).toBe(3);
	});
});

describe('ten blocks of 100 MiB, touched and dropped', () => {
	/** Resident MiB at these seconds after the last of so many collections. */
	function residentAfter(collections: number, seconds: readonly number[]): number[] {
		const m = new Mutator({ gogc: 100 });
		for (let i = 0; i < 10; i++) m.keep(100 * MiB);
		m.reachable -= 1000 * MiB;
		m.gc.drop(1000 * MiB, 10, false);
		for (let i = 0; i < collections; i++) m.collect();
		const from = m.nowNs;
		return seconds.map((s) => {
			m.sleep(from + s * 1e9 - m.nowNs);
			m.gc.updatePages(m.nowNs);
			return m.gc.pages.residentBytes / MiB;
		});
	}
	test('one runtime.GC(): the heap falls at once, memory only after the two-minute collection', () => {
		const [at1, at110, at135] = residentAfter(1, [1, 110, 135]);
		expect(at1).toBeGreaterThan(1000);
		expect(at110).toBeGreaterThan(1000);
		expect(at135).toBeLessThan(10);
	});
	test('two runtime.GC(): memory falls in swarms of bursts over eight to ten seconds, as recorded', () => {
		const [at05, at1, at2, at4, at6, at10] = residentAfter(2, [0.5, 1.1, 2, 4, 6, 10]);
		expect(at05).toBeGreaterThan(980);
		expect(at1).toBeGreaterThan(970);
		// recorded: 770 at 2 s, 742 at 4 s, 422 at 6 s, 4 at 9 s
		expect(at2).toBeGreaterThan(700);
		expect(at2).toBeLessThan(800);
		expect(at4).toBeGreaterThan(450);
		expect(at4).toBeLessThan(770);
		expect(at6).toBeGreaterThan(150);
		expect(at6).toBeLessThan(500);
		expect(at10).toBeLessThan(10);
	});
	test('none: two minutes until the heap falls, four until memory does', () => {
		const [at119, at130, at235, at262] = residentAfter(0, [119, 130, 235, 262]);
		expect(at119).toBeGreaterThan(1000);
		expect(at130).toBeGreaterThan(1000);
		expect(at235).toBeGreaterThan(1000);
		expect(at262).toBeLessThan(10);
	});
});

describe('a memory limit', () => {
	test('makes an allocation return memory on the spot before it maps more', () => {
		const heap = heapAt(50 * MiB);
		heap.setInUse(10 * MiB);
		heap.setInUse(30 * MiB, 40 * MiB);
		expect(heap.mappedReadyBytes).toBe(40 * MiB);
	});
	test('has the scavenger aim at 95 % of it', () => {
		const heap = heapAt(90 * MiB);
		heap.setInUse(10 * MiB);
		heap.markEnded(80 * MiB, Infinity, Infinity);
		expect(heap.scavengeWanted()).toBe(heap.mappedReadyBytes - 0.95 * 80 * MiB);
	});
});
