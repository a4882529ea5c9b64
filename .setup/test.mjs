import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, syncSvelteKit } from './install.mjs';
import { cacheFolder, childEnvironment, nodeBinary, root } from './paths.mjs';
import { runTask, say } from './say.mjs';

/**
 * One check of `npm test`.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {string[]} command script below node_modules and its arguments, run by the pinned Node
 * @property {string} mend one sentence for the person whose change broke it
 * @property {string} [report] file with the counts that the tool writes; without it a check counts as one test
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

const reports = join(cacheFolder, 'reports');
const unitReport = join(reports, 'vitest.json');
const pagesReport = join(reports, 'playwright.json');

/** @type {Check} */
const lint = {
	name: 'lint',
	command: ['eslint/bin/eslint.js', '.', '--max-warnings', '0'],
	mend: 'Mend what ESLint names above; `npx eslint --fix .` does the simple part.'
};

/** @type {Check} */
const format = {
	name: 'format',
	command: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
	mend: 'Run `npm run format`.'
};

/** @type {Check} */
const types = {
	name: 'types',
	command: ['svelte-check/bin/svelte-check', '--fail-on-warnings', '--output', 'human'],
	mend: 'Mend the types that svelte-check names above.'
};

/** @type {Check} */
const unused = {
	name: 'unused files and packages',
	command: ['knip/bin/knip.js', '--no-progress'],
	mend: 'Remove what knip names above, or use it.'
};

/** @type {Check} */
const unit = {
	name: 'unit, model and browser tests',
	command: [
		'vitest/vitest.mjs',
		'run',
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${unitReport}`
	],
	mend: 'Mend what the failed tests above claim; `npx vitest run <file>` repeats one.',
	report: unitReport
};

/** @type {Check} */
const pages = {
	name: 'tests of the finished site',
	command: ['playwright/cli.js', 'test', '--reporter=dot,json'],
	mend: 'Mend what the failed tests above claim; `npx playwright test <file>` repeats one.',
	report: pagesReport
};

/** What failed, with the sentence that names the mend. @type {string[]} */
const broken = [];

/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };

/** @param {number} since */
function seconds(since) {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** @param {string} file @returns {Counts} */
function readReport(file) {
	const report = JSON.parse(readFileSync(file, 'utf8'));
	if (report.stats) {
		const { expected, unexpected, skipped } = report.stats;
		return { passed: expected, failed: unexpected, skipped };
	}
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests,
		skipped: report.numPendingTests + report.numTodoTests
	};
}

/**
 * Runs a check and prints what it says only when it is over, so that two can run side by side.
 *
 * @param {Check} check
 * @param {NodeJS.ProcessEnv} env
 */
async function run({ name, command: [script = '', ...args], mend, report }, env) {
	const began = performance.now();
	const child = spawn(nodeBinary(), [join('node_modules', script), ...args], {
		cwd: root,
		env,
		stdio: 'pipe'
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (output += text));
	}
	const status = await new Promise((done) => child.once('close', done));
	const ok = status === 0;

	/** @type {Counts} */
	let counts = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
	if (report) {
		try {
			counts = readReport(report);
			// A run can also fail outside of every test: a file that does not load, an error nobody awaited.
			if (!ok && counts.failed === 0) counts.failed = 1;
		} catch {
			// No report was written: the tool itself failed, which counts as one failure.
		}
	}
	total.passed += counts.passed;
	total.failed += counts.failed;
	total.skipped += counts.skipped;
	if (!ok) broken.push(`${name}: ${mend}`);

	const shown = output.trim();
	if (shown && (!ok || report)) process.stdout.write(`${shown}\n`);
	say(`${ok ? 'ok    ' : 'FAILED'} ${name} (${report ? `${counts.passed} tests, ` : ''}${seconds(began)})`);
}

/** @param {NodeJS.ProcessEnv} env */
async function build(env) {
	const began = performance.now();
	Object.assign(process.env, env);
	ensureBuilt();
	total.passed += 1;
	say(`ok     build (${seconds(began)})`);
}

await runTask(async () => {
	const began = performance.now();
	ensureInstalled();
	syncSvelteKit();
	const browser = ensureBrowser();
	say(`the browser for the tests is ${browser}`);
	rmSync(reports, { recursive: true, force: true });
	mkdirSync(reports, { recursive: true });
	const env = {
		...childEnvironment(),
		CHROMIUM_PATH: browser,
		PLAYWRIGHT_JSON_OUTPUT_FILE: pagesReport,
		...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' })
	};

	say('lint, format, types and unused files …');
	const others = async () => {
		for (const check of [types, format, unused]) await run(check, env);
	};
	await Promise.all([run(lint, env), others()]);
	say('unit, model and browser tests …');
	await run(unit, env);
	await build(env);
	say('tests of the finished site …');
	// Playwright sets FORCE_COLOR for its processes, and Node warns of a NO_COLOR beside it.
	await run(pages, { ...env, NO_COLOR: undefined });

	for (const sentence of broken) say(sentence);
	const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
	process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped} (${seconds(began)})\n`);
	if (broken.length > 0) process.exitCode = 1;
});
