import { untrack } from 'svelte';
import { afterPaint, cancelAfterPaint } from './afterPaint.ts';

/**
 * State that follows a value after the frame that shows it has been painted: for words about what is drawn. It begins
 * with the value of now. Made while a component starts.
 */
export function following<T>(value: () => T): { readonly now: T } {
	let now = $state.raw(untrack(value));
	$effect(() => {
		const next = value();
		if (next === untrack(() => now)) return;
		const follow = () => {
			now = next;
		};
		afterPaint(follow);
		return () => cancelAfterPaint(follow);
	});
	return {
		get now() {
			return now;
		}
	};
}
