/** What holds for every chart. */
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '#lib/design/tokens.css';
import '#lib/design/base.css';
import CollectionLane from '#lib/charts/CollectionLane.svelte';
import { createCursor, type Cursor } from '#lib/charts/cursor.svelte.ts';
import HeapChart from '#lib/charts/HeapChart.svelte';
import NewRateChart from '#lib/charts/NewRateChart.svelte';
import OccupancyChart from '#lib/charts/OccupancyChart.svelte';
import PerPStrip from '#lib/charts/PerPStrip.svelte';
import type { Frames } from '#workers/model/frames.ts';
import { makeFrames, wholeOf } from './chartsFrames.ts';
import { canvasOf, drawn } from './chartsPixels.ts';

let cursor: Cursor;

beforeEach(async () => {
	document.documentElement.dataset.theme = 'light';
	cursor = createCursor();
	await page.viewport(1000, 800);
});

afterEach(() => delete document.documentElement.dataset.theme);

const shared = (frames: Frames) => ({ frames, domain: wholeOf(frames), whole: wholeOf(frames), cursor });

const everyChart = {
	HeapChart,
	OccupancyChart,
	NewRateChart,
	PerPStrip,
	CollectionLane
} as const;

describe.each(Object.keys(everyChart) as (keyof typeof everyChart)[])('%s', (name) => {
	const show = (extra: object = {}, frames = makeFrames()) =>
		render(everyChart[name] as typeof HeapChart, {
			...shared(frames),
			timeAxis: true,
			onzoom: () => undefined,
			...extra
		});

	test.each(['light', 'dark', 'projector'])(
		'has no accessibility violation in the %s theme, table open',
		async (theme) => {
			document.documentElement.dataset.theme = theme;
			const { container } = await show({ table: true });
			await drawn();
			const { violations } = await axe.run(container, {
				runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
				// Landmarks are the page's.
				rules: { region: { enabled: false } }
			});
			expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
				[]
			);
		}
	);

	test('fits 320 px without sideways scroll and with text of 12 px', async () => {
		await page.viewport(320, 800);
		const { container } = await show();
		await drawn();
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
		const texts = [...container.querySelectorAll('figure *')].filter((each) =>
			[...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
		);
		expect(texts.length).toBeGreaterThan(3);
		for (const text of texts) {
			expect(Number.parseFloat(getComputedStyle(text).fontSize), text.outerHTML).toBeGreaterThanOrEqual(12);
		}
	});

	test('an empty run and one of a single row are drawn without an error', async () => {
		const frames = makeFrames();
		const { container, rerender } = await show(
			{},
			{ ...frames, rows: 0, collections: { ...frames.collections, count: 0, total: 0 } }
		);
		await drawn();
		await rerender(shared({ ...frames, rows: 1 }));
		await drawn();
		expect(container.querySelector('figure')).not.toBeNull();
	});

	/** Whether an element is in sight, as the browser has told those who watch it, the earlier ones first. */
	function watched(element: Element): () => boolean {
		let inSight = false;
		const observer = new IntersectionObserver(
			(entries) => (inSight = entries.at(-1)?.isIntersecting ?? false),
			{ rootMargin: '100px' }
		);
		observer.observe(element);
		return () => inSight;
	}

	test('draws once for many changes in one frame, and not while nothing changes or it is out of sight', async () => {
		const { container, rerender } = await show();
		await drawn();
		const inSight = watched(canvasOf(container));
		await expect.poll(inSight).toBe(true);
		const ctx = canvasOf(container).getContext('2d');
		if (!ctx) throw new Error('no context');
		const clears = vi.spyOn(ctx, 'clearRect');
		for (const size of [1.1, 1.2, 1.3]) await rerender(shared(makeFrames({ size })));
		await drawn();
		expect(clears.mock.calls.length).toBeGreaterThanOrEqual(1);
		clears.mockClear();
		cursor.pin(5e9);
		await drawn();
		expect(clears).not.toHaveBeenCalled();
		container.style.marginTop = '5000px';
		await expect.poll(inSight).toBe(false);
		await rerender(shared(makeFrames({ size: 1.4 })));
		await drawn();
		expect(clears).not.toHaveBeenCalled();
		container.style.marginTop = '';
		await expect.poll(() => clears.mock.calls.length).toBe(1);
	});
});
