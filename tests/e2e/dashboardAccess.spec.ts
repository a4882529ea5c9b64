import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from 'playwright/test';

const screens = [
	{ name: '1440 × 900', width: 1440, height: 900 },
	{ name: '390 × 844', width: 390, height: 844 }
];

async function open(page: Page) {
	await page.goto('./');
	await page.waitForFunction(() => document.querySelector('canvas')?.width !== 300);
}

async function violations(page: Page) {
	const found = (await new AxeBuilder({ page }).analyze()).violations;
	return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

for (const { name, width, height } of screens) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing at ${name} in ${colorScheme}, at rest and with everything opened`, async ({
			page
		}) => {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height });
			await open(page);
			expect(await violations(page)).toEqual([]);

			const sheet = page.getByRole('button', { name: 'Controls', exact: true });
			if (await sheet.isVisible()) await sheet.click();
			await page.getByText('More parameters').click();
			const body = page.getByRole('textbox', { name: 'Body size', exact: true });
			await body.fill('lots');
			await body.press('Enter');
			await expect(page.getByText(/^Body size cannot be/)).toBeVisible();
			expect(await violations(page)).toEqual([]);

			await page.getByRole('button', { name: 'Help and keys' }).click();
			expect(await violations(page)).toEqual([]);
		});
	}
}

test('nothing scrolls sideways down to 320 px', async ({ page }) => {
	for (const width of [320, 360, 390, 768, 1024]) {
		await page.setViewportSize({ width, height: 800 });
		await open(page);
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(overflow, `at ${width} px`).toBeLessThanOrEqual(0);
	}
});

test('on a phone the sheet of controls leaves the heap chart in sight, and moving a slider repaints it', async ({
	page
}) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await open(page);
	await page.getByRole('button', { name: 'Controls', exact: true }).click();
	const canvas = page.getByRole('figure', { name: 'Heap size' }).locator('canvas');
	const chart = await canvas.boundingBox();
	const sheet = await page.getByRole('complementary', { name: 'Controls' }).boundingBox();
	expect(chart && sheet && chart.y >= 0 && chart.y + chart.height <= sheet.y).toBe(true);
	const words = await page.getByRole('region', { name: 'Verdict' }).textContent();
	await page.getByRole('slider', { name: 'Attack body size slider' }).focus();
	await page.keyboard.press('PageUp');
	await expect(page.getByRole('region', { name: 'Verdict' })).not.toHaveText(String(words));
});

test('the whole page can be walked through by Tab, every stop is visible, and no stop holds the focus', async ({
	page
}) => {
	await open(page);
	const seen: string[] = [];
	for (let i = 0; i < 160; i++) {
		await page.keyboard.press('Tab');
		const stop = await page.evaluate(() => {
			const e = document.activeElement;
			if (!e || e === document.body) return '';
			const { width, height } = e.getBoundingClientRect();
			const path = `${e.tagName} ${e.getAttribute('aria-label') ?? e.id} ${e.textContent?.trim().slice(0, 30) ?? ''}`;
			return `${width * height > 0 ? '' : 'invisible '}${path}`;
		});
		if (stop === '' || (seen.length > 10 && stop === seen[0])) break;
		seen.push(stop);
	}
	expect(seen.length).toBeGreaterThan(40);
	expect(seen.length).toBeLessThan(160);
	expect(seen.filter((stop) => stop.startsWith('invisible'))).toEqual([]);
	expect(seen.some((stop) => stop.includes('GOMAXPROCS slider'))).toBe(true);
	expect(seen.some((stop) => stop.includes('Heap size: instant'))).toBe(true);
});

test('colours follow the system until somebody chooses, and the choice stays', async ({ page }) => {
	await page.emulateMedia({ colorScheme: 'dark' });
	await open(page);
	const surface = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
	const dark = await surface();
	await page.emulateMedia({ colorScheme: 'light' });
	const light = await surface();
	expect(light).not.toBe(dark);
	await page.keyboard.press('t');
	await page.keyboard.press('t');
	expect(await surface()).toBe(dark);
	await page.reload();
	await expect.poll(surface).toBe(dark);
});

test('single keys can be switched off', async ({ page }) => {
	await open(page);
	await page.keyboard.press('?');
	await page.getByRole('checkbox', { name: 'Single keys work anywhere' }).uncheck();
	await page.keyboard.press('Escape');
	await page.keyboard.press('b');
	await expect(page).not.toHaveURL(/fixed/);
});

test('the verdict is said politely once input has settled, not on the way', async ({ page }) => {
	await open(page);
	const said = page.locator('p[aria-live="polite"].visually-hidden');
	await expect(said).toHaveText('');
	await page.getByRole('slider', { name: 'Attack body size slider' }).focus();
	await page.keyboard.press('ArrowRight');
	expect(await said.textContent()).toBe('');
	await expect(said).toHaveText(/heap/i, { timeout: 3_000 });
});
