/** The stack of a goroutine that calls itself without end: it doubles whenever it is full, as far as its limit goes. */
export interface Stack {
	/** before the first of the calls, and what of it is taken or kept free then [bytes] */
	firstBytes: number;
	takenBytes: number;
	/** a call of New and of the Get in it [bytes] */
	levelBytes: number;
	/** debug.SetMaxStack; a stack that would have to be larger is a fatal error [bytes] */
	limitBytes: number;
}

/** How often a stack doubles before it may not any more. */
export function doublingsOf({ firstBytes, limitBytes }: Stack): number {
	return Math.floor(Math.log2(limitBytes / firstBytes));
}

/** Size after so many doublings, at most the limit [bytes] */
export function stackAfter(stack: Stack, doublings: number): number {
	return stack.firstBytes * 2 ** Math.min(doublings, doublingsOf(stack));
}

/** Calls within each other for which a stack that has doubled so often has no room any more. */
export function levelsBeyond(stack: Stack, doublings: number): number {
	const roomBytes = stack.firstBytes * 2 ** doublings - stack.takenBytes;
	return Math.floor(roomBytes / stack.levelBytes) + 1;
}
