/**
 * Rows for a curve: at most about `most` of `length`, in order, the first and the last among them. Of each stretch the
 * rows stay at which one of the columns is highest or lowest, so that no peak is lost.
 */
export function thinRows(columns: readonly (readonly number[])[], length: number, most: number): number[] {
	if (length <= most) return Array.from({ length }, (_, row) => row);
	const stretches = Math.max(1, Math.floor((most - 2) / (2 * columns.length)));
	const kept = new Set([0, length - 1]);
	for (let stretch = 0; stretch < stretches; stretch++) {
		const from = Math.floor((length * stretch) / stretches);
		const to = Math.floor((length * (stretch + 1)) / stretches);
		for (const column of columns) {
			let low = from;
			let high = from;
			for (let row = from; row < to; row++) {
				if (column[row]! < column[low]!) low = row;
				if (column[row]! > column[high]!) high = row;
			}
			kept.add(low).add(high);
		}
	}
	return [...kept].sort((a, b) => a - b);
}
