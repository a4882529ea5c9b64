import type { Rng } from '../rng.ts';
import type { CollectorCosts } from './costs.ts';
import { zero } from '../zero.ts';

/** What of the process decides how the collector behaves. */
export interface CollectorOptions {
	/** number of Ps */
	gomaxprocs: number;
	/** CPU cores really there */
	cores: number;
	/** GOGC in percent; -1 is off */
	gogc: number;
	/** GOMEMLIMIT [bytes]; 0 is none */
	memlimit: number;
	/** the 26 of Go 1.26 */
	goMinor: number;
	/** whether the process's threads are in the system's real-time class */
	realTime?: boolean;
	/** the process's own reachable heap at the start [bytes], [objects] */
	baseLiveBytes: number;
	baseObjects: number;
	/** pointerful part of the live heap, what marking scans [bytes] */
	scannableBytes: number;
	/** stacks that marking scans [bytes] */
	stackBytes: number;
	/** data and bss that may hold pointers [bytes] */
	globalsBytes: number;
	/** stacks in use, whether scanned or not [bytes]; 256 KiB when not given */
	stackSpanBytes?: number;
	/** memory that the runtime has mapped besides heap and stacks [bytes]; 3.2 MB when not given, 2 before Go 1.26 */
	otherMappedBytes?: number;
	/** room in spans that are partly used, beyond HeapAlloc [bytes]; 192 KiB when not given */
	slackBytes?: number;
	costs?: CollectorCosts;
	/** what differs from mark to mark by chance; the same in all runs when not given */
	rng?: Rng;
}

/** Why a cycle started: 0 the heap reached the trigger, 1 runtime.GC(), 2 two minutes have passed. */
export type CycleKind = 0 | 1 | 2;

/** One finished mark. The collector fills the same object each time. */
export interface CycleRecord {
	kind: CycleKind;
	startNs: number;
	markEndNs: number;
	/** heapLive at the start and at mark end, and what was marked [bytes] */
	heapStartBytes: number;
	heapEndBytes: number;
	heapMarkedBytes: number;
	/** the goal of this cycle, late raises included [bytes] */
	heapGoalBytes: number;
	/** both stops of the world [ns] */
	stopNs: number;
}

export function emptyRecord(): CycleRecord {
	return {
		kind: 0,
		startNs: zero,
		markEndNs: zero,
		heapStartBytes: zero,
		heapEndBytes: zero,
		heapMarkedBytes: zero,
		heapGoalBytes: zero,
		stopNs: zero
	};
}
