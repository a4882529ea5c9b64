import { holderNames } from '#workers/model/frames.ts';

/** What the charts call a figure of the verdict, so that they can point it out; null where no chart has it as a line. */
export function seriesOf(column: string): string | null {
	if (column === 'params.memlimit') return 'limit';
	const name = column.replace(/^(totals|end\.\w+)\./, '');
	if (/^(heap(Max|Min)?Bytes|peakHeapBytes)$/.test(name)) return 'heapBytes';
	if (/^(rss|peakRss)Bytes$/i.test(name)) return 'rssBytes';
	if (/^(in|peakIn)Use$/.test(name)) return 'borrowed';
	if (/^news\b/.test(name)) return 'news';
	if (name === 'victimHits') return name;
	return holderNames.find((holder) => holder === name) ?? null;
}
