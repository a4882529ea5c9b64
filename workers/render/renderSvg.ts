/**
 * A run as one SVG file: no script, no font, nothing that is loaded, light or dark by the reader's preference. The
 * page, the build and the command line draw with it, so the same request gives the same bytes everywhere.
 */
import { caseBySlug } from '../cases/index.ts';
import { collectionsShown } from '../marks/collectionsShown.ts';
import { storyParams } from '../cases/requestFor.ts';
import { timeTicks } from '../marks/axes.ts';
import { lookOf, seriesName, type LookedAt } from '../marks/chartLooks.ts';
import type { Frames } from '../model/frames.ts';
import { formatParameter } from '../model/parameterText.ts';
import { parameterNames } from '../model/parameters.ts';
import { modelVersion, type SimulationRequest } from '../model/request.ts';
import { runName, variantOf } from '../results/result.ts';
import { formatCountOf } from '../text/units.ts';
import { verdictOf, verdictText } from '../results/verdict.ts';
import { collectionMarks, laneHeight } from './collections.ts';
import { styleOf, withAttributes, type RenderTheme } from './colours.ts';
import { panelsOf, type HeldAxes, type RenderChart } from './charts.ts';
import { em, hatchPatterns, type Frame, type Ghost, type Panel } from './panel.ts';
import { characterWidth, drawLine, labelsBeside, labelsUnder, text } from './labels.ts';
import { at, escapeXml } from './paths.ts';

export type { RenderTheme } from './colours.ts';

export { renderCharts, type RenderChart } from './charts.ts';

export const renderThemes = ['auto', 'light', 'dark'] as const satisfies readonly RenderTheme[];

/** Smallest and largest side of a drawing [px]. */
export const sideLimits = { min: 240, max: 4000 } as const;

export interface RenderOptions {
	request: SimulationRequest;
	frames: Frames;
	chart?: RenderChart;
	/** [px]; a host may scale it */
	width?: number;
	height?: number;
	theme?: RenderTheme;
	/** the stretch of time that is drawn, where it is not all [ns] */
	zoom?: { startNs: number; endNs: number };
	/** how charts are shown where it is not as usual, as links say it: `heap.log`, `heap.-rssBytes` */
	looks?: readonly string[];
	/** runs that are compared with this one: dashed lines */
	ghosts?: readonly Ghost[];
	/** of pictures that follow each other: a stretch of time that may reach beyond the run, and axes that hold still */
	held?: { startNs: number; endNs: number; axes: HeldAxes };
}

/** Height of a drawing where none is asked for [px]. */
export function usualHeight(chart: RenderChart): number {
	return chart === 'all' ? 720 : chart === 'gc' ? 240 : 380;
}

interface Layout {
	left: number;
	right: number;
	plotWidth: number;
	/** too narrow for labels beside the plot: they stand under it */
	narrow: boolean;
}

/** Draws a run. */
export function renderSvg(options: RenderOptions): string {
	const {
		request,
		frames,
		chart = 'heap',
		width = 760,
		height = usualHeight(chart),
		theme = 'auto',
		looks = [],
		ghosts = []
	} = options;
	const verdict = verdictOf(request, frames);
	const id = idOf(options, chart, theme);
	const layout = layoutOf(width);
	const domain = domainOf(options);
	const x = (timeNs: number) => ((timeNs - domain[0]) / (domain[1] - domain[0] || 1)) * layout.plotWidth;
	const parts: string[] = [];

	const head = headOf(request, verdict.headline.text, noteOf(chart, looks, ghosts), width);
	parts.push(...head.marks);
	const hasPhases = frames.phases.length > 1;
	const foot = laneHeight + 2.2 * em + (hasPhases ? 1.5 * em : 0) + 2.2 * em;
	const free = Math.max(3 * em, height - head.height - foot);
	const [from, to] = rowsIn(frames, domain);
	const makers = panelsOf(chart, {
		limitBytes: request.params.memlimit,
		domain,
		looks,
		axes: options.held?.axes
	});
	const weights = makers.reduce((sum, { weight }) => sum + weight, 0);
	let top = head.height;
	const plotsTop = top + 1.6 * em;
	for (const { weight, make } of makers) {
		const room = (free * weight) / weights;
		// The title line, and in a narrow drawing the labels under the plot.
		const frameOf = (plotHeight: number): Frame => ({
			...{ id, frames, from, to, x, ghosts },
			width: layout.plotWidth,
			height: Math.max(2 * em, plotHeight)
		});
		let frame = frameOf(room - 2.4 * em);
		let panel = make(frame);
		const under = layout.narrow ? labelsUnder(panel.labels, width - em) : [];
		if (under.length > 0) {
			frame = frameOf(frame.height - under.length * 1.4 * em);
			panel = make(frame);
		}
		parts.push(...drawPanel(panel, frame, layout, top));
		under.forEach((line, index) => {
			parts.push(...drawLine(line, id, em / 2, top + 1.6 * em + frame.height + (index + 1.1) * 1.4 * em));
		});
		top += room;
	}

	const axisTop = height - foot;
	if (chart !== 'gc') {
		parts.push(`<g transform="translate(${at(layout.left)} ${at(axisTop)})">`);
		parts.push(...collectionMarks(frames, domain, layout.plotWidth, x));
		parts.push(`</g>${text(layout.left - 6, axisTop + 0.85 * em, 'GC', 'ink-2', 'end')}`);
	}
	if (chart !== 'gc' && !layout.narrow) {
		const total = formatCountOf(collectionsShown(frames).total, 'collection');
		parts.push(text(layout.left + layout.plotWidth + 14, axisTop + 0.85 * em, total, 'ink-2'));
	}
	parts.push(...timeAxis(domain, layout, axisTop + laneHeight, x));
	if (hasPhases) parts.push(...phases(frames, domain, layout, { plotsTop, axisTop, x }));
	parts.push(text(em / 2, height - 0.7 * em, footOf(request, width), 'ink-2'));

	return withAttributes(
		`<svg xmlns="http://www.w3.org/2000/svg" id="${id}" viewBox="0 0 ${at(width)} ${at(height)}" ` +
			`width="${at(width)}" height="${at(height)}" font-family="sans-serif" font-size="${em}" role="img" aria-labelledby="${id}-title ${id}-desc">` +
			`<title id="${id}-title">${escapeXml(verdict.headline.text)}</title>` +
			`<desc id="${id}-desc">${escapeXml(verdictText(verdict))}</desc>` +
			`<style>${styleOf(id, theme)}</style>` +
			`<defs>${hatchPatterns(id)}</defs>` +
			`<rect class="f-surface" width="${at(width)}" height="${at(height)}"/>` +
			`${parts.join('')}</svg>\n`,
		theme
	);
}

