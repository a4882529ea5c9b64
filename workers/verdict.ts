/** What a run shows, in words, with every number traceable to the columns and the instant that it was read from. */
import type { ColumnName, EndState, Frames, HolderName, Totals } from './model/frames.ts';
import type { SimulationRequest } from './model/request.ts';
import type { PoolUse } from './model/workload/poolUse.ts';
import { formatBytes, formatCount, formatCountOf, formatSeconds, formatShare } from './units.ts';

/** A number of a sentence and where it comes from. */
export interface VerdictNumber {
	/** as it stands in the sentence */
	text: string;
	/** where it begins in the sentence */
	at: number;
	value: number;
	/**
	 * What it was read from: a column of the frames, a field of the totals (`totals.news`) or of an end state
	 * (`end.gc2.heapBytes`). A sum is written a+b, a quotient a/b.
	 */
	column: string;
	/** instant of the value; null for totals and end states, which have none [ns] */
	timeNs: number | null;
	/** where the value is a rise: the instant from which it is counted [ns] */
	sinceNs: number | null;
}

export interface Sentence {
	text: string;
	numbers: VerdictNumber[];
}

export interface Verdict {
	/** one short sentence: what the run shows */
	headline: Sentence;
	sentences: Sentence[];
}

/** What of the heap waits in a pool: its objects, and what they refer to. */
const poolHolders = [
	'privateBytes',
	'sharedBytes',
	'victimBytes',
	'pinnedBytes'
] as const satisfies HolderName[];
/** The same with what requests have borrowed: all that goes round through the pool. */
const circulating = [...poolHolders, 'borrowedBytes'] as const satisfies HolderName[];
const poolObjects = ['privateObjects', 'sharedObjects', 'victimObjects'] as const satisfies ColumnName[];

const MiB = 2 ** 20;

/** Says in words what a run shows. Of a run that goes on it says what is known so far. */
export function verdictOf(request: SimulationRequest, frames: Frames): Verdict {
	if (frames.rows === 0) return { headline: sentence`Nothing has been simulated yet.`, sentences: [] };
	const run = new RunReading(request, frames);
	const sentences = [
		sayPeak(run),
		sayEnd(run),
		sayWhatKeepsIt(run),
		sayAfterwards(run),
		sayNew(run),
		sayCollections(run)
	];
	return { headline: sayHeadline(run), sentences: sentences.filter((said) => said !== undefined) };
}

/** The verdict as running text. */
export function verdictText(verdict: Verdict): string {
	return [verdict.headline, ...verdict.sentences].map(({ text }) => text).join(' ');
}

/** A number before it has its place in a sentence. */
type Figure = Omit<VerdictNumber, 'at'>;

/** What the sentences are made of. */
class RunReading {
	readonly frames: Frames;
	readonly use: PoolUse;
	/** where objects wait, by name */
	readonly container: string;
	/** rows of the largest heap and of the end */
	readonly peakRow: number;
	readonly endRow: number;
	readonly peakBytes: number;
	readonly endBytes: number;
	/** bytes that wait in the pool at the end, and with what is borrowed */
	readonly keptBytes: number;
	readonly circulatingBytes: number;
	private readonly exact: boolean;

	constructor(request: SimulationRequest, frames: Frames) {
		this.frames = frames;
		this.use = request.params.fixed ? request.use.fixed : request.use.bug;
		this.container = isFreeList(this.use) ? 'the free list' : 'the pool';
		this.exact = request.params.closed === 1 && request.params.gcevery > 0;
		this.peakRow = this.rowOfLargest('heapMaxBytes');
		this.endRow = frames.rows - 1;
		this.peakBytes = this.value('heapMaxBytes', this.peakRow);
		this.endBytes = this.value('heapBytes', this.endRow);
		this.keptBytes = this.sum(poolHolders, this.endRow);
		this.circulatingBytes = this.use.container === 'none' ? 0 : this.sum(circulating, this.endRow);
	}

	value(column: ColumnName, row: number): number {
		return this.frames.columns[column][row] ?? 0;
	}

	/** Whether a size is worth a word: a mebibyte, or a tenth of the peak where that is more. */
	matters(bytes: number): boolean {
		return bytes >= Math.max(MiB, 0.1 * this.peakBytes);
	}

	bytes(column: ColumnName, row: number): Figure {
		return this.figure(formatBytes(this.value(column, row)), this.value(column, row), column, row);
	}

