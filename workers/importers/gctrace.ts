/** Reads the log of GODEBUG=gctrace=1, piece by piece, however it was saved, wrapped, prefixed or torn. */
import { formatCount, formatCountOf } from '../text/units.ts';
import { nextRecordAt, readHeadAt, readRecordAt, type GcRecord } from './gctraceLine.ts';
import {
	recordedCollectionColumns,
	type Imported,
	type RecordedCollectionColumn,
	type RecordedRun,
	type SkippedLines
} from './recording.ts';
import { RunSplitter, streamOf } from './runs.ts';

/** Records that are kept; further ones are counted. */
export const mostRecords = 500_000;

/** A line is cut here, so that a file without line ends does not fill the memory. */
const longestLine = 1 << 16;
/** A record that a terminal has wrapped stands on at most so many lines. */
const mostPieces = 5;

const MiB = 2 ** 20;

/** Colours, which terminals and build systems put into lines. They begin with the escape character. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** Words of a record. The rest of a wrapped one has no others, but for where the wrap cuts one. */
const recordWords = 'gc ms clock cpu MB goal stacks globals P forced checking for goroutine leaks s amp gt';

/** The beginning of a record whose rest may be on the next lines. */
interface Unfinished {
	pieces: string[];
	stream: string;
}

/** What else a file without records may be, by a mark that such files have. */
const otherKinds: { name: string; mark: RegExp }[] = [
	{ name: 'Prometheus metrics', mark: /^# (?:HELP|TYPE) |^go_memstats_/ },
	{ name: 'expvar variables', mark: /"memstats":/ },
	{ name: 'the output of benchmarks', mark: /\bns\/op\b/ }
];

export class GcTraceReader {
	private readonly columns = Object.fromEntries(
		recordedCollectionColumns.map((name) => [name, [] as number[]])
	) as { [N in RecordedCollectionColumn]: number[] };
	private readonly runOfRecord: number[] = [];
	private readonly streams: string[] = [];
	private readonly splitter = new RunSplitter();
	private readonly skipped: SkippedLines = { torn: 0, scavenger: 0, pacer: 0, old: 0, other: 0 };
	private readonly linesOfKind = otherKinds.map(() => 0);
	private lines = 0;
	private read = 0;
	private rest = '';
	private unfinished: Unfinished | undefined;

	/** The next piece of the text; it may end in the middle of a line. */
	push(text: string): void {
		const lines = (this.rest + text).split(/\r\n|\n|\r/);
		this.rest = lines.pop() ?? '';
		for (const line of lines) this.readLine(line);
		while (this.rest.length > longestLine) {
			this.readLine(this.rest.slice(0, longestLine));
			this.rest = this.rest.slice(longestLine);
		}
	}

	/** The recording, when all of the text has been pushed. */
	finish(name: string): Imported {
		this.readLine(this.rest);
		this.rest = '';
		this.giveUpUnfinished();
		if (this.read === 0) return { ok: false, error: this.nothingFound(name) };
		const { order, runs } = this.sortByRun();
		const columns = Object.fromEntries(
			recordedCollectionColumns.map((column) => [
				column,
				Float64Array.from(order, (record) => this.columns[column][record] ?? NaN)
			])
		) as { [N in RecordedCollectionColumn]: Float64Array };
		const mainRun = runs.reduce(
			(best, run, index) => (run.count > (runs[best]?.count ?? 0) ? index : best),
			0
		);
		return {
			ok: true,
			recording: {
				kind: 'gctrace',
				name,
				collections: { count: order.length, columns },
				runs,
				mainRun,
				precisionBytes: MiB,
				lines: this.lines,
				read: this.read,
				skipped: this.skipped,
				notes: this.notes(runs, mainRun)
			}
		};
	}

	private readLine(raw: string): void {
		const line = raw.includes('\u001B') ? raw.replace(colours, '') : raw;
		if (line.trim() === '') return;
		this.lines++;
		const finished = this.finishUnfinished(line);
		if (finished === 'waits') return;
		let from = finished;
		let at = nextRecordAt(line, from);
		if (at < 0) {
			if (from === 0) this.skip(line);
			return;
		}
		const stream = streamOf(line.slice(0, at).trimStart());
		while (at >= 0) {
			const found = readRecordAt(line, at);
			if (found !== undefined) {
				this.keep(found.record, stream);
				from = found.end;
			} else {
				const next = nextRecordAt(line, at + 1);
				this.unfinished = { pieces: [line.slice(at, next < 0 ? undefined : next)], stream };
				if (next >= 0) this.giveUpUnfinished();
				from = at + 1;
			}
			at = nextRecordAt(line, from);
		}
	}

	/**
	 * Tries a line as the rest of an unfinished record: a terminal wraps without a mark, mail at a space. Gives the
	 * position in the line from which to read on, or 'waits' when there may be more of the record to come.
	 */
	private finishUnfinished(line: string): number | 'waits' {
		if (this.unfinished === undefined) return 0;
		const { pieces, stream } = this.unfinished;
		for (const glue of ['', ' ']) {
			const begun = pieces.join(glue) + glue;
			const found = readRecordAt(begun + line, 0);
			if (found === undefined) continue;
			this.keep(found.record, stream);
			this.unfinished = undefined;
			return Math.max(found.end - begun.length, 1);
		}
		if (nextRecordAt(line, 0) < 0 && pieces.length < mostPieces && couldContinue(line)) {
			pieces.push(line);
			return 'waits';
		}
		this.giveUpUnfinished();
		return 0;
	}

	private giveUpUnfinished(): void {
		if (this.unfinished === undefined) return;
		const { pieces, stream } = this.unfinished;
		this.unfinished = undefined;
		this.skipped.torn += pieces.length;
		const head = readHeadAt(pieces[0] ?? '', 0);
		if (head !== undefined) this.splitter.note({ stream, ...head });
	}

	private keep(record: GcRecord, stream: string): void {
		this.read++;
		if (this.runOfRecord.length === mostRecords) return;
		const run = this.splitter.runOf({ stream, ...record });
		this.runOfRecord.push(run);
		this.streams[run] = stream;
		const stopNs = record.sweepTermNs + record.markTermNs;
		const values: { [N in RecordedCollectionColumn]: number } = {
			cycle: record.cycle,
			startNs: record.startNs,
			markEndNs: record.startNs + record.markNs + stopNs,
			forced: record.forced ? 1 : 0,
			heapStartBytes: record.heapStartBytes,
			heapEndBytes: record.heapEndBytes,
			heapMarkedBytes: record.heapMarkedBytes,
			heapGoalBytes: record.heapGoalBytes,
			stopNs,
			assistCpuNs: record.assistCpuNs,
			backgroundCpuNs: record.backgroundCpuNs,
			idleCpuNs: record.idleCpuNs,
			gcCpuPercent: record.gcCpuPercent,
			stackBytes: record.stackBytes,
			globalBytes: record.globalBytes,
			procs: record.procs
		};
		for (const column of recordedCollectionColumns) this.columns[column].push(values[column]);
	}

	private skip(line: string): void {
		if (/\bscvg\d*:|\bscav \d|\bscav \[?gen/.test(line)) this.skipped.scavenger++;
		else if (/\bpacer: /.test(line)) this.skipped.pacer++;
		else if (/\bgc\d+\(\d+\): /.test(line)) this.skipped.old++;
		else if (/\d+ MB goal|ms clock, |ms cpu, /.test(line)) this.skipped.torn++;
		else {
			this.skipped.other++;
			const kind = otherKinds.findIndex(({ mark }) => mark.test(line));
			if (kind >= 0) this.linesOfKind[kind] = (this.linesOfKind[kind] ?? 0) + 1;
		}
	}

	/** Records in the order of their runs, each run's in the order of the file. */
	private sortByRun(): { order: number[]; runs: RecordedRun[] } {
		const members: number[][] = [];
		this.runOfRecord.forEach((run, record) => (members[run] ??= []).push(record));
		const present = members.map((records, run) => ({ records, stream: this.streams[run] ?? '' }));
		const order: number[] = [];
		const runs = present.map(({ records, stream }, index): RecordedRun => {
			const first = order.length;
			for (const record of records) order.push(record);
			const value = (column: RecordedCollectionColumn, record: number | undefined) =>
				this.columns[column][record ?? 0] ?? NaN;
			const process = present.length > 1 ? `process ${index + 1}` : 'the process';
			const [earliest, latest] = [records[0], records.at(-1)];
			return {
				label: stream === '' ? process : `${stream}, ${process}`,
				first,
				count: records.length,
				startNs: value('startNs', earliest),
				endNs: value('markEndNs', latest),
				procs: value('procs', latest),
				missing: value('cycle', latest) - value('cycle', earliest) + 1 - records.length
			};
		});
		return { order, runs };
	}

	private notes(runs: RecordedRun[], mainRun: number): string[] {
		const notes = ['Go prints these sizes in whole MiB, rounded down.'];
		const shown = runs[mainRun];
		if (runs.length > 1 && shown !== undefined) {
			notes.push(
				`The file holds ${formatCount(runs.length)} processes: the one with the most collections (${formatCount(shown.count)}) is ${shown.label}.`
			);
		}
		if (shown !== undefined && shown.missing > 0) {
			notes.push(
				`${formatCountOf(shown.missing, 'collection')} between its first and its last ${shown.missing === 1 ? 'is' : 'are'} not in the file.`
			);
		}
		if (this.read > mostRecords) {
			notes.push(`Only the first ${formatCount(mostRecords)} of ${formatCount(this.read)} records are kept.`);
		}
		const skipped = this.skippedInWords();
		if (skipped !== '') notes.push(`Skipped: ${skipped}.`);
		return notes;
	}

	private skippedInWords(): string {
		const { torn, scavenger, pacer, old, other } = this.skipped;
		return [
			torn > 0 ? `${formatCountOf(torn, 'line')} with pieces of records` : '',
			scavenger > 0 ? `${formatCountOf(scavenger, 'line')} of the scavenger` : '',
			pacer > 0 ? `${formatCountOf(pacer, 'line')} of the pacer` : '',
			old > 0
				? `${formatCountOf(old, 'record')} of Go 1.4 or before, which ${old === 1 ? 'has' : 'have'} no time`
				: '',
			other > 0 ? `${formatCountOf(other, 'other line')}` : ''
		]
			.filter((part) => part !== '')
			.join(', ');
	}

	private nothingFound(name: string): string {
		if (this.lines === 0) return `${name} is empty.`;
		const searched = `${name} has no record of gctrace in ${formatCountOf(this.lines, 'line')}`;
		if (this.skipped.old > 0 || this.skipped.torn > 0) return `${searched} (${this.skippedInWords()}).`;
		const most = Math.max(...this.linesOfKind);
		const kind = most > 0 ? otherKinds[this.linesOfKind.indexOf(most)] : undefined;
		const looksLike = kind === undefined ? '' : `; it looks like ${kind.name}`;
		return `${searched}${looksLike}. Run the program with GODEBUG=gctrace=1 and save its standard error.`;
	}
}

/** The recording in a text that is all there. */
export function readGcTrace(text: string, name = 'The text'): Imported {
	const reader = new GcTraceReader();
	reader.push(text);
	return reader.finish(name);
}

/** Whether a line has nothing but numbers and what the words of a record are cut into. */
function couldContinue(line: string): boolean {
	const words = line.match(/[A-Za-z]+/g) ?? [];
	return line.length < 300 && /\d|\(/.test(line) && words.every((word) => recordWords.includes(word));
}
