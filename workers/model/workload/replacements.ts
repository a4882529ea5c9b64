import type { Collector } from '../gc/collector.ts';

/**
 * The payloads that requests have replaced last, on each P. A request is simulated in one step, at its beginning, but its
 * object refers to the old payload until the new one is made; where a mark begins on another core before that, the old
 * one is still in use, and the write barrier keeps it for that mark when it is overwritten (mbarrier.go).
 */
export class Replacements {
	private readonly collector: Collector;
	/** by P: the payload [bytes], when it is replaced [ns], and the collector's cycle at that time */
	private readonly bytes: number[] = [];
	private readonly atNs: number[] = [];
	private readonly cycle: number[] = [];

	constructor(collector: Collector) {
		this.collector = collector;
	}

	/** A request on P p replaces a payload at that time; it has been dropped. */
	add(p: number, bytes: number, atNs: number): void {
		this.bytes[p] = bytes;
		this.atNs[p] = atNs;
		this.cycle[p] = this.collector.cycle;
	}

	/** A mark begins: what is replaced later is found by it. */
	marks(nowNs: number): void {
		const { atNs, bytes, collector, cycle } = this;
		for (const p of bytes.keys()) {
			if (bytes[p] === undefined || atNs[p]! <= nowNs || cycle[p] !== collector.cycle - 1) continue;
			collector.outlive(bytes[p]);
			atNs[p] = -Infinity;
		}
	}
}
