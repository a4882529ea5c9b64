/** A video of a live process: the drawing of its charts, again and again, until it is stopped. Loaded when it is wanted. */
import { download, imageOf } from '#lib/share/files.ts';
import { shownTheme } from '#lib/state/theme.svelte.ts';
import { caseBySlug } from '#workers/cases/index.ts';
import { storyParams } from '#workers/cases/requestFor.ts';
import { renderSvg } from '#workers/render/renderSvg.ts';
import type { Live } from './live.svelte.ts';

/** Size of the picture [px]. */
const size = { width: 1280, height: 960 } as const;
/** It is drawn at this size and then enlarged, so that its text is read in a slide. */
const drawn = { width: 960, height: 720 } as const;
/** Pictures in a second at most. */
const rate = 12;
/** A video that nobody stops ends after so long [s]. */
const longestS = 120;
/** Enough for thin lines and small text that hardly move. */
const bitsPerSecond = 4e6;

/** What players take, the widest known first. */
const kinds = [
	['video/mp4;codecs=avc1.640028', 'mp4'],
	['video/webm;codecs=vp9', 'webm'],
	['video/webm', 'webm']
] as const;

export class Recording {
	/** how long it has been going; null before and after [s] */
	seconds = $state<number | null>(null);
	/** what became of it, in a sentence */
	message = $state('');

	readonly #live: Live;
	#recorder: MediaRecorder | null = null;
	#timer = 0;

	constructor(live: Live) {
		this.#live = live;
	}

	/** Begins a video. */
	async start(): Promise<void> {
		if (this.seconds !== null) return;
		const kind =
			typeof MediaRecorder === 'undefined'
				? undefined
				: kinds.find(([type]) => MediaRecorder.isTypeSupported(type));
		const canvas = document.createElement('canvas');
		canvas.width = size.width;
		canvas.height = size.height;
		const pen = canvas.getContext('2d');
		if (!kind || !pen || !('captureStream' in canvas)) {
			this.message = 'This browser does not record what is drawn; “Keep as a run” keeps it as a link.';
			return;
		}
		const [mimeType, ending] = kind;
		const { case: slug, params } = this.#live.answer?.request ?? { case: 'live', params: { seed: 1 } };
		const name = `${slug}-live-seed${params.seed}.${ending}`;
		const theme = shownTheme();
		this.seconds = 0;
		this.message = '';
		try {
			await this.#draw(pen, theme);
			const parts: Blob[] = [];
			const recorder = new MediaRecorder(canvas.captureStream(rate), {
				mimeType,
				videoBitsPerSecond: bitsPerSecond
			});
			this.#recorder = recorder;
			recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
			const ended = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
			recorder.start(1_000);
			this.#goOn(pen, theme, performance.now());
			await ended;
			const video = new Blob(parts, { type: mimeType });
			if (video.size === 0) throw new Error('the recorder gave nothing');
			download(name, video);
			this.message = `${name} is saved.`;
		} catch {
			this.message = 'The video could not be made; “Keep as a run” keeps the process as a link.';
		} finally {
			clearTimeout(this.#timer);
			this.#recorder = null;
			this.seconds = null;
		}
	}

	/** Ends the video; its file follows. */
	stop(): void {
		clearTimeout(this.#timer);
		if (this.#recorder?.state === 'recording') this.#recorder.stop();
	}

	#goOn(pen: CanvasRenderingContext2D, theme: 'light' | 'dark', sinceMs: number): void {
		const began = performance.now();
		this.seconds = (began - sinceMs) / 1000;
		if (this.seconds >= longestS || !this.#live.on) {
			this.stop();
			return;
		}
		const next = () => {
			if (this.#recorder?.state !== 'recording') return;
			const spentMs = performance.now() - began;
			this.#timer = window.setTimeout(
				() => this.#goOn(pen, theme, sinceMs),
				Math.max(10, 1000 / rate - spentMs)
			);
		};
		// A picture that fails is left out: the next one follows.
		void this.#draw(pen, theme).then(next, next);
	}

	async #draw(pen: CanvasRenderingContext2D, theme: 'light' | 'dark'): Promise<void> {
		const { answer, axes, domain } = this.#live;
		const which = answer && caseBySlug(answer.request.case);
		if (!which || answer.frames.rows === 0) return;
		// How long a live process may run is no part of its load, nor are phases that it has in another way.
		const { duration, phases } = storyParams(which);
		const request = { ...answer.request, params: { ...answer.request.params, duration, phases } };
		const [startNs, endNs] = domain;
		const held = {
			...{ startNs, endNs },
			axes: {
				...(axes.heap ? { heap: axes.heap[1] } : {}),
				...(axes.objects ? { occupancy: axes.objects[1] } : {}),
				...(axes.rate ? { new: axes.rate[1] } : {})
			}
		};
		const { frames } = answer;
		const svg = renderSvg({ request, frames, chart: 'all', theme, ...drawn, held });
		const image = await imageOf(svg, drawn.width, drawn.height);
		pen.drawImage(image, 0, 0, size.width, size.height);
	}
}
