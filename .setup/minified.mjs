/**
 * How scripts are made small that people carry in their own pages. One per cent smaller than what Vite does by itself,
 * which is what keeps them within their limits (tests/e2e/sizes.spec.ts). No getter of ours does anything but tell.
 */
export const minified = /** @type {const} */ ({
	minify: 'terser',
	terserOptions: { compress: { passes: 3, unsafe_arrows: true, pure_getters: true }, ecma: 2020 }
});
