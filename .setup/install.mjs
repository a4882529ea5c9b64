import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binFolder, cacheFolder, childEnvironment, fingerprint, nodeBinary, root } from './paths.mjs';
import { Mendable, runTask, say } from './say.mjs';

const stampFile = join(cacheFolder, 'installed');

/** Vite, Vitest and ESLint start from this Node on. */
const OLDEST_NODE = { major: 22, minor: 17 };

/** `npm ci` and its arguments, by the npm that runs us if one does. */
function npmCi() {
	const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
	const npm = process.env.npm_execpath;
	if (npm && /npm-cli\.c?js$/.test(npm)) return { command: process.execPath, args: [npm, ...args] };
	return { command: 'npm', args };
}

function installPackages() {
	say('installing the packages of package-lock.json (npm ci, about 400 MB; once) …');
	const { command, args } = npmCi();
	const result = spawnSync(command, args, {
		cwd: root,
		// The report goes to the error stream: standard output may be that of `npx poolscope`.
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32' && command === 'npm'
	});
	if (result.status !== 0) {
		throw new Mendable(
			'The packages could not be installed: see what npm says above, check that the npm registry can be reached, and run the same command again.'
		);
	}
}

/** The pinned Node may be missing (macOS, Windows, other processors); then the person's own must do. */
function checkNode() {
	const result = spawnSync(nodeBinary(), ['-p', 'process.versions.node'], { encoding: 'utf8' });
	if (result.error) {
		throw new Mendable(
			`The Node that comes with the packages does not start (${result.error.message}): end what still runs from node_modules and run the same command again.`
		);
	}
	const version = result.stdout.trim();
	const [major = 0, minor = 0] = version.split('.').map(Number);
	if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return;
	throw new Mendable(
		`Node ${version || process.versions.node} is too old here, where no Node comes with the packages: install Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer from https://nodejs.org and run the same command again.`
	);
}

/** Writes .svelte-kit/tsconfig.json, which the type check, the linter and the editors read. */
export function syncSvelteKit() {
	const result = spawnSync(
		nodeBinary(),
		[join('node_modules', '@sveltejs', 'kit', 'svelte-kit.js'), 'sync'],
		{
			cwd: root,
			env: childEnvironment(),
			stdio: ['ignore', 2, 2]
		}
	);
	if (result.status !== 0) {
		throw new Mendable('SvelteKit could not prepare its types: mend svelte.config.js as it says above.');
	}
}

/** Installs what package-lock.json says, unless exactly that is installed already. */
export function ensureInstalled() {
	const wanted = fingerprint(['package-lock.json'], `${process.platform} ${process.arch}`);
	const installed = existsSync(stampFile) && existsSync(binFolder) ? readFileSync(stampFile, 'utf8') : '';
	if (installed === wanted) return;
	installPackages();
	checkNode();
	syncSvelteKit();
	mkdirSync(cacheFolder, { recursive: true });
	// Last, so that a broken installation is tried again.
	writeFileSync(stampFile, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runTask(ensureInstalled);
