/**
 * What Rolldown does in every bundle that simulates: constants of a module stand where they are used. It makes variables
 * of them otherwise, which V8 reads and checks each time, as anybody might have changed them.
 */
export const optimization = /** @type {const} */ ({ inlineConst: { mode: 'all', pass: 3 } });

/** A constant that only its module uses stays one: Vite makes a variable of it otherwise, with the same price. */
export const outputOptions = { topLevelVar: false };

/**
 * How Terser makes scripts small that have to be.
 *
 * @param {{ passes: number, pure_getters?: boolean }} compress `pure_getters` only where reading a property does nothing
 * but tell
 */
export const withTerser = (compress) => ({
	minify: /** @type {const} */ ('terser'),
	terserOptions: { compress: { unsafe_arrows: true, ...compress }, ecma: /** @type {const} */ (2020) }
});
