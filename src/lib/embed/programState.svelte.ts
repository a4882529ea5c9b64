import { faultStep } from '#lib/timeline/rows.ts';
import type { Variant } from '#workers/program/program.ts';
import type { Trace } from '#workers/program/trace.ts';

/** How long a step stands while the run is played [ms]: long enough to read it. */
const standMs = 1_100;

/** Where an embedded timeline stands. */
export class ProgramState {
	variant = $state<Variant>('bug');
	step = $state(1);
	playing = $state(false);
	/** out of sight: nothing moves */
	#rests = false;
	#traces: Record<Variant, Trace>;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(traces: Record<Variant, Trace>) {
		this.#traces = traces;
		this.open();
	}

	/** Shows a state; where no step is named that at which the bug shows. */
	open(fixed = false, step = faultStep(this.#traces.bug)): void {
		this.variant = fixed ? 'fixed' : 'bug';
		this.step = this.#within(step);
	}

	choose(variant: Variant): void {
		this.variant = variant;
		this.step = this.#within(this.step);
	}

	go(step: number): void {
		if (!this.#rests) this.step = this.#within(step);
	}

	play(): void {
		this.pause();
		if (this.step >= this.#last()) this.step = 1;
		this.playing = true;
		this.#timer = setInterval(() => {
			if (this.#rests) return;
			if (this.step >= this.#last()) this.pause();
			else this.step++;
		}, standMs);
	}

	pause(): void {
		clearInterval(this.#timer);
		this.playing = false;
	}

	rest(hidden: boolean): void {
		this.#rests = hidden;
	}

	#last(): number {
		return this.#traces[this.variant].events.at(-1)?.step ?? 1;
	}

	#within(step: number): number {
		return Math.max(1, Math.min(Math.round(step), this.#last()));
	}
}
