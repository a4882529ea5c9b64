/**
 * What the collector costs on a machine: every number here is a measurement of a machine and nothing else of the
 * collector is. A calibration makes a new record of the same shape and passes it in.
 *
 * The first values were measured on a shared 2-core AMD Zen 4 virtual machine under Go 1.23 and 1.26.
 */
export interface CollectorCosts {
	/** first stop of the world: from the decision to collect until marking may begin [ns] */
	stopSweepTermNs: number;
	/** second stop of the world: from the last marked object until the world runs again [ns] */
	stopMarkTermNs: number;
	/** from the start of marking until a worker that must be woken on another P marks its first object [ns] */
	workerWakeNs: number;
	/** CPU of marking a process that holds next to nothing: root jobs, flushes, the ragged barrier [ns] */
	markBaseNs: number;
	/** further CPU of that for each P [ns] */
	markBasePerProcNs: number;
	/** CPU of marking one object, whatever its size [ns] */
	markObjectNs: number;
	/** CPU of scanning one byte that may hold pointers [ns/B] */
	scanByteNs: number;
	/** CPU of sweeping one span [ns] */
	sweepSpanNs: number;
	/** from the end of marking until the background sweeper runs on an idle P [ns] */
	sweeperWakeNs: number;
	/** bytes that the background scavenger returns in a second of its own CPU [B/s] */
	scavengeBytesPerSecond: number;
}

export const defaultCosts: CollectorCosts = {
	stopSweepTermNs: 15_000,
	stopMarkTermNs: 3_000,
	workerWakeNs: 40_000,
	markBaseNs: 35_000,
	markBasePerProcNs: 2_000,
	// noscan objects: 12-17 ns for neighbours of 64 bytes, 90-200 ns for large ones that each miss the cache
	markObjectNs: 120,
	// pointer words that are not nil, in address order
	scanByteNs: 1.2,
	sweepSpanNs: 100,
	sweeperWakeNs: 10_000,
	// bursts of 1 ms return 14 MiB, with huge pages of 2 MiB
	scavengeBytesPerSecond: 14.7e9
};
