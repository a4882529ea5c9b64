/** Live mode: a process that runs while one looks, and is changed while it runs. */
import { newRatePeak } from '#lib/charts/newRateChart.ts';
import { occupancyPeak } from '#lib/charts/occupancyChart.ts';
import { heapPeakBytes } from '#lib/charts/heapChart.ts';
import { niceDomain } from '#lib/charts/domain.ts';
import type { TimeDomain, ValueDomain } from '#lib/charts/types.ts';
import type { Answer } from '#lib/run/runner.svelte.ts';
import type { LiveChunk } from '#workers/entries/liveApi.ts';
import type { Frames } from '#workers/model/frames.ts';
import { liveBase } from '#workers/model/liveRun.ts';
import {
	parameters,
	type ParameterName,
	type Params,
	type ParameterValue
} from '#workers/model/parameters.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import type { PhaseEvents } from '#workers/model/workload/phases.ts';
import { messageOf } from '#workers/text/untyped.ts';
import { changeMarks, type Change, type Waiting } from './changes.ts';
import type { Inside } from './inside.ts';
import { LiveHistory } from './history.ts';
import { storyOf, tellsOf, type StoryPhase } from './story.ts';

/** Distance of the rows of a live run [ns]. */
export const rowEveryNs = 20e6;
/** Rows that are kept: five minutes of simulated time. */
const keptRows = 15_000;
/** A live process ends after so long [ns]. */
const windowNs = 3600e9;
/** Work of the worker for one frame at most, so that controls are heard between two [ms]. */
const budgetMs = 12;
/** Charts are renewed no more often than this [ms]: a row comes each 20 ms, and the worker needs its share. */
const renewMs = 30;
/** What only tells of the clock's course is renewed so often [ms]. */
const courseMs = 250;
/** How far a way back is, is asked so often [ms]. */
const progressMs = 100;
/** A pause of the page, as when its tab is hidden, is not made up for [ms]. */
const longestFrameMs = 100;

/** Speeds that can be chosen: simulated per real second; 0 stands for as fast as it can. */
export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100, 0] as const;
/** Stretches of time that the charts can show [ns]. */
export const spans = [2e9, 5e9, 10e9, 20e9, 60e9, 300e9] as const;

/** The value axes of live mode: they begin as those of the page and only grow. */
export interface Axes {
	heap: ValueDomain | null;
	objects: ValueDomain | null;
	rate: ValueDomain | null;
}

export class Live {
	/** live mode is on */
	on = $state(false);
	playing = $state(false);
	speed = $state<number>(1);
	spanNs = $state<number>(10e9);
	/** instant that the process has reached [ns] */
	nowNs = $state(0);
	/** end of what the charts show; null follows the process [ns] */
	viewNs = $state<number | null>(null);
	params = $state.raw<Params | null>(null);
	frames = $state.raw<Frames | null>(null);
	/** simulated per real second, of late */
	reached = $state(0);
	/** what cannot be done, in a sentence */
	problem = $state('');
	/** a start or a return to an earlier instant is under way */
	starting = $state(false);
	/** how much of the way back is done, from 0 to 1, where it takes long enough to be asked; null else */
	progress = $state<number | null>(null);
	/** phases of the case's load, from the first on; none where it has only one */
	story = $state.raw<readonly StoryPhase[]>([]);
	/** the phase whose load it is now, by its place in the story; −1 once a control that the story moves was moved by hand */
	phase = $state(0);
	/** the next phases come by themselves at their times */
	following = $state(true);
	axes = $state.raw<Axes>({ heap: null, objects: null, rate: null });
	/** instants of the first and last row that are kept [ns] */
	range = $state.raw<TimeDomain>([0, 0]);

