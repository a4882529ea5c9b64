/** Parts of the page's data that are made from one run, or from a text. */
import type { ValidationDetail } from '#workers/score/validation.ts';
import type { LeftOut, ListedRun } from './page.ts';
import { piecesOf } from './words.ts';

/** A run as the list has it. */
export function listedRun({ run, rows }: ValidationDetail): ListedRun {
	const { id, kind, fixed, heapError, worst, missed, inside } = run;
	const closest = rows.find(({ used }) => used === worst)?.metric ?? '';
	return { id, case: run.case, kind, fixed, heapError, worst, missed, inside, closest };
}

/** The README's list of what the model does not have: points of the form "- **What.** Text". */
export function leftOutOf(readme: string): LeftOut[] {
	const [, section = ''] = /^## What the model leaves out$([\s\S]*?)^## /m.exec(readme) ?? [];
	const points = section.split(/^- /m).slice(1);
	return points.map((point) => {
		const [, what = '', text = ''] =
			/^\*\*(.+?)\.?\*\*([\s\S]*)$/.exec(point.replace(/\s+/g, ' ').trim()) ?? [];
		return { what, text: piecesOf(text.trim()) };
	});
}
