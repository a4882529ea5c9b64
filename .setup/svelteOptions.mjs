/**
 * How Svelte compiles, in pages and in what runs outside of them. A scope of a few letters for each component, by the
 * text of its styles: Svelte's own are three times as long and stand at every element of the offline file.
 *
 * @type {import('svelte/compiler').CompileOptions}
 */
export const svelteOptions = { runes: true, cssHash: ({ hash, css }) => `_${hash(css).slice(-4)}` };
