import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { runEntry } from './run-entry.mjs';
import { runTask } from './say.mjs';

// The page is measured as it is built; the entry serves that folder.
await runTask(() => {
	ensureInstalled();
	ensureBuilt();
	return runEntry(fileURLToPath(import.meta.url), 'tests/bench/run.ts', ['workers', 'src', 'tests/bench']);
});
