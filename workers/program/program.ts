/**
 * A pool program: what the goroutines of a small Go program do with a pool, as data. The machine runs it under a given
 * schedule, the explorer under many.
 *
 * A step is what the timeline shows as one event: one or more operations that run without another goroutine between
 * them, and the line of the Go program that they stand for. Names of variables are those of the Go program; each
 * goroutine has variables of its own, and one that is spawned starts with a copy of its parent's (what a closure sees).
 */
import type { FaultKind } from './faults.ts';
import type { Stack } from './stack.ts';

/**
 * The line of a step: text that stands on one line of the program only, or a pair: such a text, and what to look for
 * from that line on. Numbers are found when the sources are read, so an edit of the program does not break them.
 */
export type LineMark = string | readonly [anchor: string, fragment: string];

/** One operation. `what`, `into`, `of` name variables. */
export type Op =
	/** pool.Get; `from` is a variable that holds a copied pool */
	| { op: 'get'; into: string; from?: string }
	| { op: 'put'; what: string; to?: string }
	/** so many objects are made and put before the program's first Get */
	| { op: 'seed'; count: number }
	/** what New builds, where New is given as steps */
	| { op: 'make'; into: string }
	/** what New returns, where New is given as steps */
	| { op: 'give'; what: string }
	/** a copy of the struct that holds the pool: a value receiver, an assignment */
	| { op: 'copyPool'; into: string }
	| { op: 'reset'; what: string }
	| { op: 'write'; what: string; text: string }
	/** reads the whole content; `expect` is what the author of the program believes to find */
	| { op: 'read'; what: string; expect: string }
	/** a slice of the content that shares its bytes: buf.Bytes() */
	| { op: 'view'; into: string; what: string }
	/** a copy of the content: buf.String(), bytes.Clone */
	| { op: 'copyOut'; into: string; what: string }
	/** reads a slice made by view or copyOut */
	| { op: 'readView'; what: string; expect: string }
	| { op: 'spawn'; goroutine: string }
	/** waits until these goroutines have ended */
	| { op: 'join'; goroutines: readonly string[] }
	/** Gosched, and anything else that lets others run */
	| { op: 'yield' }
	/** time.Sleep and other blocking: goes on at any later time, on any P that is free */
	| { op: 'sleep' }
	/** runtime.GC(): a collection; the goroutine is parked and goes on on any P that is free */
	| { op: 'gc' }
	/** waits until `of` goroutines have come here */
	| { op: 'meet'; at: string; of: number }
	/** takes a lock: a pooled one, or a variable of the program; `section` is the data that the lock is to guard */
	| { op: 'lock'; what: string; section: string; shared?: boolean }
	| { op: 'unlock'; what: string; section: string; shared?: boolean }
	/** reads or writes a variable of the program */
	| { op: 'load'; variable: string; into: string }
	| { op: 'store'; variable: string; from: string; add: number }
	| { op: 'makeChan'; into: string; cap: number }
	/** `shared`: the channel is a variable of the program */
	| { op: 'send'; to: string; value: string; shared?: boolean }
	| { op: 'recv'; from: string; into: string; expect?: number; shared?: boolean }
	| { op: 'setField'; of: string; field: Field; value: string | number }
	| { op: 'getField'; of: string; field: Field; into: string }
	/** *j = job{} */
	| { op: 'clearFields'; of: string }
	| { op: 'square'; from: string; into: string }
	/** the object refers to so many bytes of somebody else's */
	| { op: 'pin'; what: string; bytes: number }
	| { op: 'unpin'; what: string }
	/** the object's own memory is so large now */
	| { op: 'grow'; what: string; bytes: number }
	/** a memory or churn claim is checked here, over the pool as it is now */
	| { op: 'check'; check: Check }
	/** nothing that touches the pool; told in these words */
	| { op: 'say'; words: string }
	/** the deferred function recovers and returns to the label */
	| { op: 'recoverAt'; label: string }
	| { op: 'label'; label: string }
	| { op: 'jump'; label: string };

/** Fields of a pooled struct. */
export const fields = ['n', 'reply', 'holder', 'body'] as const;
export type Field = (typeof fields)[number];

/** What is wrong with a pool at a given moment. */
export type Check =
	/** pooled objects refer to more than `atMost` bytes of others */
	| { fault: 'retention'; of: 'pinned'; atMost: number }
	/** a pooled object is larger than `atMost` bytes */
	| { fault: 'retention'; of: 'object'; atMost: number }
	/** more than `atMost` objects were borrowed at once */
	| { fault: 'retention'; of: 'borrowed'; atMost: number }
	/** New ran more than `atMost` times */
	| { fault: 'churn'; atMost: number }
	/** more than `atMost` borrowed objects were never put back */
	| { fault: 'lost-object'; atMost: number };

export interface Step {
	line: LineMark;
	ops: readonly Op[];
	/** counts as a step and makes an event; otherwise it runs along with the step before it */
	counts: boolean;
	/** a pause that the program can also do without: record(), a sleep; left out where pauses are off */
	pause: boolean;
}

export interface Goroutine {
	/** as the timeline names it: main, caller 1, worker */
	name: string;
	/** runs from the start; otherwise another goroutine spawns it */
	atStart: boolean;
	/** may still wait when the program ends */
	daemon?: boolean;
	steps: readonly Step[];
}

/** What New does. */
export type New =
	/** builds an object */
	| { kind: 'object' }
	/** is not set */
	| { kind: 'unset' }
	/** returns another type than Get's callers assert */
	| { kind: 'wrong-type' }
	/** returns a nil pointer in an interface */
	| { kind: 'typed-nil' }
	/** does these steps; `callCounts`: the call itself is a step of the timeline */
	| { kind: 'steps'; steps: readonly Step[]; callCounts: boolean };

/** One variant of a program. */
export interface PoolProgram {
	new: New;
	/** goroutines, the first one is main where there is a main */
	goroutines: readonly Goroutine[];
	/** text of the panic of a failed assertion or a nil use, as Go prints it */
	panicText?: string;
	/** the stack of a New that calls itself: a level of it stands for all the calls until the stack is full and doubles */
	stack?: Stack;
}

/** A program with its bug and without, and what counts as the fault. */
export interface ProgramCase {
	slug: string;
	/** kinds that are the case's fault; the first is the one that names it */
	faults: readonly FaultKind[];
	/** true where the fault is there in every schedule */
	everySchedule: boolean;
	/** one sentence: how the steps relate to the Go program (fewer goroutines, shorter loops) */
	scale: string;
	/** what is pooled, for the timeline: "buffer", "ticket" */
	noun: string;
	bug: PoolProgram;
	fixed: PoolProgram;
}

export type Variant = 'bug' | 'fixed';

/** A step of the timeline. */
export function step(line: LineMark, ...ops: Op[]): Step {
	return { line, ops, counts: true, pause: false };
}

/** Operations that run along with the step before. */
export function quiet(line: LineMark, ...ops: Op[]): Step {
	return { line, ops, counts: false, pause: false };
}

/** A pause that the program can do without. */
export function pause(line: LineMark, ...ops: Op[]): Step {
	return { line, ops, counts: false, pause: true };
}

export function goroutine(name: string, ...steps: Step[]): Goroutine {
	return { name, atStart: true, steps };
}

/** A goroutine that waits for a spawn. */
export function spawned(name: string, ...steps: Step[]): Goroutine {
	return { name, atStart: false, steps };
}

/** Says what a case is; gives the type to a program file's default export. */
export function defineProgram(definition: ProgramCase): ProgramCase {
	return definition;
}
