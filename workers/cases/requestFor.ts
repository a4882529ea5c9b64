/** From a case and what somebody wants changed, or from a recorded trace, to the request that the model runs. */
import { checkParameter } from '../model/parameterText.ts';
import {
	initialParams,
	parameterNames,
	parameters,
	type ParameterName,
	type Params
} from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import { asRecord } from '../text/untyped.ts';
import type { Case } from './case.ts';
import { caseBySlug, cases } from './index.ts';

/** Rows of a run where nobody asks for another number: one for every pixel or two of a chart. */
export const defaultRows = 600;

/** Values of a case's story: the table's initial values with the story's own over them. */
export function storyParams(which: Case): Params {
	return { ...initialParams(), ...which.story };
}

/** The request for a case: initial values, over them the story's, over them what the user set. */
export function requestFor(
	which: Case,
	userParams: Partial<Params> = {},
	rows: number = defaultRows
): SimulationRequest {
	return { case: which.slug, use: which.use, params: { ...storyParams(which), ...userParams }, rows };
}

/** Says in a sentence why a file cannot be run as a trace of the harness. */
export class TraceError extends Error {
	override name = 'TraceError';
}

/** The harness's names for its parameters, where they differ from the table's. */
export const traceNames: { [N in ParameterName]?: string } = {
	memlimit: 'memLimitBytes',
	duration: 'durationNs',
	attackbody: 'attackBody',
	errrate: 'errRate',
	hold: 'holdNs',
	gcperiod: 'gcPeriodNs',
	gcevery: 'gcEvery',
	sample: 'sampleNs',
	sampleevery: 'sampleEvery',
	dropcap: 'dropCap'
};

/**
 * The request that repeats a recorded run of the harness, or one of the program of a state, which has the mark
 * `poolscope`. Takes a whole trace, or its `params` alone. What the trace does not say has the table's initial value; no
 * story is involved. A whole trace also gives the cores, the Go version, and the stalls and the scheduling class of the
 * repetition whose series it holds. Throws a TraceError.
 */
export function requestFromTrace(trace: unknown, rows: number = defaultRows): SimulationRequest {
	const file = asRecord(trace);
	const recorded = asRecord(file.params ?? trace);
	if (typeof recorded.scenario !== 'string') {
		throw new TraceError('This is not a trace of the harness: it has no params with a scenario.');
	}
	const which = caseBySlug(recorded.scenario);
	if (which === undefined) {
		const known = cases.map((each) => each.slug).join(', ');
		throw new TraceError(`There is no case for the scenario "${recorded.scenario}". There are ${known}.`);
	}
	// The program of a state has both variants of each case.
	const oneVariant = which.harnessHasOneVariant === true && file.poolscope === undefined;
	const use = oneVariant ? { bug: which.use.bug, fixed: which.use.bug } : which.use;
	const params: Params = { ...initialParams(), ...surroundings(file), ...recordedParams(recorded) };
	return { case: which.slug, use, params, rows };
}

function recordedParams(recorded: Record<string, unknown>): Partial<Params> {
	const given: Record<string, unknown> = {};
	for (const name of parameterNames) {
		const value = recorded[traceNames[name] ?? name];
		if (value === undefined || value === null) continue;
		given[name] = parameters[name].kind === 'gogc' ? gogcFrom(value) : value;
		const problem = checkParameter(name, given[name]);
		if (problem !== undefined) throw new TraceError(`The trace cannot be run: ${problem}`);
	}
	return given as Partial<Params>;
}

/** The harness writes GOGC as text: a number or off. */
function gogcFrom(value: unknown): unknown {
	if (value === 'off') return -1;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

/** What a trace says about where it was recorded, as far as the model takes it. */
function surroundings(file: Record<string, unknown>): Partial<Params> {
	const found: Partial<Params> = {};
	if (checkParameter('cores', file.numCPU) === undefined) found.cores = file.numCPU as number;
	const go = typeof file.goVersion === 'string' ? nearestGo(file.goVersion) : undefined;
	if (go !== undefined) found.go = go;
	const repetitions = Array.isArray(file.reps) ? (file.reps as unknown[]) : [];
	const repetition = asRecord(repetitions[typeof file.seriesRep === 'number' ? file.seriesRep : 0]);
	const { stalls, schedPolicy } = repetition;
	if (Array.isArray(stalls)) found.stalls = stallText(stalls as unknown[]);
	if (schedPolicy === 'rr' || schedPolicy === 'fifo') found.realtime = true;
	return found;
}

/** The newest Go version of the table that is not newer than "go1.24.3"; the oldest one for what is older still. */
function nearestGo(version: string): string | undefined {
	const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? NaN);
	if (Number.isNaN(minor)) return undefined;
	const choices = parameters.go.choices ?? [];
	return choices.filter((choice) => Number(choice.slice(2)) <= minor).at(-1) ?? choices[0];
}

/** The harness lists [due, started, requests started at once] in microseconds. */
function stallText(stalls: unknown[]): string {
	return stalls
		.filter((stall): stall is [number, number] => Array.isArray(stall) && stall.length >= 2)
		.map(([due, started]) => `${due}-${started}`)
		.join(',');
}
