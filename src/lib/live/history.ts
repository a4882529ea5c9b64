/** The last minutes of a live process, in memory that does not grow. */
import type { LiveChunk } from '#workers/entries/liveApi.ts';
import {
	collectionColumnNames,
	columnNames,
	type CollectionColumnName,
	type ColumnName,
	type Frames,
	type PhaseSpan,
	type Totals
} from '#workers/model/frames.ts';

/** Collections that are remembered. */
const mostCollections = 4_096;

type Columns<Name extends string> = { [N in Name]: Float64Array };

function columnsOf<Name extends string>(names: readonly Name[], length: number): Columns<Name> {
	return Object.fromEntries(names.map((name) => [name, new Float64Array(length)])) as Columns<Name>;
}

/**
 * Rows lie in buffers twice as long as what is kept: new ones are written behind the old ones, and when the end is
 * reached the last ones are copied to the front. So any stretch of rows is one piece of memory, which charts draw from
 * without a copy.
 */
export class LiveHistory {
	readonly capacity: number;
	#columns: Columns<ColumnName>;
	#perP: Uint32Array;
	#perPWidth: number;
	/** rows from #start to #end are kept */
	#start = 0;
	#end = 0;
	#collections = columnsOf(collectionColumnNames, mostCollections * 2);
	#collectionsStart = 0;
	#collectionsEnd = 0;
	/** number of the collection at #collectionsStart, from 0 */
	#firstCollection = 0;

	/** @param capacity rows that are kept at least, once there are so many */
	constructor(capacity: number, perPWidth: number) {
		this.capacity = capacity;
		this.#columns = columnsOf(columnNames, capacity * 2);
		this.#perPWidth = perPWidth;
		this.#perP = new Uint32Array(capacity * 2 * perPWidth);
	}

	get rows(): number {
		return this.#end - this.#start;
	}

