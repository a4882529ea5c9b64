import type { Runner } from '#lib/run/runner.svelte.ts';
import { requestOf, type Dashboard } from '#lib/state/dashboard.svelte.ts';
import { comparedRuns } from '#workers/results/comparedRuns.ts';
import { decodeLink, type RunState } from '#workers/link.ts';
import type { Frames } from '#workers/model/frames.ts';
import { fillFigures } from '#workers/storyboard/figures.ts';
import { talks } from '#workers/talks/index.ts';
import type { StageChart, TalkStep } from '#workers/talks/talk.ts';

/** A talk that can be given: a ready one, or one's own storyboard. */
export interface Script {
	/** in the address: ?present=slug */
	slug: string;
	title: string;
	steps: readonly TalkStep[];
}

/** Address of one's own storyboard. */
export const ownSlug = 'own';

/** What no line may part: 10 GiB, 4 s, 16.5 %. */
const numberAndUnit = /(\d) (?=%|(?:[KMGT]?i?B|[mµ]?s)\b)/g;

const usualCharts: readonly StageChart[] = ['heap', 'collections'];

/** What the presenter asks of the page. */
export interface StageHands {
	/** shows a state of the page, with its axes held if `sameAxes` */
	show(hash: string, sameAxes: boolean): void;
	/** the address follows: `present` in the query while a talk is given, null when it ends */
	address(slug: string | null): void;
	/** one's own storyboard */
	own(): Script;
}

/** The talk that is given: which step is on, and how long it has been going. */
export class Presenter {
	script = $state.raw<Script | null>(null);
	at = $state(0);
	/** when the talk was started [ms since the epoch]; the clock of the speaker's notes */
	startedAt = $state(0);
	/** rises each time that somebody goes to a step, also to the one that is on; a reload is no such going */
	moves = $state(0);
	step = $derived.by(() => this.script?.steps[this.at]);
	next = $derived.by(() => this.script?.steps[this.at + 1]);
	charts = $derived.by(() => this.step?.charts ?? usualCharts);

	#dashboard: Dashboard;
	#runner: Runner;
	#hands: StageHands;
	/** rises when a run of the talk is there */
	#arrived = $state(0);

	constructor(dashboard: Dashboard, runner: Runner, hands: StageHands) {
		this.#dashboard = dashboard;
		this.#runner = runner;
		this.#hands = hands;
	}

	/** Begins a talk, at a step of it. */
	start(script: Script, at = 0): void {
		if (script.steps.length === 0) return;
		this.#hands.address(script.slug);
		this.#begin(script, at);
		this.moves++;
	}

	/** The talk that the address names; the first one for a word that is none. */
	open(slug: string, at = 0): void {
		const own = this.#hands.own();
		const wanted = slug === ownSlug && own.steps.length > 0 ? own : talks.find((talk) => talk.slug === slug);
		const script = wanted ?? talks[0];
		if (script) this.#begin(script, at);
	}

	#begin(script: Script, at: number): void {
		this.script = script;
		this.startedAt = Date.now();
		this.at = -1;
		this.#show(at);
	}

	stop(): void {
		this.script = null;
		this.#hands.address(null);
	}

	/** On to the next step; nothing happens at the last one. */
	forward(): void {
		this.go(this.at + 1);
	}

	back(): void {
		this.go(this.at - 1);
	}

	/** A step exactly as it was written, whatever has been moved meanwhile. */
	go(at: number): void {
		const before = this.at;
		this.#show(at);
		// At the end there is nowhere to go: what runs there goes on.
		if (this.at !== before || at === before) this.moves++;
	}

	#show(at: number): void {
		const script = this.script;
		const target = script && Math.max(0, Math.min(at, script.steps.length - 1));
		const step = script?.steps[target ?? -1];
		if (!script || target === null || !step) return;
		// Past the last step nothing happens.
		if (target === this.at && target !== at) return;
		const before = script.steps[this.at];
		const sameAxes =
			before !== undefined && decodeLink(before.link).state.case === decodeLink(step.link).state.case;
		this.at = target;
		this.#hands.show(`${step.link};step=${target}`, sameAxes);
	}

	/** The step again, from any state. */
	reset(): void {
		this.go(this.at);
	}

	/** Has all runs of the talk made ahead, the nearest first: no step then waits, and a worker that dies is not missed. */
	prepare(): void {
		const { script } = this;
		if (!script || this.#runner.busy) return;
		const ahead = [...script.steps.slice(this.at), ...script.steps.slice(0, this.at)];
		for (const { link, request } of ahead.flatMap((step) => runsOf(step).map(requestOf))) {
			if (!this.#runner.known(link)) this.#runner.prepare(link, request, () => void this.#arrived++);
		}
	}

	/** Frames of the steps that share the axes of this one. */
	family(): Frames[] {
		void this.#arrived;
		return this.#siblings()
			.steps.flatMap((step) => runsOf(step).map((run) => this.#runner.known(requestOf(run).link)?.frames))
			.filter((frames) => frames !== undefined);
	}

	/** Name of the steps that share axes, once all their runs are there; null before. */
	get complete(): string | null {
		void this.#arrived;
		const { first, steps } = this.#siblings();
		const all = steps.flatMap((step) => runsOf(step).map(requestOf));
		if (steps.length === 0 || !all.every(({ link }) => this.#runner.known(link))) return null;
		return `${this.script?.slug} ${first} ${this.startedAt}`;
	}

	/** A title or note with its figures, from the runs of its step. */
	words(step: TalkStep, text: string): string {
		void this.#arrived;
		// Read so that the figures follow what is shown.
		void this.#runner.shown;
		const [own, other] = runsOf(step).map((run) => this.#runner.known(requestOf(run).link)?.frames);
		return fillFigures(text, own, other).replace(numberAndUnit, '$1\u00a0');
	}

	/** The steps around this one that tell of the same case: they share their axes. */
	#siblings(): { first: number; steps: readonly TalkStep[] } {
		const steps = this.script?.steps ?? [];
		const caseAt = (at: number) => (steps[at] ? decodeLink(steps[at].link).state.case : undefined);
		let first = this.at;
		let last = this.at;
		while (first > 0 && caseAt(first - 1) === caseAt(this.at)) first--;
		while (last + 1 < steps.length && caseAt(last + 1) === caseAt(this.at)) last++;
		return { first, steps: steps.slice(first, last + 1) };
	}

	/** Whether what is shown is still what the step says. */
	get touched(): boolean {
		const step = this.step;
		if (!step) return false;
		const { state } = decodeLink(step.link);
		return requestOf(state).link !== this.#dashboard.runLink || state.view !== this.#dashboard.link.view;
	}
}

/** The run of a step, and the first of those that it is compared with. */
function runsOf(step: TalkStep): RunState[] {
	const { state } = decodeLink(step.link);
	return [
		state,
		...comparedRuns(state)
			.slice(0, 1)
			.map(({ run }) => run)
	];
}
