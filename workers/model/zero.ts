/**
 * Zero as a double. V8 gives a field that starts as a small integer another layout when it outgrows that: the code around
 * it is made anew, and V8 does not know any more of what class the objects are that fields of such a class refer to, and
 * looks each time. So sums of bytes and times start with this instead. A browser's small integers have 31 bits.
 */
export const zero = -0;
