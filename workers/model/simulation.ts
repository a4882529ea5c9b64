import type { Frames } from './frames.ts';
import type { Process } from './process.ts';

/** A run that can be stopped and looked at between slices of work. */
export interface Simulation {
	/**
	 * Runs on for about so many requests (Get/Put pairs) of work; true when the run is finished.
	 * Throws an InvariantError with time, seed and values when the books do not balance.
	 */
	advance(pairs: number): boolean;
	/** share of the window that is done, 0 to 1 */
	readonly progress: number;
	/** what is known so far; may be called at any time, and copies, so that the caller may transfer it */
	frames(): Frames;
}

/** A run whose inside can be looked at, see `inspectAt.ts`. */
export interface OpenSimulation extends Simulation {
	readonly process: Process;
}
