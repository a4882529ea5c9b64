import { heapPeakBytes } from '#lib/charts/heapChart.ts';
import { newRatePeak } from '#lib/charts/newRateChart.ts';
import { occupancyPeak } from '#lib/charts/occupancyChart.ts';
import { niceDomain } from '#lib/charts/domain.ts';
import type { TimeDomain, ValueDomain } from '#lib/charts/types.ts';
import type { Changes, EmbedAnswer, EmbedQuestion } from '#workers/entries/embedApi.ts';
import { messageOf } from '#workers/text/untyped.ts';
import type { EmbedHost } from './workerHost.ts';

/** A newer question waits for the running run for so many milliseconds, then stops it. */
const patienceMs = 150;
/** How long playing takes from one end of the run to the other [ms]. */
const playMs = 10_000;

/** The axes of the charts; they grow and never shrink while a case is looked at. */
export interface Axes {
	heap: ValueDomain | null;
	objects: ValueDomain | null;
	/** of the pool, where it is shown in bytes */
	bytes: ValueDomain | null;
	rate: ValueDomain | null;
}

const noAxes: Axes = { heap: null, objects: null, bytes: null, rate: null };

/** What an embed shows: the newest answer, the crosshair, and the axes that hold still. `changed` hears of every change. */
export class EmbedSession {
	/** what is on the screen; it stays until something newer is there */
	answer: EmbedAnswer | null = null;
	/** why the newest question has no answer */
	problem = '';
	busy = false;
	playing = false;
	axes = noAxes;
	zoom: TimeDomain | null = null;
	/** where the crosshair stays, and where the pointer has it [ns] */
	pinnedNs: number | null = null;
	hoverNs: number | null = null;

	#host: EmbedHost;
	#changed: () => void;
	#asked: EmbedQuestion = { link: '' };
	/** whether the view of the link that was opened last is still to be taken up */
	#opens = false;
	#waiting = false;
	/** asked to play before there was anything to play */
	#playsNext = false;
	/** where the crosshair was put since a link or a case was asked for [ns]; the answer may be awaited still */
	#sought: number | null | undefined;
	#startedAt = 0;
	#patience: ReturnType<typeof setTimeout> | undefined;
	#frame = 0;

	constructor(host: EmbedHost, changed: () => void) {
		this.#host = host;
		this.#changed = changed;
	}

	/** instant of the crosshair [ns] */
	get cursorNs(): number | null {
		return this.hoverNs ?? this.pinnedNs;
	}

	/** Canonical link of what is shown, with its crosshair and its stretch of time; empty while nothing is. */
	get link(): string {
		if (!this.answer) return '';
		const parts = this.answer.link.split(';');
		const isModel = (part: string) => part.startsWith('model=');
		const kept = parts.filter((part) => !/^(cursor|zoom)=/.test(part) && !isModel(part));
		if (this.zoom) kept.push(`zoom=${instantText(this.zoom[0])}..${instantText(this.zoom[1])}`);
		if (this.pinnedNs !== null) kept.push(`cursor=${instantText(this.pinnedNs)}`);
		return [...kept, ...parts.filter(isModel)].join(';');
	}

	/** Shows the state of a link, with its view. */
	open(link: string, changes?: Changes): void {
		this.#opens = true;
		this.#sought = undefined;
		this.#ask({ link, changes });
	}

	/** Changes the newest state, by parameter names; another `case` starts from its story. */
	change(changes: Changes): void {
		const { link, changes: earlier = {} } = this.#asked;
		if (changes.case !== undefined) this.#sought = undefined;
		this.#ask({ link, changes: changes.case === undefined ? { ...earlier, ...changes } : changes });
	}

	/** The crosshair follows the pointer; null when it leaves. */
	hover(timeNs: number | null): void {
		this.hoverNs = timeNs;
		this.#changed();
	}

	/** Puts the crosshair to an instant [ns]; null takes it away. */
	seek(timeNs: number | null): void {
		this.pause();
		this.#pin(timeNs);
	}

	/** Shows a stretch of the run; null shows all of it. */
	zoomTo(zoom: TimeDomain | null): void {
		this.zoom = zoom;
		this.#changed();
	}

