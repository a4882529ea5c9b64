import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { bundle } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { cacheFolder, childEnvironment, nodeBinary } from './paths.mjs';

/**
 * Runs a TypeScript entry as a Node program, with the arguments of this process, under the pinned
 * Node. Nothing but the program's own output goes to standard output.
 *
 * @param {string} self file of the calling script, to start again under the pinned Node
 * @param {string} entry relative to the root
 * @param {string[]} sources files and folders that the program is made of
 */
export async function runEntry(self, entry, sources) {
	ensureInstalled();
	const node = nodeBinary();
	if (realpathSync(node) !== realpathSync(process.execPath)) {
		const result = spawnSync(node, [self, ...process.argv.slice(2)], {
			stdio: 'inherit',
			env: childEnvironment()
		});
		if (result.error) throw result.error;
		process.exitCode = result.signal ? 128 + constants.signals[result.signal] : (result.status ?? 1);
		return;
	}
	const file = await bundle(entry, sources);
	// The loop of the model calls more functions, and longer ones, than V8 puts together by itself; a page has no such choice.
	v8.setFlagsFromString('--max-inlined-bytecode-size=900');
	v8.setFlagsFromString('--max-inlined-bytecode-size-cumulative=5000');
	v8.setFlagsFromString('--max-inlined-bytecode-size-small=60');
	module.enableCompileCache?.(join(cacheFolder, 'compiled'));
	process.argv[1] = file;
	await import(pathToFileURL(file).href);
}
