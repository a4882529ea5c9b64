import {
	emptyBoard,
	foldBoard,
	readBoard,
	unfoldBoard,
	writeBoard,
	type Board,
	type BoardReading
} from '#workers/storyboard/board.ts';
import type { TalkStep } from '#workers/talks/talk.ts';
import { formatCountOf } from '#workers/text/units.ts';

const storageKey = 'poolscope-storyboard';

/** The talk that somebody puts together here; kept in the browser where it allows it. */
export class Storyboard {
	board = $state.raw<Board>(emptyBoard());
	/** what was said last, such as why a file could not be read */
	message = $state('');
	/** what the last change took away, to have it back; null where it took nothing */
	before = $state.raw<Board | null>(null);

	/** Takes up what an earlier visit left. Browser only. */
	restore(): void {
		try {
			const text = localStorage.getItem(storageKey);
			const read = text === null ? null : readBoard(text);
			if (read?.ok) this.board = read.board;
		} catch {
			// A sandboxed frame has no storage: the storyboard lives as long as the page.
		}
	}

	rename(title: string): void {
		this.#become({ ...this.board, title });
	}

	/** Adds a state of the page as the last step. */
	add(step: TalkStep): void {
		this.#become({ ...this.board, steps: [...this.board.steps, step] });
		this.message = `Step ${this.board.steps.length} of your storyboard is this state.`;
	}

	change(at: number, change: Partial<TalkStep>): void {
		this.#become({
			...this.board,
			steps: this.board.steps.map((step, index) => (index === at ? { ...step, ...change } : step))
		});
	}

	/** One place up (−1) or down (+1). */
	move(at: number, by: -1 | 1): void {
		const steps = [...this.board.steps];
		const [step] = steps.splice(at, 1);
		if (!step || at + by < 0 || at + by > steps.length) return;
		steps.splice(at + by, 0, step);
		this.#become({ ...this.board, steps });
	}

	remove(at: number): void {
		this.#become({ ...this.board, steps: this.board.steps.filter((_, index) => index !== at) }, true);
		this.message = `Step ${at + 1} is removed.`;
	}

	/** Starts from a talk, to change it. */
	copy(title: string, steps: readonly TalkStep[]): void {
		this.#replace({ title, steps: [...steps] });
	}

	/** Takes back a change that took something away. */
	undo(): void {
		if (this.before) this.#become(this.before);
		this.message = '';
	}

	/** Takes a storyboard from a file; what was there stays if it is none. */
	read(text: string): void {
		this.#take(readBoard(text));
	}

	/** Takes a storyboard from the word that a link has for it. */
	unfold(word: string): boolean {
		return this.#take(unfoldBoard(word));
	}

	/** As a file. */
	text(): string {
		return writeBoard(this.board);
	}

	/** As a word for a link; undefined if it is too long for one. */
	folded(): string | undefined {
		return foldBoard(this.board);
	}

	#take(reading: BoardReading): boolean {
		if (reading.ok) {
			this.#replace(reading.board);
		} else {
			this.message = reading.error;
		}
		return reading.ok;
	}

	#replace(board: Board): void {
		this.#become(board, true);
		this.message = `“${board.title}” is here, with ${formatCountOf(board.steps.length, 'step')}.`;
	}

	#become(board: Board, takesAway = false): void {
		this.before = takesAway && this.board.steps.length > 0 ? this.board : null;
		this.board = board;
		try {
			localStorage.setItem(storageKey, writeBoard(board));
		} catch {
			// Not kept, but here until the page is left.
		}
	}
}
