import { describe, expect, test } from 'vitest';
import { Collector, type CycleRecord } from '../../workers/model/gc/collector.ts';
import { defaultCosts } from '../../workers/model/gc/costs.ts';
import { KiB, MiB, ms, Mutator, tinyProcess } from './mutator.ts';

/** Numbers that look random and are the same each time. */
function randoms(seed: number): (n: number) => number {
	let state = seed * 2654435761 + 1;
	return (n) => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor((state / 2147483648) * n);
	};
}

describe('reachable + garbage = HeapAlloc', () => {
	test.each(Array.from({ length: 24 }, (_, i) => i))('whatever happens (seed %i)', (seed) => {
		const random = randoms(seed);
		const pick = <T>(of: readonly T[]): T => of[random(of.length)]!;
		const m = new Mutator({
			gomaxprocs: pick([1, 2, 8, 64]),
			cores: pick([1, 2, 8]),
			gogc: pick([-1, 10, 50, 100, 400]),
			memlimit: pick([0, 0, 30 * MiB]),
			goMinor: pick([12, 19, 23, 26])
		});
		m.gc.procs.yielding = pick([true, false]);
		let lastNs = 0;
		for (let i = 0; i < 3000; i++) {
			const size = pick([16, 512, 8 * KiB, 32 * KiB, 64 * KiB, MiB, 5 * MiB]);
			const what = random(100);
			if (what < 45) m.local(size);
			else if (what < 70) m.toGlobal(size);
			else if (what < 85) {
				m.get(64 * KiB);
				m.local(size);
				m.put();
			} else if (what < 97) m.sleep(random(1_000_000));
			else if (what < 98) m.collect();
			else if (what < 99) m.gc.setGogc(m.nowNs, pick([-1, 25, 100, 200]));
			else m.gc.setMemlimit(m.nowNs, pick([0, 20 * MiB, 100 * MiB]));
			m.check();
			expect(m.nowNs).toBeGreaterThanOrEqual(lastNs);
			lastNs = m.nowNs;
			if (m.gc.heapAllocBytes > 500 * MiB) m.collect();
		}
		for (const cycle of m.cycles) {
			expect(cycle.markEndNs).toBeGreaterThanOrEqual(cycle.startNs);
			expect(cycle.heapEndBytes).toBeGreaterThanOrEqual(cycle.heapStartBytes);
			expect(cycle.heapMarkedBytes).toBeLessThanOrEqual(cycle.heapEndBytes);
		}
		m.collect();
		m.collect();
		expect(m.gc.garbageBytes).toBe(0);
		expect(m.gc.heapAllocBytes).toBe(m.reachable);
		expect(m.gc.pages.sysBytes).toBe(m.gc.pages.inUseBytes + m.gc.pages.freeBytes + m.gc.pages.releasedBytes);
	});
});

