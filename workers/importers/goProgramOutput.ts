/** Reads what the program of a state prints (`workers/goProgram/`): a line with its result and a line with its samples. */
import { formatCountOf, formatDuration, formatSeconds } from '../text/units.ts';
import { isRecord } from '../text/untyped.ts';
import { columnsFrom, sampleSources } from './harnessTrace.ts';
import { recordedCollectionColumns, recordedSampleColumns, type Imported } from './recording.ts';

/** How a line of the program begins. */
const mark = '{"poolscope":';
/** Longest output that is kept; one of the usual length has 60 kB. */
const mostBytes = 16 * 2 ** 20;

/** Finds the program's lines in a text that comes in pieces, among whatever a terminal has besides. */
export class GoProgramLines {
	private kept = '';
	private found = false;

	push(text: string): void {
		if (this.kept.length > mostBytes) return;
		this.kept += text;
		if (this.found) return;
		const at = this.kept.indexOf(mark);
		// The mark may lie across two pieces.
		this.kept = at >= 0 ? this.kept.slice(at) : this.kept.slice(-mark.length);
		this.found = at >= 0;
	}

	/** The recording; undefined where there is no such line. */
	finish(name: string): Imported | undefined {
		if (!this.found) return undefined;
		const parts: Record<string, unknown>[] = [];
		for (const line of this.kept.split(/\r?\n/)) {
			const part = line.startsWith(mark) ? parse(line) : undefined;
			if (part !== undefined) parts.push(part);
		}
		const samples = parts.findLast((part) => part.poolscope === 'samples');
		const run = parts.findLast((part) => part.poolscope === 'run');
		if (run === undefined || !isRecord(samples?.samples)) {
			return {
				ok: false,
				error: `${name} is a part of what the program prints: its second line holds the samples.`
			};
		}
		return recordingOf(run, samples.samples, name);
	}
}

function recordingOf(run: Record<string, unknown>, given: Record<string, unknown>, name: string): Imported {
	const count = Array.isArray(given.t) ? given.t.length : 0;
	if (count === 0) return { ok: false, error: `${name} is the output of a program without samples.` };
	const columns = columnsFrom(recordedSampleColumns, sampleSources, given, count);
	const params = isRecord(run.params) ? run.params : {};
	const scenario = typeof params.scenario === 'string' ? params.scenario : 'a program';
	const procs = typeof params.gomaxprocs === 'number' ? params.gomaxprocs : NaN;
	const metrics = isRecord(run.metrics) ? run.metrics : {};
	const ends = (Array.isArray(run.collections) ? run.collections : []).filter((t) => typeof t === 'number');
	const total = typeof metrics.gcCount === 'number' ? metrics.gcCount : ends.length;
	const collections = columnsFrom(recordedCollectionColumns, {}, {}, ends.length);
	ends.forEach((t, index) => {
		collections.cycle[index] = index + 1;
		// Of a collection the program knows the end of its last pause alone.
		collections.startNs[index] = t * 1e9;
		collections.markEndNs[index] = t * 1e9;
	});
	collections.procs.fill(procs);
	const endNs = columns.timeNs.at(-1) ?? 0;
	return {
		ok: true,
		recording: {
			kind: 'program',
			name,
			collections: { count: ends.length, columns: collections },
			runs: [
				{
					label: scenario,
					first: 0,
					count: ends.length,
					startNs: 0,
					endNs,
					procs,
					missing: Math.max(0, total - ends.length)
				}
			],
			mainRun: 0,
			precisionBytes: 1,
			samples: { count, columns },
			...(typeof params.scenario === 'string' ? { scenario } : {}),
			// The simulation of this very run: on this machine, and with the moments at which the machine was late.
			trace: {
				...{ poolscope: 'run', params, numCPU: run.numCPU, goVersion: run.goVersion },
				...(Array.isArray(run.stalls) ? { reps: [{ stalls: run.stalls }] } : {})
			},
			lines: 2,
			read: 2,
			skipped: { torn: 0, scavenger: 0, pacer: 0, old: 0, other: 0 },
			notes: [
				`The program of ${scenario}, run with ${typeof run.goVersion === 'string' ? run.goVersion : 'Go'} for ` +
					`${formatSeconds(endNs)}: ${formatCountOf(count, 'sample')}, ${formatCountOf(total, 'collection')}.`,
				...stallNotes(run.stalls)
			]
		}
	};
}

/** What late starts tell: a machine that is busy with other things makes a pool larger than its load does. */
function stallNotes(stalls: unknown): string[] {
	const known = (Array.isArray(stalls) ? (stalls as unknown[]) : []).filter(
		(stall): stall is [due: number, started: number, requests: number] =>
			Array.isArray(stall) && stall.length === 3 && stall.every((each) => typeof each === 'number')
	);
	if (known.length === 0) return [];
	const late = known.reduce((sum, [due, started]) => sum + started - due, 0);
	return [
		`The machine kept its load waiting ${formatCountOf(known.length, 'time')}, for ${formatDuration(late * 1000)} in all: ` +
			'requests that were late then came at once, and borrowed more objects than the load asks for.'
	];
}

function parse(line: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
