import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { encode } from 'uqr';
import { alive, violations } from './pageState.ts';
import { frameHeight } from '../../src/lib/share/frameHeight.ts';

async function open(page: Page, hash = '') {
	await page.goto(`./${hash}`);
	await alive(page);
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Share' });
const tab = (page: Page, name: string) => dialog(page).getByRole('tab', { name, exact: true });
const text = (page: Page, name: string | RegExp) => dialog(page).getByRole('textbox', { name });
const picture = (page: Page) => dialog(page).getByRole('img').and(page.locator('img'));

async function openShare(page: Page) {
	await page.keyboard.press('Shift+S');
	await expect(dialog(page)).toBeVisible();
}

test('the dialog is worked by keyboard alone: opened, walked through, copied from, closed', async ({
	page,
	context
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open(page, '#v1;case=oversized-dos;gomaxprocs=16');
	await openShare(page);
	await tab(page, 'Link').focus();
	for (const name of ['Embed', 'Figure', 'Slides', 'Files', 'Go program', 'Link']) {
		await page.keyboard.press('ArrowRight');
		await expect(tab(page, name)).toBeFocused();
		await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true');
	}
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(dialog(page).getByText('Copied')).toBeVisible();
	const copied = () => page.evaluate(() => navigator.clipboard.readText());
	await expect.poll(copied).toMatch(/\/#v1;case=oversized-dos;gomaxprocs=16;model=\d+$/);
	await page.keyboard.press('Escape');
	await expect(dialog(page)).toBeHidden();
	// It can be opened again, and the page goes on.
	await openShare(page);
});

test('the QR code is of the whole link, at 3 px a square; a link that it cannot hold is said to be too long', async ({
	page
}) => {
	const code = dialog(page).getByRole('img', { name: /^QR code of/ });
	const linkOf = (keys: number) =>
		`#v1;case=oversized-dos;${Array.from({ length: keys }, (_, i) => `later${i}=${'a'.repeat(90)}`).join(';')}`;
	for (const keys of [1, 6, 26]) {
		await open(page, linkOf(keys));
		await page.reload();
		await alive(page);
		await openShare(page);
		const link = await text(page, 'Link to exactly this state').inputValue();
		expect(link.length).toBeGreaterThan(keys * 90);
		const { data, size } = encode(link, { border: 2 });
		await expect(code).toHaveAttribute('viewBox', `0 0 ${size} ${size}`);
		const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
		await expect(code.locator('path')).toHaveAttribute('d', squares.join(''));
		const box = await code.boundingBox();
		expect(box?.width).toBeGreaterThanOrEqual(Math.max(160, 3 * size * 0.97));
		expect(box?.height).toBeCloseTo(box?.width ?? 0, 0);
	}
	await open(page, linkOf(34));
	await page.reload();
	await alive(page);
	await openShare(page);
	await expect(dialog(page).getByText('The link is too long for a QR code.')).toBeVisible();
	await expect(code).toHaveCount(0);
});

test('a copied figure has its colours also where a page allows no style element', async ({ page }) => {
	await page.emulateMedia({ colorScheme: 'light' });
	await open(page, '#v1;case=oversized-dos');
	await openShare(page);
	await tab(page, 'Figure').click();
	await expect(dialog(page).getByRole('button', { name: /^Save / })).toBeEnabled();
	const figure = await text(page, 'Figure').inputValue();
	const colours = async (html: string) => {
		await page.setContent(html);
		return page
			.locator('figure svg *:not(style)')
			.evaluateAll((all) => all.map((each) => [getComputedStyle(each).fill, getComputedStyle(each).stroke]));
	};
	const styled = await colours(figure);
	expect(styled.length).toBeGreaterThan(50);
	expect(await colours(figure.replace(/<style>.*<\/style>/s, ''))).toEqual(styled);
});

test('every text leads to the state on the screen, also after a control was moved', async ({ page }) => {
	await open(page, '#v1;case=missed-put;errrate=0.25;fixed=on');
	await openShare(page);
	await tab(page, 'Embed').click();
	await expect(text(page, 'Frame')).toHaveValue(/embed\/missed-put\/#v1;case=missed-put;errrate=/);
	await expect(text(page, 'Custom element')).toHaveValue(/case="missed-put" errrate="[^"]+" fixed="on"/);
	await tab(page, 'Slides').click();
	await expect(text(page, 'Go present')).toHaveValue(/^\.iframe \S+ 420 760$/);
	await tab(page, 'Go program').click();
	await expect(text(page, 'missed-put-fixed-seed1.go')).toHaveValue(/\npackage main\n/);
});

test('a frame as the dialog writes it shows all of its chart without scrolling, wide and narrow', async ({
	page
}) => {
	for (const width of [760, 400, 320]) {
		for (const chart of ['heap', 'occupancy', 'perp', 'new', 'gc', 'all'] as const) {
			const height = frameHeight({ chart, width, height: 240 });
			await page.setViewportSize({ width, height });
			await page.goto(`./embed/oversized-dos/?chart=${chart}`);
			await expect(page.locator('.embed')).toBeVisible({ timeout: 15_000 });
			await expect(page.getByRole('slider').first()).toBeVisible();
			const scrolls = () => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
			await expect.poll(scrolls, `${chart} at ${width} px`).toBeLessThanOrEqual(0);
		}
	}
});

test('the preview is the drawing: it follows chart, colours and size, and says the verdict', async ({
	page
}) => {
	await open(page);
	await openShare(page);
	await expect(picture(page)).toHaveAttribute('alt', /The heap peaks at/);
	await expect.poll(() => picture(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(760);
	const before = await picture(page).getAttribute('src');
	await dialog(page).getByLabel('Chart').selectOption('All of them');
	await expect(dialog(page).getByLabel('Height')).toHaveValue('720');
	await dialog(page).getByLabel('Colours').selectOption('Dark');
	await dialog(page).getByLabel('Width').fill('900');
	await expect.poll(() => picture(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(900);
	expect(await picture(page).getAttribute('src')).not.toBe(before);
	await tab(page, 'Embed').click();
	await expect(text(page, 'Frame')).toHaveValue(/\?chart=all&amp;theme=dark#/);
});

test('a size that no drawing can have is named, and the last good picture stays', async ({ page }) => {
	await open(page);
	await openShare(page);
	const width = dialog(page).getByLabel('Width');
	await width.fill('900');
	await expect.poll(() => picture(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(900);
	const good = await picture(page).getAttribute('src');
	for (const bad of ['99999', '', '-5']) {
		await width.fill(bad);
		await expect(width).toHaveAttribute('aria-invalid', 'true');
		await expect(width).toHaveAccessibleDescription('Width and height take 240 to 4000 px.');
		expect(await picture(page).getAttribute('src')).toBe(good);
	}
	await width.fill('800');
	await expect(width).toHaveAttribute('aria-invalid', 'false');
	await expect(dialog(page).getByText(/^Width and height take/)).toHaveCount(0);
	await dialog(page).getByLabel('Height').fill('1');
	await dialog(page).getByLabel('Chart').selectOption('All of them');
	await expect(dialog(page).getByLabel('Height')).toHaveValue('720');
	await expect(dialog(page).getByLabel('Height')).toHaveAttribute('aria-invalid', 'false');
});

test('files have the names of case, variant and seed, and hold what they say', async ({ page }) => {
	await open(page);
	await openShare(page);
	await tab(page, 'Files').click();
	const saved = async (name: RegExp) => {
		const waiting = page.waitForEvent('download');
		await dialog(page).getByRole('button', { name }).click();
		const download = await waiting;
		return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
	};
	const svg = await saved(/^SVG/);
	expect(svg.name).toBe('oversized-dos-bug-seed1-heap.svg');
	expect(svg.bytes.toString()).toMatch(/^<svg .*<\/svg>\n$/s);
	const png = await saved(/^PNG/);
	expect(png.name).toBe('oversized-dos-bug-seed1-heap.png');
	expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([1520, 760]);
	const csv = await saved(/^CSV/);
	expect(csv.name).toBe('oversized-dos-bug-seed1.csv');
	expect(csv.bytes.toString()).toMatch(/^run,t,series,value,unit\noversized-dos:bug,0,/);
	const json = await saved(/^JSON/);
	expect(json.name).toBe('oversized-dos-bug-seed1.json');
	expect(JSON.parse(json.bytes.toString())).toMatchObject({ case: 'oversized-dos', variant: 'bug' });
});

test('the same link gives the same bytes in the browser and on the command line', async ({ page }) => {
	const link = '#v1;case=retained-reader;gomaxprocs=4;seed=9;zoom=4s..9s';
	await open(page, link);
	await openShare(page);
	await tab(page, 'Files').click();
	const saved = async (name: RegExp) => {
		const waiting = page.waitForEvent('download');
		await dialog(page).getByRole('button', { name }).click();
		return readFileSync(await (await waiting).path(), 'utf8');
	};
	const poolscope = (...args: string[]) =>
		execFileSync(process.execPath, ['.setup/poolscope.mjs', ...args, '--link', link], {
			encoding: 'utf8',
			maxBuffer: 2 ** 28
		});
	expect((await saved(/^JSON/)) === poolscope('simulate', '--format', 'json')).toBe(true);
	expect((await saved(/^CSV/)) === poolscope('simulate', '--format', 'csv')).toBe(true);
	expect((await saved(/^SVG/)) === poolscope('render')).toBe(true);
});

test('what the Go program prints, pasted into the page, is drawn over the simulation', async ({ page }) => {
	await open(page);
	const t = Array.from({ length: 40 }, (_, row) => row / 2);
	const lines = [
		{
			poolscope: 'run',
			params: { scenario: 'oversized-dos', gomaxprocs: 8 },
			goVersion: 'go1.26',
			metrics: { gcCount: 1 },
			collections: [3]
		},
		{ poolscope: 'samples', samples: { t, heapObjects: t.map((seconds) => seconds * 2 ** 24) } }
	];
	await page.evaluate(
		(printed) => {
			const data = new DataTransfer();
			data.setData('text/plain', printed);
			document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
		},
		lines.map((line) => JSON.stringify(line)).join('\n')
	);
	await expect(page.getByText(/The program of oversized-dos, run with go1\.26/)).toBeVisible();
	await expect(page.getByText(/Measured: the line with rings/)).toBeVisible();
	// It stays where another case is looked at, and says that it is not of that.
	const other = page.getByText('It is a run of oversized-dos, and what is simulated here is no-pool.');
	await expect(other).toBeHidden();
	await page.evaluate(() => (location.hash = '#v1;case=no-pool'));
	await expect(other).toBeVisible();
	await page.evaluate(() => (location.hash = '#v1;case=oversized-dos;gomaxprocs=4'));
	await expect(other).toBeHidden();
});

test('how the charts are shown is in the link, and Back takes it back', async ({
	page,
	browser,
	baseURL
}) => {
	await open(page);
	const heap = page.getByRole('figure', { name: 'Heap size' });
	await heap.getByRole('button', { name: 'log', exact: true }).click();
	await page.getByRole('figure', { name: 'Pool occupancy' }).getByRole('button', { name: 'bytes' }).click();
	await expect(page).toHaveURL(/;charts=heap\.log,occupancy\.bytes;/);

	const other = await browser.newPage(baseURL ? { baseURL } : {});
	await open(other, new URL(page.url()).hash);
	const pressed = (at: Page) =>
		at
			.getByRole('figure', { name: 'Heap size' })
			.getByRole('button', { name: 'log', exact: true })
			.getAttribute('aria-pressed');
	await expect.poll(() => pressed(other)).toBe('true');
	await other.close();

	// Both clicks are one step, or two where they were slower: the first screen is before them.
	await page.goBack();
	if (page.url().includes('charts=')) await page.goBack();
	await expect.poll(() => pressed(page)).toBe('false');
});

for (const colorScheme of ['light', 'dark'] as const) {
	for (const { width, height } of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 }
	]) {
		test(`axe finds nothing in the dialog at ${width} px in ${colorScheme}, on any tab`, async ({ page }) => {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height });
			await open(page);
			await openShare(page);
			for (const name of ['Link', 'Embed', 'Figure', 'Slides', 'Files', 'Go program']) {
				await tab(page, name).click();
				await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true');
				expect(await violations(page, 'dialog[open]'), name).toEqual([]);
			}
		});
	}
}

test.describe('a page for previews', () => {
	test('has a picture and a sentence without scripts', async ({ browser, baseURL }) => {
		const page = await browser.newPage({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
		await page.goto('./case/pinned-payload/');
		const meta = (name: string) => page.locator(`meta[property="og:${name}"]`).getAttribute('content');
		expect(await meta('title')).toBe('A pooled object that keeps its payload');
		expect(await meta('description')).toMatch(/^The heap .*\.$/);
		const image = await page.request.get(new URL((await meta('image')) ?? '', page.url()).href);
		expect(image.headers()['content-type']).toBe('image/png');
		const discovery = await page.locator('link[type="application/json+oembed"]').getAttribute('href');
		const oembed = await page.request.get(new URL(discovery ?? '', page.url()).href);
		expect(await oembed.json()).toMatchObject({ version: '1.0', type: 'rich', width: 760 });
		await page.getByRole('link', { name: 'Open the simulation' }).click();
		await expect(page).toHaveURL(/\/#v1;case=pinned-payload;model=\d+$/);
		await page.close();
	});

	test('takes whoever follows it to the state that its hash says', async ({ page }) => {
		await page.goto('./case/oversized-dos/#v1;case=oversized-dos;gomaxprocs=32;model=1');
		await expect(page).toHaveURL(/\/#v1;case=oversized-dos;gomaxprocs=32;model=1$/);
		await expect(page.getByRole('textbox', { name: 'GOMAXPROCS', exact: true })).toHaveValue('32');
	});
});
