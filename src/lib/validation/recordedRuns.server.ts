/** The recorded runs of the repository, scored once while the site is built. */
import { readdirSync, readFileSync } from 'node:fs';
import { readTrace } from '#workers/score/trace.ts';
import { validate, type ValidationDetail } from '#workers/score/validation.ts';

const folder = 'tests/ground-truth/traces';

const names = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.sort();

/** Names of the runs, as their files have them. */
export const runIds = names.map((name) => name.replace(/\.json$/, ''));

let made: ReturnType<typeof validate> | undefined;

function all() {
	made ??= validate(
		names.map((name) => readTrace(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')), name))
	);
	return made;
}

/** Tables of all runs, the summary, and how near the runs of each case are. */
export function validationIndex() {
	const { runs, summary, cases } = all();
	return { runs, summary, cases };
}

/** A run with its table and its curves. */
export function validationDetail(id: string): ValidationDetail | undefined {
	return all().details[runIds.indexOf(id)];
}
