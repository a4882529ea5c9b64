/** The embed's worker: in a worker from a blob, and in the page itself where a policy forbids workers. */
import type { EmbedAnswer, EmbedQuestion } from '#workers/entries/embedApi.ts';
import { caller } from '#workers/entries/smallRpc.ts';

/** What answers questions. */
export interface EmbedHost {
	/** null: a newer question came in between, or it was cancelled */
	answer(question: EmbedQuestion): Promise<EmbedAnswer | null>;
	cancel(): void;
	dispose(): void;
}

interface Living {
	call: (name: string, argument?: unknown) => Promise<unknown>;
	/** rejects when the worker dies; never resolves */
	death: Promise<never>;
	end: () => void;
}

/** Runs a bundled worker, which starts when it is first asked. */
export class BlobHost implements EmbedHost {
	#program: (self: unknown) => void;
	#living: Living | undefined;
	#heard = false;
	#inPage = false;

	constructor(program: (self: unknown) => void) {
		this.#program = program;
	}

	async answer(question: EmbedQuestion): Promise<EmbedAnswer | null> {
		const living = (this.#living ??= this.#start());
		try {
			const answer = await Promise.race([living.call('answer', question), living.death]);
			this.#heard = true;
			return answer as EmbedAnswer | null;
		} catch (error) {
			if (!(error instanceof WorkerDeath)) {
				this.#heard = true;
				throw error;
			}
			this.#living = undefined;
			if (this.#heard) throw error;
			// No worker ever answered: a policy of the page around us may forbid them. It works without, less smoothly.
			this.#inPage = true;
			return this.answer(question);
		}
	}

	cancel(): void {
		void this.#living?.call('cancel');
	}

	dispose(): void {
		const living = this.#living;
		this.#living = undefined;
		living?.end();
	}

	#start(): Living {
		if (this.#inPage) return this.#startInPage();
		const address = URL.createObjectURL(
			new Blob([`(${this.#program.toString()})(self)`], { type: 'text/javascript' })
		);
		try {
			const worker = new Worker(address);
			const death = new Promise<never>((_, reject) => {
				worker.addEventListener('error', (event) => {
					event.preventDefault();
					reject(new WorkerDeath(event.message || 'The simulation could not be started.'));
				});
			});
			death.catch(() => {});
			return { call: caller(worker), death, end: () => worker.terminate() };
		} catch {
			this.#inPage = true;
			return this.#startInPage();
		} finally {
			// The worker has its own hold on the blob once it was asked for.
			setTimeout(() => URL.revokeObjectURL(address), 10_000);
		}
	}

	#startInPage(): Living {
		const { port1, port2 } = new MessageChannel();
		this.#program(port1);
		return { call: caller(port2), death: new Promise(() => {}), end: () => port2.close() };
	}
}

class WorkerDeath extends Error {}
