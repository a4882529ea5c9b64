/**
 * What a page may ask about the inside of a run, and of a process that runs live. As in `api.ts` the functions know
 * nothing of workers; `simulation.worker.ts` exposes them beside the others.
 */
import { clockMs } from './clock.ts';
import { createLiveApi } from './liveApi.ts';
import { createLookApi } from './lookApi.ts';

/** The functions that the worker offers. `now` reads a clock in milliseconds. */
export function createInsideApi(now: () => number = clockMs) {
	return {
		...createLookApi(),
		...createLiveApi(now),
		/** Answers at once: shows that the worker has started and hears. */
		hears(): true {
			return true;
		}
	};
}

export type InsideApi = ReturnType<typeof createInsideApi>;
