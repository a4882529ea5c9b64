/**
 * What is on the screen as the hash of a link: `v1;case=oversized-dos;gomaxprocs=64;body=100MiB;model=1`.
 *
 * Keys are the parameters of the table, and `cursor`, `zoom`, `view`, `charts`, `step`, `pin`, `board`, `model`. A parameter
 * that has the value of the case's story is left out. Reading never throws: what cannot be read is said in a message
 * and has its default; a key that nobody knows is kept and written again. Links of this format must be read for ever; when a
 * change needs another format, it gets another version, and `tests/unit/samples/links.json` a line of the old one.
 */
import { caseBySlug, cases, defaultCase } from './cases/index.ts';
import { storyParams } from './cases/requestFor.ts';
import { formatParameter, readDuration, writeDuration } from './model/parameterText.ts';
import { isParameterName, parameterNames, type ParameterName, type Params } from './model/parameters.ts';
import { modelVersion } from './model/request.ts';
import { nearest } from './text/nearest.ts';
import { readValue } from './text/readValue.ts';

/** A run by its case and the parameters that differ from the case's story. */
export interface RunState {
	/** slug */
	case: string;
	params: Partial<Params>;
}

/** A run held for comparison, with the name that somebody gave it. */
export interface PinnedRun extends RunState {
	name?: string;
}

/** Everything that a link keeps. */
export interface LinkState extends RunState {
	/** what is looked at, where it is not the dashboard's usual view: a word */
	view?: string;
	/** how charts are shown, where it is not as usual: words such as `heap.log`, `heap.-rssBytes`, `occupancy.bytes` */
	charts?: string[];
	/** instant under the crosshair [ns] */
	cursorNs?: number;
	/** the stretch of time that the charts show, where it is not all [ns] */
	zoom?: { startNs: number; endNs: number };
	/** step of the story or the timeline, from 0 */
	step?: number;
	/** runs held for comparison, oldest first */
	pins: PinnedRun[];
	/** a storyboard of one's own that travels with the link, as `workers/storyboard/board.ts` writes it */
	board?: string;
	/** keys that this version does not know, as they were written */
	unknown: [key: string, value: string][];
}

/** What a hash says, and in sentences what of it could not be read. */
export interface DecodedLink {
	state: LinkState;
	messages: string[];
}

const format = 'v1';
/** Bounds of what is read, so that a hash of any length is read in no time. */
const longestHash = 20_000;
const mostPins = 8;
const mostChartWords = 60;
const longestName = 40;
const mostUnknown = 40;
const latestNs = 1e15;

/** The first screen. */
export function initialLinkState(): LinkState {
	return { case: defaultCase.slug, params: {}, pins: [], unknown: [] };
}

/** The hash of a state, without the #. */
export function encodeLink(state: LinkState): string {
	const parts = [format, ...encodeRun(state)];
	if (state.view !== undefined) parts.push(`view=${escapeText(state.view)}`);
	if (state.charts !== undefined && state.charts.length > 0) parts.push(`charts=${state.charts.join(',')}`);
	if (state.zoom !== undefined) {
		parts.push(`zoom=${instantText(state.zoom.startNs)}..${instantText(state.zoom.endNs)}`);
	}
	if (state.cursorNs !== undefined) parts.push(`cursor=${instantText(state.cursorNs)}`);
	if (state.step !== undefined) parts.push(`step=${state.step}`);
	for (const pin of state.pins.slice(-mostPins)) parts.push(`pin=${escapeText(encodePin(pin).join(';'))}`);
	if (state.board !== undefined) parts.push(`board=${state.board}`);
	for (const [key, value] of state.unknown)
		parts.push(`${escapeText(key).replaceAll('=', '%3D')}=${escapeText(value)}`);
	parts.push(`model=${modelVersion}`);
	return parts.join(';');
}

/** Reads a hash, with or without its #. An empty one is the first screen. */
export function decodeLink(hash: string): DecodedLink {
	const reader = new LinkReader();
	reader.readHash(hash);
	return { state: reader.state, messages: reader.messages };
}

function encodeRun(run: RunState): string[] {
	const which = caseBySlug(run.case) ?? defaultCase;
	const story = storyParams(which);
	const parts = [`case=${which.slug}`];
	for (const name of parameterNames) {
		const value = run.params[name];
		if (value === undefined || value === story[name]) continue;
		parts.push(`${name}=${escapeText(formatParameter(name, value as never))}`);
	}
	return parts;
}

