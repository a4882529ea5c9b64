/** A run as a Markdown table, to be pasted into an issue or a README. */
import { hasFix } from '../cases/index.ts';
import { collectionsShown } from '../marks/collectionsShown.ts';
import type { Frames } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import { variantOf } from '../results/result.ts';
import { formatBytes, formatCount, formatDuration, formatShare } from './units.ts';
import { verdictOf } from '../results/verdict.ts';

/** The run's figures, one a line, under its headline. `title` names the run; `link`, where given, leads to it. */
export function toMarkdown(request: SimulationRequest, frames: Frames, title: string, link?: string): string {
	const { totals } = frames;
	const seen = collectionsShown(frames);
	const variant = hasFix(request) ? `${variantOf(request)}, ` : '';
	const name = `${escaped(title)} (${variant}seed ${request.params.seed})`;
	const rows: [string, string][] = [
		['Heap at its peak', formatBytes(totals.peakHeapBytes)],
		['Heap on average', formatBytes(totals.meanHeapBytes)],
		['Resident memory at its peak', formatBytes(totals.peakRssBytes)],
		['Objects in the pool, at most', formatCount(totals.peakResidents)],
		['Requests', formatCount(totals.requests)],
		['Get', formatCount(totals.gets)],
		[
			'New',
			totals.gets === 0
				? formatCount(totals.news)
				: `${formatCount(totals.news)} (${formatShare(totals.news / totals.gets)} of Get)`
		],
		['Collections', `${formatCount(seen.total)}, of them asked for ${formatCount(seen.asked)}`],
		['CPU of the collector', formatDuration(totals.gcCpuNs)],
		...frames.end.map((state): [string, string] => [
			{
				stop: 'Heap at the stop',
				gc1: 'Heap after one collection more',
				gc2: 'Heap after two',
				gc3: 'Heap after three'
			}[state.what],
			formatBytes(state.heapBytes)
		])
	];
	return [
		`**${link === undefined ? name : `[${name}](${link})`}**: ${escaped(verdictOf(request, frames).headline.text)}`,
		'',
		'| | |',
		'|---|---:|',
		...rows.map(([what, value]) => `| ${what} | ${value} |`),
		''
	].join('\n');
}

/** What Markdown would read as a mark of its own. */
function escaped(text: string): string {
	return text.replace(/[\\`*_[\]<>|]/g, '\\$&');
}
