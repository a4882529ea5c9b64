import { exp } from '../elementary.ts';

/**
 * What the collector costs on a machine: every number here is a measurement of a machine, and nothing else of the
 * collector is. A calibration makes a new record of the same shape and passes it in.
 *
 * The values were measured on a shared 2-core AMD Zen 4 virtual machine under Go 1.26, mostly as minima and lower
 * quartiles of runtime.GC() and of the times that gctrace prints.
 */
export interface CollectorCosts {
	/** first stop of the world, until marking may begin: alone, and further where other Ps must be stopped [ns] */
	stopSweepTermNs: number;
	stopSweepTermOthersNs: number;
	/** the same where loops keep Ps busy, and no thread has to wake up for it [ns] */
	stopSweepTermLoopsNs: number;
	/** second stop of the world: from the last marked object until the world runs again [ns] */
	stopMarkTermNs: number;
	/** from the start of marking until a worker that must be woken on another P marks its first object [ns] */
	workerWakeNs: number;
	/**
	 * From the wish that another P which runs Go code comes to a safe point until it has (a signal to its thread), at least,
	 * how much longer at most, and how much longer still, seldom [ns]; the part of that which the goroutine there loses
	 */
	safePointNs: number;
	safePointJitterNs: number;
	safePointTailNs: number;
	safePointLostShare: number;
	/** how long the system lets a thread run where others wait for a core [ns] */
	sliceNs: number;
	/** CPU of marking a process at rest: roots, its own heap, the ragged barrier [ns] */
	markBaseNs: number;
	/** the part of that which remains right after the last mark; other work fills the caches within `coldAfterNs` */
	markHotShare: number;
	coldAfterNs: number;
	/**
	 * A loop that never waits leaves the rest to be done with cold caches, up to so much [ns], the more the longer it has
	 * run since the last mark [ns] and the more it has allocated [bytes]: its own traffic pushes the heap out of the core's
	 * caches, and other programs push it out of those that cores share.
	 */
	loopColdNs: number;
	loopColdAfterNs: number;
	loopColdBytes: number;
	/** what a mark costs a loop on the only P beyond that, as code and spans are in no cache when it goes on [ns] */
	loopGoesOnNs: number;
	/**
	 * Memory that loops use again after a mark is in caches where so much is allocated between two marks, and in none where
	 * so much more is [bytes]; the least part of it that is in none where another core sweeps
	 */
	reuseCachedBytes: number;
	reuseFurtherBytes: number;
	reuseElsewhereShare: number;
	/** what a byte of it costs more where it is in none, and a span whose records are not either [ns/B, ns] */
	reuseByteNs: number;
	reuseSpanNs: number;
	/** further CPU of background workers where other Ps take part: once, and for each further P [ns] */
	markOthersNs: number;
	markBasePerProcNs: number;
	/** CPU of marking one object beyond that: one above 32 KiB, and a smaller one [ns] */
	markObjectNs: number;
	markSmallObjectNs: number;
	/** CPU of scanning one byte of a heap object that holds pointers, beyond that [ns/B] */
	scanByteNs: number;
	/** the part of these that remains where caches are hot */
	markObjectsHotShare: number;
	/** first touch of a page of 4 KiB that the system has to provide [ns] */
	firstTouchNs: number;
	/**
	 * How much longer that takes on average where a mark has come to the stack of the goroutine, and a worker may signal to its
	 * thread until it stops [ns]; and where it always does, as threads of the real-time class run at once [ns]
	 */
	signalledTouchNs: number;
	signalledTouchRealTimeNs: number;
	/**
	 * How much longer that takes where the page is read first: it is one page of zeros for all until it is written, and then
	 * a second fault [ns]; and how much longer still where another core runs the program, and must forget the first [ns]
	 */
	readFirstNs: number;
	forgetElsewhereNs: number;
	/** CPU of sweeping one span, and further when it is given back [ns] */
	sweepSpanNs: number;
	freeSpanNs: number;
	/** from the end of marking until the background sweeper runs on another P, in an idle process, and without it [ns] */
	sweeperWakeNs: number;
	sweeperBeginNs: number;
	/** bytes that the background scavenger returns in a second of its own CPU [B/s] */
	scavengeBytesPerSecond: number;
}

