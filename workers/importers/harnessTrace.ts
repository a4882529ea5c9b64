/** Reads a trace of the harness in `tests/ground-truth/`: samples and collections of one measured run. */
import { formatCountOf } from '../text/units.ts';
import { isRecord } from '../text/untyped.ts';
import {
	recordedCollectionColumns,
	recordedSampleColumns,
	type Imported,
	type RecordedCollectionColumn,
	type RecordedSampleColumn
} from './recording.ts';

const MiB = 2 ** 20;

/** The harness's name of a column, and the factor from its unit to ours. */
type Source = readonly [name: string, factor: number];

/** Of a sample: the harness’s names, which the program of a state uses too. */
export const sampleSources: { [N in RecordedSampleColumn]: Source } = {
	timeNs: ['t', 1e9],
	op: ['op', 1],
	heapBytes: ['heapObjects', 1],
	heapMarkedBytes: ['heapLive', 1],
	heapGoalBytes: ['heapGoal', 1],
	heapFreeBytes: ['heapFree', 1],
	heapReleasedBytes: ['heapReleased', 1],
	stackBytes: ['stacks', 1],
	rssBytes: ['rss', 1],
	primaryObjects: ['poolPrimary', 1],
	victimObjects: ['poolVictim', 1],
	inUse: ['inUse', 1],
	inFlight: ['inFlight', 1],
	gets: ['gets', 1],
	puts: ['puts', 1],
	news: ['news', 1],
	numGC: ['numGC', 1],
	totalAllocBytes: ['totalAllocBytes', 1],
	mallocs: ['mallocs', 1]
};

const collectionSources: Partial<{ [N in RecordedCollectionColumn]: Source }> = {
	cycle: ['n', 1],
	startNs: ['t', 1e9],
	forced: ['forced', 1],
	heapStartBytes: ['heapStartMB', MiB],
	heapEndBytes: ['heapEndMB', MiB],
	heapMarkedBytes: ['heapLiveMB', MiB],
	heapGoalBytes: ['goalMB', MiB],
	assistCpuNs: ['cpuAssistMs', 1e6],
	backgroundCpuNs: ['cpuBackgroundMs', 1e6],
	idleCpuNs: ['cpuIdleMs', 1e6],
	gcCpuPercent: ['gcCPUPercent', 1],
	stackBytes: ['stacksMB', MiB],
	globalBytes: ['globalsMB', MiB]
};

/** Whether a parsed file is a trace of the harness. */
export function isHarnessTrace(file: unknown): file is Record<string, unknown> {
	return (
		isRecord(file) &&
		isRecord(file.params) &&
		typeof file.params.scenario === 'string' &&
		isRecord(file.samples)
	);
}

/** The recording of a parsed trace. */
export function readHarnessTrace(file: Record<string, unknown>, name: string): Imported {
	const params = isRecord(file.params) ? file.params : {};
	const given = isRecord(file.samples) ? file.samples : {};
	const samples = columnsFrom(recordedSampleColumns, sampleSources, given, lengthOf(given.t));
	if (samples.timeNs.length === 0) return { ok: false, error: `${name} is a trace without samples.` };

	const log = isRecord(file.gctrace) ? file.gctrace : {};
	const count = lengthOf(log.n);
	const columns = columnsFrom(recordedCollectionColumns, collectionSources, log, count);
	const clock = (part: string, record: number) => numberAt(log[part], record) * 1e6;
	for (let record = 0; record < count; record++) {
		columns.stopNs[record] = clock('sweepTermMs', record) + clock('markTermMs', record);
		columns.markEndNs[record] =
			(columns.startNs[record] ?? NaN) + clock('markMs', record) + (columns.stopNs[record] ?? NaN);
	}
	const procs = typeof params.gomaxprocs === 'number' ? params.gomaxprocs : NaN;
	columns.procs.fill(procs);
	const scenario = String(params.scenario);
	return {
		ok: true,
		recording: {
			kind: 'trace',
			name,
			collections: { count, columns },
			runs: [
				{
					label: typeof file.id === 'string' ? file.id : scenario,
					first: 0,
					count,
					startNs: columns.startNs[0] ?? 0,
					endNs: samples.timeNs.at(-1) ?? 0,
					procs,
					missing: 0
				}
			],
			mainRun: 0,
			precisionBytes: 1,
			samples: { count: samples.timeNs.length, columns: samples },
			scenario,
			trace: file,
			lines: samples.timeNs.length,
			read: samples.timeNs.length,
			skipped: { torn: 0, scavenger: 0, pacer: 0, old: 0, other: 0 },
			notes: [
				`A run of ${scenario} recorded with ${typeof file.goVersion === 'string' ? file.goVersion : 'Go'}: ` +
					`${formatCountOf(samples.timeNs.length, 'sample')}, ${formatCountOf(count, 'collection')}.`
			]
		}
	};
}

/** Columns by our names from those of a file; NaN where it has none. */
export function columnsFrom<N extends string>(
	names: readonly N[],
	sources: { [M in N]?: Source },
	given: Record<string, unknown>,
	count: number
): { [M in N]: Float64Array } {
	const columns = names.map((name) => {
		const [source, factor] = sources[name] ?? ['', NaN];
		const values = given[source];
		return [name, Float64Array.from({ length: count }, (_, row) => numberAt(values, row) * factor)] as const;
	});
	return Object.fromEntries(columns) as { [M in N]: Float64Array };
}

/** A number, or a truth value as 0 or 1, of a column that may be missing. */
function numberAt(values: unknown, row: number): number {
	const value: unknown = Array.isArray(values) ? values[row] : undefined;
	if (typeof value === 'boolean') return value ? 1 : 0;
	return typeof value === 'number' ? value : NaN;
}

function lengthOf(values: unknown): number {
	return Array.isArray(values) ? values.length : 0;
}
