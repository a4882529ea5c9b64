import { expect, test, type Locator, type Page } from 'playwright/test';
import { atRest, settled } from './pageState.ts';

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const slider = (page: Page, label: string) => page.getByRole('slider', { name: `${label} slider` });
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const heapChart = (page: Page) => page.getByRole('figure', { name: 'Heap size' });
const heapCanvas = (page: Page) => heapChart(page).locator('canvas');

async function open(page: Page, hash = '') {
	await page.goto(`./${hash}`);
	await settled(page);
}

/** What the canvas shows, as a short text that changes when a pixel does. */
async function picture(canvas: Locator): Promise<string> {
	return canvas.evaluate((element) => {
		if (!(element instanceof HTMLCanvasElement)) throw new Error('not a canvas');
		const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {
			data: []
		};
		let hash = 0;
		for (const value of data) hash = (hash * 31 + value) | 0;
		return `${element.width}x${element.height}:${hash}`;
	});
}

/** The value axis of the heap chart as it looks, without the plot beside it. */
async function axis(page: Page): Promise<string> {
	const box = await heapCanvas(page).boundingBox();
	if (!box) throw new Error('the heap chart is not there');
	const margin = 52;
	const clip = { x: box.x - margin, y: box.y, width: margin, height: box.height };
	return (await page.screenshot({ clip })).toString('base64');
}

async function drag(page: Page, thumb: Locator, to: number) {
	const box = await thumb.boundingBox();
	if (!box) throw new Error('the slider is not there');
	const y = box.y + box.height / 2;
	const at = Number(
		await thumb.evaluate((e) => (e as HTMLInputElement).valueAsNumber / Number((e as HTMLInputElement).max))
	);
	await page.mouse.move(box.x + 7 + at * (box.width - 14), y);
	await page.mouse.down();
	for (let i = 1; i <= 10; i++) {
		await page.mouse.move(box.x + 7 + (at + ((to - at) * i) / 10) * (box.width - 14), y);
	}
	await page.mouse.up();
}

test('the first screen shows oversized-dos, finished, with its numbers, without a click', async ({
	page
}) => {
	await open(page);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Large bodies, then calm');
	await expect(verdict(page)).toContainText(/\d+(\.\d+)? [MG]iB/);
	await expect(page.getByRole('img', { name: /^Heap size from 0 s to \d+ s: between/ })).toBeVisible();
	await expect(page.getByText('New rate', { exact: true })).toBeVisible();
	await expect(page.getByText('Pool occupancy', { exact: true })).toBeVisible();
});

test('the first screen is in the document before any script runs', async ({ browser, baseURL }) => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(String(baseURL));
	await expect(verdict(page)).toContainText(/MiB/);
	await expect(page.getByText(/needs JavaScript/)).toBeVisible();
	await context.close();
});

test('everything is in sight at 1440 × 900', async ({ page }) => {
	await open(page);
	for (const area of [page.locator('html'), page.getByRole('main')]) {
		await expect.poll(() => area.evaluate((e) => e.scrollHeight - e.clientHeight)).toBeLessThanOrEqual(1);
	}
	await expect(
		page.getByRole('complementary', { name: 'Controls' }).getByText('GOGC', { exact: true })
	).toBeInViewport();
	await expect(page.getByRole('button', { name: 'whole run' })).toBeInViewport();
});

