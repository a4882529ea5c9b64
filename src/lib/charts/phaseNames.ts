/** Where the names of phases stand under the time axis. */

export interface PhasePlace {
	name: string;
	/** where it begins and ends [CSS px from the plot's left edge] */
	from: number;
	to: number;
}

export interface NamePlace {
	name: string;
	/** left edge [CSS px] */
	at: number;
	/** 0 is the row next to the axis */
	row: number;
}

/** Rows that names may take: a short phase between two others is named in the next one. */
const mostRows = 3;

/**
 * Each name begins where its phase does, in the first row in which the name before it has ended. What is out of sight,
 * and what finds no room in any row, is left out. `em` is the size of the text [CSS px].
 */
export function placeNames(phases: readonly PhasePlace[], width: number, em: number): NamePlace[] {
	const ends: number[] = [];
	return phases.flatMap(({ name, from, to }) => {
		if (to <= 0 || from >= width) return [];
		// Letters are some six tenths as wide as high, capitals three quarters: GOMAXPROCS.
		const capitals = name.match(/[A-Z]/g)?.length ?? 0;
		const long = (0.6 * name.length + 0.15 * capitals + 0.9) * em;
		const at = Math.max(0, from);
		if (at + long > width + em) return [];
		let row = 0;
		while ((ends[row] ?? 0) > at) row++;
		if (row >= mostRows) return [];
		ends[row] = at + long;
		return [{ name, at, row }];
	});
}
