/** What a page, a slide or a README takes over to show a run: text to copy, made from what is on the screen. */
import { hasFix, caseBySlug } from '#workers/cases/index.ts';
import { storyParams } from '#workers/cases/requestFor.ts';
import type { LinkState } from '#workers/link.ts';
import { formatParameter } from '#workers/model/parameterText.ts';
import { parameterNames } from '#workers/model/parameters.ts';
import { frameHeight } from './frameHeight.ts';
import type { RenderChart, RenderTheme } from '#workers/render/renderSvg.ts';

/** What is shared, and how it shall look. */
export interface Shared {
	/** address of the site, with its last slash */
	site: string;
	/** address of the page that shows a state: that of the site, or its one file where that is open */
	page: string;
	/** hash of the state, with its # */
	hash: string;
	state: LinkState;
	title: string;
	/** what the run shows: the text in place of the picture */
	verdict: string;
	chart: RenderChart;
	theme: RenderTheme;
	width: number;
	height: number;
	/** name of the picture's file */
	picture: string;
}

/** The address of the state. */
export function addressOf({ page, hash }: Shared): string {
	return `${page}${hash}`;
}

/** The same, by way of a page that has a picture and a sentence for whoever previews a link. */
export function cardAddress({ site, hash, state }: Shared): string {
	return `${site}case/${state.case}/${hash}`;
}

/** The address of the state as an embed. The document is the case's own, so that its poster is of that case. */
export function embedAddress({ site, hash, state, chart, theme }: Shared): string {
	const query = new URLSearchParams({
		...(chart === 'heap' ? {} : { chart }),
		...(theme === 'auto' ? {} : { theme })
	}).toString();
	return `${site}embed/${state.case}/${query === '' ? '' : `?${query}`}${hash}`;
}

/** A frame that runs scripts and opens links: no storage, no forms, nothing of the page around it. */
export function iframeSnippet(shared: Shared): string {
	const { title, width } = shared;
	return (
		`<iframe title="${attribute(title)} (simulation)" src="${attribute(embedAddress(shared))}"\n` +
		`  width="${width}" height="${frameHeight(shared)}" style="border:0;max-width:100%" loading="lazy" sandbox="allow-scripts allow-popups"></iframe>`
	);
}

/**
 * The custom element, with the parameters that differ from the story as attributes; with the link of the state where it
 * says more than parameters do: a stretch of time, an instant, how charts are shown.
 */
export function elementSnippet({ site, hash, state, chart, theme }: Shared): string {
	const isLooked = /;(zoom|cursor|charts)=/.test(hash);
	const attributes = isLooked ? [`link="${attribute(hash.replace(/^#/, ''))}"`] : attributesOf(state);
	if (chart !== 'heap') attributes.push(`chart="${chart}"`);
	if (theme !== 'auto') attributes.push(`theme="${theme}"`);
	return (
		`<script src="${attribute(site)}element/poolscope-chart.js" async></script>\n` +
		`<poolscope-chart ${attributes.join(' ')}></poolscope-chart>`
	);
}

function attributesOf({ case: slug, params }: LinkState): string[] {
	const which = caseBySlug(slug);
	const story = which === undefined ? undefined : storyParams(which);
	const attributes = [`case="${slug}"`];
	for (const name of parameterNames) {
		const value = params[name];
		if (value === undefined || value === story?.[name]) continue;
		attributes.push(`${name}="${attribute(formatParameter(name, value as never))}"`);
	}
	return attributes;
}

/** A figure with the drawing inside: nothing to upload, and nothing that runs. `svg` carries the verdict as its text. */
export function figureSnippet(shared: Shared, svg: string): string {
	return (
		`<figure>\n${svg.trim()}\n` +
		`<figcaption>${content(shared.title)}. <a href="${attribute(addressOf(shared))}">Open in Poolscope</a></figcaption>\n</figure>`
	);
}

/** A picture that leads to the simulation. The file stands beside the text. */
export function markdownSnippet(shared: Shared): string {
	return `[![${markdown(shared.verdict)}](${shared.picture})](${addressOf(shared)})`;
}

/** A slide of reveal.js that loads when it is near. */
export function revealSnippet(shared: Shared): string {
	return (
		`<section>\n  <iframe data-src="${attribute(embedAddress(shared))}" data-preload\n` +
		`    title="${attribute(shared.title)} (simulation)" width="${shared.width}" height="${frameHeight(shared)}" sandbox="allow-scripts allow-popups"></iframe>\n</section>`
	);
}

/** A line of a deck of golang.org/x/tools/present; height comes before width. */
export function presentSnippet(shared: Shared): string {
	return `.iframe ${embedAddress(shared)} ${frameHeight(shared)} ${shared.width}`;
}

/** "oversized-dos-bug-seed1", and for a picture of one chart that chart's name. */
export function fileStem(slug: string, fixed: boolean, seed: number): string {
	const which = caseBySlug(slug);
	// Where there is nothing to fix both variants are the same.
	const variant = which !== undefined && !hasFix(which) ? '' : fixed ? '-fixed' : '-bug';
	return `${slug}${variant}-seed${seed}`;
}

function content(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function attribute(text: string): string {
	return content(text).replaceAll('"', '&quot;');
}

function markdown(text: string): string {
	return text.replace(/[\\`*_[\]<>]/g, '\\$&').replace(/\s+/g, ' ');
}
