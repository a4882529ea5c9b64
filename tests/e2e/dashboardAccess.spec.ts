import { expect, test, type Page } from 'playwright/test';
import { overflow, painted, settled, violations } from './pageState.ts';

const screens = [
	{ name: '1440 × 900', width: 1440, height: 900 },
	{ name: '390 × 844', width: 390, height: 844 }
];

async function open(page: Page) {
	await page.goto('./');
	await settled(page);
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
			await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
			expect(await violations(page)).toEqual([]);
		});
	}
}

test('nothing scrolls sideways down to 320 px', async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 800 });
	await open(page);
	for (const width of [320, 360, 390, 768, 1024]) {
		await page.setViewportSize({ width, height: 800 });
		await painted(page);
		await expect.poll(() => overflow(page), `at ${width} px`).toBeLessThanOrEqual(0);
	}
});

test('on a phone the sheet of controls leaves the heap chart in sight, and moving a slider repaints it', async ({
	page
}) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await open(page);
	await page.getByRole('button', { name: 'Controls', exact: true }).click();
	const canvas = page.getByRole('figure', { name: 'Heap size' }).locator('canvas');
	const sheetLeavesChart = async () => {
		const chart = await canvas.boundingBox();
		const sheet = await page.getByRole('complementary', { name: 'Controls' }).boundingBox();
		return chart && sheet && chart.y >= 0 && chart.y + chart.height <= sheet.y;
	};
	await expect.poll(sheetLeavesChart).toBe(true);
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
	await expect.poll(surface).not.toBe(dark);
	await page.keyboard.press('t');
	await page.keyboard.press('t');
	await expect.poll(surface).toBe(dark);
	await page.reload();
	await expect.poll(surface).toBe(dark);
});

test('single keys can be switched off', async ({ page }) => {
	await open(page);
	await page.keyboard.press('?');
	await page.getByRole('checkbox', { name: 'Single keys work anywhere' }).uncheck();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog', { name: 'Help' })).toBeHidden();
	await page.keyboard.press('b');
	await painted(page);
	await expect(page).not.toHaveURL(/fixed/);
});

test('the verdict is said politely once input has settled, not on the way', async ({ page }) => {
	await open(page);
	const said = page.locator('p[aria-live="polite"].visually-hidden');
	await expect(said).toHaveText('');
	await page.getByRole('slider', { name: 'Attack body size slider' }).focus();
	// Timed in the page: a test may ask too late.
	await said.evaluate((words) => {
		const saidAfter = new Promise<number>((done) => {
			let pressedAt = NaN;
			window.addEventListener('keydown', () => (pressedAt = performance.now()), true);
			const observer = new MutationObserver(() => done(performance.now() - pressedAt));
			observer.observe(words, { childList: true, characterData: true, subtree: true });
		});
		Object.assign(window, { saidAfter });
	});
	await page.keyboard.press('ArrowRight');
	await expect(said).toHaveText(/heap/i);
	const restMs = await page.evaluate(() => (window as unknown as { saidAfter: Promise<number> }).saidAfter);
	expect(restMs).toBeGreaterThan(450);
});