function encodePin(pin: PinnedRun): string[] {
	const run = encodeRun(pin);
	return pin.name === undefined || pin.name === '' ? run : [...run, `name=${escapeText(pin.name)}`];
}

class LinkReader {
	readonly state = initialLinkState();
	readonly messages: string[] = [];

	readHash(hash: string): void {
		const text = whole(hash.slice(0, longestHash).replace(/^#/, ''));
		if (text.trim() === '') return;
		if (hash.length > longestHash) {
			this.messages.push(`The link is longer than ${longestHash} characters; the rest of it is not read.`);
		}
		const [version, ...rest] = text.split(/;|&amp;|&/);
		if (version === format) {
			this.readParts(rest);
		} else if (/^v\d+$/.test(version ?? '')) {
			this.messages.push(
				`The link is of format ${version}, this page knows ${format}: it shows what it understands of it.`
			);
			this.readParts(rest);
		} else if (text.includes('=')) {
			this.messages.push(`The link does not begin with ${format}; it is read as if it did.`);
			this.readParts([version ?? '', ...rest]);
		} else {
			this.messages.push(`"${brief(text)}" is not a link of Poolscope: this is the first screen.`);
		}
	}

	private readParts(parts: string[]): void {
		const pairs = this.pairsOf(parts);
		this.readRun(pairs, this.state);
		for (const [key, value] of pairs) this.readView(key, value);
	}

	/** Each part as key and value, unescaped. Of a key that stands twice the last one counts, but for pins. */
	private pairsOf(parts: string[]): [string, string][] {
		const pairs: [string, string][] = [];
		for (const part of parts) {
			if (part.trim() === '') continue;
			const at = part.indexOf('=');
			const key = unescapeText(part.slice(0, Math.max(at, 0))).trim();
			if (key === '') {
				this.messages.push(`"${brief(unescapeText(part))}" in the link is not key=value; it is left out.`);
				continue;
			}
			const value = unescapeText(part.slice(at + 1));
			const earlier = pairs.findIndex(([other]) => other === key && key !== 'pin');
			if (earlier >= 0) {
				this.messages.push(`${brief(key)} stands twice in the link; the last one counts.`);
				pairs.splice(earlier, 1);
			}
			pairs.push([key, value]);
		}
		return pairs;
	}

	/** The case and its parameters. The case comes first, wherever it stands. */
	private readRun(pairs: [string, string][], into: RunState): void {
		const slug = pairs.find(([key]) => key === 'case')?.[1];
		const which = slug === undefined ? defaultCase : caseBySlug(slug);
		if (which === undefined) {
			const near = nearest(
				slug ?? '',
				cases.map((each) => each.slug)
			);
			const hint = near === undefined ? '' : ` Did its maker mean ${near}?`;
			this.messages.push(`There is no case "${brief(slug ?? '')}": this is ${defaultCase.slug}.${hint}`);
		}
		const found = which ?? defaultCase;
		into.case = found.slug;
		const story = storyParams(found);
		for (const [key, text] of pairs) {
			if (!isParameterName(key)) continue;
			const parsed = readValue(key, text);
			if (!parsed.ok) {
				this.messages.push(`${parsed.error} It has its usual value ${shown(key, story[key])}.`);
			} else if (parsed.value !== story[key]) {
				Object.assign(into.params, { [key]: parsed.value });
			}
		}
	}

	private readView(key: string, value: string): void {
		if (key === 'case' || isParameterName(key)) return;
		switch (key) {
			case 'model':
				return this.readModel(value);
			case 'view':
				if (/^[a-z][a-z0-9-]{0,31}$/.test(value)) this.state.view = value;
				else this.refuse(key, value, 'a word');
				return;
			case 'cursor': {
				const ns = instant(value);
				if (ns === undefined) this.refuse(key, value, 'an instant such as 2.5s');
				else this.state.cursorNs = ns;
				return;
			}
			case 'charts':
				return this.readCharts(value);
			case 'zoom':
				return this.readZoom(value);
			case 'step':
				if (/^\d{1,6}$/.test(value)) this.state.step = Number(value);
				else this.refuse(key, value, 'a whole number');
				return;
			case 'pin':
				return this.readPin(value);
			case 'board':
				if (/^[A-Za-z0-9_-]+$/.test(value)) this.state.board = value;
				else this.refuse(key, value, 'a storyboard as this page writes it');
				return;
			default:
				return this.keep(key, value);
		}
	}

	private readModel(value: string): void {
		if (!/^\d{1,6}$/.test(value)) return this.refuse('model', value, 'a whole number');
		if (Number(value) === modelVersion) return;
		this.messages.push(
			`The link was made with model ${Number(value)}, this is model ${modelVersion}: numbers may differ from those its maker saw.`
		);
	}

	private readCharts(value: string): void {
		const words = [...new Set(value.split(','))];
		if (words.length <= mostChartWords && words.every((word) => isChartWord(word))) this.state.charts = words;
		else this.refuse('charts', value, 'words such as heap.log,occupancy.bytes');
	}

	private readZoom(value: string): void {
		const [from = '', to = '', ...more] = value.split('..');
		const startNs = instant(from);
		const endNs = instant(to);
		if (startNs === undefined || endNs === undefined || startNs >= endNs || more.length > 0) {
			this.refuse('zoom', value, 'two instants such as 1s..5s');
		} else {
			this.state.zoom = { startNs, endNs };
		}
	}

	private readPin(value: string): void {
		if (this.state.pins.length === mostPins) {
			this.messages.push(`A link holds ${mostPins} pinned runs; one more is left out.`);
			return;
		}
		const pin: PinnedRun = { case: defaultCase.slug, params: {} };
		const pairs = this.pairsOf(value.split(';'));
		this.readRun(pairs, pin);
		for (const [key, text] of pairs) {
			if (key === 'name') {
				const name = text.trim().slice(0, longestName);
				if (name !== '') pin.name = name;
			} else if (key !== 'case' && !isParameterName(key)) {
				this.messages.push(`A pinned run has no ${brief(key)}; it is left out.`);
			}
		}
		this.state.pins.push(pin);
	}

	private keep(key: string, value: string): void {
		if (this.state.unknown.length === mostUnknown) {
			this.messages.push(`The link has more than ${mostUnknown} unknown keys; the rest is left out.`);
			return;
		}
		this.state.unknown.push([key, value]);
		const near = nearest(key, [
			...parameterNames,
			'case',
			'cursor',
			'zoom',
			'view',
			'charts',
			'step',
			'pin',
			'board'
		]);
		const hint = near === undefined ? '' : ` Did its maker mean ${near}?`;
		this.messages.push(`The link says ${brief(key)}, which nothing here is named.${hint}`);
	}

	private refuse(key: string, value: string, wanted: string): void {
		this.messages.push(`${key} cannot be "${brief(value)}": it takes ${wanted}. It is left out.`);
	}
}

/** Whether a word says how one chart is shown: its name, and a choice or, after a minus, what is left out. */
function isChartWord(word: string): boolean {
	return /^[a-z]{1,12}\.-?[A-Za-z][A-Za-z0-9]{0,31}$/.test(word);
}

function instant(text: string): number | undefined {
	const ns = readDuration(text);
	return ns === undefined || ns > latestNs ? undefined : ns;
}

function instantText(ns: number): string {
	return writeDuration(Math.round(Math.min(Math.max(ns, 0), latestNs)));
}

function shown(name: ParameterName, value: Params[ParameterName]): string {
	return value === '' ? 'none' : formatParameter(name, value as never);
}

/** Some programs escape the separators of a hash: then all of it is unescaped once. */
function whole(text: string): string {
	return /[;=]/.test(text) ? text : unescapeText(text);
}

/** Leaves alone what is safe in an address, in Markdown and in an attribute, and readable there. */
function escapeText(text: string): string {
	return text.replace(/[^A-Za-z0-9\-._~:,+=*/@!$|]/gu, (character) =>
		encodeURIComponent(character.isWellFormed() ? character : '\uFFFD').replace(
			/[()']/g,
			(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
		)
	);
}

/** Unescapes what can be; a stray % stands for itself. */
function unescapeText(text: string): string {
	return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
		try {
			return decodeURIComponent(run);
		} catch {
			return run;
		}
	});
}

function brief(text: string): string {
	return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
