import { collectionsOf, type RecordedCollectionColumn, type Recording } from '../importers/recording.ts';
import { readRecording } from '../importers/readRecording.ts';
import { formatBytes, formatCount, formatCountOf, formatDuration, formatSeconds } from '../text/units.ts';
import { listed, oneOf, readArguments, wholeNumber } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { evenly, fill, table } from './table.ts';

const formats = ['text', 'json', 'csv'] as const;

/** Lines of the table of collections. */
const mostLines = 24;

export const importCommand: Command = {
	name: 'import',
	usage: '<file> [--format text|json|csv] [--run N]',
	summary: 'reads a log of GODEBUG=gctrace=1, a trace of the harness, or the output of a state’s program',
	help: () =>
		[
			'poolscope import <file> [--format text|json|csv] [--run N]\n',
			fill(
				'Reads the standard error of a Go program that ran with GODEBUG=gctrace=1 (Go 1.5 and later), a trace ' +
					'of the harness, or what the program of a state printed. Other lines are skipped and counted. "-" is ' +
					'standard input. A log may hold several processes: --run picks one, from 1 on; otherwise it is the one ' +
					'with the most collections.'
			),
			fill(
				'JSON: {kind, name, lines, read, skipped, notes, runs, run, collections, samples}. collections has one array a ' +
					'column, in bytes and nanoseconds; what a format does not have is null. CSV: run,t,series,value,unit.'
			)
		].join('\n'),
	async run(args, io) {
		const given = readArguments(args, { format: listed(formats), run: 'number' }, false);
		const [path] = given.positional;
		if (path === undefined || given.positional.length > 1)
			throw new UsageError('Name one file to import, or - for standard input.');
		const format = oneOf('format', given.own.get('format') ?? 'text', formats);
		const { bytes, sizeBytes } = await io.open(path);
		const name = path === '-' ? 'Standard input' : path;
		const imported = await readRecording(bytes, { name, sizeBytes });
		if (!imported.ok) throw new UsageError(imported.error);
		const { recording } = imported;
		const picked = given.own.get('run');
		const run =
			picked === undefined ? recording.mainRun : wholeNumber('run', picked, 1, recording.runs.length) - 1;
		if (format === 'json') io.print(`${JSON.stringify(asData(recording, run))}\n`);
		else io.print(format === 'csv' ? asCsv(recording, run) : asText(recording, run));
		return 0;
	}
};

function asData(recording: Recording, run: number) {
	const { kind, name, lines, read, skipped, notes, runs, samples } = recording;
	return {
		kind,
		name,
		lines,
		read,
		skipped,
		notes,
		runs,
		run: run + 1,
		collections: arrays(collectionsOf(recording, run)),
		...(samples === undefined ? {} : { samples: arrays(samples.columns) })
	};
}

function arrays(columns: Record<string, Float64Array>): Record<string, number[]> {
	return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values)]));
}

function asCsv(recording: Recording, run: number): string {
	const label = `"${(recording.runs[run]?.label ?? '').replaceAll('"', '""')}"`;
	const lines = ['run,t,series,value,unit'];
	const add = (columns: Record<string, Float64Array>, times: Float64Array) => {
		times.forEach((ns, row) => {
			for (const [name, values] of Object.entries(columns)) {
				const value = values[row] ?? NaN;
				if (values === times || Number.isNaN(value)) continue;
				const unit = name.endsWith('Bytes')
					? 'B'
					: name.endsWith('Ns')
						? 'ns'
						: name.endsWith('Percent')
							? '%'
							: '';
				lines.push(`${label},${ns / 1e9},${name},${value},${unit}`);
			}
		});
	};
	const collections = collectionsOf(recording, run);
	add(collections, collections.startNs);
	if (recording.samples !== undefined) add(recording.samples.columns, recording.samples.columns.timeNs);
	return `${lines.join('\n')}\n`;
}

function asText(recording: Recording, run: number): string {
	const { read, lines, notes, runs } = recording;
	const columns = collectionsOf(recording, run);
	const count = columns.startNs.length;
	const found =
		recording.kind === 'gctrace'
			? `${formatCountOf(read, 'record')} read from ${formatCountOf(lines, 'line')}. `
			: '';
	const chosen = runs[run];
	const value = (name: RecordedCollectionColumn, row: number) => columns[name][row] ?? NaN;
	const rows = evenly(count, mostLines).map((row) => [
		`gc ${formatCount(value('cycle', row))}`,
		formatSeconds(value('startNs', row)),
		formatBytes(value('heapStartBytes', row)),
		formatBytes(value('heapEndBytes', row)),
		formatBytes(value('heapMarkedBytes', row)),
		formatBytes(value('heapGoalBytes', row)),
		formatDuration(value('markEndNs', row) - value('startNs', row)),
		formatDuration(value('stopNs', row)),
		value('forced', row) === 1 ? 'forced' : ''
	]);
	const peak = columns.heapEndBytes.reduce((a, b) => Math.max(a, b), 0);
	return [
		fill(`${found}${notes.join(' ')}`),
		table(['', 'at', 'start', 'end', 'live', 'goal', 'cycle', 'stopped', ''], rows),
		fill(
			`${chosen?.label ?? 'The process'}, ${formatCount(chosen?.procs ?? NaN)} Ps: ${formatCountOf(count, 'collection')}` +
				`${count > mostLines ? `, ${mostLines} of them shown` : ''}; the heap at the end of marking is ${formatBytes(peak)} at most.`
		)
	].join('\n');
}
