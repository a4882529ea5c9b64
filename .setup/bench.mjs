import { fileURLToPath } from 'node:url';
import { runEntry } from './run-entry.mjs';
import { runTask } from './say.mjs';

await runTask(() =>
	runEntry(fileURLToPath(import.meta.url), 'tests/bench/run.ts', ['workers', 'src', 'tests/bench'])
);
