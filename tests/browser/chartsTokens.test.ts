import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import '#lib/design/tokens.css';
import { colourTokens, type ColourToken } from '#lib/charts/palette.svelte.ts';

type Rgb = [number, number, number];

const themes = ['light', 'dark', 'projector'] as const;
const holders = [
	'holder-other-live',
	'holder-borrowed',
	'holder-private',
	'holder-shared',
	'holder-victim',
	'holder-pinned'
] as const;

let probe: HTMLElement;

beforeAll(() => {
	probe = document.createElement('span');
	probe.style.setProperty('forced-color-adjust', 'none');
	document.body.append(probe);
});

afterEach(async () => {
	delete document.documentElement.dataset.theme;
	delete document.documentElement.dataset.present;
	await emulate({});
});

/** The media features as if the system had them. */
async function emulate(features: Record<string, string>) {
	const session = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
	const list = Object.entries(features).map(([name, value]) => ({ name, value }));
	await session.send('Emulation.setEmulatedMedia', { features: list });
}

function colour(token: string): Rgb {
	probe.style.color = `var(--${token})`;
	const [r = NaN, g = NaN, b = NaN] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
	return [r, g, b];
}

const linear = (channel: number) => {
	const c = channel / 255;
	return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** Contrast ratio as WCAG 2 defines it. */
function contrast(a: Rgb, b: Rgb): number {
	const [light, dark] = [a, b]
		.map(([r, g, bl]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(bl))
		.sort((x, y) => y - x) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

/** Colour-vision deficiencies of full severity as matrices on linear RGB (Machado, Oliveira and Fernandes 2009). */
const visions: Record<string, number[]> = {
	usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
	protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
	deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
	tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039]
};

/** As that eye sees it, in OKLab, where distances are about as large as they look. */
function seen([r, g, b]: Rgb, vision: number[]): Rgb {
	const from = [linear(r), linear(g), linear(b)];
	const [R = 0, G = 0, B = 0] = [0, 3, 6].map((row) =>
		Math.max(
			0,
			Math.min(
				1,
				from.reduce((sum, c, i) => sum + c * (vision[row + i] ?? 0), 0)
			)
		)
	);
	const l = Math.cbrt(0.4122214708 * R + 0.5363325363 * G + 0.0514459929 * B);
	const m = Math.cbrt(0.2119034982 * R + 0.6806995451 * G + 0.1073969566 * B);
	const s = Math.cbrt(0.0883024619 * R + 0.2817188376 * G + 0.6299787005 * B);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
	];
}

const distance = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** What has to be seen or read on what, and how well. */
function claims(): { what: string; ratio: number; least: number }[] {
	const list: { what: string; ratio: number; least: number }[] = [];
	const claim = (front: string, back: string, least: number) =>
		list.push({ what: `${front} on ${back}`, ratio: contrast(colour(front), colour(back)), least });
	for (const back of ['surface', 'surface-2', 'surface-3']) {
		claim('ink', back, 7);
		claim('ink-2', back, 4.5);
	}
	claim('accent', 'surface', 4.5);
	claim('accent', 'surface-2', 4.5);
	claim('on-accent', 'accent', 4.5);
	claim('wrong', 'surface', 4.5);
	claim('wrong', 'wrong-surface', 4.5);
	claim('ink', 'wrong-surface', 7);
	for (const mark of [...holders, 'holder-victim-private', 'holder-garbage', 'get-new', 'ink-3', 'focus']) {
		claim(mark, 'surface', 3);
	}
	claim('holder-garbage', 'holder-garbage-ground', 3);
	return list;
}

const failing = () => claims().filter(({ ratio, least }) => !(ratio >= least));

describe.each(themes)('theme %s', (theme) => {
	test('every text and mark has its contrast', () => {
		document.documentElement.dataset.theme = theme;
		expect(failing()).toEqual([]);
	});

	test('the holders, red and black are told apart by every kind of eye', () => {
		document.documentElement.dataset.theme = theme;
		const close: string[] = [];
		const marks: string[] = [...holders, 'wrong'];
		for (const [name, vision] of Object.entries(visions)) {
			marks.forEach((a, i) => {
				for (const b of marks.slice(i + 1)) {
					const apart = distance(seen(colour(a), vision), seen(colour(b), vision));
					if (!(apart >= 0.04)) close.push(`${a} and ${b}, ${name}: ${apart.toFixed(3)}`);
				}
			});
		}
		expect(close).toEqual([]);
	});

	test('a victim is a lighter tint of its own kind', () => {
		document.documentElement.dataset.theme = theme;
		for (const kind of ['shared', 'private'] as const) {
			const own = seen(colour(`holder-${kind}`), visions.usual ?? []);
			const tint = seen(
				colour(kind === 'shared' ? 'holder-victim' : 'holder-victim-private'),
				visions.usual ?? []
			);
			const hue = ([, a, b]: Rgb) => (Math.atan2(b, a) * 180) / Math.PI;
			expect(tint[0]).toBeGreaterThan(own[0]);
			expect(Math.abs(hue(tint) - hue(own))).toBeLessThan(25);
		}
	});
});

test('without a theme the system decides; a theme beats the system', async () => {
	await emulate({ 'prefers-color-scheme': 'dark' });
	const dark = colour('surface');
	document.documentElement.dataset.theme = 'light';
	expect(colour('surface')).toEqual([255, 255, 255]);
	document.documentElement.dataset.theme = 'dark';
	expect(colour('surface')).toEqual(dark);
	delete document.documentElement.dataset.theme;
	await emulate({ 'prefers-color-scheme': 'light' });
	expect(colour('surface')).toEqual([255, 255, 255]);
});

test.each(['light', 'dark'])('more contrast keeps what the %s theme has, and raises ink', async (theme) => {
	document.documentElement.dataset.theme = theme;
	const usual = contrast(colour('ink-2'), colour('surface'));
	await emulate({ 'prefers-contrast': 'more' });
	expect(failing()).toEqual([]);
	expect(contrast(colour('ink-2'), colour('surface'))).toBeGreaterThan(usual);
});

test.each(['light', 'dark'])(
	'forced colours take text and frames, and data stay seen on %s',
	async (scheme) => {
		// The theme says the opposite and must not win.
		document.documentElement.dataset.theme = scheme === 'light' ? 'dark' : 'light';
		await emulate({ 'forced-colors': 'active', 'prefers-color-scheme': scheme });
		expect(colour('surface')).toEqual(scheme === 'light' ? [255, 255, 255] : [0, 0, 0]);
		for (const holder of [...holders, 'holder-garbage', 'wrong']) {
			expect(contrast(colour(holder), colour('surface')), holder).toBeGreaterThanOrEqual(3);
		}
	}
);

test('every token that charts draw with is there', () => {
	const missing = colourTokens.filter(
		(token: ColourToken) =>
			getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim() === ''
	);
	expect(missing).toEqual([]);
});

test('text is 12 px at least; on a stage 24 px and more at 1080 lines, and as large a part of smaller pictures', async () => {
	await page.viewport(1920, 1080);
	const px = (token: string) => {
		probe.style.fontSize = `var(--${token})`;
		return Number.parseFloat(getComputedStyle(probe).fontSize);
	};
	const sizes = ['text-xs', 'text-s', 'text-m', 'text-l', 'text-xl', 'text-2xl'];
	const usual = sizes.map(px);
	expect(Math.min(...usual)).toBeGreaterThanOrEqual(12);
	expect(usual).toEqual(usual.toSorted((a, b) => a - b));
	expect(px('target')).toBeGreaterThanOrEqual(24);
	document.documentElement.dataset.present = '';
	expect(Math.min(...sizes.map(px))).toBeGreaterThanOrEqual(24);
	expect(px('target')).toBeGreaterThanOrEqual(44);
	for (const [width, height] of [
		[1440, 900],
		[1366, 768],
		[1280, 720]
	] as const) {
		await page.viewport(width, height);
		expect(Math.min(...sizes.map(px)) / height, `${width} × ${height}`).toBeCloseTo(24 / 1080, 5);
	}
});
