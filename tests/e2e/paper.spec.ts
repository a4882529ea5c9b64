import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { alive, settled } from './pageState.ts';

test('paper has the charts, every parameter and the link, and nothing that is for the screen', async ({
	page
}) => {
	// Wider than paper.
	await page.setViewportSize({ width: 1920, height: 1080 });
	await page.goto('./#v1;case=oversized-dos;gomaxprocs=64;seed=7');
	// Before, nobody hears that it is going to be printed.
	await settled(page);
	// In the order of browsers: the page hears of it while it still has the width of the screen.
	await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
	await page.emulateMedia({ media: 'print' });
	const settings = page.getByRole('region', { name: 'Settings and link' });
	await expect(settings).toContainText(/GOMAXPROCS\s*64/);
	await expect(settings).toContainText(/Seed\s*7/);
	await expect(settings).toContainText(/#v1;case=oversized-dos;gomaxprocs=64;seed=7;model=\d+/);
	await expect(page.getByRole('figure', { name: 'Heap size' })).toBeVisible();
	await expect(page.getByRole('region', { name: 'Verdict' })).toContainText(/The load sees/);
	await expect(page.getByRole('complementary', { name: 'Controls' })).toBeHidden();
	await expect(page.getByRole('button', { name: 'Help and keys' })).toBeHidden();
	for (const chart of await page.locator('figure').all()) {
		// A sheet of A4 on its side has 1,032 px between margins of 12 mm. Charts take their width a frame later.
		const right = () => chart.boundingBox().then((box) => (box ? box.x + box.width : Infinity));
		await expect.poll(right).toBeLessThanOrEqual(1032);
	}
});

test('paper of a live process has the values that it runs with, and says that its link leads to its start', async ({
	page
}) => {
	await page.goto('./#v1;case=oversized-dos;view=live');
	await alive(page);
	await page.getByRole('button', { name: 'GOMAXPROCS ×2' }).click();
	await page.emulateMedia({ media: 'print' });
	const settings = page.getByRole('region', { name: 'Settings and link' });
	await expect(settings).toContainText(/GOMAXPROCS\s*16/);
	await expect(settings).toContainText(/as the process began: http/);
});

test('paper names the recording that lies over the charts, and has nothing to remove it with', async ({
	page
}) => {
	await page.goto('./');
	await settled(page);
	await page.evaluate(
		(log) => {
			const data = new DataTransfer();
			data.setData('text/plain', log);
			document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
		},
		readFileSync('tests/ground-truth/gctrace/service-unbounded.log', 'utf8')
	);
	const note = page.getByText(/over the simulation\. \d+ collections measured/);
	await expect(note).toBeVisible();
	await page.emulateMedia({ media: 'print' });
	await expect(note).toBeVisible();
	await expect(page.getByRole('button', { name: 'Remove' })).toBeHidden();
});

test('in forced colours text and frames are the reader’s, and the data can still be told apart', async ({
	page
}) => {
	await page.emulateMedia({ forcedColors: 'active' });
	await page.goto('./');
	await alive(page);
	const colours = () =>
		page.getByRole('figure', { name: 'Heap size' }).evaluate((figure) => {
			const canvas = figure.querySelector('canvas');
			const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
			const seen = new Map<string, number>();
			for (let at = 0; at < data.length; at += 4) {
				if (data[at + 3] !== 255) continue;
				const key = `${data[at]} ${data[at + 1]} ${data[at + 2]}`;
				seen.set(key, (seen.get(key) ?? 0) + 1);
			}
			return [...seen.values()].filter((pixels) => pixels > 200).length;
		});
	await expect.poll(colours).toBeGreaterThanOrEqual(4);
});

test('in forced colours what cannot be pressed is grey, and nothing else', async ({ page }) => {
	await page.emulateMedia({ forcedColors: 'active' });
	await page.goto('./#v1;case=oversized-dos;view=live');
	await alive(page);
	const border = (name: string) =>
		page
			.getByRole('button', { name, exact: true })
			.evaluate((button) => getComputedStyle(button).borderTopColor);
	const disabled = await border('Keep as a run');
	expect(await border('Go on from there')).toBe(disabled);
	expect(await border('Step')).not.toBe(disabled);
	expect(await border('Leave live')).not.toBe(disabled);
});

test('with reduced motion nothing is animated', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await page.goto('./');
	await alive(page);
	await page.keyboard.press('b');
	await page.keyboard.press('x');
	await expect(page).toHaveURL(/fixed=on;view=overlay/);
	expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
