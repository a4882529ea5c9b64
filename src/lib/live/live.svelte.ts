/** Live mode: a process that runs while one looks, and is changed while it runs. */
import { newRatePeak } from '#lib/charts/newRateChart.ts';
import { occupancyPeak } from '#lib/charts/occupancyChart.ts';
import { heapPeakBytes } from '#lib/charts/heapChart.ts';
import { niceDomain } from '#lib/charts/domain.ts';
import type { TimeDomain, ValueDomain } from '#lib/charts/types.ts';
import type { Answer } from '#lib/run/runner.svelte.ts';
import type { LiveChunk } from '#workers/liveApi.ts';
import type { Frames, PhaseSpan } from '#workers/model/frames.ts';
import { liveBase, type LiveChange } from '#workers/model/liveRun.ts';
import {
	parameters,
	type ParameterName,
	type Params,
	type ParameterValue
} from '#workers/model/parameters.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import type { PhaseEvents } from '#workers/model/workload/phases.ts';
import type { Inside } from './inside.ts';
import { LiveHistory } from './history.ts';

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
/** A pause of the page, as when its tab is hidden, is not made up for [ms]. */
const longestFrameMs = 100;

export type LiveParameter = ParameterName;

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

	/** whether the process was changed since it began */
	changed = $state(false);

	readonly #inside: Inside;
	#base: SimulationRequest | null = null;
	#history: LiveHistory | null = null;
	#changes: LiveChange[] = [];
	/** number of the start, so that looks into an earlier process are not taken for looks into this one */
	#number = 0;
	#ticking = false;
	#frame = 0;
	#lastMs = 0;
	#course = { atMs: 0, nowNs: 0 };
	#waiting: { params: Partial<Params>; gc: boolean; burst: number } | null = null;

	constructor(inside: Inside) {
		this.#inside = inside;
	}

	/** Starts a process as the request has it in its first phase. Time stands until `play`. */
	async start(request: SimulationRequest, axes: Axes): Promise<void> {
		this.problem = '';
		try {
			this.#base = liveBase(request, rowEveryNs, windowNs);
		} catch (error) {
			this.problem = messageOf(error);
			return;
		}
		this.on = true;
		this.axes = axes;
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

	/** Lets a stretch of time pass, and stops. */
	async step(ns: number): Promise<void> {
		this.pause();
		this.viewNs = null;
		await this.#passTo(this.nowNs + ns, 1_000);
	}

	/** A control was moved: from now on the process has another value. Gives false for what a process cannot change. */
	set(name: ParameterName, value: ParameterValue): boolean {
		if (!parameters[name].live) return false;
		this.#change({ [name]: value }, {});
		return true;
	}

	/** Something happens once, now. */
	happen(events: Partial<PhaseEvents>): void {
		this.#change({}, events);
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

	/** The what-if run with the same changes, up to now. */
	request(): Promise<SimulationRequest> {
		return this.#inside.liveRequest(Math.max(1e6, this.nowNs));
	}

	/** The what-if run with the same changes that goes on as long as the process may. */
	endlessRequest(): Promise<SimulationRequest> {
		return this.#inside.liveRequest();
	}

	async #begin(changes: LiveChange[], untilNs: number): Promise<void> {
		const base = this.#base;
		if (!base) return;
		const mine = ++this.#number;
		this.starting = true;
		try {
			const plain = changes.filter(({ atNs }) => atNs < untilNs).map((change) => ({ ...change }));
			const chunk = await this.#inside.liveStart(base, plain, untilNs, keptRows * rowEveryNs);
			if (!chunk || mine !== this.#number) return;
			this.params = plain.reduce((params, change) => ({ ...params, ...change.params }), base.params);
			this.#changes = plain;
			this.changed = plain.length > 0;
			this.#history = new LiveHistory(keptRows, chunk.perPWidth);
			this.viewNs = null;
			this.#waiting = null;
			this.#take(chunk);
		} catch (error) {
			this.problem = messageOf(error);
		} finally {
			if (mine === this.#number) this.starting = false;
		}
	}

	#change(params: Partial<Params>, { gc = false, burst = 0 }: Partial<PhaseEvents>): void {
		if (!this.params) return;
		this.problem = '';
		this.changed = true;
		const before = this.#waiting;
		this.#waiting = {
			params: { ...before?.params, ...params },
			gc: gc || before?.gc === true,
			burst: burst + (before?.burst ?? 0)
		};
		this.params = { ...this.params, ...params };
		if (this.viewNs !== null) this.viewNs = null;
		if (!this.playing) void this.#passTo(this.nowNs, budgetMs);
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
		try {
			const change = this.#waiting;
			this.#waiting = null;
			if (change) await this.#hand(change);
			if (mine !== this.#number) return;
			const chunk = await this.#inside.liveTick(untilNs, workMs);
			if (mine !== this.#number) return;
			this.#take(chunk);
			if (chunk.ended) this.pause();
		} catch (error) {
			this.problem = messageOf(error);
			this.pause();
		} finally {
			this.#ticking = false;
		}
		if (!this.playing && this.#waiting && mine === this.#number) await this.#passTo(this.nowNs, workMs);
	}

	async #hand({ params, gc, burst }: { params: Partial<Params>; gc: boolean; burst: number }): Promise<void> {
		const problem = await this.#inside.liveChange(params, { gc, burst });
		if (problem !== undefined) {
			this.problem = problem;
			const kept = this.#changes.reduce((all, each) => ({ ...all, ...each.params }), this.#base!.params);
			this.params = kept;
			return;
		}
		const change: LiveChange = { atNs: Math.max(1, this.nowNs), params, gc, burst };
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

	/** Renews what the charts show; call it when another span was chosen. */
	show(): void {
		const history = this.#history;
		if (!history) return;
		const [from, to] = this.domain;
		if (!this.playing) this.range = history.range;
		const frames = history.frames(from, to, this.#phases(from, to));
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

	/** Changes that are within the charts, as marks; those that follow each other closely are one. */
	#phases(fromNs: number, toNs: number): PhaseSpan[] {
		const endNs = Math.max(this.nowNs, this.spanNs);
		const apartNs = this.spanNs / 80;
		const marks: { name: string; startNs: number }[] = [{ name: 'live', startNs: 0 }];
		for (const change of this.#changes) {
			if (change.atNs < fromNs || change.atNs > toNs) continue;
			const mark = { name: nameOf(change), startNs: change.atNs };
			const last = marks.at(-1)!;
			if (marks.length > 1 && change.atNs - last.startNs < apartNs) last.name = mark.name;
			else marks.push(mark);
		}
		return marks.map(({ name, startNs }, i) => ({ name, startNs, endNs: marks[i + 1]?.startNs ?? endNs }));
	}
}

/** A change in a word or two. */
function nameOf({ params, gc, burst }: LiveChange): string {
	if (burst) return 'burst';
	if (gc) return 'GC';
	const [name] = Object.keys(params);
	return name ?? 'change';
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
