import type { DiffLine } from './page.ts';

/** Lines of two texts side by side: what both have, by their longest common subsequence, and what only one has. */
export function diffLines(bug: readonly string[], fix: readonly string[]): DiffLine[] {
	const longest = commonLengths(bug, fix);
	const found: DiffLine[] = [];
	let i = 0;
	let j = 0;
	while (i < bug.length || j < fix.length) {
		if (i < bug.length && j < fix.length && bug[i] === fix[j]) {
			found.push({ kind: 'same', bug: ++i, fix: ++j });
		} else if (j === fix.length || (i < bug.length && at(longest, i + 1, j) >= at(longest, i, j + 1))) {
			found.push({ kind: 'removed', bug: ++i, fix: 0 });
		} else {
			found.push({ kind: 'added', bug: 0, fix: ++j });
		}
	}
	return found;
}

/** Lengths of the longest common subsequence of what follows i and j. */
function commonLengths(bug: readonly string[], fix: readonly string[]): number[][] {
	const longest = Array.from({ length: bug.length + 1 }, () => new Array<number>(fix.length + 1).fill(0));
	for (let i = bug.length - 1; i >= 0; i--) {
		for (let j = fix.length - 1; j >= 0; j--) {
			const here = longest[i] as number[];
			here[j] =
				bug[i] === fix[j]
					? at(longest, i + 1, j + 1) + 1
					: Math.max(at(longest, i + 1, j), at(longest, i, j + 1));
		}
	}
	return longest;
}

function at(table: readonly number[][], i: number, j: number): number {
	return table[i]?.[j] ?? 0;
}

/** Lines of the bug that the fix takes away, and where it only adds, the line that the addition follows. */
export function changedLines(diff: readonly DiffLine[]): number[] {
	const changed = new Set<number>();
	let last = 0;
	diff.forEach((line, index) => {
		if (line.kind === 'removed') changed.add(line.bug);
		const follows = diff[index - 1]?.kind === 'same';
		const replaces = diff.slice(index).find(({ kind }) => kind !== 'added')?.kind === 'removed';
		if (line.kind === 'added' && follows && !replaces && last > 0) changed.add(last);
		if (line.bug > 0) last = line.bug;
	});
	return [...changed].sort((a, b) => a - b);
}

/** The changed stretches with so many lines around each, as ranges of indexes into the diff. */
export function hunksOf(diff: readonly DiffLine[], around: number): DiffLine[][] {
	const hunks: DiffLine[][] = [];
	let end = -1;
	diff.forEach(({ kind }, index) => {
		if (kind === 'same') return;
		const start = Math.max(index - around, 0);
		const next = Math.min(index + around + 1, diff.length);
		if (start <= end) hunks.at(-1)?.push(...diff.slice(end, next));
		else hunks.push(diff.slice(start, next));
		end = Math.max(end, next);
	});
	return hunks;
}
