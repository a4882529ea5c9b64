import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTrace, type Trace } from '../../workers/score/trace.ts';

export const traceFolder = fileURLToPath(new URL('../ground-truth/traces', import.meta.url));

/** The traces of the repository whose names begin so. */
export function traces(prefix = ''): Trace[] {
	return readdirSync(traceFolder)
		.filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
		.sort()
		.map(traceNamed);
}

export function traceNamed(name: string): Trace {
	return readTrace(JSON.parse(readFileSync(`${traceFolder}/${name}`, 'utf8')), name);
}
