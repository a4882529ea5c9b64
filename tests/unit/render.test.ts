import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { caseBySlug, cases, defaultCase } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { run } from '../../workers/cli/run.ts';
import type { Params } from '../../workers/model/parameters.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { colours } from '../../workers/render/colours.ts';
import { labelsBeside } from '../../workers/render/labels.ts';
import { areaPath, escapeXml, linePath } from '../../workers/render/paths.ts';
import { renderCharts, renderSvg, type RenderOptions } from '../../workers/render/renderSvg.ts';
import { verdictOf, verdictText } from '../../workers/results/verdict.ts';

function drawn(slug: string, params: Partial<Params> = {}, options: Partial<RenderOptions> = {}): string {
	const request = requestFor(caseBySlug(slug) ?? defaultCase, params, 120);
	return renderSvg({ request, frames: simulate(request), ...options });
}

/** Complains about what is no well-formed XML, as a strict reader would; gives the names of the elements. */
function elementsOf(svg: string): string[] {
	const open: string[] = [];
	const names: string[] = [];
	const tags = svg.matchAll(
		/<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<|&(?!(?:amp|lt|gt|quot);)/g
	);
	for (const [whole, close, name, , selfClosing] of tags) {
		if (name === undefined) throw new Error(`a stray ${whole}`);
		if (close === '/') {
			expect(open.pop()).toBe(name);
			continue;
		}
		names.push(name);
		if (selfClosing !== '/') open.push(name);
	}
	expect(open).toEqual([]);
	return names;
}

