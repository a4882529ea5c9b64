/** Files of traces: folders and patterns become files, and files become traces. */
import { readTrace, type Trace } from '../score/trace.ts';
import type { Io } from './command.ts';
import { readJson } from './readJson.ts';

/** Whenever so many traces are done, a line on standard error says so. */
const NOTE_EVERY = 25;

/** The traces of the arguments: files, folders (their .json files), patterns with * and ?. */
export async function* readTraces(args: readonly string[], io: Io, doing: string): AsyncGenerator<Trace> {
	const paths: string[] = [];
	for (const arg of args) paths.push(...(await io.list(arg, '.json')));
	for (const [index, path] of paths.entries()) {
		yield readTrace(await readJson(path, io, 'trace of the harness'), path);
		if ((index + 1) % NOTE_EVERY === 0 && index + 1 < paths.length) {
			io.note(`${doing} ${index + 1} of ${paths.length} traces\n`);
		}
	}
}
