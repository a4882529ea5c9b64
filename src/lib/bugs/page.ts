import type { Variant } from '#workers/program/program.ts';
import type { Trace } from '#workers/program/trace.ts';
import type { CaseClass, CaseSlug, CaseText } from '#workers/programs/text.ts';

/** What a piece of Go code is, as far as it has a colour of its own. */
export type TokenKind = 'plain' | 'keyword' | 'string' | 'constant' | 'comment';

/** A piece of a line of code. */
export type Token = readonly [kind: TokenKind, text: string];

/** One line of a Go program, the first one being line 1. */
export type CodeLine = readonly Token[];

/** A line of both programs, or of one of them; line numbers from 1, 0 where the program does not have it. */
export interface DiffLine {
	kind: 'same' | 'removed' | 'added';
	bug: number;
	fix: number;
}

/** What the reader gives to a search through the schedules. */
export interface ExploreOptions {
	gomaxprocs: number;
	/** whether pauses that the program can do without are there */
	pauses: boolean;
	/** whether a time slice may end between any two steps */
	slices: boolean;
}

/** Another case, as far as a link needs it. */
export interface CaseLink {
	slug: CaseSlug;
	title: string;
}

/** A run of a Go program, or of the simulation: hash of the dashboard's link. */
export type ShownBy =
	| { command: string; prints: string; link?: undefined }
	| { command?: undefined; link: string; shows: string };

/** Everything that the page of one case shows. Made when the site is built. */
export interface BugPage extends CaseText {
	slug: CaseSlug;
	/** place in the order in which the cases are told, from 1 */
	number: number;
	count: number;
	before: { slug: CaseSlug } | null;
	after: { slug: CaseSlug } | null;
	related: CaseLink[];
	/** the parameters that are worth moving, in words */
	varies: { name: string; label: string; help: string }[];
	/** the runs that show what happens */
	shownBy: ShownBy[];
	/** whether the dashboard can run the case */
	simulated: boolean;
	programs: Record<Variant, CodeLine[]>;
	diff: DiffLine[];
	/** lines of the bug that the fix changes, or after which it adds something */
	fixLines: number[];
	/** lines of the bug where the fault shows and of what it collides with */
	faultLines: number[];
	/** the shortest schedule that shows the fault on one P, and the fix under the same one */
	traces: Record<Variant, Trace>;
	/** what the explorer is asked for where the reader does not say otherwise */
	usual: ExploreOptions;
	/** how the steps relate to the Go program */
	scale: string;
	/** what is pooled */
	noun: string;
	/** Go's own words where the program panics; empty where it does not */
	panic: string;
}

/** A case in the list. */
export interface ListedCase extends CaseLink {
	number: number;
	class: CaseClass;
	symptom: string;
}

/** The classes, in the order in which they are listed, with what each means. */
export const caseClasses: Record<CaseClass, string> = {
	retention: 'keeps memory',
	churn: 'makes garbage',
	aliasing: 'lets two owners meet in one object',
	crash: 'ends the program',
	misuse: 'asks of a pool what no pool can do'
};

export const classNames = Object.keys(caseClasses) as CaseClass[];

/** The text of a line of code. */
export function textOf(line: CodeLine | undefined): string {
	return (line ?? []).map(([, text]) => text).join('');
}
