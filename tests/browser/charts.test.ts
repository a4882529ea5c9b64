import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Component } from 'svelte';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '#lib/design/tokens.css';
import '#lib/design/base.css';
import type { SeriesChartProps } from '#lib/charts/chartKind.ts';
import CollectionLane from '#lib/charts/CollectionLane.svelte';
import { createCursor, type Cursor } from '#lib/charts/cursor.svelte.ts';
import { fitDomain, valueScale } from '#lib/charts/domain.ts';
import HeapChart from '#lib/charts/HeapChart.svelte';
import { heapPeakBytes } from '#lib/charts/heapChart.ts';
import { holderLooks } from '#workers/marks/holderLooks.ts';
import NewRateChart from '#lib/charts/NewRateChart.svelte';
import OccupancyChart from '#lib/charts/OccupancyChart.svelte';
import PerPStrip from '#lib/charts/PerPStrip.svelte';
import type { TimeDomain } from '#lib/charts/types.ts';
import ChartStack from '#lib/panels/ChartStack.svelte';
import { defaultCase } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { holderNames, type Frames } from '#workers/model/frames.ts';
import { makeFrames, wholeOf } from './chartsFrames.ts';
import { canvasOf, drawn, pixel, token } from './chartsPixels.ts';

const height = 240;
let cursor: Cursor;

beforeEach(async () => {
	document.documentElement.dataset.theme = 'light';
	cursor = createCursor();
	await page.viewport(1000, 800);
});

afterEach(() => delete document.documentElement.dataset.theme);

const shared = (frames: Frames, domain: TimeDomain = wholeOf(frames)) => ({
	frames,
	domain,
	whole: wholeOf(frames),
	cursor
});

const handleOf = (container: HTMLElement) => {
	const handle = container.querySelector<HTMLElement>('[role=slider]');
	if (!handle) throw new Error('no plot to handle');
	return handle;
};

