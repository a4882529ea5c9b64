import { expect, test, type Page } from 'playwright/test';
import { atRest, saysFix, settled } from './pageState.ts';

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const sentence = (page: Page, words: RegExp) =>
	verdict(page).locator('.more > span').filter({ hasText: words });
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const clock = (page: Page) => page.locator('.flag span');
const heap = (page: Page) => page.getByRole('figure', { name: 'Heap size' });

async function open(page: Page, hash = '') {
	await page.goto(`./${hash}`);
	await settled(page);
}

test('what a limit would do is said, and what is in use leads to where it is', async ({ page }) => {
	await open(page);
	const would = sentence(page, /^A GOMEMLIMIT would lower the peak, towards the \d+ MiB in use at/);
	await expect(would).toBeVisible();
	const [bytes, instant] = await would.getByRole('button').all();
	await bytes?.click();
	await expect(clock(page)).toHaveText(String(await instant?.textContent()));
});

test('what a limit did is said, and its numbers lead to it: the line of the limit, and the collections it started', async ({
	page
}) => {
	await open(page, '#v1;case=oversized-dos;memlimit=160MiB');
	const did = sentence(page, /^The limit of 160 MiB starts [\d,]+ of them and is not kept/);
	await expect(did).toBeVisible();
	const [limit, started, reached] = await did.getByRole('button').all();
	await limit?.click();
	await expect(clock(page)).toHaveText('20 s');
	await expect(heap(page).locator('.chosen')).toContainText('limit');
	await started?.focus();
	await page.keyboard.press('Enter');
	await expect(clock(page)).toHaveText('20 s');
	await reached?.click();
	await expect(clock(page)).not.toHaveText('20 s');
	await expect(heap(page).locator('.chosen')).toContainText('heap');
});

test('a number of the other variant turns the comparison on at its instant, and points its outline out', async ({
	page
}) => {
	await open(page);
	const fix = sentence(page, /^With the fix/);
	const [other, own] = await fix.getByRole('button').all();
	await expect(page.getByRole('region', { name: 'Comparison' })).toHaveCount(0);
	await own?.click();
	await expect(page.getByRole('region', { name: 'Comparison' })).toHaveCount(0);
	// Both peaks may fall on one instant: from another one it shows that the number leads to its own.
	await heap(page).getByRole('slider').press('Home');
	await expect(clock(page)).toHaveText('0 s');
	await other?.focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/view=overlay/);
	await expect(clock(page)).not.toHaveText('0 s');
	await expect(heap(page).locator('.chosen')).toContainText('Fix');
	await expect(other ?? fix).toBeFocused();
	await page.goBack();
	await expect(page).not.toHaveURL(/view=overlay/);
});

test('where pinned runs are compared a number of the other variant shows that variant', async ({ page }) => {
	await open(page, '#v1;case=oversized-dos;view=overlay;pin=case=oversized-dos%3Bseed=2');
	await sentence(page, /^With the fix/)
		.getByRole('button')
		.first()
		.click();
	await expect(page.getByRole('radio', { name: 'Fix' })).toBeChecked();
	await expect(clock(page)).toBeVisible();
	await expect(sentence(page, /^With the bug/)).toBeVisible();
});

test('the words on the fix come after the answer, without moving a chart, and are said alone', async ({
	page
}) => {
	await open(page);
	const top = async () => (await heap(page).boundingBox())?.y;
	const before = { top: await atRest(page, top), words: await sentence(page, /^With the fix/).textContent() };
	await field(page, 'Attack body size').fill('2 MiB');
	await field(page, 'Attack body size').press('Enter');
	await expect(sentence(page, /^With the fix/)).not.toHaveText(String(before.words));
	expect(await top()).toBe(before.top);
	const said = page.locator('p[aria-live="polite"].visually-hidden');
	await expect(said.locator('span').last()).toHaveText(
		String(await sentence(page, /^With the fix/).textContent())
	);
	await expect(said.locator('span')).toHaveCount(2);
});

test('while a control moves nothing is said of the fix that is not of what is shown', async ({ page }) => {
	await open(page, '#v1;case=missed-put');
	/** Both at one moment: what is said of the run, and whether what is said of the fix, if anything is, is of that run. */
	const said = () =>
		verdict(page).evaluate((region) => {
			const own = /With the fix New falls from ([\d.]+ %)/.exec(region.textContent)?.[1];
			return { own, agrees: own === undefined || region.textContent.includes(`that is ${own}`) };
		});
	const before = (await said()).own;
	await page.getByRole('slider', { name: 'Error share slider' }).focus();
	for (let i = 0; i < 4; i++) {
		await page.keyboard.press('ArrowLeft');
		expect(await said()).toMatchObject({ agrees: true });
	}
	await expect.poll(async () => (await said()).own ?? before).not.toBe(before);
	expect(await said()).toMatchObject({ agrees: true });
});

