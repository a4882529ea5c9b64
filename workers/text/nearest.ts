/** Of the words the one that was probably meant by a mistyped one; undefined when none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
	const given = word.toLowerCase().slice(0, 40);
	let best: string | undefined;
	// One slip in three letters is a typing error; more is another word.
	let bestDistance = Math.floor(given.length / 3) + 1;
	for (const candidate of words) {
		const distance = editDistance(given, candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best ?? words.find((candidate) => given.length >= 3 && candidate.startsWith(given));
}

/** Letters to add, to drop, to change, or neighbours to swap, to get from one word to the other. */
function editDistance(a: string, b: string): number {
	let before: number[] = [];
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min(cell(row, j) + 1, cell(next, j - 1) + 1, cell(row, j - 1) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				cost = Math.min(cost, cell(before, j - 2) + 1);
			}
			next.push(cost);
		}
		before = row;
		row = next;
	}
	return cell(row, b.length);
}

function cell(row: number[], column: number): number {
	return row[column] ?? Infinity;
}