	/** the stretch of time that the charts show */
	domain = $derived.by<TimeDomain>(() => {
		const end = Math.max(this.viewNs ?? this.nowNs, this.spanNs);
		return [end - this.spanNs, end];
	});
	/** what the page shows in the place of a what-if run's answer */
	answer = $derived.by<Answer | null>(() => {
		if (!this.frames || !this.#base || !this.params) return null;
		const request = { ...this.#base, params: this.params };
		return { link: `live ${this.#number}`, request, frames: this.frames, quality: 'full', tookMs: 0 };
	});

	/** whether somebody changed the process since it began; what its story brings is no such change */
	changed = $state(false);

	readonly #inside: Inside;
	#base: SimulationRequest | null = null;
	#history: LiveHistory | null = null;
	#changes: Change[] = [];
	/** number of the start, so that looks into an earlier process are not taken for looks into this one */
	#number = 0;
	#ticking = false;
	/** the end of the stretch that is passing, or of the last one */
	#tickEnd: Promise<void> = Promise.resolve();
	#frame = 0;
	#lastMs = 0;
	#course = { atMs: 0, nowNs: 0 };
	#waiting: Waiting | null = null;

	constructor(inside: Inside) {
		this.#inside = inside;
	}

	/** Starts a process as the request has it in its first phase. Time stands until `play`. */
	async start(request: SimulationRequest, axes: Axes): Promise<void> {
		this.problem = '';
		try {
			this.#base = liveBase(request, rowEveryNs, windowNs);
			this.story = storyOf(request.params);
		} catch (error) {
			this.problem = messageOf(error);
			return;
		}
		this.on = true;
		this.axes = axes;
		this.following = true;
		this.pause();
		await this.#begin([], 0);
	}

	stop(): void {
		this.pause();
		this.on = false;
		this.frames = null;
		this.#number++;
		void this.#inside.liveStop();
	}

	toggle(): void {
		if (this.playing) this.pause();
		else this.play();
	}

	play(): void {
		if (!this.on || this.playing) return;
		this.viewNs = null;
		this.playing = true;
		this.reached = this.speed;
		this.#course = { atMs: 0, nowNs: 0 };
		this.#lastMs = performance.now();
		this.#frame = requestAnimationFrame(this.#tick);
	}

	pause(): void {
		this.playing = false;
		cancelAnimationFrame(this.#frame);
	}

	/** Pauses, and waits until a stretch of time that was asked for before has passed. */
	async halt(): Promise<void> {
		this.pause();
		while (this.#ticking) await this.#tickEnd;
	}

	/** Lets a stretch of time pass, and stops. */
	async step(ns: number): Promise<void> {
		// Else the step would be lost where another stretch is still passing.
		await this.halt();
		this.viewNs = null;
		await this.#passTo(this.nowNs + ns, 1_000);
	}

	/** A control was moved: from now on the process has another value. Gives false for what a process cannot change. */
	set(name: ParameterName, value: ParameterValue): boolean {
		if (!parameters[name].live) return false;
		if (tellsOf(this.story, name)) {
			this.following = false;
			this.phase = -1;
		}
		this.#change({ [name]: value }, {});
		this.changed = true;
		return true;
	}

	/** A phase of the story begins now; the others wait until they are asked for. */
	enter(phase: number): void {
		const next = this.story[phase];
		if (!next) return;
		this.following = false;
		this.phase = phase;
		this.#change(next.params, next.events, next.name);
		this.changed = true;
	}

	/** From now on the phases that are still to come do so by themselves, or not. */
	follow(on: boolean): void {
		this.following = on;
	}

	/** Something happens once, now. */
	happen(events: Partial<PhaseEvents>): void {
		this.#change({}, events);
		this.changed = true;
	}

	/** Shows an earlier part of the history; the process waits. */
	lookBack(endNs: number): void {
		this.pause();
		this.viewNs = endNs >= this.nowNs ? null : endNs;
		this.show();
	}

	/** Goes back to an instant: what came after it has not happened, and the process goes on from there. */
	async branch(timeNs: number): Promise<void> {
		this.pause();
		await this.#begin(this.#changes, Math.max(0, Math.min(timeNs, this.nowNs)));
	}

	/** Gives up the way back: the process stays where it is. */
	stay(): void {
		void this.#inside.liveStay();
	}

	/** The what-if run with the same changes, up to now. */
	request(): Promise<SimulationRequest> {
		return this.#inside.liveRequest(Math.max(1e6, this.nowNs));
	}

	/** The what-if run with the same changes that goes on as long as the process may. */
	endlessRequest(): Promise<SimulationRequest> {
		return this.#inside.liveRequest();
	}

	async #begin(changes: Change[], untilNs: number): Promise<void> {
		const base = this.#base;
		if (!base) return;
		const mine = ++this.#number;
		this.starting = true;
		const asking = setInterval(() => void this.#ask(mine), progressMs);
		try {
			const plain = changes.filter(({ atNs }) => atNs < untilNs).map((change) => ({ ...change }));
			const chunk = await this.#inside.liveStart(base, plain, untilNs, keptRows * rowEveryNs);
			if (!chunk || mine !== this.#number) return;
			this.params = plain.reduce((params, change) => ({ ...params, ...change.params }), base.params);
			this.#changes = plain;
			this.changed = plain.some(({ name }) => name === undefined);
			this.#history = new LiveHistory(keptRows, chunk.perPWidth);
			this.viewNs = null;
			this.#waiting = null;
			if (untilNs === 0) this.phase = 0;
			else if (this.phase >= 0) this.phase = this.#phaseAt(untilNs - 1);
			this.#take(chunk);
		} catch (error) {
			this.problem = messageOf(error);
		} finally {
			clearInterval(asking);
			if (mine === this.#number) {
				this.starting = false;
				this.progress = null;
			}
		}
	}

	async #ask(mine: number): Promise<void> {
		const progress = await this.#inside.liveProgress();
		if (mine === this.#number && this.starting) this.progress = progress ?? null;
	}

	/** The phase that the process was in at an instant, by the changes that were made until then. */
	#phaseAt(timeNs: number): number {
		const last = this.#changes.findLast(({ atNs, name }) => name !== undefined && atNs <= timeNs)?.name;
		return last === undefined ? 0 : this.story.findIndex(({ name }) => name === last);
	}

	/** The instant up to which nothing comes by itself. What is due comes now. */
	#freeUntil(): number {
		if (!this.following || this.phase < 0) return Infinity;
		const next = this.story[this.phase + 1];
		if (!next || this.nowNs < next.startNs) return next?.startNs ?? Infinity;
		this.phase++;
		this.#add(next.params, next.events, next.name);
		return this.#freeUntil();
	}

	#change(params: Partial<Params>, events: Partial<PhaseEvents>, name?: string): void {
		if (!this.params) return;
		this.#add(params, events, name);
		if (this.viewNs !== null) this.viewNs = null;
		if (!this.playing) void this.#passTo(this.nowNs, budgetMs);
	}

	#add(params: Partial<Params>, { gc = false, burst = 0 }: Partial<PhaseEvents>, name?: string): void {
		if (!this.params) return;
		this.problem = '';
		const before = this.#waiting;
		const named = name ?? before?.name;
		this.#waiting = {
			params: { ...before?.params, ...params },
			gc: gc || before?.gc === true,
			burst: burst + (before?.burst ?? 0),
			...(named === undefined ? {} : { name: named })
		};
		this.params = { ...this.params, ...params };
	}

