import {
	collectionColumnNames,
	columnNames,
	holderNames,
	type ColumnName,
	type EndState,
	type Frames,
	type Totals
} from '../../workers/model/frames.ts';

/** Frames with the columns that a test gives; the others are 0. heapBytes is the sum of the holders. */
export function handmadeFrames(
	given: Partial<Record<ColumnName, number[]>>,
	totals: Partial<Totals> = {},
	end: Partial<EndState>[] = []
): Frames {
	const rows = given.timeNs?.length ?? 0;
	const columns = Object.fromEntries(
		columnNames.map((name) => [
			name,
			Float64Array.from({ length: rows }, (_, row) => given[name]?.[row] ?? 0)
		])
	) as Frames['columns'];
	for (let row = 0; row < rows; row++) {
		const sum = holderNames.reduce((bytes, holder) => bytes + (columns[holder][row] ?? 0), 0);
		columns.heapBytes[row] = sum;
		columns.heapMaxBytes[row] = Math.max(sum, columns.heapMaxBytes[row] ?? 0);
	}
	const whats = ['stop', 'gc1', 'gc2', 'gc3'] as const;
	return {
		rows,
		complete: true,
		columns,
		perP: new Uint32Array(rows),
		perPWidth: rows === 0 ? 0 : 1,
		collections: {
			count: 0,
			total: 0,
			columns: Object.fromEntries(
				collectionColumnNames.map((name) => [name, new Float64Array(0)])
			) as Frames['collections']['columns']
		},
		phases: [],
		totals: { ...noTotals(), ...totals },
		end: end.map((state, index) => ({ ...noEnd(whats[index] ?? 'gc3'), ...state }))
	};
}

function noTotals(): Totals {
	return {
		requests: 0,
		gets: 0,
		puts: 0,
		news: 0,
		privateHits: 0,
		sharedHits: 0,
		steals: 0,
		victimHits: 0,
		dropped: 0,
		gcCount: 0,
		forcedGC: 0,
		peakHeapBytes: 0,
		meanHeapBytes: 0,
		peakRssBytes: 0,
		meanRssBytes: 0,
		totalAllocBytes: 0,
		mallocs: 0,
		peakInUse: 0,
		peakInFlight: 0,
		peakResidents: 0,
		meanResidents: 0,
		gcCpuNs: 0,
		loadNs: 0
	};
}

function noEnd(what: EndState['what']): EndState {
	return {
		what,
		heapBytes: 0,
		residents: 0,
		primary: 0,
		victim: 0,
		residentBytes: 0,
		numGC: 0,
		totalAllocBytes: 0,
		mallocs: 0,
		rssBytes: 0
	};
}