test('dragging a slider repaints the chart, moves the number and the address; Back undoes all of it', async ({
	page
}) => {
	await open(page);
	const before = { url: page.url(), value: await field(page, 'Attack body size').inputValue() };
	const pictureBefore = await atRest(page, () => picture(heapCanvas(page)));
	await drag(page, slider(page, 'Attack body size'), 0.6);
	await expect(field(page, 'Attack body size')).not.toHaveValue(before.value);
	await expect(page).toHaveURL(/#v1;case=oversized-dos;attackbody=/);
	await expect.poll(() => picture(heapCanvas(page))).not.toBe(pictureBefore);
	await page.goBack();
	await expect(page).toHaveURL(before.url);
	await expect(field(page, 'Attack body size')).toHaveValue(before.value);
	await expect.poll(() => picture(heapCanvas(page))).toBe(pictureBefore);
	await page.goForward();
	await expect(page).toHaveURL(/attackbody=/);
	await expect(field(page, 'Attack body size')).not.toHaveValue(before.value);
});

test('bug and fix are one toggle apart, on axes that do not move', async ({ page }) => {
	await open(page);
	const still = await atRest(page, () => axis(page));
	const words = await verdict(page).textContent();
	await page.getByRole('radio', { name: 'Fix' }).check({ force: true });
	await expect(verdict(page)).not.toHaveText(String(words));
	expect(await axis(page)).toBe(still);
	await page.keyboard.press('b');
	await expect(verdict(page)).toHaveText(String(words));
	expect(await axis(page)).toBe(still);
});

test('axes hold still while a value grows; what is beyond them is said, and one press fits them', async ({
	page
}) => {
	await open(page);
	const still = await atRest(page, () => axis(page));
	await field(page, 'Attack body size').fill('128 MiB');
	await field(page, 'Attack body size').press('Enter');
	await expect(page.getByText(/^Beyond its axis: heap size/)).toBeVisible();
	expect(await axis(page)).toBe(still);
	await page.getByRole('button', { name: 'Fit axes' }).click();
	await expect(page.getByText(/^Beyond its axis/)).toBeHidden();
	await expect.poll(() => axis(page)).not.toBe(still);
});

test('what an address opens is fitted, also where it is another run of the case of the first screen', async ({
	page
}) => {
	await open(page, '#v1;case=oversized-dos;hold=10s;attackbody=100MiB');
	await expect(page.getByText(/^Beyond its axis/)).toHaveCount(0);
	await expect(heapChart(page).locator('.axes')).toContainText('GiB');
	await page.reload();
	await settled(page);
	await expect(page.getByText(/^Beyond its axis/)).toHaveCount(0);
	await expect(heapChart(page).locator('.axes')).toContainText('GiB');
});

test('a field takes any valid value, also beyond the slider', async ({ page }) => {
	await open(page);
	await field(page, 'GOMAXPROCS').fill('200');
	await field(page, 'GOMAXPROCS').press('Enter');
	await expect(page).toHaveURL(/gomaxprocs=200/);
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('200');
	await expect(page.getByText('of 200 Ps')).toBeVisible();
});

test('a bad value is named with what would be right, and the last good value stays', async ({ page }) => {
	await open(page);
	const url = page.url();
	await field(page, 'Body size').fill('lots');
	await field(page, 'Body size').press('Enter');
	const error = page.getByText(/^Body size cannot be "lots": it takes a size such as/);
	await expect(error).toBeVisible();
	await expect(field(page, 'Body size')).toHaveAttribute('aria-invalid', 'true');
	expect(page.url()).toBe(url);
	await field(page, 'Body size').press('Escape');
	await expect(field(page, 'Body size')).toHaveValue('4 KiB');
	await expect(error).toBeHidden();
});

test('a rejected text goes with Reset, Back, the other variant, and whatever else gives the field a value', async ({
	page
}) => {
	await open(page);
	const frequency = field(page, 'GC frequency');
	const usual = await frequency.inputValue();
	const reject = async () => {
		await frequency.fill('-1');
		await frequency.press('Enter');
		await expect(page.getByText(/^GC frequency cannot be "-1"/)).toBeVisible();
		await expect(frequency).toHaveAttribute('aria-invalid', 'true');
		await frequency.blur();
	};
	const isGone = async () => {
		await expect(frequency).toHaveValue(usual);
		await expect(frequency).toHaveAttribute('aria-invalid', 'false');
		await expect(page.getByText(/^GC frequency cannot be/)).toHaveCount(0);
	};
	await field(page, 'GOMAXPROCS').fill('16');
	await field(page, 'GOMAXPROCS').press('Enter');
	await reject();
	await page.getByRole('button', { name: 'Reset' }).click();
	await isGone();
	await reject();
	await page.goBack();
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('16');
	await isGone();
	await reject();
	await page.keyboard.press('r');
	await isGone();
	// Nothing else is changed now: the field has its own way back.
	await reject();
	await page.getByRole('button', { name: 'GC frequency back to' }).click();
	await isGone();
	await reject();
	await page.keyboard.press('b');
	await expect(page.getByRole('radio', { name: 'Fix' })).toBeChecked();
	await isGone();
});

test('GC frequency is the inverse of the forced period, and “never” leaves only paced collections', async ({
	page
}) => {
	await open(page);
	await field(page, 'GC frequency').fill('2/s');
	await field(page, 'GC frequency').press('Enter');
	await expect(page).toHaveURL(/gcperiod=500ms/);
	await field(page, 'GC frequency').fill('never');
	await field(page, 'GC frequency').press('Enter');
	await expect(page).toHaveURL(/gcperiod=0/);
});

test('the way back to the usual value moves nothing when it comes', async ({ page }) => {
	await page.goto('./');
	await settled(page);
	const last = page.getByRole('textbox', { name: 'GOGC' });
	const before = await last.boundingBox();
	await field(page, 'Attack body size').fill('1 GiB');
	await field(page, 'Attack body size').press('Enter');
	await expect(page.getByRole('button', { name: /^Attack body size back to/ })).toBeVisible();
	expect((await last.boundingBox())?.y).toBe(before?.y);
});

test('sliders move by keys, and a row of key presses is one step of Back', async ({ page }) => {
	await open(page);
	const url = page.url();
	await slider(page, 'GOMAXPROCS').focus();
	// A row ends after a second without a press: all are sent at once, however slowly they are answered.
	await Promise.all([1, 2, 3].map(() => page.keyboard.press('ArrowRight')));
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('14');
	await expect(page).toHaveURL(/gomaxprocs=14/);
	await page.goBack();
	await expect(page).toHaveURL(url);
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('8');
});

test('a link restores everything; unknown keys are kept and said, bad values have their usual value', async ({
	page
}) => {
	await open(page, '#v1;case=large-struct;gomaxprocs=64;body=lots;colour=blue');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Very large objects');
	await expect(field(page, 'GOMAXPROCS')).toHaveValue('64');
	await expect(page.getByText(/body cannot be "lots"/)).toBeVisible();
	await expect(page.getByText(/colour, which nothing here is named/)).toBeVisible();
	await field(page, 'GOMAXPROCS').fill('32');
	await field(page, 'GOMAXPROCS').press('Enter');
	await expect(page).toHaveURL(/gomaxprocs=32.*colour=blue/);
});

test('a malformed hash gives the first screen and a message', async ({ page }) => {
	await open(page, '#%%%garbage');
	await expect(page.getByText(/is not a link of Poolscope/)).toBeVisible();
	await expect(verdict(page)).toContainText(/MiB/);
});

test('choosing a case opens its story; reset goes back to it', async ({ page }) => {
	await open(page);
	await page.getByRole('link', { name: 'An error path without Put' }).click();
	await expect(page).toHaveURL(/case=missed-put/);
	await field(page, 'Error share').fill('90 %');
	await field(page, 'Error share').press('Enter');
	await expect(page).toHaveURL(/errrate=0.9/);
	await page.getByRole('button', { name: 'Reset' }).click();
	await expect(field(page, 'Error share')).toHaveValue('50 %');
	await expect(page).not.toHaveURL(/errrate/);
});

test('a number of the verdict leads to its instant, and all charts share the crosshair', async ({ page }) => {
	await open(page);
	await verdict(page).getByRole('button').first().click();
	await expect(page.locator('.crosshair')).toHaveCount(5);
	await expect(page).toHaveURL(/cursor=/);
	const heap = page.getByRole('slider', { name: 'Heap size: instant' });
	await expect(heap).toHaveAttribute('aria-valuetext', /heap \d/);
	await heap.focus();
	await page.keyboard.press('Escape');
	await expect(page.locator('.crosshair')).toHaveCount(0);
});

test('every parameter of the table can be set, and one that cannot be run says why and keeps the charts', async ({
	page
}) => {
	await open(page);
	await page.getByText('More parameters').click();
	await field(page, 'Seed').fill('7');
	await field(page, 'Seed').press('Enter');
	await expect(page).toHaveURL(/seed=7/);
	const phases = page.getByRole('textbox', { name: 'Phases' });
	await phases.fill('nonsense');
	await phases.blur();
	await expect(page.getByRole('alert')).toContainText(/phases/);
	await expect(page.getByText('The charts show the last run that worked.')).toBeVisible();
	await expect(verdict(page)).toContainText(/MiB/);
});

test('the link is copied, and help lists the keys', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open(page);
	await field(page, 'GOMAXPROCS').fill('16');
	await field(page, 'GOMAXPROCS').press('Enter');
	await page.getByRole('button', { name: 'Copy link' }).click();
	await expect(page.getByText('Link copied')).toBeVisible();
	await expect
		.poll(() => page.evaluate(() => navigator.clipboard.readText()))
		.toMatch(/#v1;case=oversized-dos;gomaxprocs=16/);
	await page.getByRole('main').click({ position: { x: 5, y: 5 } });
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog', { name: 'Help' })).toBeHidden();
});

test('every number of the verdict leads somewhere: to its instant, or to the end of the run', async ({
	page
}) => {
	await open(page);
	const numbers = verdict(page).getByRole('button', { name: /\d/ });
	const digits = (await verdict(page).textContent())?.match(/\d[\d.,]*/g)?.length ?? 0;
	await expect.poll(() => numbers.count()).toBeGreaterThan(digits - 3);
	const clock = page.locator('.flag span');
	for (const number of await numbers.all()) {
		await number.click();
		await expect(clock).toBeVisible();
	}
	await expect(clock).toHaveText('20 s');
});