export const defaultCosts: CollectorCosts = {
	// gctrace at GOMAXPROCS=1: 4 us in a busy loop, 10 to 17 with sleeps between
	stopSweepTermNs: 8_000,
	// medians of the same 46 us at 2 to 8, 90 at 64
	stopSweepTermOthersNs: 36_000,
	// gctrace of loops at GOMAXPROCS=2 with one P busy: 14, 22, 25, 33 and 53 us in the middle, with the first 8
	stopSweepTermLoopsNs: 17_000,
	stopMarkTermNs: 1_000,
	// 64 us of marking on the clock for 44 us of CPU at GOMAXPROCS=2
	workerWakeNs: 20_000,
	// times taken in a runtime with a log, GOMAXPROCS=2, one P busy, five programs, nothing else on the machine: 22 to 28 us at
	// the 5th percentile, 45 to 60 in the middle, 65 to 99 at the third quartile, 104 to 209 at the 90th percentile; all of them
	// until the world stops, 102 to 130, 184 to 210, 227 to 275 and 251 to 372. Meanwhile the program does a fifth to a third of
	// what it does otherwise
	safePointNs: 24_000,
	safePointJitterNs: 50_000,
	safePointTailNs: 130_000,
	safePointLostShare: 0.75,
	// 4, 8 and 16 threads that read the clock all the time: from one gap to the next 3.9 ms at the upper quartile (a tick)
	sliceNs: 4_000_000,
	// gctrace of the harness at GOMAXPROCS=1: 42 to 44 us when it collects every 0.3 ms, 95 to 120 us when every 2.5 or
	// less often; medians of forced collections 147 us at 2, 162 at 4, 204 at 8, 250 at 16, 380 at 64
	markBaseNs: 102_000,
	markHotShare: 0.42,
	coldAfterNs: 2_500_000,
	// gctrace of 23 loops that allocate 3 to 160 MB between marks, every 0.2 to 62 ms: 44 us to 9 MB every 1.6 ms, 67 and 100
	// with 20 MB every 2.5 and 10 ms, 90 and 130 with 59 MB every 3.6 and 14 ms, 148 with 140 MB every 17 ms; this is within
	// 13 us of all of them
	loopColdNs: 108_000,
	loopColdAfterNs: 5_500_000,
	loopColdBytes: 25_000_000,
	// no-pool at GOGC 100, 200 and 400 takes 71 us a mark with 1 MiB (gctrace: 49), 88 with 4 KiB (51)
	loopGoesOnNs: 25_000,
	// no-pool beside live heaps of 4 to 64 MiB, so that 6 to 86 MB are allocated between two marks; 4 KiB at two Ps, 6 MB
	// between marks, take 75 ns more than at one
	reuseCachedBytes: 16e6,
	reuseFurtherBytes: 32e6,
	reuseElsewhereShare: 0.25,
	// the same: 0.01 to 0.02 ns/B with 64 KiB, 0.02 with 1 MiB in a quiet hour, 0.04 in a busy one and 0.033 to 0.047 in
	// recordings; 100 ns with 4 KiB in the one, 310 in the other, 300 in recordings, and two share a span
	reuseByteNs: 0.02,
	reuseSpanNs: 500,
	markOthersNs: 40_000,
	markBasePerProcNs: 4_300,
	// mark.*.mark.p1 of the probes, without pointers and without the sweep: 20 ns for one of 1 MiB, 14 for one of 4 KiB, 9 for
	// one of 64 bytes
	markObjectNs: 20,
	markSmallObjectNs: 15,
	// the same: an object of 64 bytes with a pointer takes 15 ns more than one without; gctrace of copied pools, four objects
	// and 240 bytes to scan each: 73 and 75 ns for one with 4 and 16 KiB, 47 for one with 512 bytes, marked every 0.9 ms
	scanByteNs: 0.115,
	markObjectsHotShare: 0.55,
	// memory.firstTouchPerPage of the probes: 1.23, 1.30 and 1.36 us in three recordings
	firstTouchNs: 1_360,
	// gctrace of t27 and t30, on another day: buffers that grow into 8 and 2 MiB keep a mark for 5.1 to 7.8 and 1.5 to 1.9 ms,
	// for 30 to 41 and 7 to 10 in the real-time class. probes/signal: 12 to 15 us a page where the copy alone takes 1.9
	signalledTouchNs: 1_000,
	signalledTouchRealTimeNs: 12_700,
	// memory.firstReadPerPage of the probes, less memory.firstTouchPerPage of the same hour; .firstReadPerPage.busy, less that
	readFirstNs: 950,
	forgetElsewhereNs: 9_300,
	sweepSpanNs: 48,
	// 6,400 dead spans beside 50 live ones take 1.6 ms at GOMAXPROCS=2, while the program allocates
	freeSpanNs: 200,
	sweeperWakeNs: 50_000,
	// the same log: 50 to 76 us after the end of a mark, 25 to 54 of them for the barrier that flushes the caches of Ps
	sweeperBeginNs: 15_000,
	// bursts of 1 ms return 14 MiB, with huge pages of 2 MiB
	scavengeBytesPerSecond: 14.7e9
};

