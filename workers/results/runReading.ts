/** What the verdict is made of: figures read from a run, and sentences that remember where their figures come from. */
import { collectionsShown } from '../marks/collectionsShown.ts';
import type { ColumnName, EndState, Frames, HolderName, Totals } from '../model/frames.ts';
import type { Params } from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import type { PoolUse } from '../model/workload/poolUse.ts';
import { formatBytes, formatCount, formatCountOf, formatSeconds, formatShare } from '../text/units.ts';

/** A number of a sentence and where it comes from. */
export interface VerdictNumber {
	/** as it stands in the sentence */
	text: string;
	/** where it begins in the sentence */
	at: number;
	value: number;
	/**
	 * What it was read from: a column of the frames, a field of the totals (`totals.loadNs`), of an end state
	 * (`end.gc2.heapBytes`) or of the parameters (`params.memlimit`), or the collections that have begun, all
	 * (`collections.startNs`) or those that runtime.GC() asked for (`collections.forced`). A sum is written a+b, a
	 * quotient a/b.
	 */
	column: string;
	/** instant of the value; null for totals, end states and parameters, which have none [ns] */
	timeNs: number | null;
	/** where the value is a rise: the instant from which it is counted [ns] */
	sinceNs: number | null;
	/** where the run that it was read from is not the one that is shown, but its other variant: which */
	variant?: 'bug' | 'fixed';
}

export interface Sentence {
	text: string;
	numbers: VerdictNumber[];
}

/** What of the heap waits in a pool: its objects, and what they refer to. */
const poolHolders = [
	'privateBytes',
	'sharedBytes',
	'victimBytes',
	'pinnedBytes'
] as const satisfies HolderName[];
/** The same with what requests have borrowed: all that goes round through the pool. */
const circulating: readonly HolderName[] = [...poolHolders, 'borrowedBytes'];
/** Of copied pools there are so many that their own structures, other live data, are what there is most of. */
const copies: readonly HolderName[] = [...circulating, 'otherLiveBytes'];
const poolObjects = ['privateObjects', 'sharedObjects', 'victimObjects'] as const satisfies ColumnName[];

/** What no collection frees: what requests have borrowed, and the program's own. */
const inUse: readonly HolderName[] = ['borrowedBytes', 'otherLiveBytes'];
/** A free list is one of those. */
const inUseOrListed: readonly HolderName[] = [...inUse, ...poolHolders];

const MiB = 2 ** 20;

/** Under a heap of a few times Go's least goal of 4 MiB it is not what is kept that matters, but what is made. */
export const smallHeapBytes = 16 * MiB;

/** A number before it has its place in a sentence. */
export type Figure = Omit<VerdictNumber, 'at'>;

/** What the sentences are made of. */
export class RunReading {
	readonly frames: Frames;
	readonly use: PoolUse;
	/** where objects wait, by name */
	readonly container: string;
	private readonly circulating: readonly HolderName[];
	private readonly unfreed: readonly HolderName[];
	readonly params: Params;
	/** rows of the largest heap and of the end */
	readonly peakRow: number;
	readonly endRow: number;
	readonly peakBytes: number;
	readonly endBytes: number;
	/** bytes that wait in the pool at the end, and with what is borrowed */
	readonly keptBytes: number;
	readonly circulatingBytes: number;
	private readonly exact: boolean;
	private readonly origin: Pick<VerdictNumber, 'variant'>;

