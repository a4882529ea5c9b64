import type { CollectorCosts } from './costs.ts';
import { zero } from '../zero.ts';

/**
 * Once all seems marked, every P passes a safe point and gives up what it has queued, which at first is always something;
 * then they do so again, and a third time after one mark in so many; and then the world stops (mgc.go: gcMarkDone). Counted
 * in a runtime with a log: 2.2 to 2.6 times on average, at GOMAXPROCS=2 with one P busy.
 */
const safePointsToEnd = 3;
const anotherInMarks = 3;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Safe points that Ps which run Go code have to pass: a signal reaches the thread, the goroutine gives way, and goes on.
 * It does so several times at the end of a mark and once more for the caches of the Ps to be flushed.
 */
export class SafePoints {
	private readonly leastNs: number;
	private readonly jitterNs: number;
	/** how much longer a goroutine takes meanwhile for what it does */
	private readonly slower: number;
	/** how long it takes at the end of this mark [ns] */
	private eachNs = zero;
	private untilNs = -Infinity;
	/** what it has lost is accounted for up to here */
	private toNs = zero;

	constructor({ safePointNs, safePointJitterNs, safePointLostShare }: CollectorCosts) {
		this.leastNs = safePointNs;
		this.jitterNs = safePointJitterNs;
		this.slower = safePointLostShare / (1 - safePointLostShare);
	}

	/** whether what the goroutine does now takes longer */
	get disturbs(): boolean {
		return this.toNs < this.untilNs;
	}

	/** From when all is marked until mark number `cycle` ends; returns how long that takes [ns]. */
	toEnd(fromNs: number, cycle: number): number {
		// Multiples of the golden ratio are spread evenly over any few marks on end: the pacer looks at five.
		this.eachNs = this.leastNs + this.jitterNs * ((cycle * goldenRatio) % 1);
		const forNs = this.eachNs * (cycle % anotherInMarks === 0 ? safePointsToEnd + 1 : safePointsToEnd);
		this.toNs = fromNs;
		this.untilNs = fromNs + forNs;
		return forNs;
	}

	/** One more; returns how long it takes [ns]. */
	another(fromNs: number): number {
		this.untilNs = fromNs + this.eachNs;
		return this.eachNs;
	}

	/** Nobody who runs has to pass one any more. */
	end(): void {
		this.untilNs = -Infinity;
	}

	/** What a goroutine has lost since it was last asked for, up to now [ns]. */
	takeLostNs(nowNs: number): number {
		const toNs = nowNs < this.untilNs ? nowNs : this.untilNs;
		const wentOnNs = toNs - this.toNs;
		if (wentOnNs <= 0) return 0;
		const lostNs = wentOnNs * this.slower;
		const leftNs = this.untilNs - toNs;
		const costNs = lostNs < leftNs ? lostNs : leftNs;
		this.toNs = toNs + costNs;
		return costNs;
	}
}
