import { expect, test, type Page } from 'playwright/test';
import { alive, overflow, painted, violations } from './pageState.ts';

const title = (page: Page) => page.getByRole('heading', { name: 'Anatomy' });
const sentence = (page: Page) => page.locator('.anatomy .event');
const shownAt = (page: Page) => page.locator('.anatomy .at');

async function open(page: Page, hash: string) {
	await page.goto(`./#v1;${hash}`);
	await alive(page);
	await expect(title(page)).toBeVisible({ timeout: 20_000 });
}

/** The number of objects that the view says sit somewhere. */
async function count(page: Page, where: string): Promise<string> {
	return (await page.locator(`[data-count="${where}"]`).textContent()) ?? '';
}

/** The heap's or the pool's value beside a chart, at the cursor. */
async function besideChart(page: Page, chart: string, series: string): Promise<string> {
	const label = page.getByRole('figure', { name: chart }).locator('.label', { hasText: series }).first();
	return (await label.textContent()) ?? '';
}

/** Whether anything of a colour is on the squares. */
async function hasColour(page: Page, token: string): Promise<boolean> {
	return page.evaluate((name) => {
		const canvas = document.querySelector<HTMLCanvasElement>('.squares canvas');
		const probe = document.createElement('span');
		probe.style.color = `var(--${name})`;
		document.body.append(probe);
		const [r, g, b] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
		probe.remove();
		const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
		for (let i = 0; i < data.length; i += 4) {
			if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) return true;
		}
		return false;
	}, token);
}

test('the key a shows the inside of the pool, the link has it, Back leaves it', async ({ page }) => {
	await page.goto('./#v1;case=steady');
	await alive(page);
	await page.keyboard.press('a');
	await expect(title(page)).toBeVisible({ timeout: 20_000 });
	await expect(page).toHaveURL(/view=anatomy/);
	await page.goBack();
	await expect(title(page)).toBeHidden();
});

test('it follows the crosshair, and its counts are those of the chart', async ({ page }) => {
	await open(page, 'case=steady;rate=2000;hold=40ms;burst=20;view=anatomy;cursor=3s');
	await expect(shownAt(page)).toHaveText(/^at (3|2\.99|3\.01) s$/);
	await expect.poll(() => count(page, 'borrowed').then(Number)).toBeGreaterThan(0);
	await expect.poll(() => hasColour(page, 'holder-borrowed')).toBe(true);

	const plot = page.getByRole('figure', { name: 'Heap size' }).locator('.plot');
	const box = await plot.boundingBox();
	if (!box) throw new Error('no chart');
	// In the idle phase nothing is borrowed any more.
	await plot.click({ position: { x: box.width * 0.62, y: 50 } });
	await expect(page.locator('[data-count="borrowed"]')).toHaveText('0', { timeout: 20_000 });
	await expect.poll(() => count(page, 'shared').then(Number)).toBeGreaterThan(0);
	await expect.poll(() => besideChart(page, 'Heap size', 'borrowed')).toContain('0 B');
	await expect.poll(() => hasColour(page, 'holder-borrowed')).toBe(false);
	await expect.poll(() => hasColour(page, 'holder-shared')).toBe(true);
	await expect(page).toHaveURL(/cursor=7/);
});

test('steps by event, request and collection, forward and back, by key and by button', async ({ page }) => {
	await open(page, 'case=steady;view=anatomy;cursor=3s');
	await page.keyboard.press('e');
	await expect(sentence(page)).toHaveText(/^(Get|Put) on P \d+/, { timeout: 20_000 });
	const first = await sentence(page).textContent();
	await page.keyboard.press('e');
	await expect(sentence(page)).not.toHaveText(first ?? '', { timeout: 20_000 });
	await page.getByRole('button', { name: 'One event back' }).click();
	await expect(sentence(page)).toHaveText(first ?? '', { timeout: 20_000 });
	await page.keyboard.press('q');
	await expect(sentence(page)).toHaveText(/^Get on P/, { timeout: 20_000 });
	await page.getByRole('button', { name: 'One collection forward' }).click();
	await expect(sentence(page)).toHaveText(/^A collection starts: \d+ objects? to the victim cache/, {
		timeout: 20_000
	});
	await expect(page.locator('[data-count="shared"]')).toHaveText('0');
	await expect(page.locator('[data-count="private"]')).toHaveText('0');
	await expect(page.locator('.current, [aria-current="step"]').first()).toContainText('collection');
	// The crosshair of all charts went along.
	const at = async () => Number.parseFloat(String(await shownAt(page).textContent()).replace('at ', ''));
	await expect.poll(at).toBeGreaterThan(3);
	await page.keyboard.press('G');
	await expect(sentence(page)).toHaveText(/^A collection starts/, { timeout: 20_000 });
});

test('a step beyond the end says so, and is of no collection of the run', async ({ page }) => {
	// Collections are forced every two seconds, one of them a moment after the end.
	await open(page, 'case=oversized-dos;fixed=on;view=anatomy;cursor=19s');
	const lane = page.getByRole('figure', { name: 'Garbage collections' });
	const inRun = async () => /([\d,]+) in the run/.exec(String(await lane.textContent()))?.[1];
	await expect(lane).toContainText(/#\d+ forced/);
	const count = Number(await inRun());
	await page.keyboard.press('g');
	await expect(shownAt(page)).toHaveText(/^at 20 s, after the run$/, { timeout: 20_000 });
	await expect(lane).toContainText(`#${count + 1} after the run`);
	await lane.getByRole('button', { name: 'table' }).click();
	await expect(lane.getByRole('table')).toContainText(` of ${count} collections in view`);
	expect(Number(await inRun())).toBe(count);
});

test('256 Ps: lanes for those that hold something, one for the rest, and it says so', async ({ page }) => {
	await open(page, 'case=steady;gomaxprocs=256;cores=64;rate=4000;hold=10ms;view=anatomy;cursor=2s');
	await expect(page.getByText(/Ps without objects share one lane: \d+ of 256/)).toBeVisible();
	await page.locator('.anatomy').getByRole('button', { name: 'table' }).click();
	const table = page.getByRole('region', { name: 'Objects by P' });
	await expect(table.getByRole('row', { name: /\d+ Ps nothing/ })).toBeVisible();
});

test('with reduced motion a step jumps to its end', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await open(page, 'case=pinned-payload;view=anatomy;cursor=4s');
	await page.keyboard.press('g');
	await expect(sentence(page)).toHaveText(/^A collection starts/, { timeout: 20_000 });
	const picture = () =>
		page.locator('.squares canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
	await painted(page);
	await painted(page);
	const soon = await picture();
	await page.waitForTimeout(700);
	expect(await picture()).toBe(soon);
});

for (const [name, viewport] of [
	['1440 × 900', { width: 1440, height: 900 }],
	['390 × 844', { width: 390, height: 844 }]
] as const) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing at ${name} in ${colorScheme}, with the table open`, async ({ page }) => {
			await page.setViewportSize(viewport);
			await page.emulateMedia({ colorScheme });
			await open(page, 'case=pinned-payload;view=anatomy;cursor=5s');
			await page.locator('.anatomy').getByRole('button', { name: 'table' }).click();
			expect(await violations(page)).toEqual([]);
			await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
		});
	}
}
