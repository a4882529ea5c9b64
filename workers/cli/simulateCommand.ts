import type { Case } from '../cases/case.ts';
import { caseBySlug, cases } from '../cases/index.ts';
import { defaultRows, requestFor, requestFromTrace } from '../cases/requestFor.ts';
import { decodeLink, initialLinkState, type LinkState } from '../link.ts';
import { collectionColumnHelp, columnHelp, totalsHelp } from '../text/columnHelp.ts';
import type { Frames } from '../model/frames.ts';
import { RequestError } from '../model/invariants.ts';
import { formatParameter } from '../model/parameterText.ts';
import type { SimulationRequest } from '../model/request.ts';
import { simulate } from '../model/simulate.ts';
import { CASE_SLUGS } from '../programs/text.ts';
import { otherVariant } from '../results/fix.ts';
import { fixField, toCsv, toJson } from '../results/result.ts';
import { asTrace } from '../score/asTrace.ts';
import { repeatRequest } from '../score/repeat.ts';
import { atRecordedRows, rowsIn } from '../score/rows.ts';
import { hintFor, listed, oneOf, readArguments, wholeNumber, type Arguments } from './arguments.ts';
import { UsageError, type Command, type Io } from './command.ts';
import { parametersHelp } from './parametersCommand.ts';
import { runText } from './runText.ts';
import { readCalibration, readJson } from './readJson.ts';
import { fill } from './table.ts';

const formats = ['text', 'json', 'csv'] as const;
const variants = ['bug', 'fixed'] as const;

/** Flags that say which state is meant, besides the parameters. */
export const stateFlags = { variant: 'bug or fixed', params: 'trace', link: 'hash' };

/** The same, and how it is run. */
export const requestFlags = { ...stateFlags, rows: 'number', calibration: 'file' };

const ownFlags = { ...requestFlags, format: listed(formats) };

export const simulateCommand: Command = {
	name: 'simulate',
	usage: '<case> [--flag value …]',
	summary: 'runs a case and prints what its heap and its pool do',
	help,
	async run(args, io) {
		const given = readArguments(args, ownFlags, true);
		const format = oneOf('format', given.own.get('format') ?? 'text', formats);
		const { request, file } = await requestOf(given, io);
		if (format === 'json') {
			const asRecorded = file !== undefined && !given.own.has('rows');
			io.print(asRecorded ? repeatedJson(request, file) : plainJson(request));
		} else {
			const frames = simulate(request);
			io.print(format === 'csv' ? toCsv(request, frames) : runText(request, frames, otherRun(request)));
		}
		return 0;
	}
};

interface Asked {
	request: SimulationRequest;
	/** the parsed trace, where one is run again */
	file?: unknown;
	/** the whole state of a link; of anything else the usual one */
	link: LinkState;
}

function plainJson(request: SimulationRequest): string {
	const frames = simulate(request);
	return toJson(request, frames, fixField(request, frames, otherRun(request)));
}

/** The run of the other variant; undefined where there is none, or where it cannot be run: it was not asked for. */
function otherRun(request: SimulationRequest): Frames | undefined {
	const other = otherVariant(request);
	if (other === undefined) return undefined;
	try {
		return simulate(other);
	} catch (error) {
		if (error instanceof RequestError) return undefined;
		throw error;
	}
}

/** A trace run again: rows where it has them; samples, metrics and end states under its own names are added, as scored. */
function repeatedJson(request: SimulationRequest, file: unknown): string {
	const rows = rowsIn(file);
	const { run, trace } = repeatRequest(request, rows);
	const { metrics, end } = trace;
	const shown = atRecordedRows(run, rows);
	const { samples } = asTrace(shown.request, shown.frames, rows);
	const both = run.frames.end.map((state, index) => ({ ...state, ...end[index] }));
	const fix = fixField(run.request, run.frames, otherRun(run.request));
	return toJson(run.request, run.frames, { samples, metrics, end: both, ...fix });
}

/** The request that the arguments ask for, on the machine that they name. */
export async function requestOf(given: Arguments, io: Io): Promise<Asked> {
	const asked = await plainRequest(given, io);
	const { duration, phases } = asked.request.params;
	if (given.params.duration !== undefined && phases !== '') {
		throw new UsageError(
			`--duration ${formatParameter('duration', duration)} does nothing: the phases have lengths of their own, ${phases}. ` +
				"Give others with --phases, or --phases '' for none."
		);
	}
	const calibration = await readCalibration(given.own.get('calibration'), io);
	return calibration === undefined ? asked : { ...asked, request: { ...asked.request, calibration } };
}