	/** `isOther`: of the variant that is not shown, so that figures say which that is */
	constructor(request: SimulationRequest, frames: Frames, isOther = false) {
		this.frames = frames;
		this.origin = isOther ? { variant: request.params.fixed ? 'fixed' : 'bug' } : {};
		this.use = request.params.fixed ? request.use.fixed : request.use.bug;
		this.container = isFreeList(this.use) ? 'the free list' : 'the pool';
		this.params = request.params;
		this.circulating = isCopied(this.use) ? copies : circulating;
		this.unfreed = isFreeList(this.use) ? inUseOrListed : inUse;
		this.exact = request.params.closed === 1 && request.params.gcevery > 0;
		this.peakRow = this.rowOfLargest('heapMaxBytes');
		this.endRow = frames.rows - 1;
		this.peakBytes = this.value('heapMaxBytes', this.peakRow);
		this.endBytes = this.value('heapBytes', this.endRow);
		this.keptBytes = this.sum(poolHolders, this.endRow);
		this.circulatingBytes = this.use.container === 'none' ? 0 : this.sum(this.circulating, this.endRow);
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

	/** What waits in the pool: at the end, or at another row. */
	kept(row = this.endRow): Figure {
		const bytes = this.sum(poolHolders, row);
		return this.figure(formatBytes(bytes), bytes, poolHolders.join('+'), row);
	}

	/** The last row that is no later than an instant. */
	rowAt(timeNs: number): number {
		const row = this.frames.columns.timeNs.subarray(0, this.frames.rows).findLastIndex((ns) => ns <= timeNs);
		return Math.max(0, row);
	}

	/** Whether most of what goes round through the pool is with requests at the end. */
	get isMostlyLent(): boolean {
		return 2 * this.value('borrowedBytes', this.endRow) > this.circulatingBytes;
	}

	circulatingAtEnd(): Figure {
		return this.figure(
			formatBytes(this.circulatingBytes),
			this.circulatingBytes,
			this.circulating.join('+'),
			this.endRow
		);
	}

	/**
	 * What no collection frees, at the row at which that is most. Between two rows more objects may be borrowed for a
	 * moment: `missed` is how many times as many, 1 for none, and `likelyBytes` what that makes.
	 */
	inUse(): { bytes: Figure; at: Figure; objects: Figure; missed: number; likelyBytes: number } {
		const { peakInUse } = this.frames.totals;
		// The slots of copied pools are other live data too, and go with the copies: what is there at first stays.
		const row = isCopied(this.use) ? 0 : this.rowOf((each) => this.sum(this.unfreed, each));
		const bytes = this.sum(this.unfreed, row);
		const seen = isCopied(this.use) ? peakInUse : this.value('inUse', this.rowOfLargest('inUse'));
		const missed = Math.max(1, peakInUse / Math.max(1, seen));
		return {
			bytes: this.figure(formatBytes(bytes), bytes, this.unfreed.join('+'), row),
			at: this.instant(row),
			objects: this.total('peakInUse', formatCountOf(peakInUse, nounOf(this.use))),
			missed,
			likelyBytes: bytes + (missed - 1) * this.value('borrowedBytes', row)
		};
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
		return this.rise(column, this.peakRow, this.endRow, word);
	}

	/**
	 * The stretch around the most that ever waits in the pool in which half of it or more is there, or goes round: what
	 * requests borrow meanwhile is not gone, what collections drop is. Undefined where that is little, or for
	 * less than a second.
	 */
	stay() {
		const kept = Array.from({ length: this.frames.rows }, (_, row) => this.sum(poolHolders, row));
		const mostBytes = kept.reduce((a, b) => Math.max(a, b), 0);
		const most = kept.indexOf(mostBytes);
		const isHalf = (bytes = 0) => bytes >= 0.5 * mostBytes;
		/** the last row one way that has half of it in the pool, before a row that has lost it */
		const edge = (step: number) => {
			let found = most;
			for (let row = most; row in kept && isHalf(this.sum(circulating, row)); row += step) {
				if (isHalf(kept[row])) found = row;
			}
			return found;
		};
		const [first, last] = [edge(-1), edge(1)];
		const lastsNs = this.value('timeNs', last) - this.value('timeNs', first);
		if (mostBytes < Math.max(MiB, 0.25 * this.peakBytes) || lastsNs < 1e9) return undefined;
		return {
			row: last,
			bytes: this.kept(last),
			until: this.instant(last),
			most: this.kept(most),
			at: this.instant(most),
			collections: this.rise('numGC', first, last, 'collection')
		};
	}

	/** A counter at the end of the window, where the charts end too. What a backlog does after it is not in it. */
	counted(column: ColumnName, word: string): Figure {
		const value = this.value(column, this.endRow);
		return this.figure(formatCountOf(value, word), value, column, this.endRow);
	}

	/** For how many of the Gets New was called. */
	newShare(): Figure {
		const news = this.counted('news', 'time');
		const share = news.value / this.value('gets', this.endRow);
		return { ...news, text: formatShare(share), value: share, column: 'news/gets' };
	}

	/** Requests that have taken an object, or made one. */
	begun(): Figure {
		const count = this.sum(['op', 'inUse'], this.endRow);
		return this.figure(formatCountOf(count, 'request'), count, 'op+inUse', this.endRow);
	}

	/** Whether much of what the heap is at the end goes round through the pool, and still is there. */
	get keepsAtEnd(): boolean {
		const { circulatingBytes, endBytes, peakBytes } = this;
		return (
			endBytes >= 0.5 * peakBytes && this.matters(circulatingBytes) && circulatingBytes >= 0.5 * endBytes
		);
	}

	/** Collections that began by the end of the window, as the lane of collections counts them. */
	collections(): { all: Figure; asked: Figure } {
		const { total, asked } = collectionsShown(this.frames);
		return {
			all: this.figure(formatCountOf(total, 'collection'), total, 'collections.startNs', this.endRow),
			asked: this.figure(formatCount(asked), asked, 'collections.forced', this.endRow)
		};
	}

	/** A counter at the end of the window, as it is written. */
	written(column: ColumnName, text: string): Figure {
		return this.figure(text, this.value(column, this.endRow), column, this.endRow);
	}

	/** A parameter, as it is written. */
	param(name: 'memlimit', text: string): Figure {
		return { text, value: this.params[name], column: `params.${name}`, timeNs: null, sinceNs: null };
	}

	/** A sum over the load, as it is written. */
	total(field: keyof Totals, text: string): Figure {
		return { text, value: this.frames.totals[field], column: `totals.${field}`, timeNs: null, sinceNs: null };
	}

	endState(what: EndState['what']): EndState | undefined {
		return this.frames.end.find((state) => state.what === what);
	}

	rowOfLargest(column: ColumnName): number {
		return this.rowOf((row) => this.value(column, row));
	}

	/** The first row at which something is largest. */
	private rowOf(measure: (row: number) => number): number {
		let best = 0;
		let most = measure(0);
		for (let row = 1; row < this.frames.rows; row++) {
			const size = measure(row);
			if (size > most) [best, most] = [row, size];
		}
		return best;
	}

	private rise(column: ColumnName, from: number, to: number, word: string): Figure {
		const rise = this.value(column, to) - this.value(column, from);
		return {
			...this.figure(formatCountOf(rise, word), rise, column, to),
			sinceNs: this.value('timeNs', from)
		};
	}

	private sum(columns: readonly ColumnName[], row: number): number {
		return columns.reduce((sum, column) => sum + this.value(column, row), 0);
	}

	private figure(text: string, value: number, column: string, row: number): Figure {
		return { text, value, column, timeNs: this.value('timeNs', row), sinceNs: null, ...this.origin };
	}
}

export function isCopied(use: PoolUse): boolean {
	return use.container === 'copied-pool';
}

export function isFreeList(use: PoolUse): boolean {
	return use.container === 'channel' || use.container === 'semaphore';
}

export function nounOf(use: PoolUse): string {
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
export function sentence(texts: TemplateStringsArray, ...values: (string | Figure)[]): Sentence {
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

/** Two parts of a sentence, the first ending where the second goes on. */
export function joined(first: Sentence, second: Sentence): Sentence {
	const moved = second.numbers.map((number) => ({ ...number, at: number.at + first.text.length }));
	return { text: first.text + second.text, numbers: [...first.numbers, ...moved] };
}
