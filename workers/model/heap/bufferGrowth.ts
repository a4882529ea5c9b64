/**
 * `bytes.Buffer` as far as its memory goes: capacity after writes and reads, and what was allocated on the way.
 * Rules of Go 1.19 to 1.26: a first array of 64 B for small writes, sliding down while at most half is in use, else
 * twice the capacity, rounded up to a size class.
 *
 * Nothing here allocates: the results of a call are in the object's fields.
 */
import { roundupSize } from './sizeClasses.ts';

/** First array of an empty Buffer when what is written fits it [bytes]. */
export const smallBufferBytes = 64;
/** Room that `ReadFrom` asks for before each Read [bytes]. */
export const minReadBytes = 512;

/** How a source of `ReadFrom` ends. */
export type SourceEnd =
	/** the last bytes, then 0 and EOF by itself: files, chunked bodies, most readers */
	| 'eof-alone'
	/** EOF comes with the last bytes: bodies of net/http with a Content-Length */
	| 'eof-with-data';

/** One `bytes.Buffer`: capacity, offset of the first unread byte, end of the written bytes. */
export class ByteBuffer {
	/** capacity of the array, 0 for a Buffer without one [bytes] */
	cap = 0;
	/** end of what is written, counted from the start of the array [bytes] */
	end = 0;
	/** start of what is unread, counted from the start of the array [bytes] */
	offset = 0;
	/** heap allocated since the last `clearCounters`, size classes included [bytes] */
	allocBytes = 0;
	/** arrays allocated since the last `clearCounters` */
	allocCount = 0;

	/** told of every array as it is allocated, with its bytes */
	private readonly onAllocate: ((bytes: number) => void) | null;

	constructor(onAllocate: ((bytes: number) => void) | null = null) {
		this.onAllocate = onAllocate;
	}

	/** Unread bytes. */
	get length(): number {
		return this.end - this.offset;
	}

	/** Becomes a Buffer over an empty array of `cap` bytes, as bytes.NewBuffer(make([]byte, 0, cap)); 0: new(bytes.Buffer). */
	start(cap: number): void {
		this.cap = cap;
		this.end = 0;
		this.offset = 0;
		this.clearCounters();
	}

	clearCounters(): void {
		this.allocBytes = 0;
		this.allocCount = 0;
	}

	/** `Reset`: empty, with the array kept. */
	reset(): void {
		this.end = 0;
		this.offset = 0;
	}

	/** `Write` of n bytes in one call. */
	write(n: number): void {
		this.grow(n);
	}

	/** n bytes in calls of at most `chunk` bytes each. */
	writeChunks(n: number, chunk: number): void {
		let left = n;
		while (left > 0) {
			// Calls that fit need no look: go to the first that does not.
			const fit = Math.floor((this.cap - this.end) / chunk);
			if (fit * chunk >= left || left <= this.cap - this.end) {
				this.end += left;
				return;
			}
			this.end += fit * chunk;
			left -= fit * chunk;
			const next = Math.min(chunk, left);
			this.grow(next);
			left -= next;
		}
	}

	/**
	 * `ReadFrom`, and io.Copy from a source without WriteTo. A source that has WriteTo (bytes.Reader, strings.Reader)
	 * makes one `write` instead.
	 *
	 * @param n bytes that the source has; each Read fills the room it is given, but at most `mostPerRead` bytes
	 */
	readFrom(n: number, end: SourceEnd = 'eof-alone', mostPerRead = Infinity): void {
		// Unlike Write, ReadFrom starts an emptied Buffer over before it looks for room.
		if (this.length === 0) this.reset();
		let left = n;
		for (;;) {
			this.grow(minReadBytes);
			this.end -= minReadBytes;
			const read = Math.min(left, this.cap - this.end, mostPerRead);
			this.end += read;
			left -= read;
			if (left === 0 && (read === 0 || end === 'eof-with-data')) return;
		}
	}

	/** `Read`, `Next`: takes up to n unread bytes. A Buffer that is read empty starts over at its first byte. */
	read(n: number): void {
		if (this.length === 0) {
			this.reset();
			return;
		}
		this.offset += Math.min(n, this.length);
	}

