/** The picture that an embed shows before it is started, made while the site is built. */
import { holderLooks } from '#workers/marks/holderLooks.ts';
import { stackTops } from '#workers/marks/stack.ts';
import { fitDomain } from '#lib/charts/domain.ts';
import { heapPeakBytes, heapSummary } from '#lib/charts/heapChart.ts';
import { getRates, newRatePeak } from '#lib/charts/newRateChart.ts';
import { occupancyPeak, occupancySummary } from '#lib/charts/occupancyChart.ts';
import { formatBytes, formatCount, formatSeconds } from '#lib/charts/format.ts';
import { caseBySlug, cases } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { encodeLink } from '#workers/link.ts';
import { holderNames, type ColumnName, type Frames, type HolderName } from '#workers/model/frames.ts';
import { simulate } from '#workers/model/simulate.ts';
import { CASE_SLUGS } from '#workers/programs/text.ts';
import { caseTexts } from '#workers/programs/texts/index.ts';
import { verdictOf, verdictText } from '#workers/verdict.ts';
import type { ChartName } from './options.ts';

/** A filled shape of a poster; coordinates from 0 to 1000, down and to the right. */
export interface PosterShape {
	label: string;
	/** custom property of the colour, without dashes */
	colour: string;
	hatched: boolean;
	path: string;
}

export interface PosterChart {
	chart: ChartName;
	title: string;
	unit: string;
	/** at the top of the value axis */
	top: string;
	/** at the end of the time axis */
	end: string;
	alt: string;
	shapes: PosterShape[];
}

export interface Poster {
	slug: string;
	title: string;
	/** canonical link, without # */
	link: string;
	headline: string;
	/** the whole verdict */
	verdict: string;
	charts: PosterChart[];
}

/** Slugs that the simulation knows. */
export const simulatedSlugs = cases.map(({ slug }) => slug);

/** Every slug that an embed may be of. */
export const embedSlugs = [...new Set([...simulatedSlugs, ...CASE_SLUGS])];

/** Steps of a poster's shapes from left to right. */
const steps = 200;

/** The poster of a case; undefined where there is none of that name. */
export function posterOf(slug: string): Poster | undefined {
	const which = caseBySlug(slug);
	if (which === undefined) return posterOfProgram(slug);
	const request = requestFor(which, {}, steps + 1);
	const frames = simulate(request);
	const verdict = verdictOf(request, frames);
	return {
		slug: which.slug,
		title: which.title,
		link: encodeLink({ case: which.slug, params: {}, pins: [], unknown: [] }),
		headline: verdict.headline.text,
		verdict: verdictText(verdict),
		charts: [heapPoster(frames), occupancyPoster(frames), newPoster(frames)]
	};
}

/** Cases without a simulation are told by their program alone. */
function posterOfProgram(name: string): Poster | undefined {
	const slug = CASE_SLUGS.find((each) => each === name);
	if (slug === undefined) return undefined;
	const { title, symptom } = caseTexts[slug];
	return { slug, title, link: `v1;case=${slug}`, headline: symptom, verdict: symptom, charts: [] };
}

function heapPoster(frames: Frames): PosterChart {
	const top = fitDomain(heapPeakBytes(frames), 'bytes')[1];
	const whole = [0, endOf(frames)] as const;
	return {
		chart: 'heap',
		title: 'Heap size',
		unit: 'bytes, by holder',
		top: formatBytes(top),
		end: formatSeconds(whole[1]),
		alt: heapSummary(frames, whole),
		shapes: stacked(frames, holderNames, holderNames, top)
	};
}

function occupancyPoster(frames: Frames): PosterChart {
	const top = fitDomain(occupancyPeak(frames, 'objects'), 'count')[1];
	return {
		chart: 'occupancy',
		title: 'Pool occupancy',
		unit: 'objects',
		top: formatCount(top),
		end: formatSeconds(endOf(frames)),
		alt: occupancySummary(frames, 'objects'),
		shapes: stacked(
			frames,
			['privateBytes', 'sharedBytes', 'victimBytes'],
			['privateObjects', 'sharedObjects', 'victimObjects'],
			top
		)
	};
}

function newPoster(frames: Frames): PosterChart {
	const top = fitDomain(newRatePeak(frames), 'count')[1];
	const rates = getRates(frames, 1).newPerSecond.map((rate) => rate || 0);
	return {
		chart: 'new',
		title: 'New rate',
		unit: 'calls per second',
		top: `${formatCount(top)}/s`,
		end: formatSeconds(endOf(frames)),
		alt: `New is called ${formatCount(frames.totals.news)} times for ${formatCount(frames.totals.gets)} Gets.`,
		shapes: [{ label: 'New', colour: 'get-new', hatched: false, path: area(frames, rates, top) }]
	};
}

/** Bands on top of each other, the topmost first, so that the lower ones lie over it. */
function stacked(
	frames: Frames,
	looks: readonly HolderName[],
	columns: readonly ColumnName[],
	top: number
): PosterShape[] {
	const rows = Uint32Array.from({ length: frames.rows }, (_, row) => row);
	const tops = stackTops(
		columns.map((column) => frames.columns[column]),
		rows,
		null
	);
	return looks
		.map((look, index) => ({ ...holderLooks[look], sums: tops[index] ?? new Float64Array(), index }))
		.filter(({ index }) => {
			const column = columns[index];
			return column !== undefined && frames.columns[column].some((value) => value > 0);
		})
		.reverse()
		.map(({ label, colour, swatch, sums }) => ({
			label,
			colour,
			hatched: swatch === 'hatch',
			path: area(frames, sums, top)
		}));
}

function area(frames: Frames, values: Float64Array, top: number): string {
	const endNs = endOf(frames);
	const points = Array.from({ length: frames.rows }, (_, row) => {
		const x = Math.round(((frames.columns.timeNs[row] ?? 0) / endNs) * 1000);
		const y = Math.round(1000 - ((values[row] ?? 0) / top) * 1000);
		return `${x} ${y}`;
	});
	return `M0 1000L${points.join('L')}L1000 1000Z`;
}

function endOf(frames: Frames): number {
	return Math.max(1, frames.columns.timeNs[frames.rows - 1] ?? 1);
}
