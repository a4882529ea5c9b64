import type { Calibration } from './calibration.ts';
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
	/**
	 * Where rows are wanted instead: at these instants [ns], or when so many requests have ended. Ascending; instants
	 * after the load fall into the three collections that follow it, three sampling periods apart. Or as often as this,
	 * however many that makes. Or when the program's own sampler gets to run (`params.sample`), up to the end of the load;
	 * instants with `sampler` are those of recorded samples: each row is taken when the sampler runs in its period.
	 */
	at?: { timeNs: number[]; sampler?: true } | { done: number[] } | { everyNs: number } | { sampler: true };
	/**
	 * Which repetition of the run this is, 0 when absent: the same requests at the same instants, on a process whose
	 * scheduler draws other numbers.
	 */
	repetition?: number;
	/** the machine, build and program that the run is on; the project's own measurement when absent */
	calibration?: Calibration;
}

/** Changes whenever the same request may give other numbers than before. It is part of every link and export. */
export const modelVersion = 1;
