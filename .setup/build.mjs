import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { cacheFolder, childEnvironment, fingerprint, nodeBinary, root, siteFolder } from './paths.mjs';
import { Mendable, runTask, say } from './say.mjs';

const stampFile = join(cacheFolder, 'built');

/** Everything that the finished site is made of. */
const SOURCES = [
	'src',
	'workers',
	'static',
	'tests/ground-truth',
	'.setup/constants.mjs',
	'.setup/finish.mjs',
	'.setup/parts.mjs',
	'.setup/shortNames.mjs',
	'.setup/single.mjs',
	'README.md',
	'package.json',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json'
];

/**
 * A step of the build, silent unless it fails.
 *
 * @param {string[]} args
 */
function runStep(args) {
	const result = spawnSync(nodeBinary(), args, {
		cwd: root,
		env: { ...childEnvironment(), NODE_ENV: 'production' },
		encoding: 'utf8'
	});
	if (result.status === 0) return;
	process.stderr.write(result.stdout + result.stderr);
	throw new Mendable(
		'The site could not be built: mend what Vite names above and run the same command again.'
	);
}

/** Builds the site anew. */
export function buildSite() {
	const sources = fingerprint(SOURCES);
	say('building the site …');
	rmSync(stampFile, { force: true });
	runStep([join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
	runStep([join('.setup', 'finish.mjs')]);
	mkdirSync(cacheFolder, { recursive: true });
	writeFileSync(stampFile, sources);
}

/** Builds the site unless it is there, made from exactly these sources. */
export function ensureBuilt() {
	const made = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
	if (existsSync(join(siteFolder, 'index.html')) && made === fingerprint(SOURCES)) return;
	buildSite();
}

/**
 * Which addresses previews of links and oEmbed have in a site that was told this address.
 *
 * @param {string | undefined} site
 */
export function addressesOf(site) {
	if (site) return `the site is built; previews of its links and oEmbed lead to ${site}`;
	return 'the site is built; for previews of its links and oEmbed, which want whole addresses, build with POOLSCOPE_SITE=https://…/';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	await runTask(() => {
		ensureInstalled();
		buildSite();
		say(addressesOf(process.env.POOLSCOPE_SITE));
	});
}
