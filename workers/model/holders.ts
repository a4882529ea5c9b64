import { zero } from './zero.ts';

/**
 * Who holds the heap: every reachable byte belongs to one of these. Together with the garbage they are the heap, at
 * every instant; the recorder checks that at every row.
 */
export class Holders {
	/** objects borrowed by requests, with what they refer to [bytes] */
	borrowedBytes = zero;
	/** objects in the pool, without what they pin [bytes] */
	privateBytes = zero;
	sharedBytes = zero;
	victimBytes = zero;
	/** objects in a free list that no collection clears [bytes]; shown with the shared ones */
	freeListBytes = zero;
	/** what objects in the primary and in the victim cache refer to [bytes] */
	pinnedPrimaryBytes = zero;
	pinnedVictimBytes = zero;
	/** the process itself, its ballast, timers, goroutines, the structures of pools [bytes] */
	otherLiveBytes = zero;

	constructor() {
		// Doubles by now, and shown as they are: none is to be −0.
		this.borrowedBytes = this.privateBytes = this.sharedBytes = this.victimBytes = this.freeListBytes = 0;
		this.pinnedPrimaryBytes = this.pinnedVictimBytes = 0;
	}

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
