/** The explorer in its worker, and in the page where workers are forbidden. */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { ExplorerApi, ExploreQuestion, OnProgress } from '#workers/entries/explorerApi.ts';
import type { Exploration } from '#workers/program/explorer.ts';
import type { Trace, TraceRequest } from '#workers/program/trace.ts';

/** What explores and traces. */
export interface Explorer {
	/** null: it was cancelled, or a newer search took its place */
	explore(question: ExploreQuestion, onProgress: OnProgress): Promise<Exploration | null>;
	trace(request: TraceRequest): Promise<Trace>;
	cancel(): void;
	dispose(): void;
}

interface Living {
	worker: Worker;
	api: Remote<ExplorerApi>;
	/** rejects when the worker dies; never resolves */
	death: Promise<never>;
}

/** Starts its worker when it is first asked. */
export class ExplorerHost implements Explorer {
	#living: Promise<Living> | undefined;
	#heard = false;
	/** takes the worker's place where none can be started */
	#page: ExplorerApi | undefined;

	explore(question: ExploreQuestion, onProgress: OnProgress): Promise<Exploration | null> {
		return this.#somewhere<Exploration | null>(
			async (api) => await api.explore(question, proxy(onProgress)),
			(api) => api.explore(question, onProgress)
		);
	}

	trace(request: TraceRequest): Promise<Trace> {
		return this.#somewhere<Trace>(
			async (api) => await api.trace(request),
			(api) => Promise.resolve(api.trace(request))
		);
	}

	cancel(): void {
		this.#page?.cancel();
		void this.#living?.then(({ api }) => api.cancel());
	}

	dispose(): void {
		this.#page?.cancel();
		void this.#living?.then(({ api, worker }) => {
			worker.terminate();
			api[releaseProxy]();
		});
		this.#living = undefined;
	}

	async #somewhere<T>(
		inWorker: (api: Remote<ExplorerApi>) => Promise<T>,
		inPage: (api: ExplorerApi) => Promise<T>
	): Promise<T> {
		if (!this.#page) {
			try {
				const living = await (this.#living ??= start());
				const answer = await Promise.race([inWorker(living.api), living.death]);
				this.#heard = true;
				return answer;
			} catch (error) {
				this.#living = undefined;
				// No worker ever answered: a policy of the page around us may forbid them.
				if (this.#heard) throw error;
				this.#page = await loadIntoPage();
			}
		}
		return inPage(this.#page);
	}
}

async function start(): Promise<Living> {
	const { default: ExplorerWorker } = await import('#workers/entries/explorer.worker.ts?worker&inline');
	const worker = new ExplorerWorker();
	const death = new Promise<never>((_, reject) => {
		worker.addEventListener('error', (event: ErrorEvent) => {
			event.preventDefault();
			worker.terminate();
			reject(new Error(event.message || 'The explorer could not be started.'));
		});
	});
	// A worker may die while nobody waits for it.
	death.catch(() => {});
	return { worker, api: wrap<ExplorerApi>(worker), death };
}

async function loadIntoPage(): Promise<ExplorerApi> {
	const [{ createExplorerApi }, { createSearch }] = await Promise.all([
		import('#workers/entries/explorerApi.ts'),
		import('#workers/program/explorer.ts')
	]);
	return createExplorerApi(createSearch);
}
