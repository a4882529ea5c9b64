import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../.setup/bundle.mjs';
import type { Score, ScoreRow } from '../../workers/score/score.ts';
import { readTrace, type Trace } from '../../workers/score/trace.ts';

export const traceFolder = fileURLToPath(new URL('../ground-truth/traces', import.meta.url));

/** Names of the files of the repository's traces. */
export const traceFiles = readdirSync(traceFolder)
	.filter((name) => name.endsWith('.json'))
	.sort();

export function traces(): Trace[] {
	return traceFiles.map(traceNamed);
}

export function traceNamed(name: string): Trace {
	return readTrace(JSON.parse(readFileSync(`${traceFolder}/${name}`, 'utf8')), name);
}

/** A score as `poolscope score --format json` writes it: the bar is in words. */
export type PrintedScore = Omit<Score, 'rows'> & { rows: (Omit<ScoreRow, 'bar'> & { bar: string })[] };

/**
 * What `poolscope score` says of every trace, by id. The command itself runs: bundled, and in two processes side by
 * side, it takes a third of the time that the same modules take under the test runner.
 */
export async function printedScores(): Promise<Map<string, PrintedScore>> {
	const program = await bundle('workers/cli/main.ts', ['workers']);
	const halves = [0, 1].map((half) => traceFiles.filter((_, index) => index % 2 === half));
	const printed = await Promise.all(halves.map((files) => score(program, files)));
	return new Map(printed.flat().map((each) => [each.id, each]));
}

function score(program: string, files: string[]): Promise<PrintedScore[]> {
	const args = [program, 'score', ...files.map((name) => `${traceFolder}/${name}`), '--format', 'json'];
	return new Promise((done, fail) => {
		// An exit status of 1 says that a bar was missed; the tests say which.
		execFile(process.execPath, args, { maxBuffer: 2 ** 28 }, (error, out, err) => {
			if (error !== null && error.code !== 1) fail(new Error(err || error.message));
			else done((JSON.parse(out) as { traces: PrintedScore[] }).traces);
		});
	});
}
