import type { ProgramState } from './programState.svelte.ts';

/** Calls back now and whenever the step, the variant or the playing changes, until the function that it gives is called. */
export function observeProgram(state: ProgramState, changed: () => void): () => void {
	return $effect.root(() => {
		$effect(() => {
			// Read here, so that the effect depends on them whatever the callback reads.
			void [state.step, state.variant, state.playing];
			changed();
		});
	});
}
