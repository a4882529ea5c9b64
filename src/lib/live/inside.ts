import { releaseProxy, wrap, type Remote } from 'comlink';
import { createInsideApi, type InsideApi } from '#workers/entries/insideApi.ts';
import SimulationWorker from '#workers/entries/simulation.worker.ts?worker&inline';

/** What a page asks of a running or repeated process, wherever it is done. */
export type Inside = {
	[N in keyof InsideApi]: (...args: Parameters<InsideApi[N]>) => Promise<Awaited<ReturnType<InsideApi[N]>>>;
};

/** A worker that has not said within this time that it hears is taken for one that may not start [ms]. */
const patienceMs = 8_000;

/**
 * A worker of its own for what must not wait behind long runs: looks into a run, and the live process. It starts when it
 * is first asked. Where workers are forbidden the page does the work itself.
 */
export function createInside(): { inside: Inside; dispose: () => void } {
	let worker: Worker | undefined;
	let api: Promise<Remote<InsideApi> | InsideApi> | undefined;

	async function start(): Promise<Remote<InsideApi> | InsideApi> {
		try {
			worker = new SimulationWorker();
			const remote = wrap<InsideApi>(worker);
			await new Promise<void>((resolve, reject) => {
				worker?.addEventListener('error', () => reject(new Error('The worker did not start.')));
				setTimeout(() => reject(new Error('The worker did not answer.')), patienceMs);
				remote.hears().then(() => resolve(), reject);
			});
			return remote;
		} catch {
			worker?.terminate();
			worker = undefined;
			return createInsideApi();
		}
	}

	/** Calls a function of the API by name. */
	const inside = new Proxy({} as Inside, {
		get:
			(_, name: keyof InsideApi) =>
			async (...args: unknown[]) => {
				const target = (await (api ??= start())) as Record<string, (...args: unknown[]) => unknown>;
				return target[name]?.(...args);
			}
	});

	return {
		inside,
		dispose() {
			void api?.then((target) => worker && (target as Remote<InsideApi>)[releaseProxy]());
			worker?.terminate();
		}
	};
}
