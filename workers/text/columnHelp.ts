/** What the columns of a result mean, in a few words each: for help, tables and exports. */
import type { CollectionColumnName, ColumnName, Totals } from '../model/frames.ts';

/** Sizes are in bytes, times in nanoseconds; "since start" is a counter. */
export const columnHelp: { [N in ColumnName]: string } = {
	timeNs: 'time since the start of the load',
	op: 'requests ended; in exact runs the operation that the row stands at',
	borrowedBytes: 'objects that requests have borrowed, with what they refer to',
	privateBytes: 'pooled objects in private slots',
	sharedBytes: 'pooled objects in shared queues',
	victimBytes: 'pooled objects in the victim cache',
	pinnedBytes: 'what pooled objects refer to, such as the payload of an earlier request',
	otherLiveBytes: 'everything else that is reachable',
	garbageBytes: 'unreachable and not yet swept',
	heapBytes: 'HeapAlloc: the sum of the seven above',
	heapMinBytes: 'smallest heapBytes since the row before',
	heapMaxBytes: 'largest heapBytes since the row before',
	unreportedBytes:
		'part of heapBytes that runtime/metrics does not count yet: objects in spans that Ps have cached',
	heapMarkedBytes: 'what the last collection marked',
	heapGoalBytes: 'heap goal; 0 where there is none',
	heapIdleBytes: 'spans without objects, returned or not',
	heapReleasedBytes: 'the part of heapIdleBytes that was returned to the system',
	stackBytes: 'stacks in use',
	rssBytes: 'resident memory of the process',
	privateObjects: 'objects in private slots',
	sharedObjects: 'objects in shared queues',
	victimObjects: 'objects in the victim cache',
	strandedObjects: 'of those the ones that no Get can reach any more',
	inUse: 'objects borrowed now',
	inFlight: 'requests begun and not ended',
	queued: 'requests ready to run that wait for a core',
	gets: 'calls of Get since start',
	puts: 'calls of Put since start',
	news: 'calls of New since start',
	privateHits: 'Gets from the own private slot since start',
	sharedHits: 'Gets from the own shared queue since start',
	steals: 'Gets from another P since start',
	victimHits: 'Gets from the victim cache since start',
	dropped: 'objects not put back since start',
	numGC: 'collections since start',
	forcedGC: 'of those the ones that runtime.GC() asked for',
	limitGC: 'of those the ones that the memory limit started, before GOGC would have',
	totalAllocBytes: 'allocated since start',
	mallocs: 'objects allocated since start',
	gcCpuNs: 'CPU that the collector used since start',
	markingNs: 'time that a collection was marking since start',
	limiterNs: 'time that the limiter of the collector’s CPU had assists switched off since start'
};

export const collectionColumnHelp: { [N in CollectionColumnName]: string } = {
	startNs: 'start of the cycle',
	markEndNs: 'end of marking',
	sweepEndNs: 'end of sweeping; 0 where it goes on',
	forced: '0 paced, 1 runtime.GC(), 2 the two-minute collection',
	heapStartBytes: 'heapLive at the start',
	heapEndBytes: 'heapLive at the end of marking',
	heapMarkedBytes: 'what was marked',
	heapGoalBytes: 'goal of the cycle',
	stopNs: 'both stops of the world',
	evicted: 'pooled objects dropped at the start'
};

/** Sums over the load. */
export const totalsHelp: { [N in keyof Totals]: string } = {
	requests: 'requests ended',
	gets: 'calls of Get',
	puts: 'calls of Put',
	news: 'calls of New',
	privateHits: 'Gets from the own private slot',
	sharedHits: 'Gets from the own shared queue',
	steals: 'Gets from another P',
	victimHits: 'Gets from the victim cache',
	dropped: 'objects not put back',
	gcCount: 'collections',
	forcedGC: 'of those the ones that runtime.GC() asked for',
	peakHeapBytes: 'largest heap',
	meanHeapBytes: 'mean heap over time',
	peakRssBytes: 'largest resident memory',
	meanRssBytes: 'mean resident memory over time',
	totalAllocBytes: 'bytes allocated',
	mallocs: 'objects allocated',
	peakInUse: 'most objects borrowed at once',
	peakInFlight: 'most requests at once',
	peakResidents: 'most objects pooled at once',
	meanResidents: 'mean number of objects pooled',
	gcCpuNs: 'CPU that the collector used',
	loadNs: 'length of the load, to the end of its last request'
};
