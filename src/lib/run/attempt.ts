import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import type { Simulation } from '#workers/model/simulation.ts';

export type CreateSimulation = (request: SimulationRequest) => Simulation;

/** Pairs between two looks at the clock: well below a millisecond of work. */
const slicePairs = 250;

/**
 * Runs a request here and now, for at most about `budgetMs`. The frames of the finished run, or null when the time
 * was not enough. Throws what the model throws.
 */
export function attempt(
	create: CreateSimulation,
	request: SimulationRequest,
	budgetMs: number,
	now: () => number
): Frames | null {
	const startedAt = now();
	const simulation = create(request);
	while (!simulation.advance(slicePairs)) {
		if (now() - startedAt > budgetMs) return null;
	}
	return simulation.frames();
}
