import type { Exploration } from '#workers/program/explorer.ts';
import type { Variant } from '#workers/program/program.ts';
import type { Trace } from '#workers/program/trace.ts';
import { messageOf } from '#workers/text/untyped.ts';
import type { Explorer } from './explorerHost.ts';
import type { ExploreOptions } from './page.ts';

const order: readonly Variant[] = ['bug', 'fixed'];

/** The searches of a case: the bug's, then the fix's under the same options. */
export class Exploring {
	/** what was found, of either variant, since the last start */
	found = $state.raw<Partial<Record<Variant, Exploration>>>({});
	/** which of the two is being searched; null: none */
	running = $state<Variant | null>(null);
	/** share of that search that is done, 0 to 1 */
	progress = $state(0);
	/** whether the last search was cancelled, and why it failed */
	cancelled = $state(false);
	problem = $state('');

	#slug: string;
	#explorer: Explorer;
	#number = 0;

	constructor(slug: string, explorer: Explorer) {
		this.#slug = slug;
		this.#explorer = explorer;
	}

	/** Searches both. A newer start takes the place of an older one. */
	async start(options: ExploreOptions): Promise<void> {
		const mine = ++this.#number;
		this.found = {};
		this.cancelled = false;
		this.problem = '';
		try {
			for (const variant of order) {
				this.running = variant;
				this.progress = 0;
				const found = await this.#explorer.explore({ ...options, slug: this.#slug, variant }, (progress) => {
					if (mine === this.#number) this.progress = progress;
				});
				if (mine !== this.#number || found === null) return;
				this.found = { ...this.found, [variant]: found };
			}
		} catch (error) {
			if (mine === this.#number) this.problem = messageOf(error);
		} finally {
			if (mine === this.#number) this.running = null;
		}
	}

	/** Stops the search; what was found of the other variant stays. */
	cancel(): void {
		this.#number++;
		this.running = null;
		this.cancelled = true;
		this.#explorer.cancel();
	}

	/** Both variants under the shortest schedule that shows the fault; null where there is none. */
	async traces(): Promise<Record<Variant, Trace> | null> {
		const bug = this.found.bug;
		if (!bug?.fault) return null;
		const { gomaxprocs, pauses, slices } = bug;
		const { schedule } = bug.fault;
		const [first, second] = await Promise.all(
			order.map((variant) =>
				this.#explorer.trace({ slug: this.#slug, variant, gomaxprocs, pauses, slices, schedule })
			)
		);
		return first && second ? { bug: first, fixed: second } : null;
	}
}
