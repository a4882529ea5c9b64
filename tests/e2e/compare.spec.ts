import { expect, test, type Locator, type Page } from 'playwright/test';
import { atRest, overflow, settled, violations } from './pageState.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Comparison' });
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const figure = (page: Page, name: string | RegExp) => page.getByRole('figure', { name, exact: true });

async function open(page: Page, hash = '') {
	await page.goto(`./${hash}`);
	await settled(page);
}

async function picture(canvas: Locator): Promise<string> {
	return canvas.evaluate((element) => {
		let hash = 0;
		for (const letter of (element as HTMLCanvasElement).toDataURL())
			hash = (hash * 31 + letter.charCodeAt(0)) | 0;
		return String(hash);
	});
}

/** The labels of a chart's value axis, from the top down. */
function axis(chart: Locator): Promise<string[]> {
	return chart.locator('svg.axes text').allTextContents();
}

test('bug and fix lie on top of each other on the same axis, with what differs in words', async ({
	page
}) => {
	await open(page);
	const heap = figure(page, 'Heap size');
	const before = await atRest(page, () => picture(heap.locator('canvas')));
	await page.keyboard.press('x');
	await expect(panel(page)).toContainText(
		/Bug → Fix: peak [\d.]+ MiB → [\d.]+ MiB, .*New rate [\d.]+ % → [\d.]+ %/
	);
	await expect(heap.getByRole('button', { name: 'Fix' })).toBeVisible();
	await expect.poll(() => picture(heap.locator('canvas'))).not.toBe(before);
	for (const name of ['Pool occupancy', 'New rate']) {
		await expect(figure(page, name).locator('.label', { hasText: 'Fix' })).toContainText(/\d/);
	}
	const still = await atRest(page, () => axis(heap));
	const line = await panel(page).locator('[data-delta]').textContent();
	await page.keyboard.press('b');
	await expect(heap.getByRole('button', { name: 'Bug' })).toBeVisible();
	// From the other side it is the same sentence.
	await expect(panel(page).locator('[data-delta]')).toHaveText(String(line));
	expect(await axis(heap)).toEqual(still);
	await expect(page).toHaveURL(/view=overlay/);
	await page.keyboard.press('x');
	await expect(panel(page)).toBeHidden();
});

test('side by side they have the same axes and one cursor', async ({ page }) => {
	await open(page);
	await page.getByRole('button', { name: 'Compare', exact: true }).click();
	await page.getByRole('radio', { name: 'Side by side' }).check({ force: true });
	const [bug, fix] = [figure(page, 'Heap size, Bug'), figure(page, 'Heap size, Fix')];
	await expect(fix).toBeVisible();
	await expect(async () => expect(await axis(bug)).toEqual(await axis(fix))).toPass();
	const ofBug = await atRest(page, () => picture(bug.locator('canvas')));
	const ofFix = await atRest(page, () => picture(fix.locator('canvas')));
	expect(ofBug).not.toBe(ofFix);
	await page.getByRole('slider', { name: 'Heap size, Bug: instant' }).focus();
	await page.keyboard.press('End');
	await expect(fix.locator('.crosshair')).toBeVisible();
	await expect(page.getByRole('slider', { name: 'Heap size, Fix: instant' })).toHaveAttribute(
		'aria-valuetext',
		/heap/
	);
});

test('the difference shows what the fix has less, holder by holder', async ({ page }) => {
	await open(page);
	await page.keyboard.press('x');
	await page.keyboard.press('m');
	await page.keyboard.press('m');
	const chart = figure(page, 'Heap size: Fix − Bug');
	await expect(chart).toBeVisible();
	await expect(page.getByRole('img', { name: /^Heap size: Fix − Bug: between −\d/ })).toBeVisible();
	await page.getByRole('slider', { name: 'Heap size: Fix − Bug: instant' }).focus();
	await page.keyboard.press('End');
	await expect(page.getByRole('slider', { name: 'Heap size: Fix − Bug: instant' })).toHaveAttribute(
		'aria-valuetext',
		/sum −\d/
	);
	const before = await atRest(page, () => picture(chart.locator('canvas')));
	await chart.getByRole('button', { name: 'borrowed' }).click();
	await expect.poll(() => picture(chart.locator('canvas'))).not.toBe(before);
	await chart.getByRole('button', { name: 'table' }).click();
	await expect(chart.getByRole('table')).toContainText(/−\d/);
});