describe('a mark and goroutines that cannot be stopped, or have to wait', () => {
	/** A collection of a process with two Ps begins at time 0; one of them is idle and marks. */
	function marks(): Collector {
		const gc = new Collector({ ...tinyProcess, gomaxprocs: 2, cores: 2 });
		gc.procs.idle = 1;
		gc.force(0);
		expect(gc.marking).toBe(true);
		return gc;
	}
	const endOf = (gc: Collector): number => {
		let markEndNs = NaN;
		gc.onCycleEnd = (record) => (markEndNs = record.markEndNs);
		gc.advance(100 * ms);
		return markEndNs;
	};
	const aloneNs = endOf(marks());

	test('it ends not before a copy that is under way does, and one that follows at once', () => {
		const gc = marks();
		gc.busy(50_000, 3 * ms);
		gc.busy(3 * ms, 4 * ms);
		expect(aloneNs).toBeLessThan(0.5 * ms);
		expect(endOf(gc)).toBe(4 * ms);
	});

	test('who begins another array once all else is marked has passed a safe point before, and holds nothing up', () => {
		const gc = marks();
		gc.busy(50_000, 3 * ms);
		gc.busy(2 * ms, 5 * ms);
		expect(endOf(gc)).toBe(3 * ms);
	});

	test('a copy that ends before, and one that begins after its end, change nothing', () => {
		const gc = marks();
		gc.busy(20_000, 40_000);
		gc.busy(aloneNs + 1000, 3 * ms);
		expect(gc.marking).toBe(false);
		expect(gc.cycles.markingNs).toBeLessThan(aloneNs);
	});

	test('who allocates more than all that is left to mark pays for waits for the end that a copy holds up', () => {
		const gc = marks();
		gc.busy(10_000, 3 * ms);
		const cost = gc.allocate(25_000, 16 * MiB, 1, true);
		expect(gc.waitUntilNs).toBe(3 * ms);
		expect(cost).toBeLessThan(0.5 * ms);
	});

	test('who finds credit enough does not', () => {
		const gc = marks();
		gc.busy(10_000, 3 * ms);
		expect(gc.allocate(1 * ms, 16 * MiB, 1, true)).toBe(0);
		expect(gc.waitUntilNs).toBe(-Infinity);
	});

	test('and who allocates before an end that another core has told already waits too', () => {
		const gc = marks();
		let doneNs = 25_000 + gc.allocate(25_000, 3.3 * MiB, 1, true);
		while (gc.marking) doneNs += gc.allocate(doneNs, 48 * KiB, 1, true);
		expect(doneNs).toBeLessThan(aloneNs + gc.costs.stopMarkTermNs);
		gc.allocate(30_000, 48 * KiB, 1, true);
		expect(Math.abs(gc.waitUntilNs - doneNs)).toBeLessThanOrEqual(gc.costs.stopMarkTermNs);
		gc.waitUntilNs = -Infinity;
		gc.allocate(1 * ms, 64 * KiB, 1, true);
		expect(gc.waitUntilNs).toBe(-Infinity);
	});
});

describe('the first touch of memory', () => {
	const pages = (gc: Collector, bytes: number) => gc.touch(0, bytes) / gc.costs.firstTouchNs;

	test('is paid for once, and again where the heap grows beyond what it was', () => {
		const gc = new Collector({ ...tinyProcess, gogc: -1 });
		gc.collect(0);
		const free = gc.pages.freeBytes;
		expect(pages(gc, free)).toBe(0);
		expect(pages(gc, free + 4 * MiB)).toBe(1024);
		expect(pages(gc, free + 4 * MiB)).toBe(0);
		gc.allocate(1 * ms, 4 * MiB, 1, true);
		gc.drop(4 * MiB, 1, false);
		gc.collect(2 * ms);
		expect(pages(gc, 4 * MiB)).toBe(0);
		expect(pages(gc, 12 * MiB)).toBeGreaterThan(1000);
	});
});

describe('a page that is read before it is written', () => {
	const perPage = (besideNs: number) => {
		const gc = new Collector({ ...tinyProcess, gogc: -1 });
		gc.collect(0);
		gc.readsFirst = true;
		gc.procs.sharing = { slowness: 1, turnsNs: () => 0, besideNs: () => besideNs };
		gc.touch(0, gc.pages.freeBytes);
		return gc.touch(0, gc.pages.freeBytes + 4 * MiB) / 1024;
	};
	const { firstTouchNs, readFirstNs, forgetElsewhereNs } = defaultCosts;

	test('faults twice, and makes the other core forget a page where one runs', () => {
		expect(perPage(0)).toBeCloseTo(firstTouchNs + readFirstNs, 6);
		expect(perPage(Infinity)).toBeCloseTo(firstTouchNs + readFirstNs + forgetElsewhereNs, 6);
	});

	test('pays for that as long as the other core runs', () => {
		const all = 1024 * (firstTouchNs + readFirstNs + forgetElsewhereNs);
		expect(perPage(all / 4)).toBeCloseTo(firstTouchNs + readFirstNs + forgetElsewhereNs / 4, 6);
	});
});

