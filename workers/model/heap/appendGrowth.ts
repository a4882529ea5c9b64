/**
 * Growth of slices by `append`, and the two forms of `io.ReadAll`. Rules of Go 1.18 and later (threshold 256).
 */
import { readAllUsesChunks } from './goVersion.ts';
import { roundupSize, usableSize } from './sizeClasses.ts';

/** Elements from which on capacity grows by less than a factor of two. */
const doublingThreshold = 256;

/** Capacity that `append` aims at before the size class is taken into account [elements]. */
function aimedCap(oldCap: number, needed: number): number {
	if (needed > 2 * oldCap) return needed;
	if (oldCap < doublingThreshold) return 2 * oldCap;
	let cap = oldCap;
	while (cap < needed) cap += Math.floor((cap + 3 * doublingThreshold) / 4);
	return cap;
}

/** What appends have made: `cap` of the slice, and what was allocated on the way. */
export class SliceGrowth {
	/** capacity of the slice [elements] */
	cap = 0;
	/** bytes of heap that the slice's array takes now */
	arrayBytes = 0;
	/** bytes of heap allocated since `start`, size classes included */
	allocBytes = 0;
	/** arrays allocated since `start` */
	allocCount = 0;

	private readonly elemBytes: number;
	private readonly noscan: boolean;
	private readonly headers: boolean;
	/** told of every array as it is allocated, with its bytes */
	private readonly onAllocate: ((bytes: number) => void) | null;

	constructor(
		elemBytes: number,
		noscan: boolean,
		headers = true,
		onAllocate: ((bytes: number) => void) | null = null
	) {
		this.elemBytes = elemBytes;
		this.noscan = noscan;
		this.headers = headers;
		this.onAllocate = onAllocate;
	}

	/** Starts from a slice of capacity `cap` with the counters at zero. */
	start(cap: number): void {
		this.cap = cap;
		this.arrayBytes = cap === 0 ? 0 : roundupSize(cap * this.elemBytes, this.noscan, this.headers);
		this.allocBytes = 0;
		this.allocCount = 0;
	}

	/** Makes room for `needed` elements in all, as one `append` that reaches this length does. */
	append(needed: number): void {
		if (needed <= this.cap) return;
		const aimedBytes = aimedCap(this.cap, needed) * this.elemBytes;
		this.cap = Math.floor(usableSize(aimedBytes, this.noscan, this.headers) / this.elemBytes);
		this.arrayBytes = roundupSize(aimedBytes, this.noscan, this.headers);
		this.allocBytes += this.arrayBytes;
		this.allocCount++;
		if (this.onAllocate !== null) this.onAllocate(this.arrayBytes);
	}

	/** Appends from length `len` to length `end` in pieces of at most `chunk` elements. */
	appendChunks(len: number, end: number, chunk: number): void {
		let at = len;
		while (end > this.cap) {
			// Pieces that fit need no look: go to the first that does not.
			const fit = Math.floor((this.cap - at) / chunk);
			if (fit > 0) at += fit * chunk;
			const next = Math.min(at + chunk, end);
			this.append(next);
			at = next;
		}
	}
}

/** First array of `io.ReadAll` [bytes]. */
const readAllFirstBytes = 512;
/** Second array of `io.ReadAll` from Go 1.26 on [bytes]; each further one is half as large again. */
const readAllSecondBytes = 256;

/** Outcome of `io.ReadAll`. */
export interface ReadAllResult {
	/** capacity of the slice that it returns [bytes] */
	cap: number;
	/** heap allocated in all [bytes]; the list of chunks (Go 1.26) counts when it outgrows the stack */
	allocBytes: number;
	/** arrays allocated */
	allocCount: number;
}

/** What `io.ReadAll` allocates for `n` bytes from a source whose Reads fill the slice and that ends with 0, EOF. */
export function ioReadAll(n: number, goMinor: number): ReadAllResult {
	return readAllUsesChunks(goMinor) ? readAllInChunks(n) : readAllByAppend(n);
}

function readAllByAppend(n: number): ReadAllResult {
	const growth = new SliceGrowth(1, true);
	growth.start(readAllFirstBytes);
	// A full slice is grown by one before the next Read, the one that returns EOF included.
	while (growth.cap <= n) growth.append(growth.cap + 1);
	return {
		cap: growth.cap,
		allocBytes: growth.allocBytes + readAllFirstBytes,
		allocCount: growth.allocCount + 1
	};
}

/** Chunk headers that fit the list's first array, which is on the stack. */
const chunkListFirst = 4;

function readAllInChunks(n: number): ReadAllResult {
	const chunkList = new SliceGrowth(24, false);
	chunkList.start(chunkListFirst);
	let cap = readAllFirstBytes;
	let allocBytes = cap;
	let allocCount = 1;
	let next = readAllSecondBytes;
	let left = n;
	let chunks = 0;
	// A chunk is full when less than a sixteenth of it is free; a source that fills each Read leaves nothing free.
	for (;;) {
		const filled = Math.min(left, cap);
		left -= filled;
		if (filled === 0 || cap - filled >= Math.floor(cap / 16)) break;
		chunks++;
		chunkList.append(chunks);
		cap = roundupSize(next, true);
		allocBytes += cap;
		allocCount++;
		next += Math.floor(next / 2);
	}
	if (chunks === 0) return { cap, allocBytes, allocCount };
	const finalBytes = roundupSize(n, true);
	return {
		cap: finalBytes,
		allocBytes: allocBytes + chunkList.allocBytes + finalBytes,
		allocCount: allocCount + chunkList.allocCount + 1
	};
}
