import type { Rng } from '../rng.ts';
import type { CollectorCosts } from './costs.ts';
import { zero } from '../zero.ts';

/**
 * Once all seems marked, every P passes a safe point and gives up what it has queued, which at first is always something;
 * then they do so again, and a third time after one mark in three; and then the world stops (mgc.go: gcMarkDone). Counted
 * in a runtime with a log: 2.26 to 2.6 times on average, at GOMAXPROCS=2 with one P busy.
 */
const safePointsToEnd = 3;
const oftenAnother = 0.35;

/**
 * Safe points that Ps which run Go code have to pass: a signal reaches the thread, the goroutine gives way, and goes on.
 * It does so several times at the end of a mark and once more for the caches of the Ps to be flushed.
 */
export class SafePoints {
	private readonly leastNs: number;
	private readonly jitterNs: number;
	private readonly tailNs: number;
	/** how much longer a goroutine takes meanwhile for what it does */
	private readonly slower: number;
	private readonly rng: Rng;
	/** by how much they take longer in this mark, all of them: seldom much [ns] */
	private slowNs = zero;
	private untilNs = -Infinity;
	/** what it has lost is accounted for up to here */
	private toNs = zero;

	constructor(
		{ safePointNs, safePointJitterNs, safePointTailNs, safePointLostShare }: CollectorCosts,
		rng: Rng
	) {
		this.leastNs = safePointNs;
		this.jitterNs = safePointJitterNs;
		this.tailNs = safePointTailNs;
		this.rng = rng;
		this.slower = safePointLostShare / (1 - safePointLostShare);
	}

	/** whether what the goroutine does now takes longer */
	get disturbs(): boolean {
		return this.toNs < this.untilNs;
	}

	/** From when all is marked until the mark ends; returns how long that takes [ns]. */
	toEnd(fromNs: number): number {
		const turn = this.rng.uniform();
		const square = turn * turn;
		const fourth = square * square;
		this.slowNs = this.tailNs * fourth * fourth;
		let forNs = 0;
		const count = this.rng.uniform() < oftenAnother ? safePointsToEnd + 1 : safePointsToEnd;
		for (let i = 0; i < count; i++) forNs += this.oneNs();
		this.toNs = fromNs;
		this.untilNs = fromNs + forNs;
		return forNs;
	}

	/** One more; returns how long it takes [ns]. */
	another(fromNs: number): number {
		const forNs = this.oneNs();
		this.untilNs = fromNs + forNs;
		return forNs;
	}

	private oneNs(): number {
		return this.leastNs + this.jitterNs * this.rng.uniform() + this.slowNs;
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