describe('heap chart', () => {
	test('draws each holder as a band at its place in the sum, and nothing above the heap', async () => {
		const frames = makeFrames();
		const hidden = ['heapBytes', 'heapGoalBytes', 'rssBytes'];
		const { container } = await render(HeapChart, { ...shared(frames), height, hidden });
		await drawn();
		const canvas = canvasOf(container);
		const { y } = valueScale('linear', fitDomain(heapPeakBytes(frames), 'bytes'), height, 'bytes', 12);
		let seen = 0;
		for (const row of [30, 250, 310, 390, 450, 580]) {
			const x = (row / (frames.rows - 1)) * canvas.clientWidth;
			let below = 0;
			for (const name of holderNames) {
				const above = below + (frames.columns[name][row] ?? 0);
				// Thinner bands are taken up by the hairlines and by neighbours in time.
				if (y(below) - y(above) > 8 && name !== 'garbageBytes') {
					const middle = (y(below) + y(above)) / 2;
					expect(pixel(canvas, x, middle).slice(0, 3), `${name} at row ${row}`).toEqual(
						token(holderLooks[name].colour)
					);
					seen++;
				}
				below = above;
			}
			expect(below).toBe(frames.columns.heapBytes[row]);
			expect(pixel(canvas, x, y(below) - 12)[3], `above the heap at row ${row}`).toBe(0);
		}
		expect(seen).toBeGreaterThan(8);
	});

	test('garbage is hatching: two colours and not a flat one', async () => {
		const frames = makeFrames();
		const { container } = await render(HeapChart, { ...shared(frames), height });
		await drawn();
		const canvas = canvasOf(container);
		const { y } = valueScale('linear', fitDomain(heapPeakBytes(frames), 'bytes'), height, 'bytes', 12);
		const row = 14;
		const garbage = frames.columns.garbageBytes[row] ?? 0;
		const middle = y((frames.columns.heapBytes[row] ?? 0) - garbage / 2);
		const across = Array.from({ length: 12 }, (_, i) =>
			pixel(canvas, (row / (frames.rows - 1)) * canvas.clientWidth, middle + i / 2 - 3).join()
		);
		expect(new Set(across).size).toBeGreaterThan(1);
	});

	test('shows the reach of the heap between samples, so that a peak no sample met is seen', async () => {
		const frames = makeFrames();
		const hidden = ['heapGoalBytes', 'rssBytes'];
		const { container } = await render(HeapChart, { ...shared(frames), height, hidden });
		await drawn();
		const canvas = canvasOf(container);
		const { y } = valueScale('linear', fitDomain(heapPeakBytes(frames), 'bytes'), height, 'bytes', 12);
		const at = y((frames.columns.heapMaxBytes[300] ?? 0) * 0.95);
		const columns = Array.from({ length: canvas.width }, (_, x) => pixel(canvas, x, at)[3]);
		expect(columns.filter((alpha) => alpha > 0).length).toBeGreaterThan(0);
	});

	test('100,000 samples lose no spike', async () => {
		const frames = makeFrames({ rows: 100_000 });
		const { columns } = frames;
		// Not in heapMaxBytes: the shade of the reach would show it even if the bands did not.
		for (const name of ['garbageBytes', 'heapBytes'] as const) {
			columns[name][12_345] = (columns[name][12_345] ?? 0) + 800 * 1024 * 1024;
		}
		const hidden = ['heapGoalBytes', 'rssBytes'];
		const { container } = await render(HeapChart, { ...shared(frames), height, hidden });
		await drawn();
		const canvas = canvasOf(container);
		const { y } = valueScale('linear', fitDomain(heapPeakBytes(frames), 'bytes'), height, 'bytes', 12);
		const at = y((columns.heapBytes[12_345] ?? 0) * 0.9);
		const hits = Array.from({ length: canvas.clientWidth }, (_, x) => x).filter(
			(x) => pixel(canvas, x, at)[3] > 0
		);
		expect(hits.length).toBeGreaterThan(0);
		expect(hits[0]).toBeCloseTo((12_345 / 99_999) * canvas.clientWidth, -1);
	});

	test('a held axis does not move when the data change; without one it fits', async () => {
		const yDomain = [0, 1024 ** 3] as const;
		const labels = (container: HTMLElement) =>
			[...container.querySelectorAll('.axes text')].map(
				(each) => `${each.textContent} ${each.getAttribute('y')}`
			);
		const held = await render(HeapChart, { ...shared(makeFrames()), height, yDomain });
		const before = labels(held.container);
		await held.rerender(shared(makeFrames({ size: 0.2 })));
		expect(labels(held.container)).toEqual(before);
		await held.rerender({ yDomain: null });
		expect(labels(held.container)).not.toEqual(before);
	});

	test('a legend button takes a band away and brings it back', async () => {
		const frames = makeFrames();
		const { container } = await render(HeapChart, { ...shared(frames), height });
		const button = page.getByRole('button', { name: 'borrowed' });
		const labels = () => [...container.querySelectorAll('.label .name')].map((each) => each.textContent);
		await expect.element(button).toHaveAttribute('aria-pressed', 'true');
		expect(labels()).toContain('borrowed');
		await button.click();
		await expect.element(button).toHaveAttribute('aria-pressed', 'false');
		await expect.poll(labels).not.toContain('borrowed');
		await button.click();
		await expect.poll(labels).toContain('borrowed');
	});

	test('labels do not overlap and say the value of the last sample', async () => {
		const frames = makeFrames();
		const { container } = await render(HeapChart, { ...shared(frames), height });
		const boxes = [...container.querySelectorAll('.label')]
			.map((each) => each.getBoundingClientRect())
			.sort((a, b) => a.top - b.top);
		expect(boxes.length).toBeGreaterThan(7);
		boxes.forEach((box, i) => {
			const before = boxes[i - 1];
			if (before) expect(box.top).toBeGreaterThanOrEqual(before.bottom - 1);
		});
		expect(container.querySelector('.labels')?.textContent).toMatch(/shared\s*260 MiB/);
	});

	test('RSS above the limit is red, and only that', async () => {
		const frames = makeFrames();
		const limitBytes = 600 * 1024 * 1024;
		const count = async (limit: number | null) => {
			const { container, unmount } = await render(HeapChart, {
				...shared(frames),
				height,
				limitBytes: limit
			});
			await drawn();
			const canvas = canvasOf(container);
			const [r, g, b] = token('wrong');
			const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
			let red = 0;
			for (let i = 0; i < data.length; i += 4)
				if (data[i] === r && data[i + 1] === g && data[i + 2] === b) red++;
			await unmount();
			return red;
		};
		expect(await count(null)).toBe(0);
		expect(await count(limitBytes)).toBeGreaterThan(100);
	});
});

