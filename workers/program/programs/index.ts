/** The pool programs, one file a case. A new file in this folder is a new program. */
import type { ProgramCase } from '../program.ts';

const files = import.meta.glob<ProgramCase>(['./*.ts', '!./index.ts'], { import: 'default', eager: true });

/** All of them, by slug. */
export const programs: readonly ProgramCase[] = Object.values(files).sort((a, b) =>
	a.slug < b.slug ? -1 : 1
);

/** The program of a case. Throws on a slug that there is none of. */
export function programBySlug(slug: string): ProgramCase {
	const found = programs.find((program) => program.slug === slug);
	if (found === undefined) {
		throw new Error(`no program "${slug}"; there are ${programs.map((program) => program.slug).join(', ')}`);
	}
	return found;
}
