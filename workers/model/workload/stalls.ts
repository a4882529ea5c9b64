import { RequestError } from '../invariants.ts';

/** A time during which the machine ran nothing of the process. */
export interface Stall {
	fromNs: number;
	toNs: number;
}

/**
 * Reads the `stalls` parameter: `due-started` in microseconds, joined by commas: "1500200-1507900,…". A recorded run
 * lists the moments at which its dispatcher came late: the first request was due at the one, started at the other.
 */
export function parseStalls(text: string): Stall[] {
	if (text === '') return [];
	return text
		.split(',')
		.map((part) => {
			const [from, to, more] = part.split('-').map(Number);
			if (from === undefined || to === undefined || more !== undefined || !(from >= 0) || !(to > from)) {
				throw new RequestError(
					`stalls: "${part}" is not a stall; write due-started in microseconds, as 1500200-1507900`
				);
			}
			return { fromNs: from * 1000, toNs: to * 1000 };
		})
		.sort((a, b) => a.fromNs - b.fromNs);
}