test('once the run that is subtracted is removed, no difference from it is left', async ({ page }) => {
	await open(page, '#v1;case=steady;gomaxprocs=16;view=difference;pin=case=steady');
	const charts = page.getByRole('figure', { name: /^Heap size: now − / });
	await expect(charts).toBeVisible();
	await page.getByRole('button', { name: /^Remove / }).click();
	await expect(page.getByText('There is nothing to compare with: pin a run first.')).toBeVisible();
	await expect(charts).toHaveCount(0);
});

test('settings are pinned under names, live in the link, and can be opened and removed by keyboard alone', async ({
	page
}) => {
	await open(page);
	await page.keyboard.press('k');
	await field(page, 'GOMAXPROCS').fill('64');
	await field(page, 'GOMAXPROCS').press('Enter');
	await expect(panel(page)).toContainText(/→ now:/);
	const name = page.getByRole('textbox', { name: 'Name of pinned run 1' });
	await name.focus();
	await page.keyboard.type('eight Ps');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Open eight Ps' })).toBeVisible();
	await expect(figure(page, 'Heap size').getByRole('button', { name: 'eight Ps' })).toBeVisible();
	await expect(page).toHaveURL(/pin=case=oversized-dos%3Bname=eight%2520Ps/);
	const link = page.url();

	await page.goto('about:blank');
	await page.goto(link);
	await expect(name).toHaveValue('eight Ps');
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('64');
	await expect(panel(page).locator('[data-delta]')).toContainText(/→|no difference/);

	await page.getByRole('button', { name: 'Open eight Ps' }).focus();
	await page.keyboard.press('Enter');
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('8');
	await page.goBack();
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('64');
	await page.getByRole('button', { name: 'Remove eight Ps' }).focus();
	await page.keyboard.press('Enter');
	await expect(name).toBeHidden();
	await expect(page).not.toHaveURL(/pin=/);
});

test('pinned runs may be called like each other and like the shown run', async ({ page }) => {
	const names = ['now', 'x', 'x (2)', 'x'].map((name, at) => {
		return `pin=case=oversized-dos%3Bseed=${at + 2}%3Bname=${encodeURIComponent(encodeURIComponent(name))}`;
	});
	await open(page, `#v1;case=oversized-dos;view=side;${names.join(';')}`);
	await expect(page.getByRole('heading', { level: 2, name: /^(now|x)/ })).toHaveText([
		'now',
		'now (2)',
		'x',
		'x (2)',
		'x (3)'
	]);
});

test('the difference goes on from the same run when one before it is removed', async ({ page }) => {
	const pins = ['2', '3', '4']
		.map((seed) => `pin=case=oversized-dos%3Bseed=${seed}%3Bname=s${seed}`)
		.join(';');
	await open(page, `#v1;case=oversized-dos;view=difference-2;${pins}`);
	await expect(page.getByRole('figure', { name: 'Heap size: now − s3' })).toBeVisible();
	await page.getByRole('button', { name: 'Remove s2' }).click();
	await expect(page).toHaveURL(/view=difference;/);
	await expect(page.getByRole('figure', { name: 'Heap size: now − s3' })).toBeVisible();
	await page.goBack();
	await expect(page).toHaveURL(/view=difference-2;.*s2/);
});

test('up to four runs are side by side, and a narrow screen puts them below each other', async ({ page }) => {
	const pins = ['2', '3', '4', '5'].map((seed) => `pin=case=oversized-dos%3Bseed=${seed}`).join(';');
	await open(page, `#v1;case=oversized-dos;view=side;${pins}`);
	await expect(page.getByRole('region', { name: /^Run: / })).toHaveCount(5);
	await page.setViewportSize({ width: 320, height: 800 });
	await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
});

for (const view of ['overlay', 'side', 'difference']) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing in ${view}, ${colorScheme}`, async ({ page }) => {
			await page.emulateMedia({ colorScheme });
			await open(page, `#v1;case=oversized-dos;view=${view};pin=case=oversized-dos%3Bfixed=on`);
			await expect(panel(page).locator('[data-delta]')).toContainText('→');
			expect(await violations(page)).toEqual([]);
		});
	}
}
