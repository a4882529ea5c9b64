import type { Frames } from '../model/frames.ts';
import type { ParameterName, Params } from '../model/parameters.ts';
import type { PoolUse } from '../model/workload/poolUse.ts';

/** One checkable sentence about a run; the test suite runs them all. */
export interface Claim {
	text: string;
	holds: boolean;
}

/** A memory case: what the dashboard and the command line can simulate. One file in this folder is one case. */
export interface CaseFile {
	/** other names that are accepted, such as the harness's own */
	aliases?: string[];
	/** short, as in a list */
	title: string;
	/** one sentence: what the story shows */
	point: string;
	/** place in the list; of two with the same one the name decides */
	order: number;
	use: { bug: PoolUse; fixed: PoolUse };
	/** the harness's scenario of this name does the same with and without -fixed: what `use.bug` says */
	harnessHasOneVariant?: boolean;
	/** what "bug" and "fixed" mean here, for the toggle: a few words each */
	variants: { bug: string; fixed: string };
	/** parameters of the dashboard's story; the rest is the table's initial value */
	story: Partial<Params>;
	/** the case's own controls, besides GOMAXPROCS, Body size and GC frequency, which every case has */
	controls: ParameterName[];
	/** what must be true of the story's runs */
	claims: (bug: Frames, fixed: Frames) => Claim[];
}

/** A case with its name, which is its file's: the key of links, and what the command line calls it. */
export interface Case extends CaseFile {
	slug: string;
}

/** Says what a case is; gives the type to a case file's default export. */
export function defineCase(definition: CaseFile): CaseFile {
	return definition;
}
