import { createApi, type OnBytes, type OnChunk } from '#workers/entries/api.ts';
import type { Imported } from '#workers/importers/recording.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';
import { createSimulation } from '#workers/model/simulate.ts';
import SimulationWorker from '#workers/entries/simulation.worker.ts?worker&inline';
import { Runner, type RunHost } from './runner.svelte.ts';
import { WorkerHost } from './workerHost.ts';

/** What reads a file. */
export interface FileReading {
	read(file: Blob, name: string, onBytes?: OnBytes): Promise<Imported>;
	stopReading(): void;
}

type Host = RunHost & FileReading;

/** The worker, and a place in the page for where workers are forbidden. */
class SteadyHost implements Host {
	#worker: WorkerHost;
	/** runs in slices between which events come through */
	#page: Host = createApi(createSimulation);
	#inPage = false;
	#say: (notice: string) => void;

	constructor(worker: WorkerHost, say: (notice: string) => void) {
		this.#worker = worker;
		this.#say = say;
	}

	run(request: SimulationRequest, onChunk?: OnChunk): Promise<Frames | null> {
		return this.#somewhere((host) => host.run(request, onChunk));
	}

	cancel(): void {
		this.#host.cancel();
	}

	read(file: Blob, name: string, onBytes?: OnBytes): Promise<Imported> {
		return this.#somewhere((host) => host.read(file, name, onBytes));
	}

	stopReading(): void {
		this.#host.stopReading();
	}

	get #host(): Host {
		return this.#inPage ? this.#page : this.#worker;
	}

	async #somewhere<T>(work: (host: Host) => Promise<T>): Promise<T> {
		try {
			return await work(this.#host);
		} catch (error) {
			if (this.#inPage || this.#worker.heard) throw error;
			// No worker ever answered: a policy of the page around us may forbid them. It works without, less smoothly.
			this.#inPage = true;
			this.#say('This page cannot start a worker: long runs take place in the page itself.');
			return work(this.#page);
		}
	}
}

export interface Simulator {
	runner: Runner;
	files: FileReading;
	/** starts the worker before it is needed */
	warm: () => void;
	dispose: () => void;
}

/** What a page needs to simulate and to read files: a runner, and a worker behind it that starts when it is needed. */
export function createSimulator(): Simulator {
	const say = (notice: string) => {
		runner.notice = notice;
	};
	const worker = new WorkerHost(() => new SimulationWorker(), {
		onCrash: (message) => {
			if (worker.heard) say(`The simulation worker stopped: ${message} A new one has taken its place.`);
		}
	});
	const host = new SteadyHost(worker, say);
	const runner = new Runner(createSimulation, host);
	return {
		runner,
		files: host,
		warm: () => void worker.warm().catch(() => {}),
		dispose: () => worker.dispose()
	};
}