describe('a drawing', () => {
	test.each(cases.map(({ slug }) => slug))(
		'of %s is well-formed, in every choice of chart and both variants',
		(slug) => {
			for (const fixed of [false, true]) {
				const request = requestFor(caseBySlug(slug) ?? defaultCase, { fixed }, 120);
				const frames = simulate(request);
				for (const chart of renderCharts) {
					const names = elementsOf(renderSvg({ request, frames, chart }));
					expect(names).toContain('title');
					expect(names).not.toContain('script');
				}
			}
		}
	);

	test('an arrow says of a value that it is above the axis, and of no other', () => {
		const beside = (at: number) =>
			labelsBeside(
				[{ at, label: 'goal', value: '1.6 GiB', colour: 'ink', swatch: 'dash', weight: 1 }],
				400,
				100,
				160
			);
		expect(beside(-5).join('')).toContain('>↑ 1.6 GiB<');
		expect(beside(5).join('')).toContain('>1.6 GiB<');
		expect(drawn('oversized-dos', { gogc: 300 }, { chart: 'heap' })).toMatch(/>↑ [\d.]+ [GM]iB</);
	});

	test('loads nothing: every reference is to a part of the drawing itself', () => {
		const svg = drawn('oversized-dos', {}, { chart: 'all' });
		const [id] = /(?<= id=")[^"]+/.exec(svg) ?? [''];
		const references = [...svg.matchAll(/(?:href="|url\()([^)"]+)/g)].map(([, target]) => target ?? '');
		expect(references.length).toBeGreaterThan(3);
		for (const target of references) {
			expect(target.startsWith(`#${id}-`)).toBe(true);
			expect(svg).toContain(` id="${target.slice(1)}"`);
		}
		expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|@import|@font-face/);
	});

	test('says the verdict: in its title the headline, in its description all of it', () => {
		const request = requestFor(defaultCase, {}, 120);
		const frames = simulate(request);
		const verdict = verdictOf(request, frames);
		const svg = renderSvg({ request, frames });
		expect(svg).toContain(`>${escapeXml(verdict.headline.text)}</title>`);
		expect(svg).toContain(`>${escapeXml(verdictText(verdict))}</desc>`);
		expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="(\S+)-title \1-desc"/);
	});

	test('of a theme has one side of the colours, and of none both, by the reader’s preference', () => {
		const [light, dark] = colours.surface;
		const auto = drawn('steady');
		expect(auto.indexOf(light)).toBeLessThan(auto.indexOf('@media (prefers-color-scheme:dark)'));
		expect(auto.indexOf('@media (prefers-color-scheme:dark)')).toBeLessThan(auto.indexOf(dark));
		expect(drawn('steady', {}, { theme: 'dark' })).not.toMatch(/@media/);
		expect(drawn('steady', {}, { theme: 'dark' })).not.toContain(`f-surface{fill:${light}}`);
		expect(drawn('steady', {}, { theme: 'light' })).not.toContain(`f-surface{fill:${dark}}`);
	});

	test('hatches garbage, and names each band, the goal, the memory of the process and the phases', () => {
		const svg = drawn('oversized-dos');
		expect(svg).toMatch(/fill="url\(#[^)]+-hatch\)"/);
		for (const word of [
			'borrowed',
			'private',
			'shared',
			'victim',
			'garbage',
			'goal',
			'RSS',
			'attack',
			'calm'
		]) {
			expect(svg).toContain(`>${word}</text>`);
		}
	});

	test('marks what is above the limit in red, and has no limit where there is none', () => {
		const red = /class="line s-wrong"/;
		expect(drawn('oversized-dos', { memlimit: 100 * 2 ** 20 })).toMatch(red);
		expect(drawn('oversized-dos', { memlimit: 100 * 2 ** 20 })).toContain('>limit</text>');
		expect(drawn('oversized-dos')).not.toMatch(red);
		expect(drawn('oversized-dos')).not.toContain('>limit</text>');
	});

	test('of a part of the run has the ticks of that part alone', () => {
		const svg = drawn('oversized-dos', {}, { zoom: { startNs: 4e9, endNs: 6e9 } });
		expect(svg).toContain('>5 s</text>');
		expect(svg).not.toContain('>10 s</text>');
	});

	test('puts the labels under the plot where there is no room beside it, and keeps them within the drawing', () => {
		const narrow = drawn('oversized-dos', {}, { width: 320 });
		expect(narrow).toMatch(/<tspan class="f-ink-2"[^>]*>shared<\/tspan>/);
		for (const [, x] of narrow.matchAll(/<text [^>]*\bx="([\d.]+)"/g)) expect(Number(x)).toBeLessThan(320);
	});

	test('has the scale that the chart has: logarithmic ticks, or percents', () => {
		const log = drawn('oversized-dos', {}, { looks: ['heap.log'] });
		expect(log).toContain('by who holds it, logarithmic');
		for (const tick of ['1 KiB', '32 KiB', '1 MiB', '32 MiB']) expect(log).toContain(`>${tick}</text>`);
		const share = drawn('oversized-dos', {}, { looks: ['heap.share'] });
		expect(share).toContain('>50 %</text>');
		expect(share).not.toContain('>goal</text>');
		expect(drawn('oversized-dos', {}, { looks: ['occupancy.bytes'], chart: 'occupancy' })).toContain(
			'MiB</text>'
		);
	});

	test('leaves out what is switched off, and says so', () => {
		const svg = drawn('oversized-dos', {}, { looks: ['heap.-rssBytes', 'heap.-garbageBytes'] });
		expect(svg).toContain('>Switched off: RSS, garbage.</text>');
		for (const word of ['RSS', 'garbage']) expect(svg).not.toContain(`>${word}</text>`);
		expect(svg).toContain('>shared</text>');
	});

	test('has the runs that are compared as dashed lines with their names, on an axis that holds all of them', () => {
		const other = requestFor(defaultCase, { attackbody: 100 * 2 ** 20 }, 120);
		const ghosts = [{ name: 'large & larger', frames: simulate(other) }];
		const svg = drawn('oversized-dos', {}, { ghosts });
		expect(svg).toContain('>Dashed: large &amp; larger.</text>');
		expect(svg).toMatch(/stroke-dasharray="6 3"/);
		expect(svg).toContain('GiB</text>');
		expect(drawn('oversized-dos')).not.toContain('GiB</text>');
		expect(drawn('oversized-dos', {}, { ghosts, chart: 'gc' })).toContain(
			'>Not drawn beside it: large &amp; larger.'
		);
	});

	test('of each P has a row a P, and fewer rows where there are too many', () => {
		expect(drawn('large-struct', { gomaxprocs: 8 }, { chart: 'perp' })).toContain('>P 7</text>');
		const many = drawn('large-struct', { gomaxprocs: 64 }, { chart: 'perp' });
		expect(many).toContain('a row is the fullest of 3 Ps');
		expect(many).toMatch(/class="f-holder-shared"[^>]* fill-opacity=/);
	});

	test('of the collections has one bar each, those of the pacer apart from those that were asked for', () => {
		const request = requestFor(defaultCase, {}, 120);
		const frames = simulate(request);
		const svg = renderSvg({ request, frames, chart: 'gc' });
		const endNs = frames.columns.timeNs[frames.rows - 1] ?? 0;
		const { count, columns } = frames.collections;
		const kinds = [...columns.forced.subarray(0, count)].filter((_, i) => (columns.startNs[i] ?? 0) <= endNs);
		const bars = (colour: string) => [...svg.matchAll(new RegExp(`<rect class="f-${colour}"`, 'g'))].length;
		expect(bars('ink')).toBe(kinds.filter((kind) => kind === 1).length);
		expect(bars('ink-2')).toBe(kinds.filter((kind) => kind !== 1).length);
	});

	test('tells two drawings apart that stand on one page', () => {
		const idOf = (svg: string) => /(?<= id=")[^"]+/.exec(svg)?.[0];
		expect(idOf(drawn('steady'))).not.toBe(idOf(drawn('steady', { seed: 2 })));
		expect(idOf(drawn('steady'))).toBe(idOf(drawn('steady')));
	});

	test('is small enough for a page: under 32 kB for one chart', () => {
		for (const { slug } of cases) expect(drawn(slug).length, slug).toBeLessThan(32_000);
	});
});

