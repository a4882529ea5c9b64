/** The design tokens as a canvas needs them: resolved colours and widths, renewed when the theme changes. */
import { createSubscriber } from 'svelte/reactivity';
import { readPalette, usualEm, type Palette } from './palette.ts';

export { colourTokens, type ColourToken, type Palette } from './palette.ts';

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
		// On the stage the text of a smaller screen is smaller.
		'(width < 100rem)',
		'(width < 60rem)',
		'print'
	].map((query) => window.matchMedia(query));
	for (const query of queries) query.addEventListener('change', renew);
	// Zoom and a move to another screen change the pixel ratio, and both resize the window; on the stage its height
	// is also a measure of the text.
	const resized = () => {
		const onStage = 'present' in document.documentElement.dataset;
		if (current && (onStage || current.pixelRatio !== window.devicePixelRatio)) renew();
	};
	window.addEventListener('resize', resized);
	return () => {
		observer.disconnect();
		for (const query of queries) query.removeEventListener('change', renew);
		window.removeEventListener('resize', resized);
		current = null;
	};
});

/** The palette now; null where there is no document. Read within a derived value or an effect it is renewed with the theme. */
export function usePalette(): Palette | null {
	if (typeof document === 'undefined') return null;
	subscribe();
	current ??= readPalette(document.documentElement);
	return current;
}

/** Size of the charts' text now [CSS px]: heights and margins are made from it. */
export function useEm(): number {
	return usePalette()?.em ?? usualEm;
}
