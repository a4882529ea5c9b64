import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'vite';
import { optimization, outputOptions, withTerser } from './constants.mjs';
import { root, siteFolder } from './paths.mjs';
import { withShortNames } from './shortNames.mjs';
import { svelteOptions } from './svelteOptions.mjs';

/**
 * What runs outside of SvelteKit's pages: the scripts of embeds and the custom element. Each is one classic script,
 * because that is what starts everywhere: in a frame without an origin, from disk, from another site without CORS.
 */

const query = '?function';

/**
 * `import program from './x.worker.ts?function'` gives a function (self) => void that holds the whole bundled worker.
 * Its text starts a worker from a blob; called with a port it does the same in the page, where workers are forbidden.
 * So there is one copy of the model for both, and no eval.
 *
 * @returns {import('vite').Plugin}
 */
function workerAsFunction() {
	return {
		name: 'poolscope-worker-as-function',
		enforce: 'pre',
		async resolveId(source, importer) {
			if (!source.endsWith(query)) return null;
			const found = await this.resolve(source.slice(0, -query.length), importer, { skipSelf: true });
			return found && `\0${found.id}${query}`;
		},
		async load(id) {
			if (!id.endsWith(query)) return null;
			const entry = id.slice(1, -query.length);
			const made = await build({
				root,
				configFile: false,
				logLevel: 'error',
				publicDir: false,
				plugins: [withoutClaims(), withoutUnused(), withShortNames()],
				build: {
					write: false,
					rolldownOptions: { optimization, output: outputOptions },
					lib: { entry, formats: ['iife'], name: 'unused', fileName: () => 'worker.js' }
				}
			});
			const { output } = /** @type {import('vite').Rolldown.RolldownOutput[]} */ (made)[0] ?? { output: [] };
			return `export default function (self) {\n${output[0]?.code ?? ''}\n}`;
		}
	};
}

/**
 * Leaves out the cases' claims on their runs, which are tests.
 *
 * @returns {import('vite').Plugin}
 */
export function withoutClaims() {
	return {
		name: 'poolscope-without-claims',
		enforce: 'pre',
		transform(code, id) {
			if (!/\/workers\/cases\/[a-z-]+\.ts$/.test(id)) return null;
			return code.replace(/,\n\tclaims: \([\s\S]*?\n\t\]\n/, '\n');
		}
	};
}

/**
 * Leaves out what else an embed never asks the model for: what the cases' entry in the list of cases says, the long help
 * texts, and the log of every Get and Put, which only the anatomy of a pool is made from.
 *
 * @returns {import('vite').Plugin}
 */