	/** Room for n more bytes, which then count as written. */
	private grow(n: number): void {
		if (n <= this.cap - this.end) {
			this.end += n;
			return;
		}
		const unread = this.end - this.offset;
		if (unread === 0 && this.offset !== 0) {
			this.reset();
			if (n <= this.cap) {
				this.end = n;
				return;
			}
		}
		if (this.cap === 0 && n <= smallBufferBytes) {
			this.allocate(smallBufferBytes);
		} else if (n > Math.floor(this.cap / 2) - unread) {
			this.allocate(roundupSize(Math.max(unread + this.offset + n, 2 * (this.cap - this.offset)), true));
		}
		this.offset = 0;
		this.end = unread + n;
	}

	private allocate(bytes: number): void {
		this.cap = bytes;
		this.allocBytes += bytes;
		this.allocCount++;
		if (this.onAllocate !== null) this.onAllocate(bytes);
	}
}

/** Entries of the memo; a power of two. */
const memoEntries = 256;
/** Columns of an entry: capacity, n, final capacity, bytes allocated, arrays allocated. */
const memoWidth = 5;

/**
 * Growth of a Buffer of some capacity by n bytes, remembered for empty ones: request sizes repeat, and a buffer that grows from
 * nothing to 128 MiB takes some twenty steps. Results of the last call are in `cap`, `allocBytes`, `allocCount`.
 */
export class BufferGrowth {
	/** capacity afterwards [bytes] */
	cap = 0;
	/** heap allocated [bytes] */
	allocBytes = 0;
	/** arrays allocated */
	allocCount = 0;

	private readonly buffer = new ByteBuffer();
	private readonly writes = new Float64Array(memoEntries * memoWidth).fill(-1);
	private readonly reads = new Float64Array(memoEntries * memoWidth).fill(-1);
	private readonly chunk: number;

	/** @param chunk most bytes of one Write [bytes] */
	constructor(chunk = 4096) {
		this.chunk = chunk;
	}

	/**
	 * n bytes written in calls of at most `chunk` bytes to a Buffer of capacity `cap` in which `end` bytes are written
	 * and none are read: 0 after Reset, more where Reset was forgotten.
	 */
	write(cap: number, n: number, end = 0): void {
		if (n <= cap - end) {
			this.set(cap, 0, 0);
			return;
		}
		if (end !== 0) {
			this.buffer.start(cap);
			this.buffer.end = end;
			this.buffer.writeChunks(n, this.chunk);
			this.set(this.buffer.cap, this.buffer.allocBytes, this.buffer.allocCount);
			return;
		}
		const entry = memoIndex(cap, n);
		if (this.recall(this.writes, entry, cap, n)) return;
		this.buffer.start(cap);
		this.buffer.writeChunks(n, this.chunk);
		this.remember(this.writes, entry, cap, n);
	}

	/** ReadFrom of n bytes, EOF by itself, into such a Buffer. */
	readFrom(cap: number, n: number, end = 0): void {
		if (n + minReadBytes <= cap - end) {
			this.set(cap, 0, 0);
			return;
		}
		if (end !== 0) {
			this.buffer.start(cap);
			this.buffer.end = end;
			this.buffer.readFrom(n);
			this.set(this.buffer.cap, this.buffer.allocBytes, this.buffer.allocCount);
			return;
		}
		const entry = memoIndex(cap, n);
		if (this.recall(this.reads, entry, cap, n)) return;
		this.buffer.start(cap);
		this.buffer.readFrom(n);
		this.remember(this.reads, entry, cap, n);
	}

	private set(cap: number, allocBytes: number, allocCount: number): void {
		this.cap = cap;
		this.allocBytes = allocBytes;
		this.allocCount = allocCount;
	}

	private recall(memo: Float64Array, entry: number, cap: number, n: number): boolean {
		if (memo[entry] !== cap || memo[entry + 1] !== n) return false;
		this.set(memo[entry + 2] as number, memo[entry + 3] as number, memo[entry + 4] as number);
		return true;
	}

	private remember(memo: Float64Array, entry: number, cap: number, n: number): void {
		const { buffer } = this;
		this.set(buffer.cap, buffer.allocBytes, buffer.allocCount);
		memo[entry] = cap;
		memo[entry + 1] = n;
		memo[entry + 2] = buffer.cap;
		memo[entry + 3] = buffer.allocBytes;
		memo[entry + 4] = buffer.allocCount;
	}
}

/** Place of a pair in the memo. */
function memoIndex(cap: number, n: number): number {
	const mixed = Math.imul((cap / 64) | 0, 0x9e3779b1) ^ Math.imul(n | 0, 0x85ebca6b);
	return ((mixed ^ (mixed >>> 15)) & (memoEntries - 1)) * memoWidth;
}
