import { classBytes, classPages, objectsPerSpan, pageBytes } from './sizeClasses.ts';

/** Span classes: each size class with and without pointers. */
const SPAN_CLASSES = 136;

/**
 * The spans that Ps have cached, one for each span class that they allocate from (runtime/mcache.go). When a P takes a
 * span, heapLive grows by all of it at once; runtime/metrics counts the objects in it only when the P gives
 * it back. So a process with many Ps collects earlier than its objects alone would have it, and its metrics lag.
 * Left out: spans that are partly in use when they are taken; every span is taken with all its slots free.
 */
export class SpanCaches {
	/** bytes of objects that runtime/metrics has not counted yet */
	unreportedBytes = 0;

	readonly #spanBytes = new Int32Array(SPAN_CLASSES);
	/** by P and span class: bytes of slots that are free, and that were used since the P took the span */
	#free: Int32Array;
	#used: Int32Array;

	constructor(ps: number, headers: boolean, inlineMarks: boolean) {
		for (let sizeClass = 1; sizeClass < SPAN_CLASSES / 2; sizeClass++) {
			const bytes = classBytes[sizeClass]!;
			this.#spanBytes[sizeClass * 2] = bytes * objectsPerSpan(sizeClass, false, headers, inlineMarks);
			this.#spanBytes[sizeClass * 2 + 1] = bytes * objectsPerSpan(sizeClass, true, headers, inlineMarks);
		}
		this.#free = new Int32Array(ps * SPAN_CLASSES);
		this.#used = new Int32Array(ps * SPAN_CLASSES);
	}

	/**
	 * An object of a class is allocated on P p. Gives the bytes of the span that the P has to take first, or 0: whole
	 * pages, for heapLive counts what no slot covers too.
	 */
	allocate(p: number, sizeClass: number, noscan: boolean): number {
		const i = p * SPAN_CLASSES + sizeClass * 2 + (noscan ? 1 : 0);
		const bytes = classBytes[sizeClass]!;
		let taken = 0;
		if (this.#free[i]! < bytes) {
			taken = classPages[sizeClass]! * pageBytes;
			this.unreportedBytes -= this.#used[i]!;
			this.#used[i] = 0;
			this.#free[i] = this.#spanBytes[sizeClass * 2 + (noscan ? 1 : 0)]!;
		}
		this.#free[i]! -= bytes;
		this.#used[i]! += bytes;
		this.unreportedBytes += bytes;
		return taken;
	}

	/** A mark has ended: every P gives its spans back. */
	flush(): void {
		this.#free.fill(0);
		this.#used.fill(0);
		this.unreportedBytes = 0;
	}
}
