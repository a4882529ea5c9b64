/**
 * What an embed asks of its worker. The worker reads links, knows the cases and writes the verdict, so that the page
 * around it carries nothing but what draws. As in `api.ts` the functions know nothing of workers; the entry beside this
 * file, `embed.worker.ts`, exposes them.
 */
import { buffersOf, letMessagesIn, nextSlicePairs } from './api.ts';
import { clockMs } from './clock.ts';
import { caseBySlug, defaultCase, hasFix } from '../cases/index.ts';
import { requestFor } from '../cases/requestFor.ts';
import { decodeLink, encodeLink, type LinkState } from '../link.ts';
import type { Frames } from '../model/frames.ts';
import { checkParameter, formatParameter } from '../model/parameterText.ts';
import {
	isParameterName,
	parameters,
	type Parameter,
	type ParameterName,
	type Params,
	type ParameterValue
} from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import type { Simulation } from '../model/simulation.ts';
import { readValue } from '../text/readValue.ts';
import type { Given } from './smallRpc.ts';
import { verdictOf, type Verdict } from '../results/verdict.ts';

/**
 * What a host or a reader wants changed: `case`, or parameters by name; text as in a link, or the model's own value;
 * null for that of the story.
 */
export type Changes = Readonly<Record<string, unknown>>;

/** A state by its link, and what is to be changed of it. */
export interface EmbedQuestion {
	/** hash of a link, with or without # */
	link: string;
	changes?: Changes;
}

/** Names the state that a question leads to, before anything is simulated. */
export interface EmbedState {
	/** canonical link, without # */
	link: string;
	/** the same as that of another state exactly when both ask for the same run */
	run: string;
	slug: string;
	title: string;
	/** what bug and fix mean in this case; null where there is nothing to fix */
	variants: { bug: string; fixed: string } | null;
	params: Params;
	/** the values of the controls as a link writes them */
	texts: { [N in ParameterName]?: string };
	/** rows of the parameter table that the case has controls for, those that every case has first */
	controls: Parameter[];
	/** instant under the crosshair, and the stretch that is shown [ns] */
	cursorNs: number | null;
	zoom: [startNs: number, endNs: number] | null;
	/** how charts are shown where it is not as usual, in the words of a link */
	looks: string[];
	/** what of the link or the changes could not be read, in sentences */
	messages: string[];
}

/** A state with its run. */
export interface EmbedAnswer extends EmbedState {
	frames: Frames;
	verdict: Verdict;
}

const controlsOfAll: readonly ParameterName[] = ['gomaxprocs', 'body', 'gcperiod'];
/** Pairs of the first slice: short on the slowest machine. */
const firstSlicePairs = 2_000;

/** The functions that the worker offers. `create` lays out a run; `now` reads a clock in milliseconds. */
export function createEmbedApi(
	create: (request: SimulationRequest) => Simulation,
	now: () => number = clockMs
) {
	/** Number of the newest question; a run that finds a newer one stops. */
	let newest = 0;

	return {
		/** Runs to the end; null when a newer question came in between. Rejects with the sentence that says why not. */
		async answer(question: EmbedQuestion): Promise<Given<EmbedAnswer | null>> {
			const mine = ++newest;
			const { state, request } = read(question);
			const simulation = create(request);
			let pairs = firstSlicePairs;
			for (;;) {
				const startedAt = now();
				if (simulation.advance(pairs)) break;
				pairs = nextSlicePairs(pairs, now() - startedAt);
				await letMessagesIn();
				if (mine !== newest) return { value: null };
			}
			const frames = simulation.frames();
			return { value: { ...state, frames, verdict: verdictOf(request, frames) }, moved: buffersOf(frames) };
		},

		/** Stops the run that is going on, if any; its promise gives null. */
		cancel(): Given<void> {
			newest++;
			return { value: undefined };
		}
	};
}

function read({ link, changes = {} }: EmbedQuestion): { state: EmbedState; request: SimulationRequest } {
	const { state: decoded, messages } = decodeLink(link);
	const state = changed(decoded, changes, messages);
	const which = caseBySlug(state.case) ?? defaultCase;
	const request = requestFor(which, state.params);
	const controls = [...new Set([...controlsOfAll, ...which.controls])];
	return {
		request,
		state: {
			link: encodeLink(state),
			run: encodeLink({ case: which.slug, params: state.params, pins: [], unknown: [] }),
			slug: which.slug,
			title: which.title,
			variants: hasFix(which) ? which.variants : null,
			params: request.params,
			texts: Object.fromEntries(
				controls.map((name) => [name, formatParameter(name, request.params[name] as never)])
			),
			controls: controls.map((name) => parameters[name]),
			cursorNs: state.cursorNs ?? null,
			zoom: state.zoom ? [state.zoom.startNs, state.zoom.endNs] : null,
			looks: state.charts ?? [],
			messages
		}
	};
}

/** The state with the changes made; what cannot be made is said and left out. */
function changed(state: LinkState, changes: Changes, messages: string[]): LinkState {
	const next = { ...state, params: { ...state.params } };
	const slug = changes.case;
	if (slug !== undefined) {
		const which = typeof slug === 'string' ? caseBySlug(slug) : undefined;
		if (which === undefined) messages.push(`There is no case "${String(slug)}".`);
		else if (which.slug !== next.case) {
			next.case = which.slug;
			next.params = {};
			delete next.cursorNs;
			delete next.zoom;
		}
	}
	for (const [name, given] of Object.entries(changes)) {
		if (name === 'case') continue;
		if (!isParameterName(name)) {
			messages.push(`There is no parameter "${name}".`);
			continue;
		}
		const value = valueOf(name, given);
		if (given === null) Reflect.deleteProperty(next.params, name);
		else if (typeof value === 'object') messages.push(value.error);
		else Object.assign(next.params, { [name]: value });
	}
	return next;
}

function valueOf(name: ParameterName, given: unknown): ParameterValue | { error: string } {
	if (typeof given === 'string') {
		// A flag may stand without a value, as an attribute does; of a list nothing is a value too.
		const parsed = readValue(name, given || (parameters[name].kind === 'flag' ? 'on' : ''));
		return parsed.ok ? parsed.value : { error: parsed.error };
	}
	const problem = checkParameter(name, given);
	return problem === undefined ? (given as ParameterValue) : { error: problem };
}