	/** Lets the crosshair run from where it is, or from the start, to the end. */
	play(): void {
		const endNs = this.#endNs();
		this.#playsNext = endNs === 0;
		if (this.playing || endNs === 0) return;
		const fromNs = this.pinnedNs === null || this.pinnedNs >= endNs ? 0 : this.pinnedNs;
		const startedAt = performance.now();
		this.playing = true;
		const step = () => {
			const atNs = fromNs + ((performance.now() - startedAt) / playMs) * endNs;
			if (atNs >= endNs) this.playing = false;
			else this.#frame = requestAnimationFrame(step);
			this.#pin(atNs);
		};
		step();
	}

	pause(): void {
		this.#playsNext = false;
		if (!this.playing) return;
		cancelAnimationFrame(this.#frame);
		this.playing = false;
		this.#changed();
	}

	dispose(): void {
		this.pause();
		clearTimeout(this.#patience);
		this.#host.dispose();
	}

	#pin(timeNs: number | null): void {
		this.hoverNs = null;
		this.#sought = timeNs;
		this.pinnedNs = this.#within(timeNs);
		this.#changed();
	}

	#within(timeNs: number | null): number | null {
		return timeNs === null || isNaN(timeNs) || !this.answer
			? null
			: Math.max(0, Math.min(timeNs, this.#endNs()));
	}

	#ask(question: EmbedQuestion): void {
		this.#asked = question;
		if (!this.busy) {
			void this.#run();
			return;
		}
		// The run that goes on is finished when it is nearly done; then the newest question is taken.
		this.#waiting = true;
		const spent = performance.now() - this.#startedAt;
		this.#patience ??= setTimeout(() => this.#host.cancel(), Math.max(0, patienceMs - spent));
	}

	async #run(): Promise<void> {
		this.busy = true;
		this.#changed();
		do {
			const question = this.#asked;
			this.#waiting = false;
			this.#startedAt = performance.now();
			try {
				const answer = await this.#host.answer(question);
				if (answer) this.#show(answer, question);
			} catch (error) {
				if (question === this.#asked) this.problem = messageOf(error);
			}
			clearTimeout(this.#patience);
			this.#patience = undefined;
		} while (this.#waiting);
		this.busy = false;
		this.#changed();
	}

	#show(answer: EmbedAnswer, question: EmbedQuestion): void {
		const { frames } = answer;
		const isNewest = question === this.#asked;
		const opened = this.answer?.slug !== answer.slug;
		const held = opened ? noAxes : this.axes;
		this.axes = {
			heap: niceDomain(
				held.heap,
				heapPeakBytes(frames, { limitBytes: answer.params.memlimit || null }),
				'bytes'
			),
			objects: niceDomain(held.objects, occupancyPeak(frames, 'objects'), 'count'),
			bytes: niceDomain(held.bytes, occupancyPeak(frames, 'bytes'), 'bytes'),
			rate: niceDomain(held.rate, newRatePeak(frames), 'count')
		};
		if (opened || this.#opens) {
			this.zoom = answer.zoom;
			this.pinnedNs = answer.cursorNs;
		}
		this.problem = '';
		this.answer = answer;
		if (this.#sought !== undefined) this.pinnedNs = this.#within(this.#sought);
		// What was asked meanwhile builds on the older link and its changes, and is opened itself.
		if (isNewest) {
			this.#asked = { link: answer.link, changes: {} };
			this.#opens = false;
		}
		if (this.#playsNext) this.play();
		this.#changed();
	}

	#endNs(): number {
		const frames = this.answer?.frames;
		return frames?.columns.timeNs[frames.rows - 1] ?? 0;
	}
}

/** Whole microseconds in the words of `workers/link.ts`, whose code is large: the shortest text, of two the larger unit. */
function instantText(ns: number): string {
	const us = Math.round(ns / 1e3);
	if (us >= 1e6) return `${us / 1e6}s`;
	if (us >= 1e3 && us % 10 === 0) return `${us / 1e3}ms`;
	return us > 0 ? `${us}us` : '0ns';
}
