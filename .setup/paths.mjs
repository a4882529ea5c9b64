import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The finished site. */
export const siteFolder = join(root, 'build');

/** Programs that the installed packages bring. */
export const binFolder = join(root, 'node_modules', '.bin');

/** Where set-up keeps what it made: stamps and bundles. `npm ci` empties it, rightly. */
export const cacheFolder = join(root, 'node_modules', '.cache', 'poolscope');

/**
 * The Node that runs the project: the pinned one from the lock file where its package exists
 * (Linux), otherwise the one running now.
 */
export function nodeBinary() {
	const pinned = join(binFolder, 'node');
	return process.platform === 'linux' && existsSync(pinned) ? pinned : process.execPath;
}

/** The environment for child processes: the project's own programs first on PATH. */
export function childEnvironment() {
	const path = process.env.PATH ?? '';
	const first = path.split(delimiter)[0] === binFolder;
	return { ...process.env, PATH: first ? path : binFolder + delimiter + path };
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path relative to the root
 */
function addToHash(hash, path) {
	const full = join(root, path);
	const found = statSync(full, { throwIfNoEntry: false });
	if (!found) return;
	if (found.isDirectory()) {
		for (const name of readdirSync(full).sort()) addToHash(hash, `${path}/${name}`);
	} else {
		hash.update(`\0${path}\0${found.size}\0`).update(readFileSync(full));
	}
}

/**
 * A short name for the content of files and folders: it changes when, and only when, one of them does.
 *
 * @param {string[]} paths relative to the root; what does not exist counts as empty
 * @param {string} [also] anything else that the result depends on
 */
export function fingerprint(paths, also = '') {
	const hash = createHash('sha256').update(also);
	for (const path of paths) addToHash(hash, path);
	return hash.digest('hex').slice(0, 16);
}