function layoutOf(width: number): Layout {
	const narrow = width < 520;
	const left = 5.2 * em;
	const right = narrow ? 1.5 * em : 13 * em;
	return { left, right, plotWidth: width - left - right, narrow };
}

/** The stretch that is drawn: all of the run, or what of it the zoom shows. */
function domainOf({ frames, zoom, held }: RenderOptions): [startNs: number, endNs: number] {
	if (held) return [held.startNs, held.endNs];
	const end = frames.columns.timeNs[frames.rows - 1] ?? 1;
	const startNs = Math.min(Math.max(0, zoom?.startNs ?? 0), end);
	const endNs = Math.min(zoom?.endNs ?? end, end);
	return startNs < endNs ? [startNs, endNs] : [0, end];
}

/** First and last row to draw: those in a stretch and one beyond each end, so that lines reach the edges. */
function rowsIn(frames: Frames, [startNs, endNs]: [number, number]): [from: number, to: number] {
	const times = frames.columns.timeNs;
	let from = 0;
	while (from < frames.rows - 1 && (times[from + 1] ?? 0) <= startNs) from++;
	let to = frames.rows - 1;
	while (to > from && (times[to - 1] ?? 0) >= endNs) to--;
	return [from, to];
}

/** Names a drawing by what it shows, so that several stand on one page. */
function idOf(
	{ request, zoom, looks = [], ghosts = [] }: RenderOptions,
	chart: RenderChart,
	theme: RenderTheme
): string {
	let hash = 0x811c9dc5;
	const names = ghosts.map(({ name }) => name);
	for (const character of JSON.stringify([request.case, request.params, chart, zoom, theme, looks, names])) {
		hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
	}
	return `poolscope-${hash.toString(36)}`;
}

/** The case, and what its run shows, in as many lines as that takes. */
function headOf(
	request: SimulationRequest,
	headline: string,
	note: string,
	width: number
): { marks: string[]; height: number } {
	const which = caseBySlug(request.case);
	const variant = which?.variants[variantOf(request)];
	const title = which === undefined ? request.case : `${which.title}: ${variant}`;
	const marks: string[] = [];
	let y = 0.4 * em;
	for (const line of wrap(title, width - em, 1.25 * em * 1.06)) {
		y += 1.6 * em;
		marks.push(text(em / 2, y, line, 'ink', '', ` font-size="${1.25 * em}" font-weight="600"`));
	}
	for (const line of wrap(headline, width - em, em)) {
		y += 1.4 * em;
		marks.push(text(em / 2, y, line, 'ink-2'));
	}
	for (const line of note === '' ? [] : wrap(note, width - em, em)) {
		y += 1.4 * em;
		marks.push(text(em / 2, y, line, 'ink-2'));
	}
	return { marks, height: y + 0.9 * em };
}

/** What a reader must know of how the charts are shown: whose the dashed lines are, and what is switched off. */
function noteOf(chart: RenderChart, looks: readonly string[], ghosts: readonly Ghost[]): string {
	const sentences: string[] = [];
	const names = ghosts.map(({ name }) => name).join('; ');
	const drawn = { heap: ['heap'], occupancy: ['occupancy'], new: ['new'], perp: [], gc: [] };
	const lined = (chart === 'all' ? ['heap', 'occupancy', 'new'] : drawn[chart]).filter(
		(name) => lookOf(looks, name as LookedAt).scale !== 'share'
	);
	if (ghosts.length > 0)
		sentences.push(lined.length > 0 ? `Dashed: ${names}.` : `Not drawn beside it: ${names}.`);
	const charts: readonly LookedAt[] = chart === 'all' ? ['heap', 'occupancy', 'new'] : [chart];
	const hidden = charts.flatMap((name) => lookOf(looks, name).hidden.map(seriesName));
	if (hidden.length > 0) sentences.push(`Switched off: ${[...new Set(hidden)].join(', ')}.`);
	return sentences.join(' ');
}

