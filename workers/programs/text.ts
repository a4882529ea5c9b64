import type { PinnedRun } from '../link.ts';
import type { ParameterName, Params } from '../model/parameters.ts';

/** The twenty cases, in the order in which they are told. A slug names files, routes and links; it never changes. */
export const CASE_SLUGS = [
	'forgotten-reset',
	'use-after-put',
	'value-in-new',
	'copied-pool',
	'pinned-payload',
	'missing-new',
	'stale-slice-length',
	'aliased-bytes',
	'oversized-dos',
	'goroutine-outlives-borrow',
	'missed-put',
	'pool-of-mutexes',
	'recursive-new',
	'large-struct',
	'concurrent-reset',
	'put-inside-new',
	'caller-set-fields',
	'expensive-new',
	'retained-reader',
	'zero-value-generic'
] as const;

export type CaseSlug = (typeof CASE_SLUGS)[number];

/**
 * What a case does to the program: it keeps memory, makes garbage, lets two owners meet in one object, ends the
 * program, or uses the pool for what no pool can do.
 */
export type CaseClass = 'retention' | 'churn' | 'aliasing' | 'crash' | 'misuse';

/** A run that shows what happens: of a Go program, with what of its output matters; or of the simulation. */
export type FolkloreRun =
	| { command: string; prints: string }
	/** the case with these parameters, and the runs it is compared with */
	| { params: Partial<Params>; pins: PinnedRun[]; view?: 'overlay' | 'side'; shows: string };

/** The words of one case. Numbers in them come from runs of the case's own programs. */
export interface CaseText {
	/** short noun phrase, as in a list; of a case that is simulated, the one of its simulation */
	title: string;
	class: CaseClass;
	/** what a person on call sees, before anybody has read the program */
	symptom: string;
	question: string;
	/** two or three, each saying more than the one before */
	hints: string[];
	/** hidden until asked for: why it happens */
	answer: string;
	/** what the fix changes, and what it costs */
	fixNote: string;
	/** where to look in the chart or on the timeline */
	lookAt: string;
	/** one line of numbers, the Go that gave them, and the command that gives them again */
	measured: { text: string; go: string; command: string };
	/** where what people say differs from what Go does, and the runs that show it */
	folklore: { claim: string; truth: string; runs: FolkloreRun[] };
	/** the cases nearest in cause or effect */
	relatives: CaseSlug[];
	/** parameters worth moving: of the simulation, or of the schedules where there is none */
	vary: ParameterName[];
	/** changes to the Go program of a case without a simulation, and what they do */
	tries?: string[];
}
