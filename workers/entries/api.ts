/**
 * What a page may ask of the simulation worker. The functions here know nothing of workers: they are handed a way to
 * make a simulation, so that tests reach them over a MessageChannel in Node. The entry beside this file,
 * `simulation.worker.ts`, exposes them.
 */
import { transfer } from 'comlink';
import { readRecording } from '../importers/readRecording.ts';
import type { Imported, Recording } from '../importers/recording.ts';
import type { Frames } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import type { Simulation } from '../model/simulation.ts';
import { clockMs } from './clock.ts';

/** Called while a run goes on: what is known so far, and the share of the window that is done, 0 to 1. */
export type OnChunk = (frames: Frames, progress: number) => unknown;

/** Longest piece of work without a look at the messages, in milliseconds: bounds how late a cancel is seen. */
const sliceGoalMs = 3;
/** Pairs of the first slice: short on the slowest machine. */
const firstSlicePairs = 1_000;
/** How often a long run says how far it is, in milliseconds. */
const chunkEveryMs = 100;

/**
 * Pairs for the next slice, so that it takes about `sliceGoalMs`. It at most doubles, because one fast slice (an idle
 * stretch of the run) says little about the next.
 */
export function nextSlicePairs(pairs: number, tookMs: number): number {
	const wanted = tookMs > 0 ? pairs * (sliceGoalMs / tookMs) : pairs * 2;
	return Math.round(Math.min(Math.max(wanted, 200), pairs * 2, 1_000_000));
}

/** Called while a file is read: bytes so far, and of all. */
export type OnBytes = (readBytes: number, sizeBytes: number) => unknown;

/** Every buffer of a result, to be moved rather than copied. */
export function buffersOf(frames: Frames): ArrayBuffer[] {
	const arrays = [
		...Object.values(frames.columns),
		...Object.values(frames.collections.columns),
		frames.perP
	];
	return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}

/** Every buffer of a recording, to be moved rather than copied. */
function recordedBuffers({ collections, samples }: Recording): ArrayBuffer[] {
	const arrays = [...Object.values(collections.columns), ...Object.values(samples?.columns ?? {})];
	return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}

/** The bytes of a file as they come. Not every engine lets a stream be iterated over by itself. */
async function* bytesOf(file: Blob): AsyncGenerator<Uint8Array> {
	const reader = file.stream().getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		yield value;
	}
}

/**
 * Lets waiting messages in. By a message of its own, because a timer is clamped to milliseconds and
 * `scheduler.yield` runs ahead of messages, so that a cancel would never be heard. Through a new channel each time,
 * because Node empties one port, up to a thousand messages, before it looks at the next.
 */
export function letMessagesIn(): Promise<void> {
	const { port1, port2 } = new MessageChannel();
	return new Promise((resolve) => {
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(0);
	});
}

/** The functions that the worker offers. `create` lays out a run; `now` reads a clock in milliseconds. */
export function createApi(create: (request: SimulationRequest) => Simulation, now: () => number = clockMs) {
	/** Number of the newest run; a run that finds a newer one stops. */
	let newest = 0;
	/** Stops the file that is being read. */
	let reading = new AbortController();

	return {
		/**
		 * Runs a request to its end and gives its frames, or null when a newer run or a cancel came in between.
		 * `onChunk` hears of long runs every tenth of a second, never twice before it has answered.
		 */
		async run(request: SimulationRequest, onChunk?: OnChunk): Promise<Frames | null> {
			const mine = ++newest;
			const simulation = create(request);
			let pairs = firstSlicePairs;
			let saidAt = now();
			let awaitsAnswer = false;
			const say = (listener: OnChunk) => {
				const frames = simulation.frames();
				const answered = () => (awaitsAnswer = false);
				awaitsAnswer = true;
				saidAt = now();
				Promise.resolve(listener(transfer(frames, buffersOf(frames)), simulation.progress)).then(
					answered,
					answered
				);
			};
			for (;;) {
				const startedAt = now();
				if (simulation.advance(pairs)) break;
				const endedAt = now();
				pairs = nextSlicePairs(pairs, endedAt - startedAt);
				if (onChunk && !awaitsAnswer && endedAt - saidAt >= chunkEveryMs) say(onChunk);
				await letMessagesIn();
				if (mine !== newest) return null;
			}
			const frames = simulation.frames();
			return transfer(frames, buffersOf(frames));
		},

		/** Stops the run that is going on, if any; its promise gives null. */
		cancel(): void {
			newest++;
		},

		/**
		 * Reads a file, see `readRecording`. A newer file stops an older one. `onBytes` hears of
		 * long ones every tenth of a second.
		 */
		async read(file: Blob, name: string, onBytes?: OnBytes): Promise<Imported> {
			reading.abort();
			const mine = (reading = new AbortController());
			let saidAt = now();
			const imported = await readRecording(bytesOf(file), {
				name,
				sizeBytes: file.size,
				signal: mine.signal,
				onProgress: (readBytes, sizeBytes) => {
					if (!onBytes || now() - saidAt < chunkEveryMs) return;
					saidAt = now();
					void onBytes(readBytes, sizeBytes);
				}
			});
			return imported.ok ? transfer(imported, recordedBuffers(imported.recording)) : imported;
		},

		/** Stops the file that is being read; its promise gives the sentence that says so. */
		stopReading(): void {
			reading.abort();
		},

		/** Answers at once: shows that the worker has started and hears. */
		ping(): true {
			return true;
		}
	};
}

export type SimulationApi = ReturnType<typeof createApi>;
