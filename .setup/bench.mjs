import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { runEntry } from './run-entry.mjs';
import { runTask } from './say.mjs';

// The page is measured as it is built, in the browser that the tests drive; the entry serves that folder.
await runTask(() => {
	ensureInstalled();
	ensureBuilt();
	process.env.CHROMIUM_PATH = ensureBrowser();
	return runEntry(fileURLToPath(import.meta.url), 'tests/bench/run.ts', ['workers', 'src', 'tests/bench']);
});
