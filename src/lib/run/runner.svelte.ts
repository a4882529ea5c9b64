import type { OnChunk } from '#workers/entries/api.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import { messageOf } from '#workers/text/untyped.ts';
import { AnswerCache } from './answers.ts';
import { attempt, type CreateSimulation } from './attempt.ts';
import { expectedPairs, shortened, stretched } from './coarse.ts';
import { CostMeter } from './costMeter.ts';
import { WorkerCrash } from './workerHost.ts';

/** A result with what it is the result of. */
export interface Answer {
	/** canonical link of the state that was asked for */
	link: string;
	request: SimulationRequest;
	frames: Frames;
	/** the run itself; a shortened one in its place; or the part of the run that is done */
	quality: 'full' | 'coarse' | 'partial';
	/** how long the run took, in milliseconds */
	tookMs: number;
}

/** What takes runs that are too long for the page. */
export interface RunHost {
	run(request: SimulationRequest, onChunk?: OnChunk): Promise<Frames | null>;
	cancel(): void;
}

interface Question {
	link: string;
	request: SimulationRequest;
	/** rises with every question: an answer to an older one never replaces that to a newer one */
	number: number;
	/** asked ahead, not to be shown: only the cache gets the answer */
	ahead: boolean;
	/** a run that killed its worker is tried a second time, not a third */
	crashes: number;
	/** hear that the answer is there, or that there will be none; for questions asked ahead */
	onready?: () => void;
	onfail?: () => void;
}

interface Running extends Question {
	startedAt: number;
	progress: number;
}

/** While a control moves, a run on the page may take so long that it and its drawing fit into one frame [ms]. */
export const frameBudgetMs = 6;
/** A control that has not moved for so long is taken to rest: only then does the worker begin with a full run [ms]. */
export const restMs = 120;
/** What answers a click may take longer: nobody sees a tenth of a second, but everybody a coarse answer that goes [ms]. */
export const clickBudgetMs = 100;
/** The very first run has nothing to keep on the screen meanwhile, and cold code [ms]. */
const firstBudgetMs = 250;
/** A coarse run aims at this many milliseconds, */
const coarseBudgetMs = 3;
/** but is not cut below this share of the real one, of which it would say nothing then, */
const smallestCoarseShare = 1 / 500;
/** unless that takes longer than this [ms]. */
const longestCoarseMs = 100;
/** A newer question waits for the running run for so many milliseconds, then stops it. */
const patienceMs = 150;
/** From here on the finished part of a long run is shown instead of its coarse stand-in. */
const partialAfterMs = 1_000;

/**
 * Newest question → frames. Runs that fit are run inside the input event, so that their answer is in the next
 * frame. Longer ones get a coarse answer at once and the full one from the worker: while a control moves when it
 * rests for a moment, so that the picture does not flicker between the two and the worker does not take the processor
 * from the drawing. While the worker is busy, questions are conflated: the run that goes on is finished when it is
 * nearly done, then the latest is taken.
 */
export class Runner {
	/** What is on the screen. It stays until something newer is there. */
	shown = $state.raw<Answer | null>(null);
	/** Link of the newest question. */
	wanted = $state('');
	/** Whether the worker is busy with the newest question. */
	busy = $state(false);
	/** Share of the newest question's run that is done, 0 to 1. */
	progress = $state(0);
	/** Why the newest question has no answer; empty when it has, or may get one. */
	problem = $state('');
	/** What happened to the machinery, such as a crashed worker that was replaced. */
	notice = $state('');
	/** Whether what is shown answers an older question. */
	outdated = $derived(this.shown !== null && this.shown.link !== this.wanted);

	#create: CreateSimulation;
	#host: RunHost;
	#now: () => number;
	#meter = new CostMeter();
	#cache = new AnswerCache<Answer>(24);
	#number = 0;
	#shownNumber = 0;
	#running: Running | null = null;
	#next: Question | null = null;
	/** runs out when the control that asked has rested */
	#resting: ReturnType<typeof setTimeout> | undefined;
	/** asked ahead, oldest first */
	#ahead: Question[] = [];

