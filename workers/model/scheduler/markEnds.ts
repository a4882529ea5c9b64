// What was measured about the Ps and threads around the end of a mark; the scheduler draws by it.

/**
 * The P on which a mark ended goes idle later than the one that its end wakes so often: where an idle P marked (up to
 * three Ps), and one in so many for each P where a dedicated worker did, which then flushes the caches of all Ps.
 * It does so within three times that a thread takes to wake up. Recorded sequences of Ps around 40 collections each: 65 %
 * at two Ps; 8, 15 and 58 % at 4, 16 and 64.
 */
export const MARKED_FOR = 3;
export const MARKED_LATER = 0.65;
export const MARKED_LATER_PER_P = 128;

/**
 * While a goroutine in runtime.GC() sweeps, the thread that ended the mark still flushes the caches of all Ps, and on two
 * cores the next thread that is woken has none before that or the sweep is done. Share of the times that it is there
 * earlier: it then finds the sweeping goroutine in everybody's queue, where that yields after each span (Gosched), or it
 * has nothing to do; half of the times each. Measured by probes/forced: the goroutine returns on another P than the one
 * that was woken for it in 19 to 22 % at 4 Ps, 14 to 15 at 8, 5 to 8 at 16. And by sequences of Ps around 400
 * collections each: the P that it leaves is the last to be idle in 14 to 17 %, and the one of the mark is idle later still
 * in 24, 15 and 5 %, about one in as many as there are Ps.
 */
export const THERE_EARLY = 0.25;
export const TAKEN = 0.5;
/** How long the thread that the goroutine was taken from looks around. [ns] */
export const LOOK_NS = 3000;
