/** What the pages of the cases are made of, while the site is built. */
import { caseBySlug } from '#workers/cases/index.ts';
import { encodeLink } from '#workers/link.ts';
import { parameters } from '#workers/model/parameters.ts';
import { explore, usualExploration } from '#workers/program/explorer.ts';
import { programBySlug } from '#workers/program/programs/index.ts';
import type { Variant } from '#workers/program/program.ts';
import { sourceOf } from '#workers/program/sources.ts';
import { traceOf, type Trace } from '#workers/program/trace.ts';
import { CASE_SLUGS, type CaseSlug } from '#workers/programs/text.ts';
import { caseTexts } from '#workers/programs/texts/index.ts';
import { changedLines, diffLines } from './diff.ts';
import { highlightGo } from './highlight.server.ts';
import type { BugPage, CaseLink, ListedCase } from './page.ts';

/** The cases in the order in which they are told. */
export const listedCases: ListedCase[] = CASE_SLUGS.map((slug, index) => {
	const { title, class: of, symptom } = caseTexts[slug];
	return { slug, number: index + 1, title, class: of, symptom };
});

/** The page of a case, or undefined where there is none of that name. */
export async function bugPageOf(name: string): Promise<BugPage | undefined> {
	const slug = CASE_SLUGS.find((each) => each === name);
	if (slug === undefined) return undefined;
	const text = caseTexts[slug];
	const index = CASE_SLUGS.indexOf(slug);
	const program = programBySlug(slug);
	const sources = { bug: sourceOf(slug, 'bug').trimEnd(), fixed: sourceOf(slug, 'fixed').trimEnd() };
	const diff = diffLines(sources.bug.split('\n'), sources.fixed.split('\n'));
	const traces = shortestTraces(slug);
	return {
		...text,
		slug,
		number: index + 1,
		count: CASE_SLUGS.length,
		before: linkTo(CASE_SLUGS[index - 1]),
		after: linkTo(CASE_SLUGS[index + 1]),
		related: text.relatives.flatMap((each) => linkTo(each) ?? []),
		varies: text.vary.map((parameter) => {
			const { label, help } = parameters[parameter];
			return { name: parameter, label, help };
		}),
		shownBy: text.folklore.runs.map((run) =>
			'command' in run
				? run
				: { link: `#${encodeLink({ case: slug, unknown: [], ...run })}`, shows: run.shows }
		),
		simulated: caseBySlug(slug) !== undefined,
		programs: { bug: await highlightGo(sources.bug), fixed: await highlightGo(sources.fixed) },
		diff,
		// Nobody suspects an empty line.
		fixLines: changedLines(diff).filter((line) => sources.bug.split('\n')[line - 1]?.trim() !== ''),
		faultLines: faultLinesOf(traces.bug),
		traces,
		usual: {
			gomaxprocs: usualExploration.gomaxprocs,
			pauses: usualExploration.pauses,
			slices: usualExploration.slices
		},
		scale: program.scale,
		noun: program.noun,
		panic: program.bug.panicText ?? ''
	};
}

function linkTo(slug: CaseSlug | undefined): CaseLink | null {
	return slug === undefined ? null : { slug, title: caseTexts[slug].title };
}

/** Shortest schedule that shows the fault on one P, where each schedule is one of few; and the fix under it. */
function shortestTraces(slug: CaseSlug): Record<Variant, Trace> {
	const options = { ...usualExploration, slug, gomaxprocs: 1, randomSchedules: 0 };
	const schedule = explore(options).fault?.schedule ?? '';
	return {
		bug: traceOf({ ...options, variant: 'bug', schedule }),
		fixed: traceOf({ ...options, variant: 'fixed', schedule })
	};
}

function faultLinesOf({ faults }: Trace): number[] {
	const lines = faults.filter(({ counts }) => counts).flatMap(({ line, otherLine }) => [line, otherLine]);
	return [...new Set(lines.filter((line) => line > 0))].sort((a, b) => a - b);
}