	count(column: ColumnName, row: number): Figure {
		return this.figure(formatCount(this.value(column, row)), this.value(column, row), column, row);
	}

	kept(): Figure {
		return this.figure(formatBytes(this.keptBytes), this.keptBytes, poolHolders.join('+'), this.endRow);
	}

	circulatingAtEnd(): Figure {
		return this.figure(
			formatBytes(this.circulatingBytes),
			this.circulatingBytes,
			circulating.join('+'),
			this.endRow
		);
	}

	/** The objects in the pool at the end. */
	objects(): Figure {
		const count = this.sum(poolObjects, this.endRow);
		return this.figure(formatCountOf(count, nounOf(this.use)), count, poolObjects.join('+'), this.endRow);
	}

	/** The instant of a row; where operations are the clock, the operation. */
	instant(row: number): Figure {
		const ns = this.value('timeNs', row);
		if (!this.exact) return this.figure(formatSeconds(ns), ns, 'timeNs', row);
		const op = this.value('op', row);
		return this.figure(`operation ${formatCount(op)}`, op, 'op', row);
	}

	/** How much a counter rose from the peak to the end. */
	riseSincePeak(column: ColumnName, word: string): Figure {
		const rise = this.value(column, this.endRow) - this.value(column, this.peakRow);
		const sinceNs = this.value('timeNs', this.peakRow);
		return { ...this.figure(formatCountOf(rise, word), rise, column, this.endRow), sinceNs };
	}

	total(field: keyof Totals, word?: string): Figure {
		const value = this.frames.totals[field];
		const text = word === undefined ? formatCount(value) : formatCountOf(value, word);
		return { text, value, column: `totals.${field}`, timeNs: null, sinceNs: null };
	}

	endState(what: EndState['what']): EndState | undefined {
		return this.frames.end.find((state) => state.what === what);
	}

	rowOfLargest(column: ColumnName): number {
		let best = 0;
		for (let row = 1; row < this.frames.rows; row++) {
			if (this.value(column, row) > this.value(column, best)) best = row;
		}
		return best;
	}

	private sum(columns: readonly ColumnName[], row: number): number {
		return columns.reduce((sum, column) => sum + this.value(column, row), 0);
	}

	private figure(text: string, value: number, column: string, row: number): Figure {
		return { text, value, column, timeNs: this.value('timeNs', row), sinceNs: null };
	}
}

function sayHeadline(run: RunReading): Sentence {
	const peak = run.bytes('heapMaxBytes', run.peakRow);
	const end = run.bytes('heapBytes', run.endRow);
	const staysUp = run.endBytes >= 0.5 * run.peakBytes;
	if (staysUp && run.matters(run.circulatingBytes) && run.circulatingBytes >= 0.5 * run.endBytes) {
		return sentence`The heap peaks at ${peak} and ends at ${end}: ${run.container}’s ${nounOf(run.use)}s keep ${run.circulatingAtEnd()} of it.`;
	}
	if (staysUp) return sentence`The heap peaks at ${peak} and ends at ${end}.`;
	return sentence`The heap peaks at ${peak} and is down to ${end} at the end.`;
}

function sayPeak(run: RunReading): Sentence {
	const rss = run.bytes('rssBytes', run.rowOfLargest('rssBytes'));
	return sentence`The heap is largest at ${run.instant(run.peakRow)}; resident memory reaches ${rss}.`;
}

/** Who holds what there is at the end. */
function sayEnd(run: RunReading): Sentence {
	const end = run.bytes('heapBytes', run.endRow);
	if (run.matters(run.keptBytes)) {
		if (run.value('pinnedBytes', run.endRow) >= 0.5 * run.keptBytes) {
			const pinned = run.bytes('pinnedBytes', run.endRow);
			return sentence`Of the ${end} at the end ${pinned} are payloads that ${run.objects()} in ${run.container} still refer to.`;
		}
		const borrowed = run.bytes('borrowedBytes', run.endRow);
		if (!run.matters(borrowed.value)) {
			return sentence`Of the ${end} at the end ${run.container} holds ${run.kept()} in ${run.objects()}.`;
		}
		const inUse = run.count('inUse', run.endRow);
		return sentence`Of the ${end} at the end ${run.container} holds ${run.kept()} in ${run.objects()}; requests have borrowed ${inUse}, with ${borrowed}.`;
	}
	const garbageBytes = run.value('garbageBytes', run.endRow);
	if (run.matters(garbageBytes) && garbageBytes >= 0.5 * run.endBytes) {
		const garbage = run.bytes('garbageBytes', run.endRow);
		return sentence`Of the ${end} at the end ${garbage} are garbage that no collection has come for yet.`;
	}
	if (run.use.container === 'none') return sentence`Of the ${end} at the end nothing is pooled.`;
	return sentence`Of the ${end} at the end ${run.container} holds ${run.kept()}.`;
}

