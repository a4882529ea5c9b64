/** SvelteKit's state of the page where nothing was loaded for it. */
export const page = { data: {}, url: new URL(location.href) };
