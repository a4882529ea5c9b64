/**
 * What a program does with its pool, as data. A case is two of these: with the bug and with the fix. The engine
 * reads nothing else of a case, so a new memory case is a new combination here, or a new word in one of the lists.
 */
export interface PoolUse {
	/** where objects wait between two requests */
	container:
		/** one sync.Pool */
		| 'pool'
		/** none: a new object each time */
		| 'none'
		/** a value receiver copies the struct that holds the pool, so every call has a pool of its own */
		| 'copied-pool'
		/** a channel of capacity k that no collection clears; full: the object is dropped */
		| 'channel'
		/** a channel of capacity k with k permits: a request waits while k objects are out */
		| 'semaphore';

	/** what is pooled */
	object:
		/** *bytes.Buffer */
		| 'buffer'
		/** *struct with 4096 bytes of scratch and a reference to its input */
		| 'decoder'
		/** *bytes.Reader */
		| 'reader'
		/** *struct that owns `body` bytes */
		| 'slab'
		/** *struct that owns `body` ints, computed by New */
		| 'table'
		/** []byte by value: Put boxes the slice header (24 bytes) */
		| 'slice'
		/** *[]byte */
		| 'slice-pointer';

	/** capacity of what New makes: nothing yet, the `body` parameter, the size of this request, or so many bytes */
	newCapacity: 'empty' | 'body' | 'size' | number;

	/** what a request does with the object */
	fill:
		/** writes the body in chunks of at most 4096 bytes, growing as bytes.Buffer grows */
		| 'write'
		/** io.Copy from a reader of the body: the buffer grows by doubling from 512 */
		| 'read-from'
		/** append in chunks of at most 4096 bytes */
		| 'append'
		/** touches what is there; nothing grows */
		| 'touch';

	/**
	 * whether the content is cleared before use; without it every request appends to the last one's content. 'cut':
	 * where the `cut` parameter says so
	 */
	reset: boolean | 'cut';
	/** whether a request makes a string of all that its buffer holds, for a moment (only where the `copyout` parameter says so) */
	copyOut: boolean;

	/** whether a request allocates a body of its own, before Get, that the object then refers to */
	payload: boolean;
	/** whether that reference is cleared before Put */
	unpin: boolean;

	/** an error request returns without Put */
	skipPutOnError: boolean;
	/** reads at most the `limit` parameter of a body */
	limited: boolean;
	/** a buffer whose capacity is above the `dropcap` parameter is not put back */
	dropOversized: boolean;
	/** append's result is lost: what goes back is the slice from before append (only where the `stale` parameter says so) */
	putStale: boolean;
}

/** The plain use that the others differ from: a pool of buffers, reset, written, put back. */
export const plainBufferUse: PoolUse = {
	container: 'pool',
	object: 'buffer',
	newCapacity: 'body',
	fill: 'write',
	reset: true,
	copyOut: false,
	payload: false,
	unpin: false,
	skipPutOnError: false,
	limited: false,
	dropOversized: false,
	putStale: false
};

/**
 * Whether the content is cleared before use under these parameters. Where the slice from before append goes back there
 * is nothing to clear: its length is what it was, none.
 */
export function isReset(use: PoolUse, params: { cut: boolean; stale: boolean }): boolean {
	return use.reset === 'cut' ? params.cut || (use.putStale && params.stale) : use.reset;
}
