/** Tables and paragraphs for a terminal. */

/** Columns side by side, the first one on the left, the others to the right under their heads. */
export function table(head: string[], rows: string[][]): string {
	const all = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
	const line = (row: string[]) =>
		widths
			.map((width, column) =>
				column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)
			)
			.join('  ')
			.trimEnd();
	return all.map((row) => `${line(row)}\n`).join('');
}

/** At most so many of the rows 0 to `rows` − 1, at even distances, the first and the last among them. */
export function evenly(rows: number, most: number): number[] {
	const shown = Math.min(rows, most);
	return Array.from({ length: shown }, (_, line) =>
		rows <= most ? line : Math.round((line * (rows - 1)) / (most - 1))
	);
}

/** Words filled into lines of at most `width` characters, each after `indent` spaces. */
export function fill(text: string, indent = 0, width = 96): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && indent + line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	lines.push(line);
	return lines.map((each) => `${' '.repeat(indent)}${each}\n`).join('');
}
