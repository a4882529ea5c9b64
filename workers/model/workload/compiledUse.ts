import type { Params } from '../parameters.ts';
import { isReset, type PoolUse } from './poolUse.ts';

// The words of a PoolUse as small numbers: the engine branches on them for every request.
export const CONTAINER_POOL = 0;
export const CONTAINER_NONE = 1;
export const CONTAINER_COPIED = 2;
export const CONTAINER_CHANNEL = 3;
export const CONTAINER_SEMAPHORE = 4;

export const OBJECT_BUFFER = 0;
export const OBJECT_DECODER = 1;
export const OBJECT_READER = 2;
export const OBJECT_SLAB = 3;
export const OBJECT_TABLE = 4;
export const OBJECT_SLICE = 5;
export const OBJECT_SLICE_POINTER = 6;

export const FILL_WRITE = 0;
export const FILL_READ_FROM = 1;
export const FILL_APPEND = 2;
export const FILL_TOUCH = 3;

export const CAPACITY_BODY = -1;
export const CAPACITY_SIZE = -2;

const containers: Record<PoolUse['container'], number> = {
	pool: CONTAINER_POOL,
	none: CONTAINER_NONE,
	'copied-pool': CONTAINER_COPIED,
	channel: CONTAINER_CHANNEL,
	semaphore: CONTAINER_SEMAPHORE
};

const objects: Record<PoolUse['object'], number> = {
	buffer: OBJECT_BUFFER,
	decoder: OBJECT_DECODER,
	reader: OBJECT_READER,
	slab: OBJECT_SLAB,
	table: OBJECT_TABLE,
	slice: OBJECT_SLICE,
	'slice-pointer': OBJECT_SLICE_POINTER
};

const fills: Record<PoolUse['fill'], number> = {
	write: FILL_WRITE,
	'read-from': FILL_READ_FROM,
	append: FILL_APPEND,
	touch: FILL_TOUCH
};

export interface CompiledUse {
	container: number;
	object: number;
	fill: number;
	/** capacity of what New makes [bytes], or CAPACITY_BODY, CAPACITY_SIZE */
	newCapacity: number;
	reset: boolean;
	copyOut: boolean;
	/** the body is written and read, not only made room for */
	touch: boolean;
	/** a request that ends reads the body in its object; of payloads, slabs and tables it looks at next to nothing */
	readsBack: boolean;
	payload: boolean;
	unpin: boolean;
	skipPutOnError: boolean;
	limited: boolean;
	dropOversized: boolean;
	putStale: boolean;
	/** a request writes from the start, and leaves an object that has room for its body as it is */
	writesOver: boolean;
	/** the object is changed before it goes back: a slice gets its box, or what it refers to is let go */
	closes: boolean;
	/** there are requests that do not give their object back */
	mayDiscard: boolean;
}

/** @param params those of the run's start: no phase changes the ones that decide here */
export function compileUse(use: PoolUse, params: Params): CompiledUse {
	const capacity = use.newCapacity;
	const touch = params.touch || use.fill !== 'write';
	const copyOut = use.copyOut && params.copyout && touch;
	return {
		container: containers[use.container],
		object: objects[use.object],
		fill: fills[use.fill],
		newCapacity:
			capacity === 'empty'
				? 0
				: capacity === 'body'
					? CAPACITY_BODY
					: capacity === 'size'
						? CAPACITY_SIZE
						: capacity,
		reset: isReset(use, params),
		copyOut,
		touch,
		readsBack: touch && !use.payload && ['buffer', 'slice', 'slice-pointer'].includes(use.object),
		payload: use.payload,
		unpin: use.unpin,
		skipPutOnError: use.skipPutOnError,
		limited: use.limited,
		dropOversized: use.dropOversized,
		putStale: use.putStale,
		writesOver: use.fill === 'write' && (!touch || isReset(use, params)) && !copyOut,
		closes: use.object === 'slice' || use.unpin,
		mayDiscard: use.dropOversized || use.skipPutOnError
	};
}
