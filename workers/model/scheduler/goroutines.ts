/**
 * Goroutines are small whole numbers, so that queues of them are plain arrays: a few that there are once, then two for
 * each place of a request, one that begins it and one that ends it. A single timer has the number of its goroutine.
 *
 * What tells them apart is constant: of a function declaration V8 asks at each call whether it still is the same one.
 */
export const DISPATCHER = 0;
export const SAMPLER = 1;
export const COLLECTING = 2;
export const COLLECTED = 3;
export const SCAVENGING = 4;
/** Even, as `begins` tells the two goroutines of a request apart by it. */
const FIRST_OF_REQUESTS = 6;

/** No goroutine. */
export const NOTHING = -1;

/** What begins the request at a place. */
export const beginningOf = (slot: number): number => FIRST_OF_REQUESTS + (slot << 1);

/** What ends the request at a place. */
export const endingOf = (slot: number): number => FIRST_OF_REQUESTS + 1 + (slot << 1);

/** Whether a goroutine is one of a request's. */
export const isOfRequest = (goroutine: number): boolean => goroutine >= FIRST_OF_REQUESTS;

/** Whether a goroutine of a request begins it. */
export const begins = (goroutine: number): boolean => (goroutine & 1) === 0;

/** Whether a goroutine is one that ends a request: it is in the middle of it. */
export const ends = (goroutine: number): boolean => goroutine > FIRST_OF_REQUESTS && !begins(goroutine);

/** The place of a goroutine's request. */
export const slotOf = (goroutine: number): number => (goroutine - FIRST_OF_REQUESTS) >> 1;
