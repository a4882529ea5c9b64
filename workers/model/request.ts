import type { Params } from './parameters.ts';
import type { PoolUse } from './workload/poolUse.ts';

/**
 * One run, as plain data: everything that decides its result. The same request gives the same bytes in a browser,
 * in a worker and on the command line.
 */
export interface SimulationRequest {
	/** slug of the case, for labels and messages only */
	case: string;
	/** what the program does with its pool: with the bug, and with the fix (a phase may switch to it) */
	use: { bug: PoolUse; fixed: PoolUse };
	params: Params;
	/** rows wanted over the whole window, at even distances; 2 to 20,000 */
	rows: number;
}

/** Changes whenever the same request may give other numbers than before. It is part of every link and export. */
export const modelVersion = 1;