	/** Instants of the first and the last row that are kept [ns]. */
	get range(): [startNs: number, endNs: number] {
		const { timeNs } = this.#columns;
		return this.rows === 0 ? [0, 0] : [timeNs[this.#start]!, timeNs[this.#end - 1]!];
	}

	/** Memory that the buffers take [bytes]. */
	get bytes(): number {
		return (
			columnNames.length * this.capacity * 16 +
			this.#perP.byteLength +
			collectionColumnNames.length * mostCollections * 16
		);
	}

	/** Adds what has happened. Of a chunk that is longer than the history the end stays. */
	append(chunk: LiveChunk): void {
		if (chunk.perPWidth > this.#perPWidth) this.#widen(chunk.perPWidth);
		const skipped = Math.max(0, chunk.rows - this.capacity);
		const added = chunk.rows - skipped;
		if (this.#end + added > this.capacity * 2) this.#moveToFront(this.capacity - added);
		columnNames.forEach((name, i) => {
			const from = i * chunk.rows;
			this.#columns[name].set(chunk.columns.subarray(from + skipped, from + chunk.rows), this.#end);
		});
		for (let row = 0; row < added; row++) {
			const from = (skipped + row) * chunk.perPWidth;
			this.#perP.set(chunk.perP.subarray(from, from + chunk.perPWidth), (this.#end + row) * this.#perPWidth);
		}
		this.#end += added;
		this.#start = Math.max(this.#start, this.#end - this.capacity);
		this.#appendCollections(chunk);
	}

	/** The rows from an instant to another as charts take them, with one row more at each end. No copies. */
	frames(fromNs: number, toNs: number, phases: PhaseSpan[]): Frames {
		const { timeNs } = this.#columns;
		let first = this.#rowAt(fromNs);
		if (first > this.#start) first--;
		let end = this.#rowAt(toNs + 1);
		if (end < this.#end) end++;
		const columns = Object.fromEntries(
			columnNames.map((name) => [name, this.#columns[name].subarray(first, end)])
		) as Columns<ColumnName>;
		const rows = end - first;
		const starts = this.#collections.startNs;
		let firstCollection = this.#collectionsStart;
		const sinceNs = timeNs[first] ?? 0;
		while (firstCollection < this.#collectionsEnd && starts[firstCollection]! < sinceNs) firstCollection++;
		let endCollection = this.#collectionsEnd;
		const untilNs = timeNs[end - 1] ?? 0;
		while (endCollection > firstCollection && starts[endCollection - 1]! > untilNs) endCollection--;
		return {
			rows,
			complete: false,
			columns,
			perP: this.#perP.subarray(first * this.#perPWidth, end * this.#perPWidth),
			perPWidth: this.#perPWidth,
			collections: {
				count: endCollection - firstCollection,
				total: endCollection - firstCollection,
				columns: Object.fromEntries(
					collectionColumnNames.map((name) => [
						name,
						this.#collections[name].subarray(firstCollection, endCollection)
					])
				) as Columns<CollectionColumnName>
			},
			phases,
			totals: totalsOf(columns, rows),
			end: []
		};
	}

	/** The first row at an instant or later. */
	#rowAt(timeNs: number): number {
		const { timeNs: times } = this.#columns;
		let low = this.#start;
		let high = this.#end;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (times[middle]! < timeNs) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Makes room by copying the last rows to the front. */
	#moveToFront(kept: number): void {
		const from = Math.max(this.#start, this.#end - Math.max(0, kept));
		for (const name of columnNames) this.#columns[name].copyWithin(0, from, this.#end);
		this.#perP.copyWithin(0, from * this.#perPWidth, this.#end * this.#perPWidth);
		this.#end -= from;
		this.#start = 0;
	}

	#appendCollections(chunk: LiveChunk): void {
		const { firstCollection, collections, collectionColumns } = chunk;
		if (collections === 0) return;
		// A collection that was told of before its end is told of again.
		const at = Math.max(
			this.#collectionsStart,
			this.#collectionsStart + firstCollection - this.#firstCollection
		);
		this.#collectionsEnd = Math.min(this.#collectionsEnd, at);
		const skipped = Math.max(0, collections - mostCollections);
		const added = collections - skipped;
		if (this.#collectionsEnd + added > mostCollections * 2) {
			const from = Math.max(this.#collectionsStart, this.#collectionsEnd - (mostCollections - added));
			for (const name of collectionColumnNames) {
				this.#collections[name].copyWithin(0, from, this.#collectionsEnd);
			}
			this.#firstCollection += from - this.#collectionsStart;
			this.#collectionsEnd -= from;
			this.#collectionsStart = 0;
		}
		collectionColumnNames.forEach((name, i) => {
			const from = i * collections;
			this.#collections[name].set(
				collectionColumns.subarray(from + skipped, from + collections),
				this.#collectionsEnd
			);
		});
		if (skipped > 0)
			this.#firstCollection = firstCollection + skipped - (this.#collectionsEnd - this.#collectionsStart);
		this.#collectionsEnd += added;
	}

	/** The process has more Ps than ever before. */
	#widen(width: number): void {
		const old = this.#perP;
		const oldWidth = this.#perPWidth;
		this.#perP = new Uint32Array(this.capacity * 2 * width);
		this.#perPWidth = width;
		for (let row = this.#start; row < this.#end; row++) {
			this.#perP.set(old.subarray(row * oldWidth, (row + 1) * oldWidth), row * width);
		}
	}
}

/** Sums over the rows, as far as rows tell them. */
function totalsOf(c: Columns<ColumnName>, rows: number): Totals {
	const last = rows - 1;
	const since = (name: ColumnName) => (rows > 0 ? c[name][last]! - c[name][0]! : 0);
	const most = (name: ColumnName) => {
		let largest = 0;
		for (let row = 0; row < rows; row++) if (c[name][row]! > largest) largest = c[name][row]!;
		return largest;
	};
	const mean = (name: ColumnName) => {
		let sum = 0;
		for (let row = 0; row < rows; row++) sum += c[name][row]!;
		return rows > 0 ? sum / rows : 0;
	};
	let peakResidents = 0;
	let residents = 0;
	for (let row = 0; row < rows; row++) {
		const now = c.privateObjects[row]! + c.sharedObjects[row]! + c.victimObjects[row]!;
		residents += now;
		if (now > peakResidents) peakResidents = now;
	}
	return {
		requests: since('op'),
		gets: since('gets'),
		puts: since('puts'),
		news: since('news'),
		privateHits: since('privateHits'),
		sharedHits: since('sharedHits'),
		steals: since('steals'),
		victimHits: since('victimHits'),
		dropped: since('dropped'),
		gcCount: since('numGC'),
		forcedGC: since('forcedGC'),
		peakHeapBytes: most('heapMaxBytes'),
		meanHeapBytes: mean('heapBytes'),
		peakRssBytes: most('rssBytes'),
		meanRssBytes: mean('rssBytes'),
		totalAllocBytes: since('totalAllocBytes'),
		mallocs: since('mallocs'),
		peakInUse: most('inUse'),
		peakInFlight: most('inFlight'),
		peakResidents,
		meanResidents: rows > 0 ? residents / rows : 0,
		gcCpuNs: since('gcCpuNs'),
		loadNs: since('timeNs')
	};
}