	readonly #tick = (atMs: number): void => {
		if (!this.playing) return;
		this.#frame = requestAnimationFrame(this.#tick);
		if (this.#ticking || this.starting) return;
		// A frame may come a little early: half of one is not waited for.
		if (atMs - this.#lastMs < renewMs - 4) return;
		const elapsedMs = Math.min(longestFrameMs, atMs - this.#lastMs);
		this.#lastMs = atMs;
		const aheadNs = this.speed === 0 ? Infinity : elapsedMs * 1e6 * this.speed;
		const before = this.nowNs;
		void this.#passTo(Math.min(before + aheadNs, windowNs), budgetMs).then(() => {
			this.#noteCourse(atMs);
		});
	};

	/** How fast the process went of late, and how far back one can go. */
	#noteCourse(atMs: number): void {
		const course = this.#course;
		if (atMs - course.atMs < courseMs) return;
		if (course.atMs > 0) this.reached = (this.nowNs - course.nowNs) / 1e6 / (atMs - course.atMs);
		this.#course = { atMs, nowNs: this.nowNs };
		if (this.#history) this.range = this.#history.range;
	}

	/** Hands over the waiting changes and lets time pass. */
	async #passTo(untilNs: number, workMs: number): Promise<void> {
		const mine = this.#number;
		if (this.#ticking) return;
		this.#ticking = true;
		let end = () => {};
		this.#tickEnd = new Promise((resolve) => (end = resolve));
		try {
			const goalNs = Math.min(untilNs, this.#freeUntil());
			const change = this.#waiting;
			this.#waiting = null;
			if (change) await this.#hand(change);
			if (mine !== this.#number) return;
			const chunk = await this.#inside.liveTick(goalNs, workMs);
			if (mine !== this.#number) return;
			this.#take(chunk);
			if (chunk.ended) this.pause();
		} catch (error) {
			this.problem = messageOf(error);
			this.pause();
		} finally {
			this.#ticking = false;
			end();
		}
		if (!this.playing && this.#waiting && mine === this.#number) await this.#passTo(this.nowNs, workMs);
	}

	async #hand({ params, gc, burst, name }: Waiting): Promise<void> {
		const problem = await this.#inside.liveChange(params, { gc, burst });
		if (problem !== undefined) {
			this.problem = problem;
			const kept = this.#changes.reduce((all, each) => ({ ...all, ...each.params }), this.#base!.params);
			this.params = kept;
			return;
		}
		const named = name === undefined ? {} : { name };
		const change: Change = { atNs: Math.max(1, this.nowNs), params, gc, burst, ...named };
		const last = this.#changes.at(-1);
		if (last?.atNs === change.atNs) {
			change.params = { ...last.params, ...params };
			change.gc = gc || last.gc === true;
			change.burst = burst + (last.burst ?? 0);
			this.#changes.pop();
		}
		this.#changes.push(change);
	}

	#take(chunk: LiveChunk): void {
		this.nowNs = chunk.nowNs;
		this.#history?.append(chunk);
		this.show();
	}

	/** Renews what the charts show, of another span where one is given. */
	show(spanNs = this.spanNs): void {
		this.spanNs = spanNs;
		const history = this.#history;
		if (!history) return;
		const [from, to] = this.domain;
		if (!this.playing) this.range = history.range;
		const frames = history.frames(
			from,
			to,
			changeMarks(this.#changes, [from, to], Math.max(this.nowNs, this.spanNs), this.spanNs / 80)
		);
		this.frames = frames;
		const { heap, objects, rate } = this.axes;
		const limitBytes = this.params?.memlimit || null;
		const axes = {
			heap: niceDomain(heap, heapPeakBytes(frames, { limitBytes }), 'bytes'),
			objects: niceDomain(objects, occupancyPeak(frames, 'objects'), 'count'),
			rate: niceDomain(rate, newRatePeak(frames), 'count')
		};
		if (axes.heap !== heap || axes.objects !== objects || axes.rate !== rate) this.axes = axes;
	}
}
