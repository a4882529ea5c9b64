import { fitDomain } from '#lib/charts/domain.ts';
import type { ValueDomain } from '#lib/charts/types.ts';
import { clickBudgetMs, type Answer, type Runner } from '#lib/run/runner.svelte.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import type { Dashboard } from './dashboard.svelte.ts';

/** Largest values that the charts have to show, each in its chart's unit. */
export interface Peaks {
	heapBytes: number;
	objects: number;
	perSecond: number;
}

type Axis = keyof Peaks;

/** The axes in words, for the note on what they cut off. */
const axisNames: Record<Axis, string> = {
	heapBytes: 'heap size',
	objects: 'pool occupancy',
	perSecond: 'New rate'
};

/**
 * The value axes. They hold still while a person explores, so that two settings can be compared; they are fitted, to
 * both variants of the program, when a case is opened and when somebody asks. What is beyond them is said, not
 * followed.
 */
export class Fit {
	heap = $state.raw<ValueDomain | null>(null);
	objects = $state.raw<ValueDomain | null>(null);
	rate = $state.raw<ValueDomain | null>(null);

	#runner: Runner;
	#dashboard: Dashboard;
	#peaksOf: (frames: Frames) => Peaks;
	/** other runs that are on the screen, which the axes hold too */
	#beside: () => readonly Frames[];
	/** the run that a case was opened with, while its axes are still being fitted to coarse or missing results */
	#opening: string | null = null;

	constructor(
		runner: Runner,
		dashboard: Dashboard,
		peaksOf: (frames: Frames) => Peaks,
		beside: () => readonly Frames[] = () => []
	) {
		this.#beside = beside;
		this.#runner = runner;
		this.#dashboard = dashboard;
		this.#peaksOf = peaksOf;
	}

	/** A case was opened: fits now, and again when the full results of both variants are there. */
	onOpen(): void {
		this.#opening = this.#dashboard.runLink;
		this.now();
	}

	/** Something new is shown. Only what a case was opened with moves the axes, until it is complete. */
	onAnswer(): void {
		if (this.#opening !== null && this.#opening === this.#dashboard.runLink) this.now();
	}

	/** Fits the axes to what is shown and to the other variant of it. */
	now(): void {
		const shown = this.#runner.shown;
		if (!shown) return;
		const other = this.#dashboard.otherVariant();
		const otherAnswer = other && this.#otherAnswer(other.link, other.request);
		const complete = shown.quality === 'full' && !this.#runner.outdated && (other === null || otherAnswer);
		if (complete) this.#opening = null;
		const variants = [shown, otherAnswer].filter((each) => !!each).map(({ frames }) => frames);
		const peaks = [...variants, ...this.#beside()].map((frames) => this.#peaksOf(frames));
		const largest = (axis: Axis) => Math.max(0, ...peaks.map((each) => each[axis]));
		this.heap = fitDomain(largest('heapBytes'), 'bytes');
		this.objects = fitDomain(largest('objects'), 'count');
		this.rate = fitDomain(largest('perSecond'), 'count');
	}

	/** The other variant's run, if it is known or quick to get; else it comes later. */
	#otherAnswer(link: string, request: SimulationRequest): Answer | undefined {
		try {
			const answer = this.#runner.answerNow(link, request, clickBudgetMs);
			if (!answer) this.#runner.prepare(link, request, () => this.onAnswer());
			return answer;
		} catch {
			// It cannot be run: that is said when somebody asks for it.
			return undefined;
		}
	}

	/** Names of the charts whose axis cuts something off. */
	beyond(frames: Frames): string[] {
		const all = [frames, ...this.#beside()].map((each) => this.#peaksOf(each));
		const peak = (axis: Axis) => Math.max(...all.map((each) => each[axis]));
		const domains: Record<Axis, ValueDomain | null> = {
			heapBytes: this.heap,
			objects: this.objects,
			perSecond: this.rate
		};
		return (Object.keys(axisNames) as Axis[])
			.filter((axis) => peak(axis) > (domains[axis]?.[1] ?? Infinity) * 1.001)
			.map((axis) => axisNames[axis]);
	}
}
