import type {
	CaseValidation,
	ValidationCurves,
	ValidationRow,
	ValidationRun
} from '#workers/score/validation.ts';
import type { AgainstOthers } from '#workers/score/againstOthers.ts';
import type { MetricSummary } from '#workers/score/summary.ts';
import type { TraceKind } from '#workers/score/trace.ts';

export type { AgainstOthers, MetricSummary, TraceKind, ValidationCurves, ValidationRow };

export const kinds = ['exact', 'paced', 'timed'] as const satisfies readonly TraceKind[];

/** What the kinds of run are, in a few words each. */
export const kindWords: Record<TraceKind, string> = {
	exact: 'one goroutine, no clock, collections at fixed operations: held to every row',
	paced: 'a fixed sequence of operations, collections by the runtime',
	timed: 'against the clock: held no closer than its own repetitions are to each other'
};

/** A run as the list has it; its table and its curves come when it is opened. */
export interface ListedRun extends Pick<
	ValidationRun,
	'id' | 'case' | 'kind' | 'fixed' | 'heapError' | 'worst' | 'missed' | 'inside'
> {
	/** the metric that uses most of its bar */
	closest: string;
}

/** A run with everything that there is to show of it. */
export interface RunDetail {
	run: ValidationRun;
	rows: ValidationRow[];
	curves: ValidationCurves;
	/** sentences: what the file says of itself that cannot all be true */
	contradictions: string[];
	/** hash of the dashboard's link to the same parameters, without the # */
	link: string;
}

/** All runs in numbers. */
export interface Overview {
	runs: number;
	inside: number;
	byKind: Record<TraceKind, number>;
	/** real runs behind them: each three times or seven, and once more with its pool drained */
	repetitions: number;
	goVersions: string[];
	machine: string;
	bars: number;
	kept: number;
	/** of the kept ones, those that are kept only because real runs were on both sides */
	betweenOnly: number;
}

/** A case of the list, for the filter. */
export interface CaseChoice {
	slug: string;
	title: string;
	runs: number;
}

/** How near the model comes to real runs of a case, for its badge on the dashboard. */
export interface CaseBadge {
	/** timed and paced runs of the case */
	runs: number;
	/** median of the errors of their mean heap, as a share */
	median: number;
}

/** A piece of text; code is what stood between backquotes. */
export interface TextPiece {
	text: string;
	code: boolean;
}

/** Something that the model does not have. */
export interface LeftOut {
	what: string;
	text: TextPiece[];
}

/** How a run of an incident went. */
export interface IncidentRun {
	/** what tells it from the others of its incident */
	name: string;
	gets: number;
	news: number;
	collections: number;
	peakHeapBytes: number;
	/** at the stop, after one further collection and after two */
	heapBytes: number[];
}

/** A public incident and the same program simulated. */
export interface Incident {
	slug: string;
	title: string;
	point: string;
	thread: { name: string; href: string };
	/** where the run is not the program of the thread */
	differs: string;
	/** heap after so many collections, in bytes; none where the thread gives no numbers */
	measured: { collections: number; real: number; simulated: number }[];
	runs: IncidentRun[];
	/** hash of the dashboard's link, without the # */
	link: string;
}

/** Everything that the page shows before a run is opened. Made while the site is built. */
export interface ValidationPage {
	overview: Overview;
	summary: MetricSummary[];
	others: AgainstOthers[];
	cases: CaseChoice[];
	/** worst first */
	runs: ListedRun[];
	incidents: Incident[];
	leftOut: LeftOut[];
}

/** What `validation/index.json` has. */
export interface ValidationIndex {
	runs: ValidationRun[];
	summary: MetricSummary[];
	others: AgainstOthers[];
	cases: CaseValidation[];
}
