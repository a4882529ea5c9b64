import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { OnBytes, OnChunk, SimulationApi } from '#workers/entries/api.ts';
import type { Imported } from '#workers/importers/recording.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';

/** The worker died, or was silent for so long that it was taken for dead. The run may be asked for again. */
export class WorkerCrash extends Error {
	override readonly name = 'WorkerCrash';
}

export interface WorkerHostOptions {
	/** hears, in a sentence, that a worker has died and that the next run gets a new one */
	onCrash?: (message: string) => void;
	/** a run that says nothing for so long, in milliseconds, is taken for dead */
	silenceMs?: number;
}

interface Living {
	worker: Worker;
	api: Remote<SimulationApi>;
	/** rejects when the worker dies; never resolves */
	death: Promise<never>;
	die: (message: string) => void;
}

/**
 * Holds one simulation worker: starts it when it is first needed, hands runs to it, and puts a new one in the place
 * of one that dies.
 */
export class WorkerHost {
	#spawn: () => Worker;
	#options: Required<WorkerHostOptions>;
	#living: Living | undefined;
	#heard = false;

	constructor(spawn: () => Worker, options: WorkerHostOptions = {}) {
		this.#spawn = spawn;
		this.#options = { onCrash: () => {}, silenceMs: 15_000, ...options };
	}

	/** Whether any worker of this host has ever answered: if not, workers may be forbidden here. */
	get heard(): boolean {
		return this.#heard;
	}

	/** Starts the worker if there is none, so that the first run does not wait for it. Resolves when it hears. */
	async warm(): Promise<void> {
		await this.#withWorker((api) => api.ping());
	}

	/** Runs a request; null when a newer one or a cancel stopped it. Rejects with a WorkerCrash if the worker dies. */
	run(request: SimulationRequest, onChunk: OnChunk = () => {}): Promise<Frames | null> {
		return this.#withWorker(async (api, die) => {
			let heardAt = performance.now();
			const listen: OnChunk = (frames, progress) => {
				heardAt = performance.now();
				return onChunk(frames, progress);
			};
			const watch = setInterval(() => {
				// While the page itself was asleep nothing could be heard: give the worker another interval.
				if (performance.now() - heardAt > this.#options.silenceMs) die('It has not answered for too long.');
			}, this.#options.silenceMs / 4);
			try {
				return await api.run(request, proxy(listen));
			} finally {
				clearInterval(watch);
			}
		});
	}

	/** Reads a file in the worker. Rejects with a WorkerCrash if the worker dies. */
	read(file: Blob, name: string, onBytes: OnBytes = () => {}): Promise<Imported> {
		return this.#withWorker<Imported>(async (api) => await api.read(file, name, proxy(onBytes)));
	}

	/** Asks the file that is being read to stop. */
	stopReading(): void {
		void this.#living?.api.stopReading();
	}

	/** Asks the run that is going on to stop. */
	cancel(): void {
		void this.#living?.api.cancel();
	}

	/** Ends the worker for good. */
	dispose(): void {
		this.#end();
	}

	async #withWorker<T>(
		use: (api: Remote<SimulationApi>, die: (message: string) => void) => Promise<T>
	): Promise<T> {
		const living = (this.#living ??= this.#start());
		const answered = () => {
			this.#heard = true;
		};
		const answer = use(living.api, living.die);
		answer.then(answered, answered);
		return Promise.race([answer, living.death]);
	}

	#start(): Living {
		const worker = this.#spawn();
		let reject: (error: WorkerCrash) => void = () => {};
		const death = new Promise<never>((_, refuse) => (reject = refuse));
		// A worker may die while nobody waits for it.
		death.catch(() => {});
		const living: Living = {
			worker,
			api: wrap<SimulationApi>(worker),
			death,
			die: (message) => {
				if (this.#living !== living) return;
				this.#end();
				reject(new WorkerCrash(message));
				this.#options.onCrash(message);
			}
		};
		worker.addEventListener('error', (event) => {
			event.preventDefault();
			living.die(event.message || 'It could not be started.');
		});
		worker.addEventListener('messageerror', () => living.die('It sent what could not be read.'));
		return living;
	}

	#end(): void {
		const ended = this.#living;
		this.#living = undefined;
		if (!ended) return;
		ended.worker.terminate();
		ended.api[releaseProxy]();
	}
}