describe('the shared cursor', () => {
	test('keys move it sample by sample, tell the values, and let it go', async () => {
		const frames = makeFrames();
		const { container } = await render(HeapChart, { ...shared(frames), height });
		const handle = handleOf(container);
		handle.focus();
		await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}');
		expect(cursor.pinnedNs).toBe(frames.columns.timeNs[2]);
		await userEvent.keyboard('{End}{ArrowLeft}');
		expect(cursor.pinnedNs).toBe(frames.columns.timeNs[598]);
		const said = () => handle.getAttribute('aria-valuetext');
		await expect.poll(said).toMatch(/^59\.9 s: .*shared 260 MiB/);
		await userEvent.keyboard('{ArrowUp}');
		await expect.poll(said).toBe('59.9 s: other live 24 MiB');
		await userEvent.keyboard('{PageUp}');
		expect(cursor.pinnedNs).toBe(frames.columns.timeNs[538]);
		await userEvent.keyboard('{Escape}');
		expect(cursor.timeNs).toBeNull();
		await expect.poll(() => container.querySelector('.crosshair')).toBeNull();
	});

	test('a key that is not for the chart stays with the page', async () => {
		const frames = makeFrames();
		const { container } = await render(HeapChart, { ...shared(frames), height, pageKeys: false });
		const kept: string[] = [];
		const listen = (event: KeyboardEvent) => {
			if (!event.defaultPrevented) kept.push(event.key);
		};
		document.addEventListener('keydown', listen);
		handleOf(container).focus();
		await userEvent.keyboard('{PageDown}{Escape}b{ArrowRight}{Tab}');
		document.removeEventListener('keydown', listen);
		expect(kept).toEqual(['PageDown', 'Escape', 'b', 'Tab']);
		expect(document.activeElement).not.toBe(handleOf(container));
	});

	test('is the same in every chart, and the values beside the plot follow it', async () => {
		const frames = makeFrames();
		const heap = await render(HeapChart, { ...shared(frames), height });
		const occupancy = await render(OccupancyChart, shared(frames));
		cursor.pin(frames.columns.timeNs[100] ?? 0);
		await drawn();
		const places = [heap, occupancy].map(
			({ container }) => container.querySelector('.crosshair')?.getBoundingClientRect().left
		);
		expect(places[0]).toBeGreaterThan(0);
		expect(places[0]).toBe(places[1]);
		expect(heap.container.querySelector('.labels')?.textContent).toMatch(/shared\s*0 B/);
	});

	test('another run is named with its value in every chart that outlines it, and can be taken away', async () => {
		const frames = makeFrames();
		const ghosts = [{ name: 'smaller', frames: makeFrames({ size: 0.5, rows: 1200 }) }];
		cursor.pin(frames.columns.timeNs[599] ?? 0);
		for (const chart of [HeapChart, OccupancyChart, NewRateChart] as Component<SeriesChartProps>[]) {
			const yDomain = [0, chart === HeapChart ? 1024 ** 3 : 100] as const;
			const { container, unmount, rerender } = await render(chart, { ...shared(frames), yDomain });
			await drawn();
			const alone = canvasOf(container).toDataURL();
			// It is simulated while the chart is there: the chart is painted anew when it comes.
			await rerender({ ghosts });
			const said = () => handleOf(container).getAttribute('aria-valuetext');
			const labels = () => [...container.querySelectorAll('.label .name')].map((each) => each.textContent);
			await expect.poll(labels).toContain('smaller');
			expect(said()).toMatch(/, smaller \d/);
			await drawn();
			expect(canvasOf(container).toDataURL()).not.toBe(alone);
			await page.getByRole('button', { name: 'smaller' }).click();
			await expect.poll(labels).not.toContain('smaller');
			expect(said()).not.toContain('smaller');
			await drawn();
			expect(canvasOf(container).toDataURL()).toBe(alone);
			await unmount();
		}
	});

	test('a series chosen in one chart does not silence another', async () => {
		const frames = makeFrames();
		cursor.pin(frames.columns.timeNs[599] ?? 0);
		cursor.choose('heapBytes');
		const { container } = await render(OccupancyChart, shared(frames));
		expect(handleOf(container).getAttribute('aria-valuetext')).toBe(
			'60 s: private 8, shared 40, victim 14, borrowed 8'
		);
	});

	test('a pointer shows it, leaving takes it away, a click pins it', async () => {
		const frames = makeFrames();
		const { container } = await render(HeapChart, { ...shared(frames), height });
		const handle = handleOf(container);
		const middle = { position: { x: handle.clientWidth / 2, y: 50 } };
		// The browser gives movements of a pointer to the page with its frames.
		const shownS = () => (cursor.timeNs ?? 0) / 1e9;
		await userEvent.hover(handle, middle);
		await expect.poll(shownS).toBeCloseTo(30, 0);
		expect(cursor.pinnedNs).toBeNull();
		await userEvent.unhover(handle);
		await expect.poll(() => cursor.timeNs).toBeNull();
		await userEvent.click(handle, middle);
		await userEvent.unhover(handle);
		await expect.poll(shownS).toBeCloseTo(30, 0);
	});

	test('a drag chooses a stretch of time, 0 and a double click all of it, + half of it', async () => {
		const frames = makeFrames();
		const onzoom = vi.fn<(domain: TimeDomain | null) => void>();
		const { container } = await render(HeapChart, { ...shared(frames), height, onzoom });
		const handle = handleOf(container);
		const width = handle.clientWidth;
		const box = handle.getBoundingClientRect();
		const pointer = (type: string, share: number) =>
			handle.dispatchEvent(
				new PointerEvent(type, {
					clientX: box.left + share * width,
					clientY: box.top + 40,
					button: 0,
					isPrimary: true,
					pointerId: 1,
					pointerType: 'mouse',
					bubbles: true
				})
			);
		// A made-up pointer cannot be captured.
		handle.setPointerCapture = () => undefined;
		pointer('pointerdown', 0.75);
		pointer('pointermove', 0.5);
		await expect
			.poll(() => container.querySelector('.brush')?.getBoundingClientRect().width)
			.toBeCloseTo(width / 4, -1);
		pointer('pointermove', 0.25);
		pointer('pointerup', 0.25);
		const [from, to] = onzoom.mock.lastCall?.[0] ?? [NaN, NaN];
		expect(from / 1e9).toBeCloseTo(15, 1);
		expect(to / 1e9).toBeCloseTo(45, 1);
		expect(cursor.pinnedNs).toBeNull();
		handle.focus();
		await userEvent.keyboard('+');
		expect(onzoom.mock.lastCall?.[0]).toEqual([15e9, 45e9]);
		await userEvent.keyboard('0');
		expect(onzoom.mock.lastCall?.[0]).toBeNull();
		onzoom.mockClear();
		await userEvent.dblClick(handle);
		expect(onzoom.mock.lastCall?.[0]).toBeNull();
	});

	test('in the lane it steps from collection to collection', async () => {
		const frames = makeFrames();
		const { container } = await render(CollectionLane, shared(frames));
		const handle = handleOf(container);
		handle.focus();
		await userEvent.keyboard('{Home}{ArrowRight}');
		expect(cursor.pinnedNs).toBe(frames.collections.columns.startNs[1]);
		await expect
			.poll(() => handle.getAttribute('aria-valuetext'))
			.toContain('collection 2, paced, mark 150 ms');
	});

	test('in the lane label, table and slider tell of the last collection that began by the cursor', async () => {
		const frames = makeFrames({ collections: 11 });
		const { container } = await render(CollectionLane, { ...shared(frames), table: true });
		const { startNs } = frames.collections.columns;
		const [, second = 0, third = 0] = startNs;
		const said = () => [
			container.querySelector('.said')?.textContent?.match(/#\d+|none yet/)?.[0],
			[...container.querySelectorAll('tbody tr')].findIndex((row) => row.matches('.current')),
			handleOf(container)
				.getAttribute('aria-valuetext')
				?.match(/collection \d+|no collection yet/)?.[0]
		];
		expect(container.querySelector('caption')?.textContent).toContain('all 11 collections in view');
		cursor.pin(second + 0.9 * (third - second));
		await expect.poll(said).toEqual(['#2', 1, 'collection 2']);
		cursor.pin(third);
		await expect.poll(said).toEqual(['#3', 2, 'collection 3']);
		cursor.pin((startNs[0] ?? 0) / 2);
		await expect.poll(said).toEqual(['none yet', -1, 'no collection yet']);
	});
});

