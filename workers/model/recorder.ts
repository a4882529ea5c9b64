import { collectionColumnNames, columnNames, type CollectionColumnName, type ColumnName } from './frames.ts';
import type { CycleRecord } from './gc/collector.ts';
import { grown } from './objects.ts';

/** Collections listed one by one; a run with more still counts them all. */
const MOST_COLLECTIONS = 10_000;

type Columns<Name extends string> = { [N in Name]: Float64Array };

function makeColumns<Name extends string>(names: readonly Name[], length: number): Columns<Name> {
	return Object.fromEntries(names.map((name) => [name, new Float64Array(length)])) as Columns<Name>;
}

function sliceColumns<Name extends string>(
	columns: Columns<Name>,
	names: readonly Name[],
	length: number
): Columns<Name> {
	return Object.fromEntries(names.map((name) => [name, columns[name].slice(0, length)])) as Columns<Name>;
}

/** Collections that were taken out, with the number of the first of them, from 0. */
export interface TakenCollections {
	first: number;
	columns: { [N in CollectionColumnName]: Float64Array };
}

/** Rows and collections of a run as they come. Memory is bounded by the rows asked for. */
export class Recorder {
	rows = 0;
	readonly perPWidth: number;
	collections = 0;
	collectionsListed = 0;
	private columnOf: Columns<ColumnName>;
	private perPRows: Uint32Array;
	private list: Columns<CollectionColumnName>;
	private capacity: number;
	private listCapacity = 64;
	/** collections that were taken out */
	private forgotten = 0;

	constructor(rows: number, perPWidth: number) {
		this.capacity = Math.max(rows, 16);
		this.perPWidth = perPWidth;
		this.columnOf = makeColumns(columnNames, this.capacity);
		this.perPRows = new Uint32Array(this.capacity * perPWidth);
		this.list = makeColumns(collectionColumnNames, this.listCapacity);
	}

	/** Columns to write the next row to, at index `rows`; `countOf` gives the pooled objects of a P. */
	row(countOf: (p: number) => number, write: (columns: Columns<ColumnName>, row: number) => void): void {
		if (this.rows === this.capacity) this.grow();
		write(this.columnOf, this.rows);
		const start = this.rows * this.perPWidth;
		for (let p = 0; p < this.perPWidth; p++) this.perPRows[start + p] = countOf(p);
		this.rows++;
	}

	/** A collection has ended its mark. */
	collection(record: CycleRecord, evicted: number): void {
		this.collections++;
		const i = this.collectionsListed;
		if (i === MOST_COLLECTIONS) return;
		if (i === this.listCapacity) {
			this.listCapacity *= 2;
			for (const name of collectionColumnNames) this.list[name] = grown(this.list[name]);
		}
		const list = this.list;
		list.startNs[i] = record.startNs;
		list.markEndNs[i] = record.markEndNs;
		list.sweepEndNs[i] = 0;
		list.forced[i] = record.kind;
		list.heapStartBytes[i] = record.heapStartBytes;
		list.heapEndBytes[i] = record.heapEndBytes;
		list.heapMarkedBytes[i] = record.heapMarkedBytes;
		list.heapGoalBytes[i] = record.heapGoalBytes;
		list.stopNs[i] = record.stopNs;
		list.evicted[i] = evicted;
		this.collectionsListed++;
	}

	/** The last collection has swept everything. */
	swept(nowNs: number): void {
		const i = this.collections - 1 - this.forgotten;
		if (i >= 0 && i < this.collectionsListed) this.list.sweepEndNs[i] = nowNs;
	}

	columns(): Columns<ColumnName> {
		return sliceColumns(this.columnOf, columnNames, this.rows);
	}

	perP(): Uint32Array {
		return this.perPRows.slice(0, this.rows * this.perPWidth);
	}

	collectionColumns(): Columns<CollectionColumnName> {
		return sliceColumns(this.list, collectionColumnNames, this.collectionsListed);
	}

	/**
	 * Takes out the rows so far and the collections with news since the last time: those that ended, and the last one
	 * told of if it has swept everything since. What is taken is forgotten here.
	 */
	take(): { rows: number; columns: Columns<ColumnName>; perP: Uint32Array; collections: TakenCollections } {
		const taken = {
			rows: this.rows,
			columns: this.columns(),
			perP: this.perP(),
			collections: { first: this.forgotten, columns: this.collectionColumns() }
		};
		this.rows = 0;
		const last = this.collectionsListed - 1;
		const keeps = last >= 0 && this.list.sweepEndNs[last] === 0 ? 1 : 0;
		if (keeps === 1) for (const name of collectionColumnNames) this.list[name][0] = this.list[name][last]!;
		this.forgotten += this.collectionsListed - keeps;
		this.collectionsListed = keeps;
		return taken;
	}

	private grow(): void {
		for (const name of columnNames) this.columnOf[name] = grown(this.columnOf[name]);
		const perP = new Uint32Array(this.perPRows.length * 2);
		perP.set(this.perPRows);
		this.perPRows = perP;
		this.capacity *= 2;
	}
}
