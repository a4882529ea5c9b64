/** The anatomy view's state: which instant is looked at, and what lies where then. */
import type { Cursor } from '#lib/charts/cursor.svelte.ts';
import { rowAt } from '#lib/charts/rows.ts';
import type { Look, Position, StepBy } from '#workers/model/inspectAt.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import { messageOf } from '#workers/text/untyped.ts';

/** What looks into a run, see `workers/entries/lookApi.ts`. A row is one of the frames that are shown. */
export interface LookHost {
	look(shown: LookedAt, position: Position): Promise<Look | null | undefined>;
}

/** The run that is looked into. */
export interface LookedAt {
	/** the same for the same run */
	link: string;
	request: SimulationRequest;
	frames: Frames;
}

/**
 * Follows the shared cursor: it shows the row under it, or the last one. Steps go on from there, event by event, and
 * take the cursor with them; the picture is then that after the event, between two rows.
 */
export class Anatomy {
	look = $state.raw<Look | null>(null);
	/** the row of the frames that the picture is of; null after a step, which ends between rows */
	row = $state<number | null>(null);
	/** a look is on its way */
	busy = $state(false);
	/** why there is no picture, or no further step */
	notice = $state('');
	/** the picture came by a step: objects move; else they jump */
	stepped = $state(false);

	readonly #host: LookHost;
	readonly #cursor: Cursor;
	#shown: LookedAt | null = null;
	/** instant that a step has put the cursor on */
	#steppedTo: number | null = null;
	/** what is asked next, when the host is done */
	#waiting: { position: Position; step: boolean } | null = null;
	#asked = '';

	constructor(host: LookHost, cursor: Cursor) {
		this.#host = host;
		this.#cursor = cursor;
	}

	/** The run or the cursor has changed. */
	follow(shown: LookedAt, timeNs: number | null): void {
		const { frames, link } = shown;
		const sameRun = this.#shown?.link === link && this.#shown.frames === frames;
		this.#shown = shown;
		if (sameRun && timeNs !== null && timeNs === this.#steppedTo) return;
		this.#steppedTo = null;
		const row = timeNs === null ? frames.rows - 1 : rowAt(frames.columns.timeNs, frames.rows, timeNs);
		const asked = `${link} ${row} ${frames.columns.timeNs[row]}`;
		if (asked === this.#asked || row < 0) return;
		this.#asked = asked;
		this.notice = '';
		this.#ask({ row }, false);
	}

	/** Goes to the next event, request or collection, or to the one before. */
	step(by: StepBy, forward: boolean): void {
		// From where it is then known: a step may wait for the one before it.
		this.#ask({ from: 0, by, forward }, true);
	}

	#ask(position: Position, step: boolean): void {
		if (this.busy) {
			this.#waiting = { position, step };
			// A step waits for the one before it; a cursor that has moved on makes an older look useless.
			return;
		}
		void this.#run(position, step);
	}

	async #run(position: Position, step: boolean): Promise<void> {
		const shown = this.#shown;
		if (!shown) return;
		this.busy = true;
		try {
			const from = 'from' in position ? await this.#eventsSoFar(shown) : 0;
			const look = await this.#host.look(shown, 'from' in position ? { ...position, from } : position);
			if (look !== undefined && shown.link === this.#shown?.link) this.#take(look, position, step);
		} catch (error) {
			this.notice = messageOf(error);
		}
		this.busy = false;
		const next = this.#waiting;
		this.#waiting = null;
		if (!next) return;
		// Steps that were asked for meanwhile go on from where this one ended.
		void this.#run(next.position, next.step);
	}

	/** Events before the picture that is shown. Of one of a process that was running they are not known: it is looked at again. */
	async #eventsSoFar(shown: LookedAt): Promise<number> {
		const { look } = this;
		if (look && (look.events > 0 || look.around.length > 0)) return look.events;
		const again = await this.#host.look(shown, { row: shown.frames.rows - 1 });
		if (again) this.look = again;
		return again?.events ?? 0;
	}

	#take(look: Look | null, position: Position, step: boolean): void {
		if (look === null) {
			const back = 'forward' in position && !position.forward;
			const by = 'by' in position ? position.by : 'event';
			this.notice = step
				? `There is no ${by} ${back ? 'before' : 'after'} this.`
				: 'The run has no such instant.';
			return;
		}
		this.notice = '';
		this.stepped = step;
		this.look = look;
		this.row = 'row' in position ? position.row : null;
		if (!step) return;
		this.#asked = '';
		this.#steppedTo = look.inspection.timeNs;
		this.#cursor.pin(look.inspection.timeNs);
	}
}
