/**
 * A storyboard of one's own as a text: as a file, and folded into a link. What is read is checked and cut to bounds, so
 * that any file or link is safe to open.
 */
import { stageCharts, type StageChart, type TalkStep } from '../talks/talk.ts';
import { asRecord } from '../text/untyped.ts';

/** A storyboard without what only ready talks have. */
export interface Board {
	title: string;
	steps: TalkStep[];
}

export type BoardReading = { ok: true; board: Board } | { ok: false; error: string };

const format = 'poolscope-storyboard';
const version = 1;

const most = { title: 120, note: 4_000, link: 4_000, steps: 60 };

/** A link with a storyboard is no longer than this; a longer one travels as a file. */
export const longestFolded = 15_000;

export function emptyBoard(): Board {
	return { title: 'My storyboard', steps: [] };
}

/** The storyboard as a file. */
export function writeBoard(board: Board): string {
	return `${JSON.stringify({ format, version, ...board }, null, '\t')}\n`;
}

/** Reads what `writeBoard` wrote, or somebody by hand. */
export function readBoard(text: string): BoardReading {
	let file: unknown;
	try {
		file = JSON.parse(text);
	} catch {
		return { ok: false, error: 'This is not a storyboard: it is not JSON.' };
	}
	const { format: named, version: written, title, steps } = asRecord(file);
	if (named !== format || !Array.isArray(steps)) {
		return { ok: false, error: `This is not a storyboard: it has no format "${format}" with steps.` };
	}
	if (typeof written === 'number' && written > version) {
		return {
			ok: false,
			error: `This storyboard is of version ${written}; this page reads version ${version}.`
		};
	}
	if (steps.length > most.steps) {
		return {
			ok: false,
			error: `This storyboard has ${steps.length} steps; a talk has at most ${most.steps}.`
		};
	}
	const read = steps.map((step) => readStep(asRecord(step)));
	const bad = read.findIndex((step) => step === undefined);
	if (bad >= 0) {
		return { ok: false, error: `Step ${bad + 1} of this storyboard has no title or no link of Poolscope.` };
	}
	return {
		ok: true,
		board: {
			title: textOf(title, most.title) || emptyBoard().title,
			steps: read.filter((step) => step !== undefined)
		}
	};
}

/** The storyboard as one word for a link; undefined if it is too long for one. */
export function foldBoard(board: Board): string | undefined {
	const steps = board.steps.map(({ title, note, link, charts }) => [title, note, link, charts?.join() ?? '']);
	const bytes = new TextEncoder().encode(JSON.stringify([version, board.title, ...steps]));
	const word = btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');
	return word.length > longestFolded ? undefined : word;
}

/** Reads what `foldBoard` wrote. */
export function unfoldBoard(word: string): BoardReading {
	const refusal = {
		ok: false,
		error: 'The storyboard in the link cannot be read: it may have been cut.'
	} as const;
	try {
		const bytes = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
		const list: unknown = JSON.parse(
			new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
		);
		if (!Array.isArray(list)) return refusal;
		const [written, title, ...steps] = list as unknown[];
		return readBoard(
			JSON.stringify({
				format,
				version: written,
				title,
				steps: steps.map((step) => {
					const [name, note, link, charts] = Array.isArray(step) ? (step as unknown[]) : [];
					return { title: name, note, link, charts: typeof charts === 'string' ? charts.split(',') : [] };
				})
			})
		);
	} catch {
		return refusal;
	}
}

function readStep(step: Record<string, unknown>): TalkStep | undefined {
	const title = textOf(step.title, most.title);
	const link = textOf(step.link, most.link).replace(/^.*#/, '');
	if (title === '' || !/^v\d+;/.test(link)) return undefined;
	const named = Array.isArray(step.charts) ? (step.charts as unknown[]) : [];
	const charts = stageCharts.filter((chart): chart is StageChart => named.includes(chart));
	return { title, note: textOf(step.note, most.note), link, ...(charts.length > 0 ? { charts } : {}) };
}

function textOf(value: unknown, longest: number): string {
	return typeof value === 'string' ? value.slice(0, longest) : '';
}