test('words that are copied have their spaces, and no line begins with what belongs to the number before it', async ({
	page
}) => {
	await open(page, '#v1;case=oversized-dos;hold=10s');
	const copied = await verdict(page).evaluate((region) => {
		getSelection()?.selectAllChildren(region);
		return String(getSelection());
	});
	expect(copied).toMatch(/[a-z%B]\. [A-Z]/);
	expect(copied).not.toMatch(/[a-z%B]\.[A-Z][a-z ]/);
	const torn = await verdict(page).evaluate((region) => {
		const found: string[] = [];
		for (let width = 300; width < 900; width += 5) {
			region.style.width = `${width}px`;
			const texts = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
			while (texts.nextNode()) {
				const text = texts.currentNode as Text;
				if (!/^[.,:;]/.test(text.data)) continue;
				const sign = document.createRange();
				sign.setStart(text, 0);
				sign.setEnd(text, 1);
				const fromStart = sign.getBoundingClientRect().left - region.getBoundingClientRect().left;
				if (fromStart < 2) found.push(`${text.data} at ${width} px`);
			}
		}
		return found;
	});
	expect(torn).toEqual([]);
});

test('words beyond their room have a shade at its foot, until the last of them is in sight', async ({
	page
}) => {
	const more = verdict(page).locator('.more');
	/** The ground at the foot, which most of the last row of pixels shows, is darker than at the head. */
	const isShaded = async () => {
		const picture = [...(await more.screenshot())];
		return page.evaluate(async (png) => {
			const image = await createImageBitmap(new Blob([Uint8Array.from(png)]));
			const { width, height } = image;
			const ctx = new OffscreenCanvas(width, height).getContext('2d')!;
			ctx.drawImage(image, 0, 0);
			const { data } = ctx.getImageData(0, height - 2, width, 1);
			const isDark = Array.from({ length: width }, (_, x) => data[4 * x]! < 235);
			return isDark.filter(Boolean).length > width / 2;
		}, picture);
	};
	await page.emulateMedia({ colorScheme: 'light' });
	await open(page);
	await expect.poll(isShaded).toBe(false);
	await open(page, '#v1;case=oversized-dos;hold=10s');
	await expect.poll(isShaded).toBe(false);
	await page.setViewportSize({ width: 1300, height: 900 });
	await expect.poll(isShaded).toBe(true);
	await more.evaluate((element) => element.scrollTo(0, element.scrollHeight));
	await expect.poll(isShaded).toBe(false);
	await more.evaluate((element) => element.scrollTo(0, 0));
	await expect.poll(isShaded).toBe(true);
	await page.setViewportSize({ width: 2400, height: 900 });
	await expect.poll(isShaded).toBe(false);
});

for (const [slug, limit] of [
	['oversized-dos', '60MiB'],
	['large-struct', '60MiB'],
	['copied-pool', '60MiB'],
	['retained-reader', '60MiB'],
	['no-pool', '60MiB'],
	['expensive-new', '3MiB']
] as const) {
	test(`all of the words on ${slug} are in sight at 1440 × 900, of bug and fix, and with a limit`, async ({
		page
	}) => {
		for (const more of ['', ';fixed=on', `;memlimit=${limit}`]) {
			// Another query is another page: of a hash alone nothing would be loaded anew.
			await open(page, `?of=${slug}${more}#v1;case=${slug}${more}`);
			await saysFix(page);
			for (const area of [page.locator('html'), page.getByRole('main'), verdict(page).locator('.more')]) {
				const beyond = () => area.evaluate((e) => e.scrollHeight - e.clientHeight);
				await expect.poll(beyond, more).toBeLessThanOrEqual(1);
			}
		}
	});
}

test('the focus ring of a case is whole: it lies inside its row', async ({ page }) => {
	await open(page);
	const link = page.getByRole('navigation', { name: 'Cases' }).getByRole('link', { name: 'No pool at all' });
	await link.focus();
	await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Tab');
	await expect(link).toBeFocused();
	const ring = await link.evaluate((e) => {
		const style = getComputedStyle(e);
		return Number.parseFloat(style.outlineWidth) + Number.parseFloat(style.outlineOffset);
	});
	expect(ring).toBe(0);
});
