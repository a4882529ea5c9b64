/** What a page may ask of a process that runs live in the worker. */
import { letMessagesIn } from './api.ts';
import { collectionColumnNames, columnNames } from '../model/frames.ts';
import type { Look } from '../model/inspectAt.ts';
import { RequestError } from '../model/invariants.ts';
import { LiveRun, type LiveChange } from '../model/liveRun.ts';
import type { Params } from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import type { PhaseEvents } from '../model/workload/phases.ts';

/** What has happened since the last time. */
export interface LiveChunk {
	/** instant that the process has reached [ns] */
	nowNs: number;
	/** the window is over */
	ended: boolean;
	rows: number;
	/** one column after the other, in the order of `columnNames` */
	columns: Float64Array;
	/** pooled objects of each P, row by row; of the first `perPWidth` Ps */
	perP: Uint32Array;
	perPWidth: number;
	/** number of the first collection told of, from 0: what was told of it and later ones before is replaced */
	firstCollection: number;
	collections: number;
	/** one column after the other, in the order of `collectionColumnNames` */
	collectionColumns: Float64Array;
}

/** Pieces in which time passes: a change takes effect at most so much later than it was made [ns]. */
const quantumNs = 4e6;
/** The same while earlier changes happen again [ns]. */
const replayNs = 1e9;
/** Steps between two looks at the clock. */
const sliceSteps = 4_000;

interface Running {
	live: LiveRun;
	/** most Ps that the process has had */
	mostPs: number;
}

/** The functions that the worker offers. `now` reads a clock in milliseconds. */
export function createLiveApi(now: () => number) {
	let run: Running | undefined;
	/** the process that is on its way to where it was before, and how far it is [ns] */
	let onTheWay: { live: LiveRun; untilNs: number } | undefined;
	let newest = 0;

	function chunk({ live, mostPs }: Running): LiveChunk {
		const { rows, columns, perP, collections } = live.take();
		const width = Math.max(1, perP.length / Math.max(1, rows));
		const packed = new Float64Array(rows * columnNames.length);
		columnNames.forEach((name, i) => packed.set(columns[name], i * rows));
		const narrow = new Uint32Array(rows * mostPs);
		for (let row = 0; row < rows; row++) {
			narrow.set(perP.subarray(row * width, row * width + mostPs), row * mostPs);
		}
		const count = collections.columns.startNs.length;
		const packedCollections = new Float64Array(count * collectionColumnNames.length);
		collectionColumnNames.forEach((name, i) => packedCollections.set(collections.columns[name], i * count));
		return {
			nowNs: live.nowNs,
			ended: live.ended,
			rows,
			columns: packed,
			perP: narrow,
			perPWidth: mostPs,
			firstCollection: collections.first,
			collections: count,
			collectionColumns: packedCollections
		};
	}

	function running(): Running {
		if (run === undefined) throw new Error('No process runs.');
		return run;
	}

	return {
		/**
		 * Starts a process, and lets the changes of an earlier one happen again up to an instant: 0 begins anew. Gives
		 * what happened on the way in the last `keptNs`; undefined when another start or `liveStay` came in between: then
		 * the process that ran before is still the one that runs.
		 */
		async liveStart(
			base: SimulationRequest,
			changes: LiveChange[],
			untilNs: number,
			keptNs: number
		): Promise<LiveChunk | undefined> {
			const mine = ++newest;
			const live = new LiveRun(base);
			let mostPs = base.params.gomaxprocs;
			onTheWay = { live, untilNs };
			const stops = [...changes.filter(({ atNs }) => atNs < untilNs), null];
			for (const change of stops) {
				const stopNs = change?.atNs ?? untilNs;
				while (live.nowNs < stopNs) {
					if (!live.advanceTo(Math.min(stopNs, live.nowNs + replayNs), sliceSteps)) {
						await letMessagesIn();
						if (mine !== newest) return undefined;
					}
					if (live.nowNs < untilNs - keptNs) live.take();
				}
				if (change === null) continue;
				live.repeat(change);
				mostPs = Math.max(mostPs, live.params.gomaxprocs);
			}
			onTheWay = undefined;
			run = { live, mostPs };
			return chunk(run);
		},

		/** How much of the way a start has behind it, from 0 to 1; undefined when none is under way. */
		liveProgress(): number | undefined {
			return onTheWay && onTheWay.live.nowNs / Math.max(1, onTheWay.untilNs);
		},

		/** Gives up a start that is under way: the process that ran before goes on. */
		liveStay(): void {
			newest++;
			onTheWay = undefined;
		},

		/** Lets time pass up to an instant, for at most about so long. */
		liveTick(untilNs: number, budgetMs: number): LiveChunk {
			const { live } = running();
			const endMs = now() + budgetMs;
			do {
				const goalNs = Math.min(untilNs, live.nowNs + quantumNs);
				while (!live.advanceTo(goalNs, sliceSteps));
			} while (live.nowNs < untilNs && !live.ended && now() < endMs);
			return chunk(running());
		},

		/** Changes the process from now on. Gives the sentence that says why it cannot be; undefined when it is done. */
		liveChange(params: Partial<Params>, events: Partial<PhaseEvents>): string | undefined {
			const { live } = running();
			try {
				live.change(params, events);
			} catch (error) {
				if (error instanceof RequestError) return error.message;
				throw error;
			}
			running().mostPs = Math.max(running().mostPs, live.params.gomaxprocs);
			return undefined;
		},

		/** The inside of the process now; what happened before and after it is not known. */
		liveLook(): Look {
			return { inspection: running().live.inspect(), events: 0, goal: 0, around: [] };
		},

		/** The what-if run with the same changes up to an instant; up to the end of the window if none is given. */
		liveRequest(untilNs?: number): SimulationRequest {
			return running().live.request(untilNs);
		},

		/** All changes so far, in order. */
		liveChanges(): LiveChange[] {
			return running().live.changes;
		},

		/** Ends the process. */
		liveStop(): void {
			newest++;
			onTheWay = run = undefined;
		}
	};
}
