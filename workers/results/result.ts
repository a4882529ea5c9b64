/**
 * The result of a run as text, for files and programs. Browser, worker and command line use these functions, so the
 * same request gives the same bytes everywhere.
 */
import {
	collectionColumnNames,
	columnNames,
	type CollectionColumnName,
	type ColumnName,
	type Frames
} from '../model/frames.ts';
import { hasFix } from '../cases/index.ts';
import { parameterNames } from '../model/parameters.ts';
import { modelVersion, type SimulationRequest } from '../model/request.ts';
import { sayFix } from './fix.ts';
import { verdictOf, verdictText, type Sentence } from './verdict.ts';

/** Columns of a result, in order: those of the frames, with the time as `t` in seconds. */
const seriesNames = columnNames.filter((name): name is Exclude<ColumnName, 'timeNs'> => name !== 'timeNs');

/** Unit of a column: B, ns, or nothing for what is counted. */
export function unitOf(column: ColumnName | CollectionColumnName): 'B' | 'ns' | '' {
	if (column.endsWith('Bytes')) return 'B';
	return column.endsWith('Ns') ? 'ns' : '';
}

/** Whether a run is of the program with the bug or of the corrected one. */
export function variantOf(request: SimulationRequest): 'bug' | 'fixed' {
	return request.params.fixed ? 'fixed' : 'bug';
}

/** "oversized-dos, bug"; of a case that has nothing to fix its name alone. */
export function runName(request: SimulationRequest): string {
	return hasFix(request) ? `${request.case}, ${variantOf(request)}` : request.case;
}

/**
 * A run as JSON, one line: `{model, case, variant, params, rows, phases, series, perP, collections, totals, end, verdict}`.
 *
 * `params` has every parameter, in the model's units (bytes, nanoseconds, shares from 0 to 1, GOGC -1 for off).
 * `series` has one array a column: `t` in seconds since the start of the load, the others as the frames name them,
 * sizes in bytes and times in nanoseconds. `collections` has the same for the collections. What is no number, such
 * as infinity, is null. `more` is added at the end: what the fix changes (`fixField`), or the columns of a trace that
 * was repeated.
 */
export function toJson(
	request: SimulationRequest,
	frames: Frames,
	more: Record<string, unknown> = {}
): string {
	return `${JSON.stringify({ ...resultOf(request, frames), ...more })}\n`;
}

/**
 * What a JSON result has beside its run: `fix`, the sentence on what the fix changes, where there is a fix and its
 * run is at hand. The verdict is of one run, the same whether the other is known or not.
 */
export function fixField(
	request: SimulationRequest,
	frames: Frames,
	otherFrames: Frames | undefined
): { fix?: Sentence } {
	const fix = otherFrames && sayFix(request, frames, otherFrames);
	return fix === undefined ? {} : { fix };
}

/** The value that `toJson` writes. */
export function resultOf(request: SimulationRequest, frames: Frames) {
	const { count, total, columns } = frames.collections;
	const verdict = verdictOf(request, frames);
	return {
		model: modelVersion,
		case: request.case,
		variant: variantOf(request),
		params: Object.fromEntries(parameterNames.map((name) => [name, request.params[name]])),
		...(request.calibration === undefined ? {} : { calibration: request.calibration }),
		rows: frames.rows,
		phases: frames.phases,
		series: {
			t: Array.from(frames.columns.timeNs.subarray(0, frames.rows), (ns) => ns / 1e9),
			...Object.fromEntries(
				seriesNames.map((name) => [name, Array.from(frames.columns[name].subarray(0, frames.rows))])
			)
		},
		perP: Array.from({ length: frames.perPWidth }, (_, p) =>
			Array.from({ length: frames.rows }, (_unused, row) => frames.perP[row * frames.perPWidth + p] ?? 0)
		),
		collections: {
			total,
			...Object.fromEntries(
				collectionColumnNames.map((name) => [name, Array.from(columns[name].subarray(0, count))])
			)
		},
		totals: frames.totals,
		end: frames.end,
		verdict: { text: verdictText(verdict), ...verdict }
	};
}

/** A run as tidy CSV, one value a line: run, t in seconds, series, value, unit. */
export function toCsv(request: SimulationRequest, frames: Frames): string {
	const run = `${request.case}:${variantOf(request)}`;
	const lines = ['run,t,series,value,unit'];
	for (let row = 0; row < frames.rows; row++) {
		const t = (frames.columns.timeNs[row] ?? 0) / 1e9;
		for (const name of seriesNames) {
			lines.push(`${run},${t},${name},${frames.columns[name][row] ?? 0},${unitOf(name)}`);
		}
	}
	return `${lines.join('\n')}\n`;
}