/** Why the collections after the peak left the pool full. */
function sayWhatKeepsIt(run: RunReading): Sentence | undefined {
	const collections = run.riseSincePeak('numGC', 'collection');
	const staysUp = run.circulatingBytes >= 0.5 * run.peakBytes && run.matters(run.circulatingBytes);
	if (!staysUp || collections.value < 2) return undefined;
	if (isFreeList(run.use))
		return sentence`${collections} since the peak left it there: no collection clears a free list.`;
	const rescues = run.riseSincePeak('victimHits', 'time');
	if (rescues.value === 0) return undefined;
	return sentence`${collections} since the peak left most of it there: requests took objects back out of the victim cache ${rescues}.`;
}

/** What collections do once the load has stopped. */
function sayAfterwards(run: RunReading): Sentence | undefined {
	const states = (['stop', 'gc1', 'gc2', 'gc3'] as const).map((what) => run.endState(what));
	const [stop, first] = states;
	const last = states.at(-1);
	if (stop === undefined || first === undefined || last === undefined) return undefined;
	const heap = (state: EndState): Figure => ({
		text: formatBytes(state.heapBytes),
		value: state.heapBytes,
		column: `end.${state.what}.heapBytes`,
		timeNs: null,
		sinceNs: null
	});
	if (stop.residents > 0 && stop.residentBytes >= MiB) {
		const emptied = states.findIndex((state) => state !== undefined && state.residents === 0);
		const state = states[emptied];
		if (state === undefined) {
			return sentence`With the load stopped, three more collections leave ${run.container} as it is, and the heap at ${heap(last)}.`;
		}
		const collections = [
			'no',
			'one more collection empties',
			'two more collections empty',
			'three more collections empty'
		];
		return sentence`With the load stopped, ${collections[emptied] ?? ''} ${run.container}: the heap goes from ${heap(stop)} to ${heap(state)}.`;
	}
	if (stop.heapBytes - first.heapBytes < MiB) {
		return sentence`With the load stopped, a collection changes little: ${heap(first)} are left.`;
	}
	return sentence`With the load stopped, one more collection takes the heap from ${heap(stop)} to ${heap(first)}.`;
}

function sayNew(run: RunReading): Sentence {
	const { gets, news } = run.frames.totals;
	if (run.use.container === 'none') {
		return sentence`There is no pool: ${run.total('requests', 'request')} made ${run.total('news', nounOf(run.use))}.`;
	}
	if (gets === 0) return sentence`Get was not called.`;
	const share: Figure = {
		text: formatShare(news / gets),
		value: news / gets,
		column: 'totals.news/totals.gets',
		timeNs: null,
		sinceNs: null
	};
	return sentence`New is called ${run.total('news', 'time')} in ${run.total('gets', 'Get')}, that is ${share}.`;
}

function sayCollections(run: RunReading): Sentence {
	const all = run.total('gcCount', 'collection');
	if (run.frames.totals.forcedGC === 0) return sentence`The load sees ${all}.`;
	return sentence`The load sees ${all}, of which runtime.GC() asked for ${run.total('forcedGC')}.`;
}

function isFreeList(use: PoolUse): boolean {
	return use.container === 'channel' || use.container === 'semaphore';
}

function nounOf(use: PoolUse): string {
	switch (use.object) {
		case 'slab':
			return 'object';
		case 'slice-pointer':
			return 'slice';
		default:
			return use.object;
	}
}

/** A sentence from a template: its numbers are noted with where they stand. */
function sentence(texts: TemplateStringsArray, ...values: (string | Figure)[]): Sentence {
	let text = texts[0] ?? '';
	const numbers: VerdictNumber[] = [];
	values.forEach((value, index) => {
		if (typeof value === 'string') {
			text += value;
		} else {
			numbers.push({ ...value, at: text.length });
			text += value.text;
		}
		text += texts[index + 1] ?? '';
	});
	return { text, numbers };
}
