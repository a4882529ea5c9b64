import { defaultCosts, type CollectorCosts } from './gc/costs.ts';

/**
 * Everything in the model that belongs to a machine, a build and a program rather than to Go: one record, with the
 * measurement beside each value. `poolscope calibrate` makes it anew from recorded runs.
 */
export interface Calibration {
	collector: CollectorCosts;

	// What the measured program weighs before its load begins.
	/** reachable heap of the process: first P, and each further one [bytes] */
	baseHeapBytes: number;
	baseHeapBytesPerP: number;
	/** heap objects of that */
	baseObjects: number;
	/** the part of it that holds pointers and is scanned [bytes] */
	baseScannableBytes: number;
	baseScannableBytesPerP: number;
	/** globals that are scanned [bytes] */
	globalsBytes: number;
	/** stacks scanned in a process at rest: first P, and each further one [bytes] */
	scannedStackBytes: number;
	scannedStackBytesPerP: number;
	/** mapped by the runtime besides heap and stacks, what a memory limit also counts: first P, and each further one [bytes] */
	otherMappedBytes: number;
	otherMappedBytesPerP: number;
	/** room in partly used spans of the process at rest [bytes] */
	spanSlackBytes: number;
	/** stacks in use at rest [bytes] */
	stackBytes: number;
	stackBytesPerP: number;
	/** resident memory of the process besides heap spans: text, data, runtime structures [bytes] */
	baseRssBytes: number;
	baseRssBytesPerP: number;
	/**
	 * what a process comes to touch besides once it collects under load, as work buffers, mark bits and stacks that it had
	 * reserved: alone, and further where other Ps mark [bytes]
	 */
	collectedRssBytes: number;
	collectedRssBytesOthers: number;

	// Threads that the load makes the runtime start, up to so many beyond the first and as many as there are Ps.
	furtherThreads: number;
	/** heap of one: its record and those of its two system goroutines [bytes] */
	threadBytes: number;
	/** stacks of one: 16 KiB to schedule on, 32 KiB for signals (runtime/proc.go: allocm, mcommoninit) [bytes] */
	threadStackBytes: number;

	// What a request costs besides what its case allocates.
	/** closure of the go statement [bytes] */
	closureBytes: number;
	/** timer of its sleep [bytes], where it sleeps */
	timerBytes: number;
	/** closure of a worker's go statement: eight words; it has a timer of its own for all its sleeps [bytes] */
	workerClosureBytes: number;
	/** the runtime's record of a goroutine that waits for a semaphore or channel (sudog) [bytes] */
	sudogBytes: number;
	/** the runtime's record of a goroutine, kept for the next one [bytes] */
	goroutineBytes: number;
	/** smallest stack [bytes] */
	goroutineStackBytes: number;

	// CPU of the program.
	/** start of a goroutine, Get, bookkeeping [ns] */
	beginNs: number;
	/** read of the result, Put, end of the goroutine [ns] */
	endNs: number;
	/**
	 * the same in a loop that never waits: no goroutine starts or ends, and what is written is still in the cache. What
	 * memory that is in none costs more is among the collector's costs
	 */
	loop: {
		beginNs: number;
		endNs: number;
		writeNsPerByte: number;
		readNsPerByte: number;
		allocNs: number;
		zeroNsPerByte: number;
		/** what a request takes longer while another loop runs, as both write the program's counters; one with a pool so much more [ns] */
		besideNs: number;
		poolBesideNs: number;
	};
	/** writing or copying a byte [ns/B] */
	writeNsPerByte: number;
	/** reading one byte of the result [ns/B]: the programs look at one byte in 64 */
	readNsPerByte: number;
	/** an allocation: fixed part [ns] and zeroing [ns/B] */
	allocNs: number;
	zeroNsPerByte: number;
	/** changing one byte of a page that is there, in page after page [ns] */
	usePageNs: number;
	/** looking up one entry of a table by chance [ns] */
	lookUpNs: number;
	/** computing one int of an expensive New [ns] */
	computeNsPerInt: number;
	/** running one due timer [ns] */
	timerNs: number;
	/** between the two times at which a goroutine that sleeps until some time reads the clock, at most [ns] */
	clockReadNs: number;
	/** the same just after a collection, at most [ns] */
	coldClockReadNs: number;
	/** from a call of runtime.GC() until no P takes another goroutine because the world is to stop [ns] */
	gcStartNs: number;
	/** from when a goroutine in runtime.GC() wakes up after the mark until that returns, where there is little to sweep: at least, and how much longer at most [ns] */
	returnNs: number;
	returnJitterNs: number;
	/** what a sampler does each time it wakes [ns] */
	sampleNs: number;

