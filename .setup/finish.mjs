import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildParts } from './parts.mjs';
import { root, siteFolder } from './paths.mjs';
import { buildSingleEmbed, buildSingleFile } from './single.mjs';

/** What SvelteKit does not make of the site: the scripts of embeds, the single file, and the list of what to keep offline. */

/** Names that a page is reached by as well as by its file. */
const page = /(^|\/)index\.html$/;

/** SvelteKit writes data for its router beside each page; embeds have no router. */
function dropRouterData() {
	const embeds = join(siteFolder, 'embed');
	for (const entry of readdirSync(embeds, { recursive: true, withFileTypes: true })) {
		if (entry.name === '__data.json') rmSync(join(entry.parentPath, entry.name));
	}
}

/** Tells the service worker which files there are, and by a name of its own which build they are. */
function listFiles() {
	const worker = join(siteFolder, 'service-worker.js');
	const names = readdirSync(siteFolder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(siteFolder.length + 1)
				.replaceAll('\\', '/')
		)
		.filter((name) => name !== 'service-worker.js')
		.sort();
	const hash = createHash('sha256');
	for (const name of names) hash.update(`\0${name}\0`).update(readFileSync(join(siteFolder, name)));
	const files = names.map((name) => name.replace(page, '$1') || './');
	const kept = JSON.stringify({ build: hash.digest('hex').slice(0, 16), files });
	const code = readFileSync(worker, 'utf8');
	const filled = code.replace(/(["'`])POOLSCOPE_FILES\1/, () => JSON.stringify(kept));
	if (filled === code) throw new Error('The service worker has no place for the list of files.');
	writeFileSync(worker, filled);
}

dropRouterData();
await buildParts();
copyFileSync(
	join(root, 'src/element/poolscope-chart.d.ts'),
	join(siteFolder, 'element/poolscope-chart.d.ts')
);
await buildSingleFile();
buildSingleEmbed();
listFiles();
