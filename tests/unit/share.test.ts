import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
	addressOf,
	cardAddress,
	elementSnippet,
	embedAddress,
	figureSnippet,
	fileStem,
	iframeSnippet,
	markdownSnippet,
	presentSnippet,
	revealSnippet,
	type Shared
} from '../../src/lib/share/snippets.ts';
import { parameterAttributes } from '../../src/element/attributes.ts';
import { caseBySlug, cases, defaultCase } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { decodeLink, encodeLink, type LinkState } from '../../workers/link.ts';
import { toMarkdown } from '../../workers/text/markdownTable.ts';
import { readValue } from '../../workers/text/readValue.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { renderSvg } from '../../workers/render/renderSvg.ts';

const state: LinkState = {
	case: 'oversized-dos',
	params: { gomaxprocs: 64, phases: 'a:1s,attack=0.5+b:2s', fixed: true },
	pins: [],
	unknown: []
};

const shared: Shared = {
	site: 'https://example.org/pools/',
	page: 'https://example.org/pools/',
	hash: `#${encodeLink(state)}`,
	state,
	title: 'Large "bodies" & <calm>',
	verdict: 'The heap peaks at 10 MiB; *nothing* [more].',
	chart: 'occupancy',
	theme: 'dark',
	width: 640,
	height: 360,
	picture: 'oversized-dos-fixed-seed1-occupancy.svg'
};

/** Attributes of the first element of that name, unescaped as a browser does. */
function attributesOf(html: string, element: string): Map<string, string> {
	const tag = new RegExp(`<${element}((?:\\s+[\\w-]+(?:="[^"<>]*")?)*)\\s*>`).exec(html)?.[1] ?? '';
	return new Map(
		[...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [
			name ?? '',
			(value ?? '')
				.replaceAll('&quot;', '"')
				.replaceAll('&lt;', '<')
				.replaceAll('&gt;', '>')
				.replaceAll('&amp;', '&')
		])
	);
}

describe('what is copied', () => {
	test('leads back to the very state', () => {
		for (const address of [addressOf(shared), embedAddress(shared), cardAddress(shared)]) {
			const url = new URL(address);
			expect(decodeLink(url.hash)).toEqual({ state, messages: [] });
		}
	});

	test('has the choices of the look in the query of an embed, and the case in its path', () => {
		const url = new URL(embedAddress(shared));
		expect(url.pathname).toBe('/pools/embed/oversized-dos/');
		expect(Object.fromEntries(url.searchParams)).toEqual({ chart: 'occupancy', theme: 'dark' });
		expect(new URL(embedAddress({ ...shared, chart: 'heap', theme: 'auto' })).search).toBe('');
	});

	test('as a frame has a title, a size, and leave for scripts and for the way out alone', () => {
		const frame = attributesOf(iframeSnippet(shared), 'iframe');
		expect(frame.get('src')).toBe(embedAddress(shared));
		expect(frame.get('title')).toBe('Large "bodies" & <calm> (simulation)');
		expect(frame.get('sandbox')).toBe('allow-scripts allow-popups');
		expect([frame.get('width'), frame.get('height')]).toEqual(['640', '390']);
	});

	test('as an element has each changed parameter as an attribute that reads back', () => {
		const element = attributesOf(elementSnippet(shared), 'poolscope-chart');
		expect(element.get('case')).toBe('oversized-dos');
		for (const [name, value] of Object.entries(state.params)) {
			const known = parameterAttributes.find((each) => each === name);
			expect(known).toBe(name);
			if (known) expect(readValue(known, element.get(name) ?? '')).toEqual({ ok: true, value });
		}
		expect(element.has('attackbody')).toBe(false);
	});

	test('as an element has the link of a state that says more than parameters do', () => {
		const looked = { ...state, charts: ['heap.log'], zoom: { startNs: 1e9, endNs: 2e9 } };
		const hash = `#${encodeLink(looked)}`;
		const element = attributesOf(elementSnippet({ ...shared, state: looked, hash }), 'poolscope-chart');
		expect(element.has('case')).toBe(false);
		expect(decodeLink(element.get('link') ?? '').state).toEqual(looked);
		const sought = { ...state, cursorNs: 2e9 };
		const snippet = elementSnippet({ ...shared, state: sought, hash: `#${encodeLink(sought)}` });
		expect(decodeLink(attributesOf(snippet, 'poolscope-chart').get('link') ?? '').state).toEqual(sought);
	});

	test('as a figure has the drawing inside, with its text, and nothing that is loaded', () => {
		const request = requestFor(defaultCase, {}, 60);
		const svg = renderSvg({ request, frames: simulate(request) });
		const figure = figureSnippet(shared, svg);
		expect(figure).toMatch(/^<figure>\n<svg [^>]*role="img"/);
		expect(figure).toContain('<figcaption>Large "bodies" &amp; &lt;calm&gt;.');
		expect(figure).not.toMatch(/<script|<img|<link|@import/);
	});

	test('as Markdown is a picture in a link, whatever marks the verdict has', () => {
		const found = /^\[!\[((?:[^\\\]]|\\.)*)\]\(([^()\s]+)\)\]\(([^()\s]+)\)$/.exec(markdownSnippet(shared));
		expect(found?.[1]?.replaceAll('\\', '')).toBe(shared.verdict);
		expect(found?.[2]).toBe(shared.picture);
		expect(found?.[3]).toBe(addressOf(shared));
	});

	test('as slides names the frame for reveal.js, and height before width for present', () => {
		expect(attributesOf(revealSnippet(shared), 'iframe').get('data-src')).toBe(embedAddress(shared));
		expect(presentSnippet(shared)).toBe(`.iframe ${embedAddress(shared)} 390 640`);
	});
});

describe('files', () => {
	test('are named after case, variant and seed', () => {
		expect(fileStem('oversized-dos', false, 1)).toBe('oversized-dos-bug-seed1');
		expect(fileStem('oversized-dos', true, 7)).toBe('oversized-dos-fixed-seed7');
	});

	test('of a case without a fix have no variant in their name', () => {
		expect(fileStem('steady', false, 1)).toBe('steady-seed1');
	});
});

describe('the table in Markdown', () => {
	const request = requestFor(caseBySlug('pinned-payload') ?? defaultCase, { seed: 3 }, 60);
	const frames = simulate(request);
	const table = toMarkdown(request, frames, 'A [title] | x', 'https://example.org/#v1');

	test('has two cells in every row', () => {
		const rows = table.split('\n').filter((line) => line.startsWith('|'));
		expect(rows.length).toBeGreaterThan(10);
		for (const row of rows) expect(row.split('|'), row).toHaveLength(4);
	});

	test('names the run and leads to it', () => {
		expect(table).toMatch(
			/^\*\*\[A \\\[title\\\] \\\| x \(bug, seed 3\)\]\(https:\/\/example\.org\/#v1\)\*\*: The heap/
		);
	});

	test('says how the heap falls after the stop', () => {
		expect(table).toMatch(/\| Heap after three \| [\d.]+ [KM]iB \|/);
	});
});

test('each case has a picture for previews, under 40 kB and 1200 × 630', () => {
	for (const { slug } of cases) {
		const path = fileURLToPath(new URL(`../../static/cards/${slug}.png`, import.meta.url));
		expect(existsSync(path), slug).toBe(true);
		const bytes = readFileSync(path);
		expect(bytes.length, slug).toBeLessThan(40_000);
		expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
	}
});
