/** A run as text for a terminal: what was run, a table of it over time, its end states, its verdict. */
import { formatParameter } from '../model/parameterText.ts';
import { initialParams, parameterNames } from '../model/parameters.ts';
import type { ColumnName, Frames } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import { fixField, runName } from '../results/result.ts';
import {
	byteUnitFor,
	formatBytes,
	formatBytesIn,
	formatCount,
	formatNumber,
	formatSeconds,
	formatShare
} from '../text/units.ts';
import { verdictOf } from '../results/verdict.ts';
import { evenly, fill, table } from './table.ts';

/** Lines of the table over time, the first and the last row included. */
const mostLines = 21;

/** @param otherFrames the run of the other variant, where there is one: then the text ends with what the fix changes */
export function runText(request: SimulationRequest, frames: Frames, otherFrames: Frames | undefined): string {
	const { headline, sentences } = verdictOf(request, frames);
	const { fix } = fixField(request, frames, otherFrames);
	return [
		fill(`${runName(request)}${changed(request)}`),
		overTime(frames),
		endStates(frames),
		fill([headline, ...sentences].map(({ text }) => text).join(' ')),
		...(fix === undefined ? [] : [fill(fix.text)])
	].join('\n');
}

/** The parameters that differ from the table's initial values. */
function changed({ params }: SimulationRequest): string {
	const initial = initialParams();
	const given = parameterNames.filter((name) => params[name] !== initial[name] && name !== 'fixed');
	return given
		.map((name, i) => `${i === 0 ? ': ' : ', '}${name} ${formatParameter(name, params[name] as never)}`)
		.join('');
}

function overTime(frames: Frames): string {
	const unit = byteUnitFor(Math.max(1, frames.totals.peakHeapBytes));
	const value = (column: ColumnName, row: number) => frames.columns[column][row] ?? 0;
	const size = (bytes: number) => formatBytesIn(bytes, unit);
	const rows = evenly(frames.rows, mostLines).map((row, index, shown) => {
		const before = shown[index - 1];
		const seconds = before === undefined ? 0 : (value('timeNs', row) - value('timeNs', before)) / 1e9;
		const since = (column: ColumnName) =>
			before === undefined ? 0 : value(column, row) - value(column, before);
		const gets = since('gets');
		return [
			formatSeconds(value('timeNs', row)),
			size(value('heapBytes', row)),
			size(value('borrowedBytes', row)),
			size(value('privateBytes', row) + value('sharedBytes', row) + value('victimBytes', row)),
			size(value('pinnedBytes', row)),
			size(value('garbageBytes', row)),
			value('heapGoalBytes', row) === 0 ? '–' : size(value('heapGoalBytes', row)),
			size(value('rssBytes', row)),
			formatCount(value('privateObjects', row) + value('sharedObjects', row) + value('victimObjects', row)),
			formatCount(value('inUse', row)),
			seconds === 0 ? '–' : formatNumber(gets / seconds),
			gets === 0 ? '–' : formatShare(since('news') / gets),
			formatCount(since('numGC'))
		];
	});
	const head = [
		't',
		'heap',
		'borrowed',
		'pooled',
		'pinned',
		'garbage',
		'goal',
		'RSS',
		'objects',
		'in use',
		'Get/s',
		'New',
		'GCs'
	];
	return table(head, rows);
}

function endStates(frames: Frames): string {
	const names = { stop: 'at the stop', gc1: 'after one GC', gc2: 'after two GCs', gc3: 'after three GCs' };
	return table(
		['', 'heap', 'RSS', 'objects', 'kept by them'],
		frames.end.map((state) => [
			names[state.what],
			formatBytes(state.heapBytes),
			formatBytes(state.rssBytes),
			formatCount(state.residents),
			formatBytes(state.residentBytes)
		])
	);
}
