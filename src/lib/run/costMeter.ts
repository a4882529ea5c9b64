/**
 * Learns what runs cost on this machine: pairs a millisecond, and how far each case is from the guess of
 * `expectedPairs`. Decides whether a run fits into the input event or needs the worker.
 */
export class CostMeter {
	/** Simulated pairs a millisecond. The start is a slow machine's; the first run corrects it. */
	#pairsPerMs = 2_500;
	#measured = false;
	/** by case: pairs that were really simulated ÷ pairs expected */
	#correction = new Map<string, number>();

	/** Milliseconds that a run is expected to take here. */
	expectedMs(slug: string, expectedPairs: number): number {
		return (expectedPairs * (this.#correction.get(slug) ?? 1)) / this.#pairsPerMs;
	}

	/** Takes a finished run into account. Runs below a thousand pairs say more about set-up than about pairs. */
	learn(slug: string, expectedPairs: number, pairs: number, tookMs: number): void {
		if (pairs < 1_000 || tookMs <= 0) return;
		const now = pairs / tookMs;
		this.#pairsPerMs = this.#measured ? this.#pairsPerMs * 0.7 + now * 0.3 : now;
		this.#measured = true;
		if (expectedPairs > 0) this.#correction.set(slug, pairs / expectedPairs);
	}
}
