/**
 * Who holds the heap: every reachable byte belongs to one of these. Together with the garbage they are the heap, at
 * every instant; the recorder checks that at every row.
 */
export class Holders {
	/** objects borrowed by requests, with what they refer to [bytes] */
	borrowedBytes = 0;
	/** objects in the pool, without what they pin [bytes] */
	privateBytes = 0;
	sharedBytes = 0;
	victimBytes = 0;
	/** objects in a free list that no collection clears [bytes]; shown with the shared ones */
	freeListBytes = 0;
	/** what objects in the primary and in the victim cache refer to [bytes] */
	pinnedPrimaryBytes = 0;
	pinnedVictimBytes = 0;
	/** the process itself, its ballast, timers, goroutines, the structures of pools [bytes] */
	otherLiveBytes = 0;

	get reachableBytes(): number {
		return (
			this.borrowedBytes +
			this.privateBytes +
			this.sharedBytes +
			this.victimBytes +
			this.freeListBytes +
			this.pinnedPrimaryBytes +
			this.pinnedVictimBytes +
			this.otherLiveBytes
		);
	}
}
