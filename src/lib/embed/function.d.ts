/** A bundled worker as a function of its scope; see .setup/parts.mjs. */
declare module '*?function' {
	const program: (self: unknown) => void;
	export default program;
}