/** What a mark has to do, and what came before it. */
export interface MarkWork {
	/** GOMAXPROCS */
	procs: number;
	/** whether goroutines give way, as blocking requests do */
	yielding: boolean;
	/** since the end of the last mark [ns], and what was allocated since then [bytes] */
	sinceLastNs: number;
	sinceLastBytes: number;
	/** to be marked beyond those of a process at rest, and those above 32 KiB among them */
	objects: number;
	largeObjects: number;
	/** of heap objects that hold pointers, beyond those of a process at rest */
	scannableBytes: number;
}

/** CPU of background workers in a mark with so many Ps, beyond `markNs`: they wait for goroutines and for one another. [ns] */
export function markOthersNs(costs: CollectorCosts, procs: number): number {
	return procs > 1 ? costs.markOthersNs + costs.markBasePerProcNs * (procs - 1) : 0;
}

/** CPU of the scanning in a mark [ns]. */
export function markNs(costs: CollectorCosts, work: MarkWork): number {
	const { procs, yielding, sinceLastNs, sinceLastBytes, objects, largeObjects, scannableBytes } = work;
	const hotNs = costs.markBaseNs * costs.markHotShare;
	let cold = Math.min(1, sinceLastNs / costs.coldAfterNs);
	let coldNs = costs.markBaseNs - hotNs;
	if (!yielding) {
		cold = sinceLastBytes / (sinceLastBytes + costs.loopColdBytes);
		// Where another core marks as well, its caches hold nothing of what has been pushed out.
		if (procs === 1) cold = 1 - exp((-sinceLastNs / costs.loopColdAfterNs) * cold);
		coldNs = costs.loopColdNs;
	}
	const large = Math.min(largeObjects, objects);
	const objectsNs =
		costs.markObjectNs * large +
		costs.markSmallObjectNs * (objects - large) +
		costs.scanByteNs * Math.max(0, scannableBytes);
	const hotShare = costs.markObjectsHotShare;
	return hotNs + coldNs * cold + Math.max(0, objectsNs) * (hotShare + (1 - hotShare) * cold);
}

/**
 * The part of the memory that loops use again which is in no cache.
 *
 * @param bytes allocated between two marks
 */
export function uncachedShare(costs: CollectorCosts, bytes: number, procs: number): number {
	const least = procs > 1 ? costs.reuseElsewhereShare : 0;
	return Math.max(least, Math.min(1, (bytes - costs.reuseCachedBytes) / costs.reuseFurtherBytes));
}
