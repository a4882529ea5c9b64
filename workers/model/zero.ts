/**
 * Zero as a double. V8 gives a field that starts as a small integer another layout when it outgrows that, and makes the
 * code around it anew; sums of bytes and times start with this instead.
 */
export const zero = -0;