function withoutUnused() {
	return {
		name: 'poolscope-without-unused',
		enforce: 'pre',
		transform(code, id) {
			if (/\/workers\/cases\/[a-z-]+\.ts$/.test(id)) {
				return code.replace(/\n\tpoint:\s*(['"])(?:(?!\1)[^\\]|\\.)*\1,/, '');
			}
			if (id.endsWith('/workers/model/parameters.ts')) {
				return code.replace(/,\n\t\thelp:\s*'(?:[^'\\]|\\.)*'/g, '');
			}
			if (id.endsWith('/workers/model/workload/requests.ts')) {
				return code.replace(/\n\t+if \(this\.log !== null\) .*;/g, '');
			}
			return null;
		}
	};
}

/**
 * Charts, element and what starts an embed are plain TypeScript, where reading a property does nothing but tell: that,
 * and Terser, make them one per cent smaller than Vite does by itself. Svelte's components read properties to be told of
 * changes.
 */
const smallest = withTerser({ passes: 6, pure_getters: true });

/**
 * Puts the styles of all components into the script, as the string STYLES: a script can adopt them as a sheet, which
 * a page's policy on inline styles allows. In a shadow tree rem would follow the host page's root; there it is 16 px.
 *
 * @param {{ shadow: boolean }} where
 * @returns {import('vite').Plugin}
 */
function stylesInScript({ shadow }) {
	return {
		name: 'poolscope-styles-in-script',
		enforce: 'post',
		generateBundle(_, bundle) {
			let css = '';
			for (const [name, file] of Object.entries(bundle)) {
				if (file.type !== 'asset' || !name.endsWith('.css')) continue;
				css += file.source;
				Reflect.deleteProperty(bundle, name);
			}
			if (shadow) css = inShadow(css);
			for (const file of Object.values(bundle)) {
				if (file.type !== 'chunk') continue;
				file.code = file.code.replace(/(["'`])POOLSCOPE_STYLES\1/, () => JSON.stringify(css));
			}
		}
	};
}

/**
 * Leaves out the tokens of timelines, of programs and of QR codes, which charts have none of.
 *
 * @param {string} css
 */
export function withoutProgramTokens(css) {
	return css.replace(/--(?:object|code|qr)-[a-z0-9-]+:[^;{}]*;/g, '');
}

/**
 * The tokens at the element itself, but for those of a stage; what the page's sheet says of its root and its body at the
 * wrapper within.
 *
 * @param {string} css
 */
function inShadow(css) {
	return withoutProgramTokens(css)
		.replace(/:root\[data-present\]\s*\{[^}]*\}/g, '')
		.replace(/@media[^{}]*\{\s*\}/g, '')
		.replace(/:root((?:\[[^\]]*\]|:not\([^)]*\))+)/g, ':host($1)')
		.replaceAll(':root', ':host')
		.replace(/(^|[{},\s])(?:html|body)(?=[\s,{])/g, '$1.root')
		.replace(/(\d*\.?\d+)rem\b/g, (_, size) => `${Number(size) * 16}px`);
}

/**
 * @param {string} entry relative to the root; `isPlain` where it is TypeScript without components
 * @param {{ to: string, name: string, shadow?: boolean, isPlain?: boolean }} options
 */
async function buildPart(entry, { to, name, shadow = false, isPlain = false }) {
	await build({
		root,
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		resolve: { alias: isPlain ? { d3: join(root, 'src/lib/embed/d3.ts') } : {} },
		define: { 'process.env.NODE_ENV': '"production"' },
		plugins: [
			workerAsFunction(),
			svelte({ configFile: false, compilerOptions: svelteOptions }),
			stylesInScript({ shadow })
		],
		build: {
			outDir: join(siteFolder, dirname(to)),
			emptyOutDir: false,
			cssCodeSplit: false,
			...(isPlain ? smallest : { minify: true }),
			// The tokens use light-dark(); rewritten for older browsers it would no longer follow the theme in a shadow tree.
			cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
			rolldownOptions: { checks: { pluginTimings: false }, optimization, output: outputOptions },
			lib: {
				entry,
				formats: ['iife'],
				name,
				fileName: () => `${basename(to)}.js`
			}
		}
	});
}

/**
 * The element as a module: the same code, which then says itself where it came from.
 *
 * @param {string} folder
 */
function writeModule(folder) {
	const script = readFileSync(join(folder, 'poolscope-chart.js'), 'utf8');
	const module = script.replace(/(["'`])POOLSCOPE_SCRIPT\1/, 'import.meta.url');
	if (module === script) throw new Error('The element does not ask for its own address any more.');
	writeFileSync(join(folder, 'poolscope-chart.module.js'), module);
}

/** Builds them into the finished site. */
export async function buildParts() {
	await buildPart('src/embed/start.ts', { to: 'embed/start', name: 'poolscopeStart', isPlain: true });
	await buildPart('src/embed/charts.ts', { to: 'embed/charts', name: 'poolscopeCharts', isPlain: true });
	await buildPart('src/embed/program.ts', { to: 'embed/program', name: 'poolscopeProgram' });
	await buildPart('src/element/poolscopeChart.ts', {
		to: 'element/poolscope-chart',
		name: 'PoolscopeChart',
		shadow: true,
		isPlain: true
	});
	writeModule(join(siteFolder, 'element'));
}
