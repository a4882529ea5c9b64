import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const NAMES_ON_PATH = [
	'chromium',
	'chromium-browser',
	'google-chrome-stable',
	'google-chrome',
	'microsoft-edge'
];

const USUAL_PLACES = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
];

/** @param {string} file */
function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** The Chromium that Playwright downloads for itself, if it is there. */
function playwrightsOwn() {
	try {
		const file = createRequire(import.meta.url)('playwright').chromium.executablePath();
		return existsSync(file) ? [file] : [];
	} catch {
		// Playwright is not installed yet, or has no download for this platform.
		return [];
	}
}

/**
 * Browsers that the tests could drive, best first: what CHROMIUM_PATH names (then nothing else), a
 * Chromium or Chrome on PATH, the usual places of macOS and Windows, Playwright's own download.
 *
 * @returns {string[]}
 */
export function chromiumCandidates() {
	const named = process.env.CHROMIUM_PATH;
	if (named) return [named];
	const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const onPath = NAMES_ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
	return [
		...onPath.filter(isExecutable),
		...USUAL_PLACES.filter((file) => existsSync(file)),
		...playwrightsOwn()
	];
}

/** Path of the browser that the tests drive; undefined if the machine has none. */
export function findChromium() {
	return chromiumCandidates()[0];
}