/** Of a case with its story, of a link, or of a recorded trace. */
async function plainRequest(given: Arguments, io: Io): Promise<Asked> {
	const rows = wholeNumber('rows', given.own.get('rows') ?? String(defaultRows), 2, 20_000);
	const trace = given.own.get('params');
	const link = given.own.get('link');
	const wanted = [given.positional[0], trace, link].filter((way) => way !== undefined);
	if (wanted.length !== 1 || given.positional.length > 1) {
		throw new UsageError('Name one case, or give --params with a trace, or --link with the hash of a link.');
	}
	const params = { ...given.params, ...variantOf(given) };
	if (trace !== undefined) {
		const file = await readJson(trace, io, 'trace of the harness');
		const request = requestFromTrace(file, rows);
		return {
			request: { ...request, params: { ...request.params, ...params } },
			file,
			link: initialLinkState()
		};
	}
	if (link !== undefined) {
		const { state, messages } = decodeLink(link.replace(/^[^#]*#/, ''));
		if (messages.length > 0) throw new UsageError(messages.join(' '));
		const request = requestFor(caseNamed(state.case), { ...state.params, ...params }, rows);
		return { request, link: state };
	}
	return {
		request: requestFor(caseNamed(given.positional[0] ?? ''), params, rows),
		link: initialLinkState()
	};
}

function variantOf({ own, params }: Arguments): { fixed?: boolean } {
	const variant = own.get('variant');
	if (variant === undefined) return {};
	const fixed = oneOf('variant', variant, variants) === 'fixed';
	if (params.fixed !== undefined && params.fixed !== fixed) {
		throw new UsageError(
			`--variant ${variant} and --fixed ${params.fixed ? 'on' : 'off'} contradict each other.`
		);
	}
	return { fixed };
}

/** The case of a name; throws a UsageError that says which was probably meant. */
export function caseNamed(name: string): Case {
	const found = caseBySlug(name);
	if (found !== undefined) return found;
	if (CASE_SLUGS.some((slug) => slug === name)) {
		throw new UsageError(`${name} is a program without a simulation: see poolscope explore ${name}.`);
	}
	const names = cases.flatMap((each) => [each.slug, ...(each.aliases ?? [])]);
	throw new UsageError(`There is no case "${name}". ${hintFor(name, names, 'poolscope cases')}`);
}

/** Names with what they mean, a line each. */
function meanings(help: Record<string, string>): string {
	return Object.entries(help)
		.map(([name, meaning]) => `    ${name.padEnd(18)} ${meaning}\n`)
		.join('');
}

function help(): string {
	return [
		'poolscope simulate <case> [--flag value …]',
		'poolscope simulate --params TRACE [--flag value …]',
		'poolscope simulate --link HASH [--flag value …]\n',
		fill(
			'Runs a case with the parameters of its story, those that flags change excepted. With --params the parameters ' +
				'are those of a trace of the harness, and no story’s; with --link those of a link to the dashboard.'
		),
		'Flags of the command',
		'  --variant bug|fixed         the program with the bug (bug) or the corrected one',
		'  --format text|json|csv      what is printed (text)',
		`  --rows N                    rows of the result, 2 to 20000 (${defaultRows})`,
		'  --calibration FILE          the record of another machine, as poolscope calibrate prints it\n',
		'Parameters\n',
		parametersHelp(),
		'JSON\n',
		fill(
			'{model, case, variant, params, rows, phases, series, perP, collections, totals, end, verdict}. params has every ' +
				'parameter, in bytes, nanoseconds and shares from 0 to 1; gogc is -1 for off. Sizes are in bytes, times in ' +
				'nanoseconds, but for t, which is in seconds since the start of the load.',
			2
		),
		fill('series has one array a column, one value a row:', 2),
		meanings(columnHelp).replace('timeNs', 't     '),
		fill('perP has one array for each P: its pooled objects at each row.', 2),
		fill(
			'collections has total, how many there were, and one array a column for the first 10,000 of them:',
			2
		),
		meanings(collectionColumnHelp),
		fill('totals are sums over the load:', 2),
		meanings(totalsHelp),
		fill(
			'end has the state at the stop of the load and after one, two and three more collections: {what: ' +
				'stop|gc1|gc2|gc3, heapBytes, residents, primary, victim, residentBytes, numGC, totalAllocBytes, mallocs, ' +
				'rssBytes}. residents are the objects in the pool, primary and victim; residentBytes what they keep alive.',
			2
		),
		fill(
			'verdict has text, and headline and sentences: {text, numbers: [{text, at, value, column, timeNs, sinceNs}]}, ' +
				'where each number says in which column and at which instant it is found. It is of this run alone.',
			2
		),
		fill(
			'fix is one more such sentence, of cases that have a fix: what the other variant makes of the same parameters ' +
				'and seed. Its numbers that are of that run have variant, bug or fixed.',
			2
		),
		fill(
			'With --params, and without --rows, the rows stand where the trace has its own, and three things are added under ' +
				'the trace’s names. samples has one array a column: t, heapObjects, heapLive, heapGoal, numGC, ' +
				'totalAllocBytes, mallocs, gets, puts, news, inUse, inFlight, poolPrimary, poolVictim, heapFree, heapReleased, ' +
				'stacks, rss, op. metrics has those of a repetition, each the median of several simulated ones, as it is ' +
				'scored; all else is of the first. The states of end have the trace’s fields besides: t, ' +
				'heapObjects, stacks, heapIdle, heapReleased, rss, pool: {residents, residentBytes}; their counters numGC, ' +
				'totalAllocBytes and mallocs are those of the whole process then, as in a trace.',
			2
		),
		'CSV\n',
		fill(
			'One value a line: run,t,series,value,unit. run is case:variant, t is in seconds, unit is B, ns or nothing.',
			2
		)
	].join('\n');
}
