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
	/** second stop of the world: from the last marked object until the world runs again [ns] */
	stopMarkTermNs: number;
	/** from the start of marking until a worker that must be woken on another P marks its first object [ns] */
	workerWakeNs: number;
	/**
	 * From the wish that another P which runs Go code comes to a safe point until it has (a signal to its thread), at least,
	 * and how much longer at most [ns]; the part of that which the goroutine there loses
	 */
	safePointNs: number;
	safePointJitterNs: number;
	safePointLostShare: number;
	/** CPU of marking a process at rest: roots, its own heap, the ragged barrier [ns] */
	markBaseNs: number;
	/** the part of that which remains right after the last mark; other work fills the caches within `coldAfterNs` */
	markHotShare: number;
	coldAfterNs: number;
	/** further CPU of it where other Ps take part: once, and for each further P [ns] */
	markOthersNs: number;
	markBasePerProcNs: number;
	/** CPU of marking one object beyond that, whatever its size [ns] */
	markObjectNs: number;
	/** CPU of scanning one byte of a heap object that holds pointers, beyond that [ns/B] */
	scanByteNs: number;
	/** first touch of a page of 4 KiB that the system has to provide [ns] */
	firstTouchNs: number;
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
	stopMarkTermNs: 1_000,
	// 64 us of marking on the clock for 44 us of CPU at GOMAXPROCS=2
	workerWakeNs: 20_000,
	// times taken in a runtime with a log, GOMAXPROCS=2, one P busy, six programs: a ragged barrier 45 us, the stop of the world
	// after them 30 to 50; two barriers and the stop 90 to 170, three 120 to 220. Meanwhile the program does a fifth to a third
	// of what it does otherwise
	safePointNs: 30_000,
	safePointJitterNs: 25_000,
	safePointLostShare: 0.75,
	// gctrace of the harness at GOMAXPROCS=1: 42 to 44 us when it collects every 0.3 ms, 95 to 120 us when every 2.5 or
	// less often; medians of forced collections 147 us at 2, 162 at 4, 204 at 8, 250 at 16, 380 at 64
	markBaseNs: 102_000,
	markHotShare: 0.42,
	coldAfterNs: 2_500_000,
	markOthersNs: 40_000,
	markBasePerProcNs: 4_300,
	// mark.*.mark.p1 of the probes, without pointers and without the sweep: 20 ns for one of 1 MiB, 14 for one of 4 KiB, 9 for
	// one of 64 bytes
	markObjectNs: 20,
	// the same: an object of 64 bytes with a pointer takes 15 ns more than one without; but 240 bytes of a copied pool, in
	// three objects, hardly more than 20, in a log of marks of 8,000 such copies
	scanByteNs: 0.1,
	// memory.firstTouchPerPage of the probes: 1.23, 1.30 and 1.36 us in three recordings
	firstTouchNs: 1_360,
	sweepSpanNs: 48,
	// 6,400 dead spans beside 50 live ones take 1.6 ms at GOMAXPROCS=2, while the program allocates
	freeSpanNs: 200,
	sweeperWakeNs: 50_000,
	// the same log: 50 to 76 us after the end of a mark, 25 to 54 of them for the barrier that flushes the caches of Ps
	sweeperBeginNs: 15_000,
	// bursts of 1 ms return 14 MiB, with huge pages of 2 MiB
	scavengeBytesPerSecond: 14.7e9
};

/**
 * CPU of a mark [ns].
 *
 * @param procs GOMAXPROCS
 * @param sinceLastNs since the end of the last mark
 * @param objects to be marked, beyond those of a process at rest
 * @param scannableBytes of heap objects that hold pointers, beyond those of a process at rest
 */
export function markNs(
	costs: CollectorCosts,
	procs: number,
	sinceLastNs: number,
	objects: number,
	scannableBytes: number
): number {
	const cold = sinceLastNs / costs.coldAfterNs;
	let ns = costs.markBaseNs * (cold < 1 ? costs.markHotShare + (1 - costs.markHotShare) * cold : 1);
	if (procs > 1) ns += costs.markOthersNs + costs.markBasePerProcNs * (procs - 1);
	if (objects > 0) ns += costs.markObjectNs * objects;
	if (scannableBytes > 0) ns += costs.scanByteNs * scannableBytes;
	return ns;
}