	// The scheduler's latencies.
	/** granularity of the wait of an idle process: netpoll waits whole milliseconds (runtime/netpoll_epoll.go) [ns] */
	pollGranularityNs: number;
	/** from the end of a wait for several until the thread waits for one more, as its timer is not due yet [ns] */
	lookNs: number;
	/** from the end of that wait until the first goroutine runs, at least, and how much longer at most [ns] */
	wakeLatencyNs: number;
	wakeJitterNs: number;
	/** the longer the process was idle, the later: by this part of the wait, and of so long a wait at most [ns] */
	wakeLatePerNs: number;
	wakeLateAtMostNs: number;
	/** from the wish for a further P until its thread looks for work, at least, and how much longer at most, mostly less [ns] */
	spinLatencyNs: number;
	spinJitterNs: number;
	/**
	 * what waking that thread costs the one that wakes it, before it runs the goroutine that it has readied: the futex
	 * call, and what it and the first goroutines after it need longer than warm ones, after an idle time: at least, and how
	 * much longer at most, seldom so long [ns]
	 */
	wakeNs: number;
	wakeTailNs: number;
	/**
	 * for how long a thief leaves the goroutine that its owner is about to run (runtime/proc.go: runqgrab): it wants to sleep
	 * for 3 us, the system adds the slack of its timers, but in the real-time class [ns]
	 */
	leaveNextNs: number;
	leaveNextRealTimeNs: number;
}

