/** What an importer makes of a file: measured columns, to be drawn over simulated ones. */

/** One value a collection. Names that `collectionColumnNames` of the model has mean the same here. */
export const recordedCollectionColumns = [
	/** Go's number of the collection, counted from the start of the process */
	'cycle',
	/** start of the cycle [ns since the start of the process, or of the load where the file knows it] */
	'startNs',
	/** end of marking, the second stop of the world included [ns] */
	'markEndNs',
	/** 1 where runtime.GC() asked for it */
	'forced',
	/** heapLive at the start, at the end of marking, and what was marked [bytes] */
	'heapStartBytes',
	'heapEndBytes',
	'heapMarkedBytes',
	/** goal of this cycle [bytes] */
	'heapGoalBytes',
	/** both stops of the world together [ns] */
	'stopNs',
	/** CPU used by assists, by dedicated and fractional workers, and by idle Ps [ns] */
	'assistCpuNs',
	'backgroundCpuNs',
	'idleCpuNs',
	/** share of all CPU used by the collector since the start of the process, as printed [%] */
	'gcCpuPercent',
	/** scanned stacks and globals [bytes]; NaN where the format has none (before Go 1.18) */
	'stackBytes',
	'globalBytes',
	/** GOMAXPROCS */
	'procs'
] as const;

export type RecordedCollectionColumn = (typeof recordedCollectionColumns)[number];

/** One value a sample, where the recording has samples. Names that the model's frames have mean the same here. */
export const recordedSampleColumns = [
	'timeNs',
	'op',
	'heapBytes',
	'heapMarkedBytes',
	'heapGoalBytes',
	'heapFreeBytes',
	'heapReleasedBytes',
	'stackBytes',
	'rssBytes',
	/** objects in the primary cache (private and shared), and in the victim cache */
	'primaryObjects',
	'victimObjects',
	'inUse',
	'inFlight',
	'gets',
	'puts',
	'news',
	'numGC',
	'totalAllocBytes',
	'mallocs'
] as const;

export type RecordedSampleColumn = (typeof recordedSampleColumns)[number];

/** One process of a file: its records are those from `first` on, `count` of them. */
export interface RecordedRun {
	label: string;
	first: number;
	count: number;
	/** start of the first and end of the last collection [ns] */
	startNs: number;
	endNs: number;
	procs: number;
	/** collections that Go's numbering says there were between the first and the last, and that the file lacks */
	missing: number;
}

/** Lines of a log that are no record, by what they are. Blank ones are not counted. */
export interface SkippedLines {
	/** pieces of records: cut off, or broken by other output */
	torn: number;
	/** lines of the scavenger and of the pacer, which GODEBUG can add */
	scavenger: number;
	pacer: number;
	/** records of Go 1.4 and before, which have no time */
	old: number;
	/** everything else */
	other: number;
}

export interface Recording {
	/** a log of gctrace, a trace of the harness, or the output of the program of a state */
	kind: 'gctrace' | 'trace' | 'program';
	/** name of the file, or what else it is called */
	name: string;
	collections: {
		count: number;
		columns: { [N in RecordedCollectionColumn]: Float64Array };
	};
	runs: RecordedRun[];
	/** index of the run with the most collections */
	mainRun: number;
	/** sizes of `collections` are whole multiples of this, rounded down [bytes] */
	precisionBytes: number;
	samples?: {
		count: number;
		columns: { [N in RecordedSampleColumn]: Float64Array };
	};
	/** name of the case that was run, where the file says one */
	scenario?: string;
	/** parameters of a trace of the harness, for `requestFromTrace` */
	trace?: unknown;
	/** lines that are not blank, records among them that were read, and what the rest is */
	lines: number;
	read: number;
	skipped: SkippedLines;
	/** what a reader of the chart should know, in sentences */
	notes: string[];
}

/** A recording, or the sentence that says why there is none. */
export type Imported = { ok: true; recording: Recording } | { ok: false; error: string };

/** The columns of one run of a recording, without a copy. */
export function collectionsOf(
	recording: Recording,
	run: number
): { [N in RecordedCollectionColumn]: Float64Array } {
	const { first, count } = recording.runs[run] ?? { first: 0, count: 0 };
	const columns = { ...recording.collections.columns };
	for (const name of recordedCollectionColumns) columns[name] = columns[name].subarray(first, first + count);
	return columns;
}
