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
		return existsSync(file) ? file : undefined;
	} catch {
		// Not installed yet, or no download exists for this platform.
		return undefined;
	}
}

/**
 * Path of the browser that the tests drive: CHROMIUM_PATH, then a Chromium or Chrome on PATH, then
 * the usual places on macOS and Windows, then Playwright's own download. Undefined if there is none.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
	const named = process.env.CHROMIUM_PATH;
	if (named) return named;
	for (const name of NAMES_ON_PATH) {
		for (const folder of (process.env.PATH ?? '').split(delimiter)) {
			const file = join(folder, name);
			if (folder && isExecutable(file)) return file;
		}
	}
	return USUAL_PLACES.find((file) => existsSync(file)) ?? playwrightsOwn();
}