/** Words in lines that fit a width, by the mean width of a character. */
function wrap(words: string, width: number, size: number): string[] {
	const most = Math.max(8, Math.floor(width / (size * characterWidth)));
	const lines: string[] = [];
	for (const word of words.split(' ')) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + word.length <= most)
			lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
	}
	return lines;
}

function drawPanel(panel: Panel, { id, width, height }: Frame, layout: Layout, top: number): string[] {
	const { left, narrow } = layout;
	const clip = `${id}-${panel.name}`;
	const parts = [
		`<text class="f-ink" x="${at(left)}" y="${at(top + em)}" font-weight="600">${escapeXml(panel.title)}` +
			`<tspan class="f-ink-2" font-weight="400"> ${escapeXml(panel.unit)}</tspan></text>`,
		`<g transform="translate(${at(left)} ${at(top + 1.6 * em)})">`,
		// A goal may lie far above what the axis shows.
		`<clipPath id="${clip}"><rect width="${at(width)}" height="${at(height + 1)}"/></clipPath>`,
		`<g clip-path="url(#${clip})">`,
		...panel.marks,
		'</g>'
	];
	for (const tick of panel.ticks) {
		if (tick.line !== false)
			parts.push(`<path class="line s-ink" stroke-opacity=".13" d="M0 ${at(tick.at)}H${at(width)}"/>`);
		parts.push(text(-6, tick.at + 0.35 * em, tick.label, 'ink-2', 'end'));
	}
	parts.push(`<path class="line s-ink-3" d="M0 ${at(height)}H${at(width)}"/>`);
	if (!narrow) parts.push(...labelsBeside(panel.labels, width, height, layout.right));
	parts.push('</g>');
	return parts;
}

function timeAxis(
	domain: [number, number],
	{ left, plotWidth }: Layout,
	top: number,
	x: (timeNs: number) => number
): string[] {
	const { values, format } = timeTicks(domain, Math.floor(plotWidth / (5 * em)));
	return values.flatMap((timeNs) => {
		const place = left + x(timeNs);
		// A label at an end would stick out.
		const anchor = x(timeNs) > plotWidth - em ? 'end' : 'middle';
		return [
			`<path class="line s-ink-3" d="M${at(place)} ${at(top)}v4"/>`,
			text(place, top + 1.4 * em, format(timeNs), 'ink-2', anchor)
		];
	});
}

interface PhasePlaces {
	plotsTop: number;
	axisTop: number;
	x: (timeNs: number) => number;
}

/** Names of the phases under the axis, and a line through the plots where one begins. */
function phases(
	frames: Frames,
	[startNs, endNs]: [number, number],
	{ left }: Layout,
	{ plotsTop, axisTop, x }: PhasePlaces
): string[] {
	const y = axisTop + laneHeight + 2.9 * em;
	return frames.phases.flatMap((phase) => {
		const from = Math.max(phase.startNs, startNs);
		const to = Math.min(phase.endNs, endNs);
		if (from >= to) return [];
		const parts: string[] = [];
		if (phase.startNs > startNs) {
			const place = at(left + x(from));
			parts.push(
				`<path class="line s-ink-2" stroke-opacity=".7" stroke-dasharray="1 3" d="M${place} ${at(plotsTop)}V${at(y + 3)}"/>`
			);
		}
		const room = Math.floor((x(to) - x(from) - 6) / (em * characterWidth));
		const name = phase.name.length <= room ? phase.name : `${phase.name.slice(0, Math.max(0, room - 1))}…`;
		if (room >= 2) parts.push(text(left + x(from) + 4, y, name, 'ink-2'));
		return parts;
	});
}

/** Which run it is: what differs from the case's story, the seed and the model, as far as there is room. */
function footOf(request: SimulationRequest, width: number): string {
	const which = caseBySlug(request.case);
	const story = which === undefined ? undefined : storyParams(which);
	const changes = parameterNames
		.filter(
			(name) =>
				name !== 'fixed' && name !== 'seed' && story !== undefined && request.params[name] !== story[name]
		)
		.map((name) => `${name} ${formatParameter(name, request.params[name] as never)}`);
	const ends = `seed ${request.params.seed} · model ${modelVersion} · Poolscope`;
	const start = runName(request);
	const room = Math.floor((width - em) / (em * characterWidth)) - start.length - ends.length - 6;
	let middle = changes.join(', ');
	if (middle.length > room) middle = room > 8 ? `${middle.slice(0, room - 1)}…` : '';
	return [start, middle, ends].filter((part) => part !== '').join(' · ');
}
