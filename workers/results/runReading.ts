/** What the verdict is made of: figures read from a run, and sentences that remember where their figures come from. */
import { collectionsShown } from '../marks/collectionsShown.ts';
import type { ColumnName, EndState, Frames, HolderName, Totals } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import type { PoolUse } from '../model/workload/poolUse.ts';
import { formatBytes, formatCount, formatCountOf, formatSeconds } from '../text/units.ts';

/** A number of a sentence and where it comes from. */
export interface VerdictNumber {
	/** as it stands in the sentence */
	text: string;
	/** where it begins in the sentence */
	at: number;
	value: number;
	/**
	 * What it was read from: a column of the frames, a field of the totals (`totals.loadNs`) or of an end state
	 * (`end.gc2.heapBytes`), or the collections that have begun, all (`collections.startNs`) or those that
	 * runtime.GC() asked for (`collections.forced`). A sum is written a+b, a quotient a/b.
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

const MiB = 2 ** 20;

/** A number before it has its place in a sentence. */
export type Figure = Omit<VerdictNumber, 'at'>;

/** What the sentences are made of. */
export class RunReading {
	readonly frames: Frames;
	readonly use: PoolUse;
	/** where objects wait, by name */
	readonly container: string;
	private readonly circulating: readonly HolderName[];
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
		this.circulating = isCopied(this.use) ? copies : circulating;
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

	kept(): Figure {
		return this.figure(formatBytes(this.keptBytes), this.keptBytes, poolHolders.join('+'), this.endRow);
	}

	circulatingAtEnd(): Figure {
		return this.figure(
			formatBytes(this.circulatingBytes),
			this.circulatingBytes,
			this.circulating.join('+'),
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
		return this.rise(column, this.peakRow, this.endRow, word);
	}

	/**
	 * The stretch in which what waits in the pool is at half of its most or above; undefined where that is little, or
	 * for less than a second.
	 */
	stay() {
		const kept = Array.from({ length: this.frames.rows }, (_, row) => this.sum(poolHolders, row));
		const mostBytes = kept.reduce((a, b) => Math.max(a, b), 0);
		const first = kept.findIndex((bytes) => bytes >= 0.5 * mostBytes);
		const last = kept.findLastIndex((bytes) => bytes >= 0.5 * mostBytes);
		const most = kept.indexOf(mostBytes);
		const lastsNs = this.value('timeNs', last) - this.value('timeNs', first);
		if (mostBytes < Math.max(MiB, 0.25 * this.peakBytes) || lastsNs < 1e9) return undefined;
		const held = (row: number) =>
			this.figure(formatBytes(kept[row] ?? 0), kept[row] ?? 0, poolHolders.join('+'), row);
		return {
			bytes: held(last),
			until: this.instant(last),
			most: held(most),
			at: this.instant(most),
			collections: this.rise('numGC', first, last, 'collection')
		};
	}

	/** A counter at the end of the window, where the charts end too. What a backlog does after it is not in it. */
	counted(column: ColumnName, word: string): Figure {
		const value = this.value(column, this.endRow);
		return this.figure(formatCountOf(value, word), value, column, this.endRow);
	}

	/** Requests that have taken an object, or made one. */
	begun(): Figure {
		const count = this.sum(['op', 'inUse'], this.endRow);
		return this.figure(formatCountOf(count, 'request'), count, 'op+inUse', this.endRow);
	}

	/** Collections that began by the end of the window, as the lane of collections counts them. */
	collections(): { all: Figure; asked: Figure } {
		const { total, asked } = collectionsShown(this.frames);
		return {
			all: this.figure(formatCountOf(total, 'collection'), total, 'collections.startNs', this.endRow),
			asked: this.figure(formatCount(asked), asked, 'collections.forced', this.endRow)
		};
	}

	/** A sum over the load, as it is written. */
	total(field: keyof Totals, text: string): Figure {
		return { text, value: this.frames.totals[field], column: `totals.${field}`, timeNs: null, sinceNs: null };
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
		return { text, value, column, timeNs: this.value('timeNs', row), sinceNs: null };
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
