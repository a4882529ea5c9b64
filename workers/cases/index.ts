/** All cases, in the order in which they are listed. A file put into this folder is one of them; see `case.ts`. */
import type { Case, CaseFile } from './case.ts';

const files = import.meta.glob<{ default: CaseFile }>(
	['./*.ts', '!./index.ts', '!./case.ts', '!./requestFor.ts', '!./presets.ts'],
	{
		eager: true
	}
);

/** Every case, in the order of the list. */
export const cases: readonly Case[] = Object.entries(files)
	.map(([path, file]) => ({ slug: path.slice('./'.length, -'.ts'.length), ...file.default }))
	.sort((a, b) => a.order - b.order || (a.slug < b.slug ? -1 : 1));

const caseByName = new Map<string, Case>();
for (const each of cases) {
	for (const name of [each.slug, ...(each.aliases ?? [])]) caseByName.set(name, each);
}

/** The case of that slug, or of which it is another name. */
export function caseBySlug(slugOrAlias: string): Case | undefined {
	return caseByName.get(slugOrAlias);
}

/** The case of the first screen. */
export const defaultCase: Case = requireCase('oversized-dos');

/** Whether the fix changes what the program does with its pool; a case such as `steady` has nothing to fix. */
export function hasFix(which: Pick<Case, 'use'>): boolean {
	return JSON.stringify(which.use.bug) !== JSON.stringify(which.use.fixed);
}

function requireCase(slug: string): Case {
	const found = caseByName.get(slug);
	if (found === undefined) throw new Error(`there is no case ${slug}`);
	return found;
}