describe('a goroutine that copies into fresh memory while a mark waits for it', () => {
	const begun = (changes: object, copies = true) => {
		const gc = new Collector({ ...tinyProcess, gomaxprocs: 2, gogc: -1, ...changes });
		gc.copies = copies;
		gc.procs.idle = 1;
		gc.force(0);
		return gc;
	};

	test('gets a signal at each page in the real-time class, and at some without it, until its stack is scanned', () => {
		for (const realTime of [true, false]) {
			const gc = begun({ realTime });
			expect(gc.signalledNs).toBe(
				realTime ? defaultCosts.signalledTouchRealTimeNs : defaultCosts.signalledTouchNs
			);
			gc.advance(5 * ms);
			expect(gc.signalledNs).toBe(0);
		}
	});

	test('gets none where no worker runs beside it, where it can be stopped, and before Go 1.14', () => {
		expect(begun({ gomaxprocs: 1 }).signalledNs).toBe(0);
		expect(begun({}, false).signalledNs).toBe(0);
		expect(begun({ goMinor: 13 }).signalledNs).toBe(0);
	});
});

describe('garbage of a mark', () => {
	/** A collector whose mark runs and gets nowhere: the only P is busy. */
	function marking(): { gc: Collector; nowNs: number } {
		const gc = new Collector({ ...tinyProcess, gogc: -1 });
		gc.procs.yielding = false;
		gc.procs.idle = 0;
		gc.force(0);
		return { gc, nowNs: 100_000 };
	}

	test('dropped from a stack before stacks are scanned dies in this cycle', () => {
		const { gc, nowNs } = marking();
		gc.drop(10_000, 1, false);
		gc.setIdle(nowNs, 1);
		gc.advance(10 * ms);
		expect(gc.heapAllocBytes).toBe(tinyProcess.baseLiveBytes - 10_000);
	});
	test('dropped from the heap or a global stays for this cycle and dies in the next', () => {
		const { gc, nowNs } = marking();
		gc.drop(10_000, 1, true);
		gc.setIdle(nowNs, 1);
		gc.advance(10 * ms);
		expect(gc.heapMarkedBytes).toBe(tinyProcess.baseLiveBytes);
		expect(gc.garbageBytes).toBe(10_000);
		gc.collect(20 * ms);
		expect(gc.garbageBytes).toBe(0);
	});
	test('born during the mark stays for this cycle, even from a stack', () => {
		const { gc, nowNs } = marking();
		const birth = gc.cycle;
		gc.allocate(nowNs, 0, 0, false);
		gc.drop(10_000, 1, false, birth);
		expect(gc.garbageBytes).toBe(10_000);
		gc.setIdle(nowNs, 1);
		gc.advance(10 * ms);
		expect(gc.garbageBytes).toBe(10_000);
	});
	test('dropped from a stack after it was scanned stays for this cycle', () => {
		const { gc, nowNs } = marking();
		gc.scannableBytes = 500 * MiB;
		gc.setIdle(nowNs, 1);
		gc.advance(10 * ms);
		gc.collect(20 * ms);
		gc.setIdle(30 * ms, 1);
		gc.force(500 * ms);
		gc.advance(520 * ms);
		expect(gc.marking).toBe(true);
		gc.drop(10_000, 1, false);
		gc.advance(3000 * ms);
		expect(gc.marking).toBe(false);
		expect(gc.garbageBytes).toBe(10_000);
	});
	test('what poolCleanup drops at the start dies in the very cycle', () => {
		const gc = new Collector(tinyProcess);
		gc.onCycleStart = () => gc.drop(10_000, 1, true);
		gc.collect(0);
		expect(gc.heapAllocBytes).toBe(tinyProcess.baseLiveBytes - 10_000);
		expect(gc.garbageBytes).toBe(0);
	});
});

