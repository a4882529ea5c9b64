/** The Go programs that the steps stand for, as text. */
import type { Variant } from './program.ts';

const texts = import.meta.glob<string>('../programs/*/{bug,fix}.go', {
	query: '?raw',
	import: 'default',
	eager: true
});

/** Text of a case's Go program. Throws on a slug that has none. */
export function sourceOf(slug: string, variant: Variant): string {
	const text = texts[`../programs/${slug}/${variant === 'bug' ? 'bug' : 'fix'}.go`];
	if (text === undefined) throw new Error(`no Go program of "${slug}"`);
	return text;
}