/** Measured on a shared 2-core AMD Zen 4 virtual machine, linux/amd64, Go 1.26. */
export const defaultCalibration: Calibration = {
	collector: defaultCosts,
	baseHeapBytes: 119_000,
	baseHeapBytesPerP: 18_900,
	baseObjects: 800,
	// work that gcpacertrace prints for the harness: 92,712 + 2,752 + 186,250 at GOMAXPROCS=1, 302 KB of heap at 8
	baseScannableBytes: 92_500,
	baseScannableBytesPerP: 24_000,
	globalsBytes: 186_250,
	scannedStackBytes: 3_900,
	// a limit of 256 MiB gives a goal of 243.98 MiB at the start: 4.48 MiB besides the heap, stacks and slack among them
	otherMappedBytes: 4_000_000,
	// and at 64 Ps under a limit of 100 MiB a goal of 93.0 MB, where P 1 alone would have 96.0; memory classes of a small
	// program at 16 and 64 Ps: 44 KB for each
	otherMappedBytesPerP: 49_000,
	spanSlackBytes: 420_000,
	scannedStackBytesPerP: 232,
	stackBytes: 262_144,
	stackBytesPerP: 16_384,
	baseRssBytes: 3_575_000,
	baseRssBytesPerP: 0,
	// smaps of the harness over two seconds of load: 40 KB at one P without a collection, 100 to 140 with some; 180 to 210
	// and 460 to 630 at 2, 4 and 16, of which the model has a part. Resident memory of the timed traces besides that: 150 KB
	// at one P, 290 to 560 at 2 to 32
	collectedRssBytes: 150_000,
	collectedRssBytesOthers: 270_000,
	// threads of a program like the harness before and after its load: 4 and 5 at two Ps, 5 and 6 at 4, 19 and 20 at 64;
	// 5320 B each for 100 threads made at once
	furtherThreads: 1,
	threadBytes: 5_320,
	threadStackBytes: 49_152,
	closureBytes: 24,
	timerBytes: 96,
	workerClosureBytes: 64,
	// probes: 112 B of Go 1.26 each, 12 a collection at 64 Ps
	sudogBytes: 112,
	goroutineBytes: 480,
	goroutineStackBytes: 2048,
	beginNs: 700,
	endNs: 300,
	// request.serveOverhead of the harness, 67 ns, and 44 of its scenarios with next to no bytes; scenario.steady: 77 ns with
	// 4 KiB, 912 with 64; alloc.recycled.16: 10 ns. No-pool with 256 B to 1 MiB, 6 MB between marks: what is left of 147 to
	// 29,500 ns is 0.0145 a byte and 240 to 300 a span
	loop: {
		beginNs: 55,
		endNs: 50,
		writeNsPerByte: 0.0075,
		readNsPerByte: 0.0055,
		allocNs: 10,
		zeroNsPerByte: 0.0145,
		// two loops at GOMAXPROCS=2 against one: no-pool with 256, 1024 and 4096 B takes 112, 132 and 132 ns longer a request,
		// steady with 64 B 257
		besideNs: 125,
		poolBesideNs: 130
	},
	writeNsPerByte: 0.04,
	readNsPerByte: 0.01,
	allocNs: 20,
	zeroNsPerByte: 0.05,
	// large-struct in a loop at GOMAXPROCS=1, 256 KiB to 64 MiB: 38 to 45 ns a page
	usePageNs: 40,
	// expensive-new with 100,000 ints in a loop: 380 ns, 105 of which are the loop's
	lookUpNs: 2.8,
	computeNsPerInt: 6,
	timerNs: 300,
	// probes/forced: two readings on end are 20 to 30 ns apart; code lies between them
	clockReadNs: 50,
	// The harness beside a runtime whose timers note for when they are set: of the dispatcher and the sampler 0 to 60 ns
	// after the time that they want, of the one that forces collections 40 to 700, half of them within 350 to 450
	coldClockReadNs: 700,
	// execution traces of forced collections: 2.4 to 4.6 us
	gcStartNs: 4_000,
	// probes/forced: 32 to 94 us after the end of the mark at 2 to 16 Ps, half of them within 70, of which 22 to 38 for
	// waking up
	returnNs: 18_000,
	returnJitterNs: 27_000,
	// the harness: 10 to 15 us in the middle, 4 to 25 from the 10th to the 90th percentile, mostly for reading RSS
	sampleNs: 12_000,
	pollGranularityNs: 1_000_000,
	// sleep.late.1.5ms of the probes, less .1ms: 14, 18, 16 and 28 us at 2, 8, 64 Ps and one
	lookNs: 15_000,
	// sleep.late.1ms of the probes: 20 to 37 us; go.startWhileBusy: 22 to 39 us
	wakeLatencyNs: 20_000,
	wakeJitterNs: 14_000,
	// sleep.late.5ms is 1 to 4 us more than .1.5ms, .20ms 7 to 65 us more than that
	wakeLatePerNs: 0.0015,
	wakeLateAtMostNs: 20_000_000,
	// execution traces of t09, t17, t51, t53 and t57 with nothing else on the machine, from the first goroutine that is
	// ready to the start of the second P: 20 us at the 5th percentile, 23 to 31 in the middle, 37 to 60 at the 95th
	spinLatencyNs: 19_000,
	spinJitterNs: 38_000,
	// there too, until the first P is idle again, which begins and ends one request or eight in between: 8 to 9 us at the
	// 10th percentile, 9 to 12 in the middle, 17 to 23 at the 90th, 25 to 29 at the 95th; in 4 to 5 % the second is there first
	wakeNs: 7_500,
	wakeTailNs: 22_000,
	// probes/sleep, system.sleep.3us: 80 to 87 us in the middle; 16 to 22 in the real-time class
	leaveNextNs: 80_000,
	leaveNextRealTimeNs: 18_000
};
