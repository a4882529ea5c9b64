import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '#lib/design/tokens.css';
import '#lib/design/base.css';
import OwnershipTimeline from '#lib/timeline/OwnershipTimeline.svelte';
import { explore, usualExploration } from '#workers/program/explorer.ts';
import { traceOf, type Trace } from '#workers/program/trace.ts';

beforeEach(async () => {
	document.documentElement.dataset.theme = 'light';
	await page.viewport(900, 800);
});

afterEach(() => delete document.documentElement.dataset.theme);

function shortest(slug: string, variant: 'bug' | 'fixed' = 'bug'): Trace {
	const options = { ...usualExploration, slug, gomaxprocs: 1, randomSchedules: 0 };
	return traceOf({ ...options, variant, schedule: explore(options).fault?.schedule ?? '' });
}

const draw = (trace: Trace, step: number, onstep: (step: number) => void = () => {}) =>
	render(OwnershipTimeline, {
		...{ trace, step, onstep, steps: trace.events.length, noun: 'buffer', panic: '' },
		codeAt: (line: number) => `code of line ${line}`
	});

const boxes = (container: Element, selector: string) =>
	[...container.querySelectorAll<SVGGraphicsElement>(selector)].map((e) => e.getBoundingClientRect());

/** Colour of a token as the browser computes it. */
function token(name: string): string {
	const probe = document.createElement('span');
	probe.style.color = `var(--${name})`;
	document.body.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}

test('an object has its colour in every lane and in the pool', async () => {
	const { container } = await draw(shortest('oversized-dos'), 12);
	const coloured = new Map<string, string>();
	for (const band of container.querySelectorAll('rect.band')) {
		const { fill, stroke } = getComputedStyle(band);
		const colour = band.classList.contains('borrowed') ? fill : stroke;
		coloured.set(String(band.parentElement?.style.getPropertyValue('--object')), colour);
	}
	expect(coloured).toEqual(
		new Map([1, 2, 3].map((object) => [`var(--object-${object})`, token(`object-${object}`)]))
	);
});

test('where two have one buffer both of their bands are framed in red, over the same steps', async () => {
	const { container } = await draw(shortest('use-after-put'), 8);
	const frames = boxes(container, 'rect.both');
	expect(frames.length).toBeGreaterThanOrEqual(2);
	const [upper, lower] = frames;
	expect(upper?.x).toBeCloseTo(lower?.x ?? 0);
	expect(upper?.width).toBeCloseTo(lower?.width ?? 0);
	expect(lower?.y).toBeGreaterThan((upper?.y ?? 0) + (upper?.height ?? 0));
	const frame = container.querySelector('rect.both');
	expect(frame && getComputedStyle(frame).stroke).toBe(token('wrong'));
	const lines = [...container.querySelectorAll('text.line')].map((e) => e.textContent);
	expect(lines.sort()).toEqual(['line 18', 'line 21']);
});

test('the fix has no red at all', async () => {
	const { container } = await draw(shortest('use-after-put', 'fixed'), 8);
	expect(container.querySelectorAll('rect.both, circle.fault, text.line')).toHaveLength(0);
});

test('a Put comes down under the Get of its band, and the thumb of the slider under the step', async () => {
	const trace = shortest('use-after-put');
	const { container } = await draw(trace, 4);
	const marks = boxes(container, 'g > path.mark:first-child');
	expect(marks).toHaveLength(trace.events.length);
	const middles = marks.map(({ x, width }) => x + width / 2);
	expect(middles).toEqual([...middles].sort((a, b) => a - b));
	const slider = container.querySelector<HTMLInputElement>('input[type=range]');
	const track = slider?.getBoundingClientRect();
	expect((track?.x ?? 0) + 8).toBeCloseTo(middles[0] ?? 0, 0);
	expect((track?.right ?? 0) - 8).toBeCloseTo(middles.at(-1) ?? 0, 0);
});

test('what comes after the step is dimmed, what came before is not', async () => {
	const { container } = await draw(shortest('use-after-put'), 4);
	const [later] = boxes(container, 'rect.later');
	const [now] = boxes(container, 'rect.now');
	expect(later?.x).toBeCloseTo(now?.right ?? 0);
});