describe('what is said instead of shown', () => {
	test('a figure has a caption, and a summary with the figures of the run', async () => {
		const frames = makeFrames();
		await render(HeapChart, { ...shared(frames), height });
		expect(page.getByRole('figure', { name: 'Heap size' }).query()).not.toBeNull();
		const summary = page.getByRole('img').query()?.getAttribute('aria-label');
		expect(summary).toMatch(/from 0 s to 60 s/);
		expect(summary).toMatch(/shared 260 MiB/);
	});

	test('the table has few rows, those with the extremes among them, and marks the cursor’s', async () => {
		const frames = makeFrames();
		frames.columns.otherLiveBytes[77] = 3 * 1024 ** 3;
		const { container } = await render(HeapChart, { ...shared(frames), height });
		expect(container.querySelector('table')).toBeNull();
		await page.getByRole('button', { name: 'table' }).click();
		await expect.element(page.getByRole('table')).toBeInTheDocument();
		const rows = [...container.querySelectorAll('tbody tr')];
		expect(rows.length).toBeLessThanOrEqual(42);
		expect(container.querySelectorAll('thead th')).toHaveLength(11);
		expect(rows.some((each) => each.textContent?.includes('3 GiB'))).toBe(true);
		cursor.pin(frames.columns.timeNs[599] ?? 0);
		await expect.poll(() => container.querySelector('tr.current')).toBe(rows.at(-1));
	});

	test('a logarithmic heap is not stacked and says so', async () => {
		const { container } = await render(HeapChart, { ...shared(makeFrames()), height });
		await page.getByRole('button', { name: 'log' }).click();
		await expect.poll(() => container.querySelector('figcaption')?.textContent).toContain('not stacked');
		await expect.poll(() => container.querySelector('.axes')?.textContent).toContain('1 KiB');
	});

	test('256 Ps are gathered and it is said; 8 Ps are not', async () => {
		const many = await render(PerPStrip, shared(makeFrames({ ps: 256, rows: 50 })));
		expect(many.container.textContent).toContain('Each row stands for 13 Ps and shows the fullest of them');
		await many.unmount();
		const few = await render(PerPStrip, shared(makeFrames({ rows: 50 })));
		expect(few.container.textContent).not.toContain('Each row stands for');
	});

	test('thousands of collections become counts and it is said; zoomed in they are bars again', async () => {
		const frames = makeFrames({ collections: 5000 });
		const lane = await render(CollectionLane, shared(frames));
		expect(lane.container.textContent).toContain('Too many to tell apart');
		await lane.rerender({ domain: [30e9, 31e9] });
		expect(lane.container.textContent).not.toContain('Too many to tell apart');
	});

	test('a recording is named as measured', async () => {
		const frames = makeFrames();
		const { startNs, heapStartBytes, heapMarkedBytes } = frames.collections.columns;
		const measured = {
			name: 'service.log',
			count: 40,
			columns: { startNs, heapStartBytes, heapMarkedBytes }
		};
		const { container } = await render(HeapChart, { ...shared(frames), height, measured });
		expect(container.textContent).toContain('Measured: the line with rings, from service.log');
		expect(page.getByRole('button', { name: 'measured' }).query()).not.toBeNull();
	});
});

