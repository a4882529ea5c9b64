/** What can go wrong with a pooled object, as the machine tells it apart. */
export const faultKinds = [
	/** a goroutine uses an object that it has put back and that was handed out again since */
	'use-after-put',
	/** a reference that outlived the borrow (a slice, a goroutine's closure, a field) sees or does what belongs to the next one */
	'kept-past-borrow',
	/** Get hands out an object that somebody has and has not put back */
	'two-owners',
	/** a borrower finds what an earlier borrow left */
	'stale-content',
	/** Get gives nil or another type than the caller asserts */
	'nil-or-wrong-type',
	/** New calls Get, which calls New, … */
	'stack-overflow',
	/** two goroutines are inside one critical section, each with a lock of its own */
	'lost-identity',
	/** a caller gets the answer to another caller's question */
	'wrong-answer',
	/** all goroutines are asleep */
	'deadlock',
	/** New runs where a pooled object was to be used */
	'churn',
	/** the pool keeps more memory reachable than the program means to keep */
	'retention',
	/** a borrowed object is neither put back nor in use */
	'lost-object',
	/** two accesses to the same memory, at least one a write, that nothing orders: what the race detector reports */
	'race'
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** The number by which compiled code and the machine know a kind. */
export function faultIndex(kind: FaultKind): number {
	return faultKinds.indexOf(kind);
}

/** Kinds as bits, one a kind. */
export function faultMask(kinds: readonly FaultKind[]): number {
	let mask = 0;
	for (const kind of kinds) mask |= 1 << faultIndex(kind);
	return mask;
}