test('all steps stand in a list, the faults with them, and the one that is looked at is named', async () => {
	const trace = shortest('caller-set-fields');
	const { container } = await draw(trace, 5);
	const items = [...container.querySelectorAll('details li')];
	expect(items).toHaveLength(trace.events.length);
	expect(items.map((item) => item.getAttribute('aria-current'))[4]).toBe('step');
	expect(items[4]?.textContent).toContain('which another borrower set');
	expect(items.at(-1)?.textContent).toContain('all goroutines are asleep - deadlock!');
});

test('keys, buttons and a press on the drawing ask for a step', async () => {
	const asked: number[] = [];
	const { container } = await draw(shortest('use-after-put'), 4, (step) => asked.push(step));
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('button', { name: 'Fault: step 8' }).click();
	const drawing = container.querySelector('svg[role=img]');
	const box = drawing?.getBoundingClientRect();
	const press = { clientX: (box?.right ?? 0) - 2, clientY: (box?.y ?? 0) + 20, buttons: 1, bubbles: true };
	drawing?.dispatchEvent(new PointerEvent('pointerdown', press));
	expect(asked).toEqual([5, 8, 9]);
});

test('goroutines have lanes, Ps and pool where they are asked for', async () => {
	const { container } = await draw(shortest('use-after-put'), 4);
	const names = () => [...container.querySelectorAll('text.name')].map((e) => e.textContent);
	expect(names()).toEqual(['user00', 'user01', 'P0 private']);
	await page.getByRole('checkbox', { name: 'Ps' }).click();
	await expect.poll(names).toEqual(['user00', 'user01', 'P0 runs', 'P0 private']);
	await page.getByRole('checkbox', { name: 'pool' }).click();
	await expect.poll(names).toEqual(['user00', 'user01', 'P0 runs']);
	const stints = [...container.querySelectorAll('text.stinted')].map((e) => e.textContent);
	expect(stints).toEqual(['user00', 'user01', 'user00', 'user01']);
});

test('text on bands and code has 4.5:1 in light and dark', () => {
	for (const theme of ['light', 'dark', 'projector']) {
		document.documentElement.dataset.theme = theme;
		const surface = luminance(token('surface'));
		for (const object of [1, 2, 3, 4]) {
			expect(contrast(luminance(token(`object-${object}`)), surface), theme).toBeGreaterThanOrEqual(4.5);
		}
		for (const kind of ['keyword', 'string', 'constant', 'comment']) {
			for (const ground of ['surface', 'surface-2', 'surface-3', 'wrong-surface']) {
				const ratio = contrast(luminance(token(`code-${kind}`)), luminance(token(ground)));
				expect(ratio, `${kind} on ${ground}, ${theme}`).toBeGreaterThanOrEqual(4.5);
			}
		}
	}
});

function luminance(colour: string): number {
	const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((text) => {
		const share = Number(text) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: number, other: number): number {
	return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

test('a stack is twice as high at each step, up to its limit, and named with its size', async () => {
	const { container } = await draw(shortest('recursive-new'), 9);
	const heights = boxes(container, 'rect.stack').map(({ height }) => height);
	expect(heights).toHaveLength(16);
	const [before, last, fatal] = heights.slice(-3);
	expect(last).toBeCloseTo(2 * (before ?? 0), 0);
	expect(fatal).toBe(last);
	const limit = boxes(container, 'line.limit')[0]?.y ?? 0;
	expect(boxes(container, 'rect.stack').at(-1)?.y).toBeCloseTo(limit, 0);
	await expect.element(page.getByText('stack, 1 MiB', { exact: true })).toBeVisible();
	const fixed = await draw(shortest('recursive-new', 'fixed'), 1);
	expect(Math.max(...boxes(fixed.container, 'rect.stack').map(({ height }) => height))).toBeLessThan(2);
});

test('the names of two marked steps beside each other do not touch', async () => {
	const { container } = await draw(shortest('forgotten-reset'), 7);
	const [one, other] = boxes(container, 'text.line').sort((a, b) => a.x - b.x);
	expect(one?.right).toBeLessThan(other?.left ?? 0);
});
