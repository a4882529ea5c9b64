import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumCandidates } from './chromium.mjs';
import { childEnvironment, nodeBinary, root } from './paths.mjs';
import { Mendable, say } from './say.mjs';

const APT_GET = '/usr/bin/apt-get';

/**
 * True if the browser starts at all: some systems carry a stub of that name, or miss libraries.
 *
 * @param {string} file
 */
function starts(file) {
	// On Windows `--version` opens a window.
	if (process.platform === 'win32') return existsSync(file);
	return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function workingChromium() {
	return chromiumCandidates().find(starts);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
	const env = { ...childEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
	return spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] }).status === 0;
}

function downloadWithPlaywright() {
	say('no Chromium or Chrome here: downloading the one that Playwright offers …');
	run(nodeBinary(), [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
}

function installWithApt() {
	if (process.getuid?.() !== 0 || !existsSync(APT_GET)) return;
	say('installing the chromium package of this system with apt-get …');
	if (run(APT_GET, ['update', '-qq'])) {
		run(APT_GET, ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
	}
}

/**
 * Path of a Chromium that starts, fetched if the machine has none: from Playwright, then from the
 * system's packages (Debian, as root).
 *
 * @returns {string}
 */
export function ensureBrowser() {
	const named = process.env.CHROMIUM_PATH;
	if (named && !starts(named)) {
		throw new Mendable(`CHROMIUM_PATH names ${named}, which does not start: correct it or unset it.`);
	}
	const there = workingChromium();
	if (there) return there;
	for (const fetchBrowser of [downloadWithPlaywright, installWithApt]) {
		fetchBrowser();
		const fetched = workingChromium();
		if (fetched) return fetched;
	}
	throw new Mendable(
		'The tests need a browser and none could be fetched: install Chromium or Chrome, or set CHROMIUM_PATH to one, and run the same command again.'
	);
}
