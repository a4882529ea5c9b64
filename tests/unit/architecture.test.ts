import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readModule } from './readModule.ts';

/** Under workers/, what talks to the outside; every other folder computes: same request, same bytes. */
const OUTWARD = /^workers\/(cli|entries)\//;

/** The page. A worker and the command line have none. */
const PAGE_GLOBALS = [
	'document',
	'window',
	'localStorage',
	'requestAnimationFrame',
	'HTMLElement',
	'customElements'
];

/** What differs from one run to the next. */
const CLOCK_AND_CHANCE = [
	'Math.random',
	'Date',
	'performance',
	'crypto',
	'setTimeout',
	'setInterval',
	'fetch',
	'process'
];

/** Folders of src/lib that know cases, runs or the address; a chart is handed its numbers. */
const NOT_FOR_CHARTS =
	/^(comlink|\$app\/|workers\/(?!model\/|marks\/|text\/units\.ts$)|src\/(?!lib\/)|src\/lib\/(run|runs|panels|cases|controls|state|url)(\/|\.|$))/;

interface Module {
	file: string;
	/** Imports as paths from the root where they name a file of ours, unchanged where they name a package. */
	imports: string[];
	globals: Set<string>;
}

function filesUnder(folder: string): string[] {
	let entries: string[];
	try {
		entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	} catch {
		return [];
	}
	return entries
		.map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
		.filter((file) => /\.(ts|svelte)$/.test(file))
		.sort();
}

function resolve(file: string, specifier: string): string {
	const bare = specifier.replace(/\?.*$/, '');
	if (bare.startsWith('.')) return posix.join(posix.dirname(file), bare);
	if (bare.startsWith('#lib/')) return `src/lib/${bare.slice('#lib/'.length)}`;
	if (bare.startsWith('#workers/')) return `workers/${bare.slice('#workers/'.length)}`;
	return bare;
}

function moduleOf(file: string, text: string): Module {
	const { imports, globals } = readModule(file, text);
	return { file, globals, imports: imports.map((specifier) => resolve(file, specifier)) };
}

const isUnder = (path: string, folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));

/** Lines like `workers/entries/api.ts → svelte` for every import of these modules that is not allowed. */
function wrongImports(modules: Module[], allowed: (imported: string, from: string) => boolean): string[] {
	return modules.flatMap(({ file, imports }) =>
		imports.filter((imported) => !allowed(imported, file)).map((imported) => `${file} → ${imported}`)
	);
}

function forbiddenGlobals(modules: Module[], names: string[]): string[] {
	return modules.flatMap(({ file, globals }) =>
		names.filter((name) => globals.has(name)).map((name) => `${file} reads ${name}`)
	);
}

/** These modules and whatever they import, at any distance, among the modules under workers/. */
function closureOf(start: Module[]): Module[] {
	const known = new Map(workers.map((module) => [module.file, module]));
	const found = new Set(start);
	for (const { imports } of found) {
		for (const imported of imports) {
			const module = known.get(imported);
			if (module) found.add(module);
		}
	}
	return [...found];
}

const modelImport = (imported: string) => isUnder(imported, ['workers/model']);

const pureImport = (imported: string) => isUnder(imported, ['workers']) && !OUTWARD.test(imported);

/** Comlink joins a worker to its page; Node's own modules serve the command line alone. */
const workersImport = (imported: string, from: string) =>
	isUnder(imported, ['workers']) ||
	(imported === 'comlink' && OUTWARD.test(from)) ||
	(imported.startsWith('node:') && isUnder(from, ['workers/cli']));

const chartImport = (imported: string) => !NOT_FOR_CHARTS.test(imported);

const read = (folder: string) => filesUnder(folder).map((file) => moduleOf(file, readFileSync(file, 'utf8')));