	constructor(create: CreateSimulation, host: RunHost, now: () => number = () => performance.now()) {
		this.#create = create;
		this.#host = host;
		this.#now = now;
	}

	/**
	 * Asks for the answer to a request; `link` is its canonical link, the same for the same request. A run that is
	 * expected to take no longer than the budget is run before this returns. The worker begins with a longer one when
	 * nothing else has been asked for `quietMs`.
	 */
	ask(link: string, request: SimulationRequest, budgetMs: number = frameBudgetMs, quietMs: number = 0): void {
		this.#wake();
		if (link === this.wanted) {
			if (this.busy && quietMs === 0) this.#startNext();
			if (this.busy || (this.shown?.link === link && this.shown.quality === 'full')) return;
		}
		const question = { link, request, number: ++this.#number, ahead: false, crashes: 0 };
		this.wanted = link;
		this.problem = '';
		this.#next = null;
		this.#ahead = [];
		try {
			const answer = this.answerNow(link, request, this.shown ? budgetMs : firstBudgetMs);
			if (answer) {
				this.#show(answer, question.number);
				this.#finish();
				this.#stopOutdated();
				return;
			}
			const coarse = this.#coarse(question);
			if (coarse) this.#show(coarse, question.number);
		} catch (error) {
			this.#fail(error);
			this.#stopOutdated();
			return;
		}
		this.busy = true;
		this.progress = 0;
		this.#next = question;
		this.#hurry();
		if (quietMs === 0) this.#startNext();
		else this.#resting = setTimeout(() => this.#begin(), quietMs);
	}

	/** The answer if it is known, or expected within the budget. */
	answerNow(link: string, request: SimulationRequest, budgetMs: number = frameBudgetMs): Answer | undefined {
		const cached = this.#cache.get(link);
		if (cached) return cached;
		const pairs = expectedPairs(request.params);
		if (this.#meter.expectedMs(request.case, pairs) > budgetMs) return undefined;
		const startedAt = this.#now();
		const frames = attempt(this.#create, request, 1.5 * budgetMs, this.#now);
		const tookMs = this.#now() - startedAt;
		if (!frames) {
			// The guess was wrong: at least what was tried for this long does not fit.
			this.#meter.learn(request.case, pairs, Math.max(1_000, 4 * pairs), tookMs * 4);
			return undefined;
		}
		return this.#keep(link, request, frames, tookMs);
	}

	/**
	 * Gets an answer ready for a question that may come, such as the other variant; `onready` hears when it is there,
	 * `onfail` when it cannot be run.
	 * Those asked for earlier go before it. Anything asked goes first, and a question asked meanwhile drops them all.
	 */
	prepare(
		link: string,
		request: SimulationRequest,
		onready: () => void = () => {},
		onfail: () => void = () => {}
	): void {
		if (this.#cache.get(link)) return;
		this.#ahead = this.#ahead.filter((other) => other.link !== link || other.onready !== onready);
		this.#ahead.push({ link, request, number: 0, ahead: true, crashes: 0, onready, onfail });
		this.#startNext();
	}

	/** A finished answer that is known, without running anything. */
	known(link: string): Answer | undefined {
		return this.#cache.get(link);
	}

	/**
	 * Answers what is shown as if a control had asked for it, and shows it once more, which changes nothing but that a
	 * control that is moved later does not meet code that has hardly run. False when there is something better to do.
	 */
	rehearse(): boolean {
		const { shown } = this;
		if (!shown || shown.quality !== 'full' || this.busy || this.outdated) return false;
		if (!this.#coarse(shown)) attempt(this.#create, shown.request, coarseBudgetMs, this.#now);
		this.shown = { ...shown };
		return true;
	}

	/** Stops the run that is going on; what is shown stays. */
	cancel(): void {
		this.#wake();
		this.#next = null;
		this.#ahead = [];
		this.#finish();
		this.#host.cancel();
	}

	#keep(link: string, request: SimulationRequest, frames: Frames, tookMs: number): Answer {
		const answer: Answer = { link, request, frames, quality: 'full', tookMs };
		this.#cache.set(link, answer);
		this.#meter.learn(request.case, expectedPairs(request.params), frames.totals.requests, tookMs);
		return answer;
	}

	#show(answer: Answer, number: number): void {
		if (number < this.#shownNumber) return;
		this.#shownNumber = number;
		this.shown = answer;
	}

	/** An answer from a shortened run, where one would take little time and say enough. */
	#coarse({ link, request }: Pick<Question, 'link' | 'request'>): Answer | null {
		const fullMs = this.#meter.expectedMs(request.case, expectedPairs(request.params));
		const share = Math.max(coarseBudgetMs / fullMs, smallestCoarseShare);
		const coarseMs = share * fullMs;
		if (share >= 1 || coarseMs > longestCoarseMs) return null;
		const startedAt = this.#now();
		// Generous: what was spent on an answer that is given up is lost.
		const frames = attempt(this.#create, shortened(request, share), 4 * coarseMs + 20, this.#now);
		if (!frames) return null;
		const tookMs = this.#now() - startedAt;
		return { link, request, frames: stretched(frames, request, share), quality: 'coarse', tookMs };
	}

	#fail(error: unknown): void {
		this.problem = messageOf(error);
		this.#finish();
	}

	#finish(): void {
		this.busy = false;
		this.progress = 0;
	}

	/** Nobody waits for what the worker does: it may rest. */
	#stopOutdated(): void {
		if (this.#running) this.#host.cancel();
	}

	/** Stops the running run when the next one would have to wait for it too long. */
	#hurry(): void {
		const running = this.#running;
		if (!running || !this.#next) return;
		const spentMs = this.#now() - running.startedAt;
		const leftMs = running.progress > 0 ? (spentMs * (1 - running.progress)) / running.progress : spentMs;
		if (running.ahead || leftMs > patienceMs) this.#host.cancel();
	}

	/** Nobody waits for the control to rest any more. */
	#wake(): void {
		clearTimeout(this.#resting);
		this.#resting = undefined;
	}

	#begin(): void {
		this.#wake();
		this.#startNext();
	}

	#startNext(): void {
		if (this.#running || this.#resting !== undefined) return;
		const question = this.#next ?? this.#ahead.shift();
		if (!question) return;
		if (question === this.#next) this.#next = null;
		// Somebody else may have had it made meanwhile.
		if (question.ahead && this.#cache.get(question.link)) {
			question.onready?.();
			this.#startNext();
			return;
		}
		void this.#run({ ...question, startedAt: this.#now(), progress: 0 });
	}

	async #run(running: Running): Promise<void> {
		this.#running = running;
		try {
			const frames = await this.#host.run(running.request, (chunk, progress) => {
				this.#hear(running, chunk, progress);
			});
			if (frames) this.#settle(running, frames);
		} catch (error) {
			this.#settleFailure(running, error);
		} finally {
			this.#running = null;
			this.#startNext();
		}
	}

	#hear(running: Running, chunk: Frames, progress: number): void {
		running.progress = progress;
		this.#hurry();
		if (running.link !== this.wanted || running.ahead) return;
		this.progress = progress;
		const tookMs = this.#now() - running.startedAt;
		const coarseIsThere = this.shown?.link === running.link && this.shown.quality === 'coarse';
		if (coarseIsThere && tookMs < partialAfterMs) return;
		const { link, request, number } = running;
		this.#show({ link, request, frames: chunk, quality: 'partial', tookMs }, number);
	}

	#settle(running: Running, frames: Frames): void {
		const { link, request, number } = running;
		const answer = this.#keep(link, request, frames, this.#now() - running.startedAt);
		if (!running.ahead) this.#show(answer, number);
		if (link === this.wanted) this.#finish();
		running.onready?.();
	}

	#settleFailure(running: Running, error: unknown): void {
		if (running.ahead) running.onfail?.();
		if (running.ahead || running.link !== this.wanted) return;
		const again = error instanceof WorkerCrash && running.crashes === 0 && !this.#next;
		if (again) this.#next = { ...running, crashes: 1 };
		else this.#fail(error);
	}
}
