/**
 * What it costs to store a value in an interface, as `Put` does with what it is given. Observed with MemStats.
 */
import { roundupSize } from './sizeClasses.ts';

/** A type as far as boxing it goes. */
export type Boxed =
	/** anything that is one pointer: *T, map, chan, func, unsafe.Pointer, a struct or array of one such */
	| { kind: 'pointer' }
	/** a slice: pointer, len, cap */
	| { kind: 'slice' }
	/** a string: pointer, len */
	| { kind: 'string' }
	/** a number or bool of `bytes` bytes; values below 256 come from a table that is there already */
	| { kind: 'integer'; bytes: 1 | 2 | 4 | 8; value: number }
	/** a struct or array by value */
	| { kind: 'value'; bytes: number; noscan: boolean };

/** Bytes of a slice header and of a string header. */
export const sliceHeaderBytes = 24;
export const stringHeaderBytes = 16;
/** Integers below this are not copied to the heap. */
const staticIntegers = 256;

/**
 * Bytes that the box takes on the heap; 0 when the value needs none. Boxes of integers and of other values without
 * pointers below 16 B come from the tiny allocator: for those this is the bytes asked for, to be given to it.
 */
export function boxBytes(boxed: Boxed, headers = true): number {
	switch (boxed.kind) {
		case 'pointer':
			return 0;
		case 'slice':
			return roundupSize(sliceHeaderBytes, false, headers);
		case 'string':
			return roundupSize(stringHeaderBytes, false, headers);
		case 'integer':
			return boxed.bytes === 1 || (boxed.value >= 0 && boxed.value < staticIntegers) ? 0 : boxed.bytes;
		case 'value':
			if (boxed.bytes === 0) return 0;
			if (boxed.noscan && boxed.bytes < 16) return boxed.bytes;
			return roundupSize(boxed.bytes, boxed.noscan, headers);
	}
}
