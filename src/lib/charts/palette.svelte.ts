/** The design tokens as a canvas needs them: resolved colours and widths, renewed when the theme changes. */
import { createSubscriber } from 'svelte/reactivity';

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

/** Reads the tokens as they are at the root element now. */
function readPalette(): Palette {
	const root = document.documentElement;
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
const usualEm = 12;

let current: Palette | null = null;

const subscribe = createSubscriber((update) => {
	const renew = () => {
		current = null;
		update();
	};
	const observer = new MutationObserver(renew);
	observer.observe(document.documentElement, {
		attributes: true,
		attributeFilter: ['data-theme', 'data-present', 'class', 'style']
	});
	const queries = [
		'(prefers-color-scheme: dark)',
		'(prefers-contrast: more)',
		'(forced-colors: active)',
		'print'
	].map((query) => window.matchMedia(query));
	for (const query of queries) query.addEventListener('change', renew);
	// Zoom and a move to another screen change the pixel ratio, and both resize the window.
	const ratio = () => {
		if (current && current.pixelRatio !== window.devicePixelRatio) renew();
	};
	window.addEventListener('resize', ratio);
	return () => {
		observer.disconnect();
		for (const query of queries) query.removeEventListener('change', renew);
		window.removeEventListener('resize', ratio);
		current = null;
	};
});

/** The palette now; null where there is no document. Read within a derived value or an effect it is renewed with the theme. */
export function usePalette(): Palette | null {
	if (typeof document === 'undefined') return null;
	subscribe();
	current ??= readPalette();
	return current;
}

/** Size of the charts' text now [CSS px]: heights and margins are made from it. */
export function useEm(): number {
	return usePalette()?.em ?? usualEm;
}
