import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { optimization, outputOptions } from './constants.mjs';
import { cacheFolder, fingerprint, root } from './paths.mjs';

/**
 * Makes one file that Node runs from a TypeScript entry, unless it is there already, made from
 * exactly these sources. Vite makes it, because the cases are collected with `import.meta.glob`.
 *
 * @param {string} entry relative to the root
 * @param {string[]} sources files and folders that the result depends on
 * @returns {Promise<string>} path of the file
 */
export async function bundle(entry, sources) {
	const kind = `${basename(entry, '.ts')}-`;
	const name =
		kind +
		fingerprint(
			[...sources, 'package.json', 'package-lock.json', '.setup/bundle.mjs', '.setup/constants.mjs'],
			entry
		);
	const folder = join(cacheFolder, name);
	const file = join(folder, 'main.mjs');
	if (existsSync(file)) return file;

	const { build } = await import('vite');
	// Made aside and renamed, so that a second process never runs half a file.
	const aside = `${folder}.${process.pid}`;
	await build({
		root,
		configFile: false,
		logLevel: 'error',
		publicDir: false,
		build: {
			ssr: entry,
			outDir: aside,
			emptyOutDir: true,
			target: 'node22',
			minify: false,
			rolldownOptions: {
				optimization,
				output: { ...outputOptions, entryFileNames: 'main.mjs', codeSplitting: false }
			}
		}
	});
	mkdirSync(cacheFolder, { recursive: true });
	const old = readdirSync(cacheFolder).filter((other) => other.startsWith(kind) && !other.startsWith(name));
	try {
		renameSync(aside, folder);
	} catch (error) {
		if (!existsSync(file)) throw error;
		rmSync(aside, { recursive: true });
	}
	for (const other of old) rmSync(join(cacheFolder, other), { recursive: true, force: true });
	return file;
}
