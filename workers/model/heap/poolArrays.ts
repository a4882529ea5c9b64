/**
 * Bytes of the runtime's own structures behind a `sync.Pool`. Layout of Go 1.13 to 1.26, 64 bit.
 */
import { roundupSize } from './sizeClasses.ts';

/** The `sync.Pool` struct itself, when it is an object of its own (40 B, class 48). */
export const poolStructBytes = roundupSize(40, false);
/** Slot of one P: private 16, chain head and tail 16, padding to two cache lines. */
export const poolSlotBytes = 128;
/** Slots of the first ring of a chain; each further ring has twice as many, up to `maxRingSlots`. */
export const firstRingSlots = 8;
export const maxRingSlots = 2 ** 30;
/** Ring header with its links to the neighbours. */
const ringHeaderBytes = 48;
/** A slot of a ring: one interface value. */
const ringSlotBytes = 16;

/**
 * Bytes of the array of per-P slots, allocated at the first use of a pool after a collection (and again when a P beyond
 * its end uses the pool).
 */
export function poolArrayBytes(gomaxprocs: number, headers = true): number {
	return roundupSize(gomaxprocs * poolSlotBytes, false, headers);
}

/** Bytes of one ring of a P's shared chain: its header and its array of slots, two objects. */
export function poolRingBytes(slots: number, headers = true): number {
	return ringHeaderBytes + roundupSize(slots * ringSlotBytes, false, headers);
}

/** Slots of the ring that follows one of `slots` slots. */
export function nextRingSlots(slots: number): number {
	return slots === 0 ? firstRingSlots : Math.min(slots * 2, maxRingSlots);
}

/** Bytes of a P's chain after `puts` Puts without a Get: one item is in private, the others fill ring after ring. */
export function poolChainBytes(puts: number, headers = true): number {
	let left = puts - 1;
	let bytes = 0;
	for (let slots = firstRingSlots; left > 0; slots = nextRingSlots(slots)) {
		bytes += poolRingBytes(slots, headers);
		left -= slots;
	}
	return bytes;
}
