import {
	collectionColumnNames,
	columnNames,
	type CollectionColumnName,
	type ColumnName,
	type Frames
} from '../../workers/model/frames.ts';
import { initialParams, type Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import type { Simulation } from '../../workers/model/simulation.ts';
import { plainBufferUse } from '../../workers/model/workload/poolUse.ts';

/** A request that names what the stand-in is to do. */
export function standInRequest(slug: string, params: Partial<Params> = {}): SimulationRequest {
	return {
		case: slug,
		use: { bug: plainBufferUse, fixed: plainBufferUse },
		params: { ...initialParams(), ...params },
		rows: 2
	};
}

/** Frames of two rows with every column at `value`. */
export function standInFrames(value: number, complete: boolean): Frames {
	const columns = Object.fromEntries(
		columnNames.map((name) => [name, Float64Array.of(0, value)])
	) as Frames['columns'] & { [N in ColumnName]: Float64Array };
	const collectionColumns = Object.fromEntries(
		collectionColumnNames.map((name) => [name, Float64Array.of(value)])
	) as { [N in CollectionColumnName]: Float64Array };
	return {
		rows: 2,
		complete,
		columns,
		perP: new Uint32Array(4),
		perPWidth: 2,
		collections: { count: 1, total: 1, columns: collectionColumns },
		phases: [{ name: 'load', startNs: 0, endNs: 1e9 }],
		totals: { ...noTotals, requests: value },
		end: []
	};
}

const noTotals = {
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

/**
 * Stands in for the model where a test is about the way a run takes, not about its numbers. It needs `params.ops`
 * pairs, burns 100 ns for each, and ends with every column at `params.seed`. The case "broken" cannot be laid out.
 */
export function standInSimulation(request: SimulationRequest): Simulation {
	if (request.case === 'broken') throw new Error('rate cannot be 5: it takes 7');
	let done = 0;
	const wanted = request.params.ops;
	return {
		advance(pairs) {
			const batch = Math.min(pairs, wanted - done);
			const until = performance.now() + batch * 1e-4;
			while (performance.now() < until);
			done += batch;
			return done >= wanted;
		},
		get progress() {
			return wanted === 0 ? 1 : done / wanted;
		},
		frames: () => standInFrames(request.params.seed, done >= wanted)
	};
}