describe('runtime.GC()', () => {
	test('returns when everything is swept', () => {
		const m = new Mutator({ gogc: -1 });
		for (let i = 0; i < 50; i++) m.local(MiB);
		expect(m.heapMiB()).toBe(50);
		m.collect();
		expect(m.gc.sweeping).toBe(false);
		expect(m.gc.heapAllocBytes).toBe(tinyProcess.baseLiveBytes);
	});
	test('of a tiny program at GOMAXPROCS=1 takes some 30 to 100 us', () => {
		const m = new Mutator();
		const before = m.nowNs;
		m.collect();
		expect(m.nowNs - before).toBeGreaterThan(30_000);
		expect(m.nowNs - before).toBeLessThan(100_000);
	});
	test('during a mark waits for it and then runs a cycle of its own', () => {
		const kinds: number[] = [];
		const gc = new Collector({ ...tinyProcess, scannableBytes: 100 * MiB, baseLiveBytes: 100 * MiB });
		gc.scannableBytes = 300 * MiB;
		gc.onCycleEnd = (record: CycleRecord) => kinds.push(record.kind);
		gc.procs.idle = 0;
		gc.procs.yielding = false;
		gc.allocate(0, 5 * MiB, 1, true);
		expect(gc.marking).toBe(true);
		gc.force(1000);
		expect(gc.forcedDoneNs).toBe(Infinity);
		gc.setIdle(2000, 1);
		while (gc.forcedDoneNs === Infinity) gc.advance(gc.nextEventNs);
		expect(kinds).toEqual([0, 1]);
		expect(gc.cycles.forcedGC).toBe(1);
	});
	test('of several goroutines at once: each call gets its answer', () => {
		let done = 0;
		const gc = new Collector(tinyProcess);
		gc.onForcedDone = () => done++;
		for (let i = 0; i < 3; i++) gc.force(1000);
		while (gc.forcedDoneNs === Infinity) gc.advance(gc.nextEventNs);
		expect(done).toBe(3);
		expect(gc.cycles.forcedGC).toBe(3);
	});
});

describe('the two-minute collection', () => {
	test('comes 120 s after the last one', () => {
		const m = new Mutator();
		m.sleep(119e9);
		expect(m.cycles).toHaveLength(0);
		m.sleep(2e9);
		expect(m.cycles.map((cycle) => cycle.kind)).toEqual([2]);
		m.sleep(121e9);
		expect(m.cycles).toHaveLength(2);
	});
	test('does not come with GOGC=off', () => {
		const m = new Mutator({ gogc: -1 });
		m.sleep(1000e9);
		expect(m.cycles).toHaveLength(0);
	});
});

describe('settings', () => {
	test('GOGC=off starts nothing, and a later GOGC does at once', () => {
		const m = new Mutator({ gogc: -1 });
		for (let i = 0; i < 20; i++) m.local(MiB);
		expect(m.cycles).toHaveLength(0);
		expect(m.gc.heapGoalBytes).toBe(Infinity);
		m.gc.setGogc(m.nowNs, 100);
		m.local(MiB);
		m.sleep(ms);
		expect(m.cycles).toHaveLength(1);
		expect(m.heapMiB()).toBe(0);
	});
	test('Go 1.18 knows no memory limit', () => {
		const m = new Mutator({ gogc: -1, memlimit: 10 * MiB, goMinor: 18 });
		for (let i = 0; i < 20; i++) m.local(MiB);
		m.gc.setMemlimit(m.nowNs, 5 * MiB);
		for (let i = 0; i < 20; i++) m.local(MiB);
		expect(m.cycles).toHaveLength(0);
	});
	test('a collection does not start while the goroutine is pinned', () => {
		const gc = new Collector(tinyProcess);
		gc.pinned = true;
		gc.allocate(0, 10 * MiB, 1, true);
		expect(gc.marking).toBe(false);
		gc.pinned = false;
		gc.allocate(0, 16, 1, false);
		expect(gc.marking).toBe(true);
	});
	test('spans that Ps have taken bring the next collection forward', () => {
		const gc = new Collector(tinyProcess);
		for (let i = 0; i < 3; i++) gc.refill(0, MiB);
		expect(gc.marking).toBe(false);
		gc.refill(0, MiB);
		expect(gc.marking).toBe(true);
	});
});