describe('the charts of the dashboard', () => {
	test('a recording has a lane of its own however much room there is: the charts above give it up', async () => {
		await page.viewport(1500, 1300);
		const frames = makeFrames();
		const request = requestFor(defaultCase);
		const { startNs, heapStartBytes, heapMarkedBytes } = frames.collections.columns;
		const measured = { name: 'log', count: 40, columns: { startNs, heapStartBytes, heapMarkedBytes } };
		const props = {
			answer: { link: '', request, frames, quality: 'full', tookMs: 1 } as const,
			...{
				cursor,
				zoom: null,
				onzoom: () => {},
				fit: { heap: null, objects: null, rate: null },
				stale: false
			}
		};
		for (let room = 900; room < 950; room += 5) {
			const { container, rerender, unmount } = await render(ChartStack, { ...props, measured: null });
			container.style.cssText = `display: flex; flex-direction: column; height: ${room}px`;
			const lane = () => [...container.querySelectorAll('.plot')].at(-1)?.clientHeight;
			await expect.poll(() => container.querySelector('.charts')?.clientHeight).toBeGreaterThan(room - 5);
			expect(lane()).toBe(32);
			await rerender({ measured });
			await expect.poll(lane, { timeout: 1000 }).toBe(48);
			await unmount();
		}
	});
});
