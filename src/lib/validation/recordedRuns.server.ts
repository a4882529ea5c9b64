/** The recorded runs of the repository, scored once while the site is built. */
import { readdirSync, readFileSync } from 'node:fs';
import { cases, caseBySlug } from '#workers/cases/index.ts';
import { requestFromTrace } from '#workers/cases/requestFor.ts';
import { encodeLink } from '#workers/link.ts';
import { contradictions } from '#workers/score/contradictions.ts';
import { readTrace, type Trace } from '#workers/score/trace.ts';
import { validate } from '#workers/score/validation.ts';
import { badgesOf } from './badges.ts';
import { incidents } from './incidents.server.ts';
import { worstFirst } from './listing.ts';
import {
	kinds,
	type CaseBadge,
	type ListedRun,
	type Overview,
	type RunDetail,
	type ValidationIndex,
	type ValidationPage
} from './page.ts';
import { leftOutOf, listedRun } from './pageData.ts';

const groundTruth = 'tests/ground-truth';
const folder = `${groundTruth}/traces`;

const names = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.sort();

/** Names of the runs, as their files have them. */
export const runIds = names.map((name) => name.replace(/\.json$/, ''));

let made: (ReturnType<typeof validate> & { traces: Trace[] }) | undefined;

function all() {
	if (made === undefined) {
		const traces = names.map((name) =>
			readTrace(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')), name)
		);
		made = { ...validate(traces), traces };
	}
	return made;
}

/** The runs with their parameters, the summary, and how near the runs of each case are. */
export function validationIndex(): ValidationIndex {
	const { runs, summary, others, cases } = all();
	return { runs, summary, others, cases };
}

/** A run with its table and its curves. */
export function validationDetail(id: string): RunDetail | undefined {
	const { details, traces } = all();
	const index = runIds.indexOf(id);
	const trace = traces[index];
	const detail = details[index];
	if (trace === undefined || detail === undefined) return undefined;
	return { ...detail, contradictions: contradictions(trace), link: linkOf(trace) };
}

/** By slug, for the dashboard. */
export function caseBadges(): Record<string, CaseBadge> {
	return badgesOf(all().runs);
}

export function validationPage(): ValidationPage {
	const { details, summary, others, traces } = all();
	const runs = details.map(listedRun).sort(worstFirst);
	const choices = cases.map(({ slug, title }) => ({
		slug,
		title,
		runs: runs.filter((run) => run.case === slug).length
	}));
	return {
		overview: overviewOf(runs, summary, traces),
		summary,
		others,
		cases: choices.filter((choice) => choice.runs > 0),
		runs,
		incidents: incidents(),
		leftOut: leftOutOf(readFileSync('README.md', 'utf8'))
	};
}

function overviewOf(runs: ListedRun[], summary: ValidationPage['summary'], traces: Trace[]): Overview {
	const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
	const bars = sum(summary.map((row) => row.traces));
	const counts = kinds.map((kind) => [kind, runs.filter((run) => run.kind === kind).length]);
	return {
		runs: runs.length,
		inside: runs.filter(({ inside }) => inside).length,
		byKind: Object.fromEntries(counts) as Overview['byKind'],
		repetitions: sum(traces.map(({ reps, drainRep }) => reps.length + (drainRep === null ? 0 : 1))),
		goVersions: [...new Set(traces.map(({ goVersion }) => goVersion))].sort(),
		machine: machineText(),
		bars,
		kept: bars - sum(summary.map(({ missed }) => missed)),
		betweenOnly: sum(summary.map(({ betweenOnly }) => betweenOnly))
	};
}

function machineText(): string {
	const { goos, goarch, numCPU, cpu } = JSON.parse(
		readFileSync(`${groundTruth}/calibration.json`, 'utf8')
	) as { goos: string; goarch: string; numCPU: number; cpu: string };
	return `${goos}/${goarch}, ${numCPU} CPUs of a virtual machine (${cpu})`;
}

/** The same parameters on the dashboard, those of the recorded machine and its stalls among them. */
function linkOf(trace: Trace): string {
	const { params } = requestFromTrace(trace.file);
	const slug = caseBySlug(trace.params.scenario)?.slug ?? trace.params.scenario;
	return encodeLink({ case: slug, params, pins: [], unknown: [] });
}