test('a runtime.GC() that waits for the sweep of another one is served by a collection that begins meanwhile', () => {
	const gc = new Collector(tinyProcess);
	gc.procs.yielding = false;
	const begun: boolean[] = [];
	const cycles: CycleRecord[] = [];
	gc.onCycleStart = () => begun.push(gc.marking);
	gc.onCycleEnd = (cycle) => cycles.push({ ...cycle });
	let nowNs = 1000;
	for (let i = 0; i < 40; i++) nowNs += gc.allocate(nowNs, 64 * KiB, 1, true);
	gc.force(nowNs);
	while (gc.marking) gc.advance((nowNs = gc.nextEventNs));
	gc.force(nowNs);
	expect(gc.sweeping).toBe(true);
	const before = cycles.length;
	// The heap is beyond its trigger before the last span is swept.
	gc.setGogc(nowNs, 1);
	gc.refill(nowNs, 4 * MiB);
	expect(gc.marking).toBe(true);
	while (gc.forcedDoneNs === Infinity) gc.advance(gc.nextEventNs);
	expect(
		begun.every((wasMarking) => !wasMarking),
		'no collection begins in another one'
	).toBe(true);
	expect(cycles.length - before).toBe(1);
});

test('four Ps, three of them idle: marking does not keep the program waiting, and the heap falls soon', () => {
	const m = new Mutator({ gomaxprocs: 4, cores: 4 });
	for (let i = 0; i < 1000; i++) m.local(64 * KiB);
	const cycle = m.cycles.at(-1)!;
	expect(cycle.markEndNs - cycle.startNs).toBeGreaterThan(50_000);
	expect(cycle.markEndNs - cycle.startNs).toBeLessThan(300_000);
	expect(m.gc.heapMinBytes).toBeLessThan(2 * MiB);
});

describe('a busy goroutine that drops small objects at once', () => {
	test.each([64, 1 * KiB, 8 * KiB, 64 * KiB])('of %i bytes collects every 2.94 to 3.05 MiB', (size) => {
		const m = new Mutator();
		for (let i = 0; i < (100 * MiB) / size; i++) m.local(size);
		const [first, last] = [m.cycles[10]!, m.cycles.at(-1)!];
		const growths = m.cycles.slice(10).map((cycle) => cycle.heapEndBytes - cycle.heapMarkedBytes);
		const mean = growths.reduce((a, b) => a + b) / growths.length / MiB;
		expect(mean).toBeGreaterThan(2.94);
		expect(mean).toBeLessThan(3.05);
		expect(last.heapStartBytes).toBeCloseTo(first.heapStartBytes, -6);
	});
	// real Go: 19 collections in 1,250 MiB
	test('with 50 MiB live and no pointers: every 55 to 70 MiB, the heap flat at its peak', () => {
		const m = new Mutator();
		m.gc.procs.yielding = false;
		for (let i = 0; i < 50; i++) m.keep(MiB);
		m.collect();
		const from = m.gc.totalAllocBytes;
		m.cycles.length = 0;
		for (let i = 0; i < 20_000; i++) m.local(64 * KiB);
		const each = (m.gc.totalAllocBytes - from) / m.cycles.length / MiB;
		expect(each).toBeGreaterThan(55);
		expect(each).toBeLessThan(70);
		m.gc.takeExtremes();
		for (let i = 0; i < 1000; i++) m.local(64 * KiB);
		expect(m.gc.heapMinBytes / m.gc.heapMaxBytes).toBeGreaterThan(0.75);
	});
});
