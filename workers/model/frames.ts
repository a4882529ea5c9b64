/**
 * What a run gives back: columns of typed arrays, one value a row (a row is an instant; rows are evenly spaced, or
 * stand at fixed operation counts in exact mode). Plain data, transferable without a copy.
 */

/** State of the process at the row's instant, and counters since the start of the run (marked "since start"). */
export const columnNames = [
	/** the instant [ns since the start of the load] */
	'timeNs',
	/** requests ended so far (exact mode: the row's operation count) */
	'op',

	// Who holds the heap. These seven sum to heapBytes at every row.
	/** objects borrowed by requests, with everything they refer to [bytes] */
	'borrowedBytes',
	/** pooled objects in the Ps' private slots, without what they pin [bytes] */
	'privateBytes',
	/** pooled objects in the Ps' shared queues, without what they pin [bytes] */
	'sharedBytes',
	/** pooled objects in the victim cache, without what they pin [bytes] */
	'victimBytes',
	/** what pooled objects refer to and so keep alive: payloads of earlier requests [bytes] */
	'pinnedBytes',
	/** everything else that is reachable: the process's own data, pool structures, timers, live ballast [bytes] */
	'otherLiveBytes',
	/** unreachable and not yet swept [bytes] */
	'garbageBytes',
	/** HeapAlloc: live and dead objects not yet swept [bytes] */
	'heapBytes',
	/** smallest and largest heapBytes since the previous row [bytes] */
	'heapMinBytes',
	'heapMaxBytes',

	/** the part of heapBytes that runtime/metrics does not count yet: objects in spans that Ps have cached [bytes] */
	'unreportedBytes',

	/** bytes marked by the last collection; the runtime/metrics name is /gc/heap/live:bytes */
	'heapMarkedBytes',
	/** goal that the pacer aims at now [bytes]; 0 stands for no goal (GOGC=off, no limit) */
	'heapGoalBytes',
	/** spans without objects, returned or not [bytes] */
	'heapIdleBytes',
	/** the part of heapIdleBytes returned to the system [bytes] */
	'heapReleasedBytes',
	/** stacks in use [bytes] */
	'stackBytes',
	/** resident memory of the process [bytes] */
	'rssBytes',

	// Pool occupancy, objects.
	'privateObjects',
	'sharedObjects',
	'victimObjects',
	/** of victimObjects those that no Get can reach any more (closed victim, or another P's private slot) */
	'strandedObjects',

	/** objects borrowed now */
	'inUse',
	/** requests begun and not ended */
	'inFlight',
	/** requests ready to run that wait for a core */
	'queued',

	// Since start.
	'gets',
	'puts',
	'news',
	'privateHits',
	'sharedHits',
	'steals',
	'victimHits',
	/** objects not put back: on purpose (fix) or forgotten (bug) */
	'dropped',
	/** collections of any kind, and those asked for by runtime.GC() */
	'numGC',
	'forcedGC',
	/** collections that the memory limit started, before GOGC would have */
	'limitGC',
	'totalAllocBytes',
	'mallocs',
	/** CPU spent by the collector: marking, assists, stop-the-world [ns] */
	'gcCpuNs',
	/** time during which a collection was marking [ns] */
	'markingNs',
	/** time during which the limiter of the collector's CPU had switched assists off [ns] */
	'limiterNs'
] as const;

export type ColumnName = (typeof columnNames)[number];

/** The bands that sum to the heap, bottom to top as they are stacked. */
export const holderNames = [
	'otherLiveBytes',
	'borrowedBytes',
	'privateBytes',
	'sharedBytes',
	'victimBytes',
	'pinnedBytes',
	'garbageBytes'
] as const satisfies readonly ColumnName[];

export type HolderName = (typeof holderNames)[number];

/** One column each; a value a collection. */
export const collectionColumnNames = [
	/** start of the cycle (first stop of the world) [ns] */
	'startNs',
	/** end of marking [ns] */
	'markEndNs',
	/** when the last dead object was swept [ns]; 0 while sweeping goes on at the end of the run */
	'sweepEndNs',
	/** 0 paced, 1 runtime.GC(), 2 the runtime's own two-minute collection */
	'forced',
	/** heapLive at the start, at the end of marking, and what was marked [bytes] */
	'heapStartBytes',
	'heapEndBytes',
	'heapMarkedBytes',
	/** the goal of this cycle [bytes] */
	'heapGoalBytes',
	/** both stops of the world together [ns] */
	'stopNs',
	/** pooled objects dropped at the start of this cycle: what the victim cache still held */
	'evicted'
] as const;

export type CollectionColumnName = (typeof collectionColumnNames)[number];

/** State at the stop of the load, then after one, two and three forced collections. */
export interface EndState {
	what: 'stop' | 'gc1' | 'gc2' | 'gc3';
	heapBytes: number;
	/** objects in the pool: primary and victim */
	residents: number;
	primary: number;
	victim: number;
	/** capacity of the residents and what they pin [bytes] */
	residentBytes: number;
	numGC: number;
	totalAllocBytes: number;
	mallocs: number;
	rssBytes: number;
}

/** Sums over the load, from its start to the end of its last request. */
export interface Totals {
	requests: number;
	gets: number;
	puts: number;
	news: number;
	privateHits: number;
	sharedHits: number;
	steals: number;
	victimHits: number;
	dropped: number;
	gcCount: number;
	forcedGC: number;
	peakHeapBytes: number;
	meanHeapBytes: number;
	peakRssBytes: number;
	meanRssBytes: number;
	totalAllocBytes: number;
	mallocs: number;
	peakInUse: number;
	peakInFlight: number;
	peakResidents: number;
	meanResidents: number;
	gcCpuNs: number;
	loadNs: number;
}

/** A phase of the run as it was laid out: for labels on the time axis. */
export interface PhaseSpan {
	name: string;
	startNs: number;
	endNs: number;
}

export interface Frames {
	/** rows that are filled */
	rows: number;
	/** true when the run is finished; false for a chunk of a run that goes on */
	complete: boolean;
	columns: { [N in ColumnName]: Float64Array };
	/** pooled objects of each P (primary and victim) at each row: value of P p at row r is perP[r * perPWidth + p] */
	perP: Uint32Array;
	perPWidth: number;
	collections: {
		/** collections listed; the first ones of the run, at most 10,000 */
		count: number;
		/** collections that there were */
		total: number;
		columns: { [N in CollectionColumnName]: Float64Array };
	};
	phases: PhaseSpan[];
	totals: Totals;
	end: EndState[];
}
