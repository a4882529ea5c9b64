/** Gives a tree a sheet of styles. Adopted, because a page's policy may forbid style elements. */
export function adoptStyles(tree: Document | ShadowRoot, css: string): void {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
}
