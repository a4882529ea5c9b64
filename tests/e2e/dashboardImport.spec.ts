import { readFileSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { alive, settled } from './pageState.ts';

const logFile = 'tests/ground-truth/gctrace/service-unbounded.log';
const log = readFileSync(logFile, 'utf8');
const collections = log.match(/^gc \d+ @/gm)?.length ?? 0;

async function open(page: Page) {
	// Playwright takes over file dialogs once somebody listens, and not at once.
	page.on('filechooser', () => {});
	await page.goto('./');
	await alive(page);
}

const heapChart = (page: Page) => page.getByRole('figure', { name: 'Heap size' });

/** Pixels of the heap plot in the colour of what was measured. */
async function measuredPixels(page: Page): Promise<number> {
	return heapChart(page)
		.locator('canvas')
		.evaluate((canvas) => {
			if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
			const probe = document.createElement('canvas').getContext('2d');
			const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent');
			const swatch = document.createElement('span');
			swatch.style.color = accent;
			document.body.append(swatch);
			if (!probe) throw new Error('no canvas');
			probe.fillStyle = getComputedStyle(swatch).color;
			swatch.remove();
			probe.fillRect(0, 0, 1, 1);
			const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data;
			const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
				data: []
			};
			let count = 0;
			for (let i = 0; i < data.length; i += 4) {
				const near =
					Math.abs((data[i] ?? 0) - r) + Math.abs((data[i + 1] ?? 0) - g) + Math.abs((data[i + 2] ?? 0) - b);
				if (near < 40) count++;
			}
			return count;
		});
}

async function paste(page: Page, pasted: string) {
	await page.evaluate((text) => {
		const clipboardData = new DataTransfer();
		clipboardData.setData('text/plain', text);
		document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
	}, pasted);
}

async function expectDrawn(page: Page) {
	await expect(page.getByRole('status').filter({ hasText: 'over the simulation' })).toContainText(
		`${collections} collections measured, 2 Ps.`
	);
	await expect(heapChart(page).getByRole('button', { name: 'measured' })).toBeVisible();
	await expect(page.getByText(/simulated.*measured/).first()).toBeVisible();
	await expect.poll(() => measuredPixels(page)).toBeGreaterThan(100);
}

test('a log that is opened is drawn over the simulation, says what was read, and can be removed', async ({
	page
}) => {
	await open(page);
	expect(collections).toBeGreaterThan(5);
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: /Open.*log/ }).click();
	await (await chooser).setFiles(logFile);
	await expectDrawn(page);
	await page.getByRole('button', { name: 'Remove' }).click();
	await expect(heapChart(page).getByRole('button', { name: 'measured' })).toBeHidden();
	await expect.poll(() => measuredPixels(page)).toBe(0);
});

test('a log that is pasted is drawn', async ({ page }) => {
	await open(page);
	await paste(page, log);
	await expectDrawn(page);
});

test('where the charts of a view do not have the log, the note does not say that they have', async ({
	page
}) => {
	await open(page);
	await paste(page, log);
	await expectDrawn(page);
	const away = page.getByText('is not drawn in this view');
	for (const name of ['Live', 'Anatomy']) {
		await page.getByRole('button', { name, exact: true }).click();
		await expect(away).toBeVisible();
		await page.getByRole('button', { name, exact: true }).click();
		await expect(away).toBeHidden();
	}
	await page.getByRole('button', { name: 'Compare', exact: true }).click();
	await expect(page.getByRole('status').filter({ hasText: 'over the simulation' })).toBeVisible();
	await page.getByRole('radio', { name: 'Difference', exact: true }).check({ force: true });
	await expect(away).toBeVisible();
});

test('on a phone all that is said of a log is in sight', async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await open(page);
	await paste(page, log);
	const said = page.getByText(/over the simulation\. \d+ collections measured/);
	await expect(said).toBeVisible();
	expect(await said.evaluate((note) => note.scrollHeight - note.clientHeight)).toBe(0);
});

test('a log that is dropped is drawn', async ({ page }) => {
	await open(page);
	await page.evaluate((text) => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([text], 'app.log', { type: 'text/plain' }));
		const at = { dataTransfer, bubbles: true, cancelable: true };
		document.body.dispatchEvent(new DragEvent('dragover', at));
		document.body.dispatchEvent(new DragEvent('drop', at));
	}, log);
	await expect(page.getByText('app.log', { exact: true })).toBeVisible();
	await expectDrawn(page);
});

test('a file without a record says so, and the recording that is there stays', async ({ page }) => {
	await open(page);
	const chooser = page.waitForEvent('filechooser');
	await page.keyboard.press('o');
	const picker = await chooser;
	await picker.setFiles(logFile);
	await expectDrawn(page);
	await page.getByLabel('gctrace log').setInputFiles({
		name: 'notes.txt',
		mimeType: 'text/plain',
		buffer: Buffer.from('nothing of interest\n'.repeat(100))
	});
	await expect(page.getByRole('alert')).toContainText('notes.txt');
	await expectDrawn(page);
});

test('a 200 MB file without a record is read with progress, can be stopped, and loses nothing', async ({
	page
}) => {
	test.setTimeout(120_000);
	await open(page);
	await settled(page);
	const words = await page.getByRole('region', { name: 'Verdict' }).textContent();
	await page.evaluate(() => {
		const line = new TextEncoder().encode(
			'2026-11-25 12:00:00 INFO request served in 12 ms\n'.repeat(20_000)
		);
		const parts = Array.from({ length: Math.ceil(200e6 / line.length) }, () => line);
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File(parts, 'huge.log'));
		document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
	});
	await expect(page.getByRole('progressbar', { name: 'Reading huge.log' })).toBeVisible();
	await expect(page.getByRole('alert')).toContainText('huge.log', { timeout: 90_000 });
	await expect(page.getByRole('region', { name: 'Verdict' })).toHaveText(String(words));
});
