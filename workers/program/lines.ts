import type { LineMark, PoolProgram } from './program.ts';

/**
 * Line (from 1) that a mark stands for in a Go program. Throws where a text is not there, or where an anchor stands on more
 * than one line, so that an edit of the program that loses a step fails a test instead of showing a wrong line.
 */
export function lineOf(mark: LineMark, source: string): number {
	const lines = source.split('\n');
	const anchor = typeof mark === 'string' ? mark : mark[0];
	const first = lines.findIndex((line) => line.includes(anchor));
	if (first < 0) throw new Error(`no line has "${anchor}"`);
	const again = lines.findIndex((line, at) => at > first && line.includes(anchor));
	if (again >= 0) throw new Error(`lines ${first + 1} and ${again + 1} both have "${anchor}"`);
	if (typeof mark === 'string') return first + 1;
	const found = lines.findIndex((line, at) => at >= first && line.includes(mark[1]));
	if (found < 0) throw new Error(`no line from "${anchor}" on has "${mark[1]}"`);
	return found + 1;
}

/** All marks of a program. */
export function marksOf(program: PoolProgram): LineMark[] {
	const hook = program.new.kind === 'steps' ? program.new.steps : [];
	return [...program.goroutines.flatMap((goroutine) => goroutine.steps), ...hook].map((step) => step.line);
}
