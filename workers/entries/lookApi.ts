/** What a page may ask about the inside of a run. */
import { letMessagesIn } from './api.ts';
import { Looking, type Look, type Position } from '../model/inspectAt.ts';
import type { SimulationRequest } from '../model/request.ts';

/** Pairs between two looks at the messages: a newer question is heard within some milliseconds. */
const slicePairs = 20_000;

/** The functions that the worker offers. */
export function createLookApi() {
	/** Number of the newest question; an older one stops. */
	let newest = 0;
	return {
		/**
		 * Repeats a run up to a place in it: what lies where there. null when the run has no such place, undefined when
		 * a newer question came in between.
		 */
		async look(request: SimulationRequest, position: Position): Promise<Look | null | undefined> {
			const mine = ++newest;
			const looking = new Looking(request, position);
			while (!looking.advance(slicePairs)) {
				await letMessagesIn();
				if (mine !== newest) return undefined;
			}
			return looking.look;
		}
	};
}

export type LookApi = ReturnType<typeof createLookApi>;
