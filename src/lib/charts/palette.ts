/** The design tokens as a canvas needs them: resolved colours and widths. */

/** Custom properties of tokens.css that charts draw with, without the leading dashes. */
export const colourTokens = [
	'surface',
	'surface-2',
	'surface-3',
	'ink',
	'ink-2',
	'ink-3',
	'rule',
	'grid',
	'accent',
	'wrong',
	'holder-other-live',
	'holder-borrowed',
	'holder-private',
	'holder-shared',
	'holder-victim',
	'holder-victim-private',
	'holder-pinned',
	'holder-garbage',
	'holder-garbage-ground',
	'get-new'
] as const;

export type ColourToken = (typeof colourTokens)[number];

export interface Palette {
	colours: Record<ColourToken, string>;
	/** widths of lines [CSS px] */
	hair: number;
	mark: number;
	strong: number;
	/** size of the charts' text [CSS px] */
	em: number;
	/** CSS pixels → device pixels */
	pixelRatio: number;
}

/** Reads the tokens as they are now at an element, or in a shadow tree. */
export function readPalette(root: ParentNode): Palette {
	const probe = document.createElement('span');
	probe.hidden = true;
	probe.style.setProperty('forced-color-adjust', 'none');
	root.append(probe);
	const style = getComputedStyle(probe);
	const colours = Object.fromEntries(
		colourTokens.map((token) => {
			// A custom property keeps its text; only a real property resolves light-dark() and system colours.
			probe.style.color = `var(--${token})`;
			return [token, style.color];
		})
	) as Record<ColourToken, string>;
	const width = (token: string, fallback: number) => {
		probe.style.setProperty('outline-width', `var(${token})`);
		probe.style.outlineStyle = 'solid';
		return Number.parseFloat(style.outlineWidth) || fallback;
	};
	const palette = {
		colours,
		hair: width('--line-hair', 1),
		mark: width('--line-mark', 1.5),
		strong: width('--line-strong', 2),
		em: textSize(probe, style),
		pixelRatio: window.devicePixelRatio || 1
	};
	probe.remove();
	return palette;
}

function textSize(probe: HTMLElement, style: CSSStyleDeclaration): number {
	probe.style.fontSize = 'var(--text-xs)';
	return Number.parseFloat(style.fontSize) || usualEm;
}

/** Size of the charts' text where there is no document to ask [CSS px]. */
export const usualEm = 12;
