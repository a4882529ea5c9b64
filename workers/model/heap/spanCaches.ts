import { classBytes, classPages, objectsPerSpan, pageBytes } from './sizeClasses.ts';
import { zero } from '../zero.ts';

/** Span classes: each size class with and without pointers. */
const SPAN_CLASSES = 136;
const NO_SPAN = -1;
/**
 * The spans that Ps have cached, one for each span class that they allocate from (runtime/mcache.go). When a P takes a
 * span, heapLive grows by all of it at once; runtime/metrics counts the objects in it only when the P gives
 * it back. So a process with many Ps collects earlier than its objects alone would have it, and its metrics lag.
 * Left out: spans that are partly in use when they are taken; every span is taken with all its slots free.
 */
export class SpanCaches {
	/** bytes of objects that runtime/metrics has not counted yet */
	unreportedBytes = zero;

	/** by span class: bytes of a span's slots, and of its pages */
	private readonly slotsBytes = new Int32Array(SPAN_CLASSES);
	private readonly pagesBytes = new Int32Array(SPAN_CLASSES);
	/** by P and span class: bytes of slots that are free in the span that the P has; NO_SPAN where it has none */
	private readonly free: Int32Array;
	/** what of that has been used since the last flush: few Ps of many are */
	private from = 0;
	private to = 0;

	constructor(ps: number, headers: boolean, inlineMarks: boolean) {
		for (let sizeClass = 1; sizeClass < SPAN_CLASSES / 2; sizeClass++) {
			for (const noscan of [false, true]) {
				const spanClass = spanClassOf(sizeClass, noscan);
				this.slotsBytes[spanClass] =
					classBytes[sizeClass]! * objectsPerSpan(sizeClass, noscan, headers, inlineMarks);
				this.pagesBytes[spanClass] = classPages[sizeClass]! * pageBytes;
			}
		}
		this.free = new Int32Array(ps * SPAN_CLASSES).fill(NO_SPAN);
	}

	/**
	 * An object of so many bytes, those of its class, is allocated on P p. Gives the bytes of the span that the P has to
	 * take first, or 0: whole pages, for heapLive counts what no slot covers too.
	 */
	allocate(p: number, spanClass: number, bytes: number): number {
		const i = p * SPAN_CLASSES + spanClass;
		const free = this.free[i]!;
		this.unreportedBytes += bytes;
		if (free >= bytes) {
			this.free[i] = free - bytes;
			return 0;
		}
		const slotsBytes = this.slotsBytes[spanClass]!;
		if (free !== NO_SPAN) this.unreportedBytes -= slotsBytes - free;
		this.free[i] = slotsBytes - bytes;
		if (i < this.from) this.from = i;
		if (i >= this.to) this.to = i + 1;
		return this.pagesBytes[spanClass]!;
	}

	/** Whether the span that a P has holds so many bytes more. */
	hasRoom(p: number, spanClass: number, bytes: number): boolean {
		return this.free[p * SPAN_CLASSES + spanClass]! >= bytes;
	}

	/** Allocates an object in the span that a P has, where it has room for that. */
	takeRoom(p: number, spanClass: number, bytes: number): void {
		this.unreportedBytes += bytes;
		this.free[p * SPAN_CLASSES + spanClass]! -= bytes;
	}

	/** A mark has ended: every P gives its spans back. */
	flush(): void {
		this.free.fill(NO_SPAN, this.from, this.to);
		this.from = this.free.length;
		this.to = 0;
		this.unreportedBytes = 0;
	}
}

/** A size class of objects with or without pointers. */
export function spanClassOf(sizeClass: number, noscan: boolean): number {
	return sizeClass * 2 + (noscan ? 1 : 0);
}
