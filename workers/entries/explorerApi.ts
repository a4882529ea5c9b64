/**
 * What a page may ask of the explorer's worker. As in `api.ts` the functions know nothing of workers; the entry beside
 * this file, `explorer.worker.ts`, exposes them.
 */
import { letMessagesIn, nextSlicePairs } from './api.ts';
import { clockMs } from './clock.ts';
import { usualExploration, type Exploration, type ExploreRequest, type Search } from '../program/explorer.ts';
import { traceOf, type Trace, type TraceRequest } from '../program/trace.ts';

/** Called while a search goes on: share of it that is done, 0 to 1. */
export type OnProgress = (progress: number) => unknown;

/** What is asked for; what it does not say is as usual. */
export type ExploreQuestion = Partial<ExploreRequest> & Pick<ExploreRequest, 'slug'>;

/** How often a long search says how far it is, in milliseconds. */
const sayEveryMs = 50;
/** Schedules of the first slice: short on the slowest machine. */
const firstSlice = 200;

/** The functions that the worker offers. `create` lays out a search; `now` reads a clock in milliseconds. */
export function createExplorerApi(create: (request: ExploreRequest) => Search, now: () => number = clockMs) {
	/** Number of the newest search; one that finds a newer one stops. */
	let newest = 0;

	return {
		/** Searches to the end and gives what was found, or null when a newer search or a cancel came in between. */
		async explore(question: ExploreQuestion, onProgress?: OnProgress): Promise<Exploration | null> {
			const mine = ++newest;
			const search = create({ ...usualExploration, ...question });
			let slice = firstSlice;
			let saidAt = now();
			for (;;) {
				const startedAt = now();
				if (search.advance(slice)) return search.result();
				const endedAt = now();
				slice = nextSlicePairs(slice, endedAt - startedAt);
				if (onProgress && endedAt - saidAt >= sayEveryMs) {
					saidAt = endedAt;
					void onProgress(search.progress);
				}
				await letMessagesIn();
				if (mine !== newest) return null;
			}
		},

		/** Stops the search that is going on, if any; its promise gives null. */
		cancel(): void {
			newest++;
		},

		/** One run under a schedule, event by event. */
		trace(request: TraceRequest): Trace {
			return traceOf(request);
		}
	};
}

export type ExplorerApi = ReturnType<typeof createExplorerApi>;
