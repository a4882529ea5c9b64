import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { optimization, outputOptions, withTerser } from './constants.mjs';
import { withoutClaims, withoutProgramTokens } from './parts.mjs';
import { root, siteFolder } from './paths.mjs';
import { withShortNames } from './shortNames.mjs';
import { svelteOptions } from './svelteOptions.mjs';

/** SvelteKit's modules, and what stands for them in a page without it. */
const standIns = ['navigation', 'paths', 'state'];

/** The policy of a text within the page. @param {string} text */
const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * A worker is the page's own script under the worker's name, see src/single/main.ts.
 *
 * @returns {import('vite').Plugin}
 */
function workersInScript() {
	const query = '?worker&inline';
	return {
		name: 'poolscope-workers-in-script',
		enforce: 'pre',
		resolveId(source) {
			return source.endsWith(query) ? `\0${source.slice(0, -query.length)}.as-script` : null;
		},
		load(id) {
			const name = /([^/]+)\.as-script$/.exec(id)?.[1];
			if (!id.startsWith('\0') || name === undefined) return null;
			return `export default function () { return new Worker(window.poolscopeScript, { name: '${name}' }); }`;
		}
	};
}

/** Within a script element these would end it, or begin a comment. @param {string} code */
function inElement(code) {
	return code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

/**
 * The policy of a page that has all of it inside.
 *
 * @param {string[]} scripts
 * @param {string[]} styles
 */
function policyOf(scripts, styles) {
	return [
		"default-src 'none'",
		`script-src ${scripts.map(sha256).join(' ')}`,
		`style-src ${styles.map(sha256).join(' ')}`,
		"style-src-attr 'unsafe-inline'",
		'img-src data: blob:',
		'worker-src blob:',
		"base-uri 'none'",
		"form-action 'none'"
	].join('; ');
}

/**
 * The embed of the first screen in one file: a sandboxed frame from disk may load nothing beside its page. It is made
 * from the finished page, with styles and scripts put inside.
 */
export function buildSingleEmbed() {
	const folder = join(siteFolder, 'embed');
	const read = (/** @type {string} */ name) => readFileSync(join(folder, name), 'utf8');
	/** @type {string[]} */
	const styles = [];
	const scripts = ['start.js', 'charts.js'].map((name) => inElement(read(name)));
	const [start = '', charts = ''] = scripts;
	const whole = read('index.html');
	const all = [whole, ...scripts].join();
	/**
	 * Timeline and quiz have styles in the page too, and the dashboard on a stage; their components are not in this file.
	 *
	 * @param {string} rule
	 */
	const isForOthers = (rule) => {
		if (rule.startsWith(':root[data-present]')) return true;
		const components = rule.match(/\b_[a-z0-9]{1,4}\b/g) ?? [];
		return components.length > 0 && !components.some((name) => all.includes(name));
	};
	const page = whole
		// Marks for a script that brings a page to life; this one has none.
		.replace(/<!--.*?-->/gs, '')
		.replace(/<link href="([^"]+)" rel="stylesheet"[^>]*>/g, (_, href) => {
			const css = withoutProgramTokens(read(href)).replace(/[^{}]*\{[^{}]*\}/g, (rule) =>
				isForOthers(rule) ? '' : rule
			);
			if (css.trim() === '') return '';
			styles.push(css);
			return `<style>${css}</style>`;
		})
		.replace(/<link [^>]*>/g, '')
		.replace(/<script src="[^"]*start\.js"><\/script>/, () => `<script>${start}</script>`)
		// No case has a page of its own beside this one; without its values any that are named count as others.
		.replace(/ data-(slugs|told|apart|own)="[^"]*"/g, '')
		.replace('</body>', () => `<script>${charts}</script></body>`)
		.replace(
			/(http-equiv="content-security-policy" content=")[^"]*/,
			(_, head) => head + policyOf(scripts, styles)
		);
	writeFileSync(join(siteFolder, 'poolscope-embed.html'), page);
}

/** Builds the dashboard into one HTML file, which also runs from disk and asks for nothing else. */
export async function buildSingleFile() {
	const made = await build({
		root,
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		define: { 'process.env.NODE_ENV': '"production"' },
		resolve: {
			alias: {
				...Object.fromEntries(standIns.map((name) => [`$app/${name}`, join(root, `src/single/${name}.ts`)])),
				d3: join(root, 'src/lib/embed/d3.ts')
			}
		},
		plugins: [
			withoutClaims(),
			withShortNames(),
			workersInScript(),
			svelte({ configFile: false, compilerOptions: svelteOptions })
		],
		build: {
			write: false,
			...withTerser({ passes: 3 }),
			cssCodeSplit: false,
			rolldownOptions: {
				checks: { pluginTimings: false },
				optimization,
				output: { ...outputOptions, codeSplitting: false }
			},
			lib: { entry: 'src/single/main.ts', formats: ['iife'], name: 'poolscope', fileName: () => 'single.js' }
		}
	});
	const { output } = /** @type {import('vite').Rolldown.RolldownOutput[]} */ (made)[0] ?? { output: [] };
	let script = '';
	let css = 'a[href^="missing:"],a[download],p:has(> a[download]){display:none!important}';
	for (const file of output) {
		if (file.type === 'chunk') script += file.code;
		else if (file.fileName.endsWith('.css')) css += file.source;
	}
	script = inElement(script);
	const icon = readFileSync(join(root, 'static', 'favicon.svg'), 'utf8').replace(/\s+/g, ' ');
	const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="content-security-policy" content="${policyOf([script], [css])}">
<title>Poolscope</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>${css}</style>
</head>
<body><noscript>Poolscope simulates in your browser and needs JavaScript for it.</noscript><script>${script}</script></body>
</html>
`;
	writeFileSync(join(siteFolder, 'poolscope.html'), page);
}
