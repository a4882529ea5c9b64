/** The picture that an embed shows before it is started, made while the site is built, by what draws for the command line. */
import { laneSummary } from '#lib/charts/collectionLane.ts';
import { heapSummary } from '#lib/charts/heapChart.ts';
import { getRates, newRateSummary } from '#lib/charts/newRateChart.ts';
import { occupancySummary } from '#lib/charts/occupancyChart.ts';
import { stripSummary } from '#lib/charts/perPStrip.ts';
import { wholeRun } from '#lib/panels/wholeRun.ts';
import { caseBySlug, cases } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { encodeLink } from '#workers/link.ts';
import { dodge } from '#workers/marks/dodge.ts';
import type { Frames } from '#workers/model/frames.ts';
import { formatParameter } from '#workers/model/parameterText.ts';
import type { ParameterName } from '#workers/model/parameters.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import { simulate } from '#workers/model/simulate.ts';
import { CASE_SLUGS } from '#workers/programs/text.ts';
import { caseTexts } from '#workers/programs/texts/index.ts';
import { em, type Panel } from '#workers/render/panel.ts';
import { partsOf, type Parts } from '#workers/render/parts.ts';
import { verdictOf, verdictText } from '#workers/results/verdict.ts';
import { plotHeights, type PlotName } from './plotHeights.ts';

/** A chart of a poster: marks, and what is written beside them. */
export interface PosterChart extends Omit<Parts, 'panels'> {
	chart: PlotName;
	alt: string;
	panels: PosterPanel[];
}

export interface PosterPanel extends Omit<Panel, 'marks' | 'labels'> {
	height: number;
	/** elements of an SVG */
	marks: string;
	/** with their places beside the marks, as a style: of a chart that is alone, and in a column; none where there is no room */
	labels: (Panel['labels'][number] & { places: string })[];
}

export interface Poster {
	slug: string;
	title: string;
	/** canonical link, without # */
	link: string;
	/** each value of the case’s own run, as a link writes it */
	own: string[];
	headline: string;
	/** the whole verdict */
	verdict: string;
	charts: PosterChart[];
	/** in which the marks are drawn */
	width: number;
}

/** Slugs that the simulation knows. */
export const simulatedSlugs = cases.map(({ slug }) => slug);

/** Every slug that an embed may be of. */
export const embedSlugs = [...new Set([...simulatedSlugs, ...CASE_SLUGS])];

/** Samples of a poster’s run, and the width of its marks before they are stretched: a whole number between two. */
const size = { rows: 49, width: 240 };

/** The poster of a case; undefined where there is none of that name. */
export function posterOf(slug: string): Poster | undefined {
	const which = caseBySlug(slug);
	if (which === undefined) return posterOfProgram(slug);
	const request = requestFor(which, {}, size.rows);
	const frames = simulate(request);
	// Said of the run as the page shows it: fewer rows would count from another peak.
	const shown = requestFor(which);
	const verdict = verdictOf(shown, simulate(shown));
	return {
		slug: which.slug,
		title: which.title,
		own: Object.entries(shown.params).map(
			([name, value]) => `${name}=${formatParameter(name as ParameterName, value as never)}`
		),
		link: encodeLink({ case: which.slug, params: {}, pins: [], unknown: [] }),
		headline: verdict.headline.text,
		verdict: verdictText(verdict),
		charts: chartsOf(request, frames),
		width: size.width
	};
}

/** Cases without a simulation are told by their program alone. */
function posterOfProgram(name: string): Poster | undefined {
	const slug = CASE_SLUGS.find((each) => each === name);
	if (slug === undefined) return undefined;
	const { title, symptom } = caseTexts[slug];
	return {
		slug,
		title,
		link: `v1;case=${slug}`,
		own: [],
		headline: symptom,
		verdict: symptom,
		charts: [],
		width: 0
	};
}

function chartsOf(request: SimulationRequest, frames: Frames): PosterChart[] {
	const summaries: Record<PlotName, () => string> = {
		heap: () => heapSummary(frames, wholeRun(frames)),
		occupancy: () => occupancySummary(frames, 'objects'),
		perp: () => stripSummary(frames),
		new: () => newRateSummary(frames, getRates(frames, 1)),
		gc: () => laneSummary(frames)
	};
	return (Object.keys(summaries) as PlotName[]).map((chart) => {
		const { alone, together } = plotHeights[chart];
		const { panels, ...rest } = partsOf({
			request,
			frames,
			chart,
			id: chart,
			width: size.width,
			height: alone
		});
		return {
			...{ chart, alt: summaries[chart](), ...rest },
			panels: panels.map((panel) => posterPanel(panel, together / alone))
		};
	});
}

/** Names from the top of a stack down, moved apart where they would overlap; `share` is what a column leaves of the height. */
function posterPanel(
	{ marks, labels, height, ...rest }: Parts['panels'][number],
	share: number
): PosterPanel {
	const downwards = labels.toReversed();
	const placesIn = (part: number) => {
		const wanted = downwards.map((label) => ({ ...label, at: label.at * part }));
		const tops = dodge(wanted, Math.ceil(1.3 * em), 0.5 * em, height * part - 0.4 * em);
		return tops.map((top) => (Number.isNaN(top) ? 'none' : `${((top / (height * part)) * 100).toFixed(1)}%`));
	};
	const alone = placesIn(1);
	const together = placesIn(share);
	const style = (name: string, place = 'none') =>
		place === 'none' ? `--show-${name}:none` : `--at-${name}:${place}`;
	return {
		...rest,
		height,
		marks: marks.join(''),
		labels: downwards.map((label, index) => ({
			...label,
			value: `${label.at < 0 ? '↑ ' : ''}${label.value}`,
			places: `${style('alone', alone[index])};${style('together', together[index])}`
		}))
	};
}