test('the colours of files are those of the page', () => {
	const css = readFileSync(
		fileURLToPath(new URL('../../src/lib/design/tokens.css', import.meta.url)),
		'utf8'
	);
	for (const [name, pair] of Object.entries(colours)) {
		const named = new RegExp(`--${name}: (?:var\\(--([\\w-]+)\\)|light-dark\\((#\\w+), (#\\w+)\\))`).exec(
			css
		);
		const of = named?.[1] === undefined ? pair : colours[named[1] as keyof typeof colours];
		expect(named, name).not.toBeNull();
		expect(pair, name).toEqual(named?.[1] === undefined ? [named?.[2], named?.[3]] : of);
	}
});

test('a page has a rule for each colour of a drawing, and for no other', () => {
	const css = readFileSync(
		fileURLToPath(new URL('../../src/lib/embed/drawing.css', import.meta.url)),
		'utf8'
	);
	const rules = [...css.matchAll(/\.drawing \.([fs])-([\w-]+) \{\s+(fill|stroke): var\(--([\w-]+)\);/g)];
	expect(rules.map(([, kind, name]) => `${kind}-${name}`).sort()).toEqual(
		Object.keys(colours)
			.flatMap((name) => [`f-${name}`, `s-${name}`])
			.sort()
	);
	for (const [, kind, name, property, token] of rules) {
		expect(token).toBe(name);
		expect(property).toBe(kind === 'f' ? 'fill' : 'stroke');
	}
});

describe('a path', () => {
	const f = (...values: number[]) => Float64Array.from(values);

	test('leaves out what lies on the way', () => {
		expect(linePath(f(0, 1, 2, 3), f(0, 1, 2, 0))).toBe('M0 0 2 2 3 0');
	});

	test('keeps the turn of a line that goes back over itself', () => {
		expect(linePath(f(0, 0, 0), f(0, 9, 4))).toBe('M0 0 0 9 0 4');
	});

	test('has a gap where nothing is known', () => {
		expect(linePath(f(0, 1, 2, 3), f(5, NaN, 5, 6))).toBe('M0 5M2 5 3 6');
	});

	test('with steps holds a value during the interval before its point', () => {
		expect(linePath(f(0, 10, 20), f(1, 2, 3), true)).toBe('M0 1 0 2 10 2 10 3 20 3');
	});

	test('of an area comes back to where it began', () => {
		expect(areaPath(f(0, 10), f(1, 2), 9)).toBe('M0 1 10 2V9H0Z');
		expect(areaPath(f(0, 10), f(1, 2), f(5, 6))).toBe('M0 1 10 2L10 6 0 5Z');
	});
});

describe('poolscope render', () => {
	async function poolscope(...args: string[]) {
		const saved = new Map<string, string>();
		let out = '';
		let err = '';
		const status = await run(
			args,
			{
				print: (text) => (out += text),
				list: (path) => Promise.resolve([path]),
				open: () => Promise.reject(new Error('no files here')),
				save: (path, text) => Promise.resolve(void saved.set(path, text)),
				note: () => undefined
			},
			(text) => (err += text)
		);
		return { status, out, err, saved };
	}

	test('prints the drawing that the page makes of the same request, byte for byte', async () => {
		const { out, status } = await poolscope('render', 'oversized-dos', '--gomaxprocs', '4', '--rows', '120');
		expect(out).toBe(drawn('oversized-dos', { gomaxprocs: 4 }));
		expect(status).toBe(0);
	});

	test('writes a file with -o, and prints nothing then', async () => {
		const { out, saved } = await poolscope(
			'render',
			'steady',
			'-o',
			'chart.svg',
			'--chart',
			'all',
			'--theme=dark'
		);
		expect(out).toBe('');
		expect(saved.get('chart.svg')).toMatch(/^<svg .*<\/svg>\n$/s);
	});

	test('draws the stretch that a link shows', async () => {
		const link = '#v1;case=oversized-dos;zoom=4s..6s;model=1';
		const { out } = await poolscope('render', '--link', link, '--rows', '120');
		expect(out).toBe(drawn('oversized-dos', {}, { zoom: { startNs: 4e9, endNs: 6e9 } }));
	});

	test('draws the charts as a link shows them, with the run that it compares', async () => {
		const link = '#v1;case=oversized-dos;view=overlay;charts=heap.log;model=1';
		const { out } = await poolscope('render', '--link', link, '--rows', '120');
		const fixed = simulate(requestFor(defaultCase, { fixed: true }, 120));
		expect(out).toBe(
			drawn('oversized-dos', {}, { looks: ['heap.log'], ghosts: [{ name: 'Fix', frames: fixed }] })
		);
	});

	test.each([
		[['render'], 'Name one case'],
		[['render', 'steady', '--chart', 'pie'], '--chart cannot be "pie": it takes'],
		[
			['render', 'steady', '--width', '9'],
			'--width cannot be "9": it takes a whole number from 240 to 4000.'
		],
		[['render', 'steady', '--thema', 'dark'], 'theme']
	])('%j is refused with a sentence', async (args, sentence) => {
		const { status, err, out } = await poolscope(...args);
		expect(status).toBe(2);
		expect(err).toContain(sentence);
		expect(out).toBe('');
	});
});
