/** Frames made up for the tests of the charts: not a simulation, but a plausible shape in which the books balance. */
import {
	collectionColumnNames,
	columnNames,
	holderNames,
	type CollectionColumnName,
	type ColumnName,
	type Frames
} from '#workers/model/frames.ts';

const MiB = 1024 * 1024;

export interface Shape {
	rows?: number;
	ps?: number;
	durationNs?: number;
	/** collections in the run, evenly spaced; every tenth is asked for */
	collections?: number;
	/** factor on all memory */
	size?: number;
}

/**
 * An attack in the middle third: the pool grows, and keeps what it got. Garbage is a saw with a tooth a collection.
 * The row in the middle of the attack has a peak of heapMaxBytes that is nowhere else.
 */
export function makeFrames({
	rows = 600,
	ps = 8,
	durationNs = 60e9,
	collections = 40,
	size = 1
}: Shape = {}): Frames {
	const columns = Object.fromEntries(columnNames.map((name) => [name, new Float64Array(rows)])) as {
		[N in ColumnName]: Float64Array;
	};
	const perP = new Uint32Array(rows * ps);
	for (let row = 0; row < rows; row++) {
		const time = (row / (rows - 1)) * durationNs;
		const share = row / (rows - 1);
		const grown = Math.max(0, Math.min(1, (share - 1 / 3) * 3));
		const tooth = (share * collections) % 1;
		const attack = share > 1 / 3 && share < 2 / 3;
		const at = (name: ColumnName, value: number) => (columns[name][row] = Math.round(value));
		at('timeNs', time);
		at('otherLiveBytes', 24 * MiB * size);
		at('borrowedBytes', (attack ? 90 + 20 * Math.sin(row) : 6) * MiB * size);
		at('privateBytes', 10 * grown * MiB * size);
		at('sharedBytes', 260 * grown * MiB * size);
		at('victimBytes', 70 * grown * (1 - tooth) * MiB * size);
		at('pinnedBytes', 30 * grown * MiB * size);
		at('garbageBytes', (20 + 120 * (attack ? 1 : 0.3)) * tooth * MiB * size);
		const heap = holderNames.reduce((sum, name) => sum + (columns[name][row] ?? 0), 0);
		at('heapBytes', heap);
		at('heapMinBytes', 0.94 * heap);
		at('heapMaxBytes', heap * (row === Math.floor(rows / 2) ? 1.4 : 1.05));
		at('heapGoalBytes', (100 + 620 * grown) * MiB * size);
		at('rssBytes', (130 + 640 * grown) * MiB * size);
		at('privateObjects', ps * grown);
		at('sharedObjects', 40 * grown);
		at('victimObjects', 14 * grown * (1 - tooth));
		at('inUse', attack ? 25 + 5 * Math.sin(row) : 8);
		const before = (name: ColumnName) => (row === 0 ? 0 : (columns[name][row - 1] ?? 0));
		const news = before('news') + (row === 0 ? 0 : attack ? 4 + (row % 3) : 1);
		const gets = row * 100;
		at('gets', gets);
		at('news', news);
		at('victimHits', gets * 0.05);
		at('steals', gets * 0.1);
		at('sharedHits', gets * 0.3);
		at('privateHits', gets - news - gets * 0.45);
		at('puts', gets);
		at('numGC', Math.floor(share * collections));
		at('forcedGC', Math.floor((share * collections) / 10));
		for (let p = 0; p < ps; p++) perP[row * ps + p] = Math.round(grown * 12 * (1 + Math.sin(p + row / 40)));
	}
	const lists = Object.fromEntries(
		collectionColumnNames.map((name) => [name, new Float64Array(collections)])
	) as { [N in CollectionColumnName]: Float64Array };
	for (let i = 0; i < collections; i++) {
		const start = ((i + 1) / (collections + 1)) * durationNs;
		lists.startNs[i] = start;
		lists.markEndNs[i] = start + durationNs / 400;
		lists.sweepEndNs[i] = start + durationNs / 300;
		lists.forced[i] = i % 10 === 9 ? 1 : 0;
		lists.heapStartBytes[i] = (120 + 14 * i) * MiB * size;
		lists.heapEndBytes[i] = (126 + 14 * i) * MiB * size;
		lists.heapMarkedBytes[i] = (60 + 9 * i) * MiB * size;
		lists.heapGoalBytes[i] = (130 + 15 * i) * MiB * size;
		lists.stopNs[i] = 40_000;
		lists.evicted[i] = i % 3;
	}
	const third = durationNs / 3;
	return {
		rows,
		complete: true,
		columns,
		perP,
		perPWidth: ps,
		collections: { count: collections, total: collections, columns: lists },
		phases: ['calm', 'attack', 'after'].map((name, index) => ({
			name,
			startNs: index * third,
			endNs: (index + 1) * third
		})),
		totals: {
			requests: rows * 100,
			gets: rows * 100,
			puts: rows * 100,
			news: 0,
			privateHits: 0,
			sharedHits: 0,
			steals: 0,
			victimHits: 0,
			dropped: 0,
			gcCount: collections,
			forcedGC: Math.floor(collections / 10),
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
			loadNs: durationNs
		},
		end: []
	};
}

/** All of a run's time. */
export function wholeOf(frames: Frames): readonly [number, number] {
	return [0, frames.columns.timeNs[frames.rows - 1] ?? 1];
}
