/**
 * The design tokens that a drawing uses, as a file needs them: it cannot ask the page. Pairs of light and dark, equal
 * to those of `src/lib/design/tokens.css`; a test holds them equal.
 */
export const colours = {
	surface: ['#ffffff', '#101418'],
	'surface-2': ['#f4f5f6', '#191e24'],
	ink: ['#15191e', '#eef1f4'],
	'ink-2': ['#4d5661', '#b1bac4'],
	'ink-3': ['#808994', '#78828d'],
	rule: ['#d9dce0', '#2e363f'],
	wrong: ['#c8102e', '#ff5c5c'],
	'holder-other-live': ['#5b6370', '#7b8490'],
	'holder-borrowed': ['#ba6500', '#e58f1a'],
	'holder-private': ['#12936b', '#3fd0a2'],
	'holder-shared': ['#0b4a94', '#3c86dd'],
	'holder-victim': ['#5099da', '#a9d3fa'],
	'holder-pinned': ['#b061b6', '#cb86dc'],
	'holder-garbage': ['#7b828d', '#8d96a2'],
	'holder-garbage-ground': ['#eff0f2', '#1d2329'],
	'get-new': ['#15191e', '#eef1f4']
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Colour = keyof typeof colours;

/** The system's own face, as on the page. */
export const fontText =
	"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif";

/** Which side of the pairs is used: the reader's preference decides, or one side for good. */
export type RenderTheme = 'auto' | 'light' | 'dark';

/** The colours of classes as attributes too, for pages that allow no style element; its rules go before them. */
export function withAttributes(svg: string, theme: RenderTheme): string {
	const index = theme === 'dark' ? 1 : 0;
	const colour = (name: string) => colours[name as Colour][index];
	return svg.replace(
		/class="(line )?(?:f-([\w-]+))? ?(?:s-([\w-]+))?"/g,
		(whole, line?: string, fill?: string, stroke?: string) =>
			whole +
			(line ? ' fill="none"' : '') +
			(fill ? ` fill="${colour(fill)}"` : '') +
			(stroke ? ` stroke="${colour(stroke)}"` : '')
	);
}

/** Rules of the drawing's own style element, for what is inside the element of this id. */
export function styleOf(id: string, theme: RenderTheme): string {
	const side = (index: 0 | 1) =>
		(Object.keys(colours) as Colour[])
			.map(
				(name) =>
					`#${id} .f-${name}{fill:${colours[name][index]}}#${id} .s-${name}{stroke:${colours[name][index]}}`
			)
			.join('');
	const usual = side(theme === 'dark' ? 1 : 0);
	const other = theme === 'auto' ? `@media (prefers-color-scheme:dark){${side(1)}}` : '';
	return (
		`#${id} text{font-family:${fontText};font-variant-numeric:tabular-nums}` +
		`#${id} .line{fill:none;stroke-linejoin:round}${usual}${other}`
	);
}
