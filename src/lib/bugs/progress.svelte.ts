/** How far the reader is with the cases: kept in this browser alone, and only as long as the reader wants. */
import { classNames } from './page.ts';
import type { CaseClass } from '#workers/programs/text.ts';

/** What the reader has done with a case. */
export interface CaseProgress {
	/** line of the program that is suspected, from 1 */
	line?: number;
	class?: CaseClass;
	/** whether the answer was asked for, and whether the guess before it was right */
	outcome?: 'found' | 'missed' | 'shown';
}

const storageKey = 'poolscope-bugs';

/** Reads what an earlier visit left; anything else than that is as good as nothing. */
export function readProgress(text: string | null): Record<string, CaseProgress> {
	let stored: unknown;
	try {
		stored = JSON.parse(text ?? '{}');
	} catch {
		return {};
	}
	if (typeof stored !== 'object' || stored === null) return {};
	return Object.fromEntries(
		Object.entries(stored).flatMap(([slug, value]: [string, unknown]) => {
			const found = readCase(value);
			return Object.keys(found).length > 0 ? [[slug, found]] : [];
		})
	);
}

function readCase(value: unknown): CaseProgress {
	if (typeof value !== 'object' || value === null) return {};
	const { line, class: of, outcome } = value as Record<string, unknown>;
	const found: CaseProgress = {};
	if (typeof line === 'number' && Number.isInteger(line) && line > 0) found.line = line;
	const known = classNames.find((name) => name === of);
	if (known) found.class = known;
	if (outcome === 'found' || outcome === 'missed' || outcome === 'shown') found.outcome = outcome;
	return found;
}

/** The progress with all cases. Without storage it lasts until the page is left. */
export class Progress {
	#cases = $state.raw<Record<string, CaseProgress>>({});

	/** Takes up what an earlier visit left. Browser only. */
	restore(): void {
		try {
			this.#cases = readProgress(localStorage.getItem(storageKey));
		} catch {
			// A sandboxed frame has no storage.
		}
	}

	of(slug: string): CaseProgress {
		return this.#cases[slug] ?? {};
	}

	/** How many of the cases have their answer shown. */
	get done(): number {
		return Object.values(this.#cases).filter(({ outcome }) => outcome !== undefined).length;
	}

	/** How many were found before the answer was shown. */
	get found(): number {
		return Object.values(this.#cases).filter(({ outcome }) => outcome === 'found').length;
	}

	/** Whether there is anything to forget. */
	get any(): boolean {
		return Object.keys(this.#cases).length > 0;
	}

	note(slug: string, change: CaseProgress): void {
		this.#keep({ ...this.#cases, [slug]: { ...this.of(slug), ...change } });
	}

	/** Begins a case anew. */
	forget(slug: string): void {
		this.#keep(Object.fromEntries(Object.entries(this.#cases).filter(([each]) => each !== slug)));
	}

	/** Begins all of them anew. */
	reset(): void {
		this.#keep({});
	}

	#keep(cases: Record<string, CaseProgress>): void {
		this.#cases = cases;
		try {
			if (this.any) localStorage.setItem(storageKey, JSON.stringify(cases));
			else localStorage.removeItem(storageKey);
		} catch {
			// Not remembered.
		}
	}
}

/** What a guess is worth: the line that the fix changes, one where the fault shows, or the class. */
export function isRight(
	guess: CaseProgress,
	answer: { class: CaseClass; fixLines: readonly number[]; faultLines: readonly number[] }
): boolean {
	const { line, class: of } = guess;
	const rightLine = line !== undefined && [...answer.fixLines, ...answer.faultLines].includes(line);
	return line === undefined ? of === answer.class : rightLine;
}
