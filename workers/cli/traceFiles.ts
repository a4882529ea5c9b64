/** Files of traces: folders and patterns become files, and files become traces. */
import { TraceError } from '../cases/requestFor.ts';
import { readTrace, type Trace } from '../score/trace.ts';
import { UsageError, type Io } from './command.ts';
import { readJson } from './readJson.ts';

/** Whenever so many traces are done, a line on standard error says so. */
const NOTE_EVERY = 25;

/** The traces of the arguments: files, folders (their .json files), patterns with * and ?. */
export async function* readTraces(args: readonly string[], io: Io, doing: string): AsyncGenerator<Trace> {
	const paths: string[] = [];
	for (const arg of args) paths.push(...(await io.list(arg, '.json')));
	for (const [index, path] of paths.entries()) {
		yield await readTraceFile(path, io);
		if ((index + 1) % NOTE_EVERY === 0 && index + 1 < paths.length) {
			io.note(`${doing} ${index + 1} of ${paths.length} traces\n`);
		}
	}
}

async function readTraceFile(path: string, io: Io): Promise<Trace> {
	const file = await readJson(path, io);
	try {
		return readTrace(file, path);
	} catch (error) {
		if (error instanceof TraceError) throw new UsageError(error.message);
		throw error;
	}
}