const workers = read('workers');
const pure = closureOf(workers.filter(({ file }) => /^workers\/[^/]+\//.test(file) && !OUTWARD.test(file)));

describe('imports point one way', () => {
	test('the model imports nothing but itself', () => {
		const model = workers.filter(({ file }) => isUnder(file, ['workers/model']));
		expect(model.length).toBeGreaterThan(0);
		expect(wrongImports(model, modelImport)).toEqual([]);
	});

	test('the model writes its own imports as relative paths', () => {
		const aliased = filesUnder('workers/model').filter((file) =>
			readModule(file, readFileSync(file, 'utf8')).imports.some((specifier) => !specifier.startsWith('.'))
		);
		expect(aliased).toEqual([]);
	});

	test('cases, programs, scores and importers build on each other and on the model, and on no package', () => {
		expect(pure.length).toBeGreaterThan(0);
		expect(wrongImports(pure, pureImport)).toEqual([]);
	});

	test('nothing under workers/ imports Svelte, D3 or what is seen', () => {
		expect(wrongImports(workers, workersImport)).toEqual([]);
	});

	test('nothing under workers/ reads the page', () => {
		expect(forbiddenGlobals(workers, PAGE_GLOBALS)).toEqual([]);
	});

	test('what computes reads no clock and no chance', () => {
		expect(forbiddenGlobals(pure, CLOCK_AND_CHANCE)).toEqual([]);
	});

	test('charts stand alone: they know no case and no run', () => {
		expect(wrongImports(read('src/lib/charts'), chartImport)).toEqual([]);
	});
});

describe('the reader of imports sees', () => {
	test.each([
		['a package', `import { scaleLinear } from 'd3';`],
		['a type', `import type { Frames } from '../../src/lib/frames.ts';`],
		['a re-export', `export * from 'svelte';`],
		['a dynamic import', `const later = () => import('$app/paths');`],
		['an import type', `let chart: import('#lib/charts/axis.ts').Axis;`],
		['a way out of the folder', `import { run } from '../api.ts';`]
	])('%s', (_, text) => {
		expect(wrongImports([moduleOf('workers/model/planted.ts', text)], modelImport)).toHaveLength(1);
	});

	test('Node’s modules outside of the command line', () => {
		const text = `import { readFileSync } from 'node:fs';`;
		expect(wrongImports([moduleOf('workers/entries/api.ts', text)], workersImport)).toHaveLength(1);
		expect(wrongImports([moduleOf('workers/cli/main.ts', text)], workersImport)).toEqual([]);
	});

	test('a chart that asks for a run', () => {
		const text = `<script lang="ts">import { runner } from '#lib/run/runner.svelte.ts';</script><p>{runner.t}</p>`;
		expect(wrongImports([moduleOf('src/lib/charts/Planted.svelte', text)], chartImport)).toHaveLength(1);
	});

	test.each(['Math.random()', 'new Date()', 'Date.now()', 'performance.now()'])('%s', (call) => {
		const planted = moduleOf('workers/model/planted.ts', `export const t = ${call};`);
		expect(forbiddenGlobals([planted], CLOCK_AND_CHANCE)).toHaveLength(1);
	});

	test('the page, but not a parameter that is called window', () => {
		const page = moduleOf('workers/planted.ts', `export const width = window.innerWidth;`);
		expect(forbiddenGlobals([page], PAGE_GLOBALS)).toHaveLength(1);
		const parameter = moduleOf(
			'workers/planted.ts',
			`export const of = ({ window }: P) => window * p.window;`
		);
		expect(forbiddenGlobals([parameter], PAGE_GLOBALS)).toEqual([]);
	});

	test('no import and no global in a comment or a string', () => {
		const text = `// import 'd3'; new Date()\nexport const note = "import 'svelte'; Date.now()";`;
		const { imports, globals } = moduleOf('workers/planted.ts', text);
		expect(imports).toEqual([]);
		expect(forbiddenGlobals([{ file: 'x', imports, globals }], CLOCK_AND_CHANCE)).toEqual([]);
	});
});
