import { expect, test, type Page } from 'playwright/test';

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const sentence = (page: Page, words: RegExp) =>
	verdict(page).locator('.more > span').filter({ hasText: words });
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const clock = (page: Page) => page.locator('.flag span');
const heap = (page: Page) => page.getByRole('figure', { name: 'Heap size' });

async function open(page: Page, hash = '') {
	await page.goto(`./${hash}`);
	await expect(page.getByText(/^simulated in/)).toBeVisible();
}

/** Waits for the words that come last: those on the fix. */
async function complete(page: Page) {
	await expect(sentence(page, /^With the (fix|bug)/)).toBeVisible();
}

test('what a limit would do is said, and what is in use leads to where it is', async ({ page }) => {
	await open(page);
	const would = sentence(page, /^A GOMEMLIMIT would lower the peak, towards the \d+ MiB in use at/);
	const [bytes, instant] = await would.getByRole('button').all();
	await bytes?.click();
	await expect(clock(page)).toHaveText(String(await instant?.textContent()));
});

test('what a limit did is said, and its numbers lead to it: the line of the limit, and the collections it started', async ({
	page
}) => {
	await open(page, '#v1;case=oversized-dos;memlimit=160MiB');
	const did = sentence(page, /^The limit of 160 MiB starts [\d,]+ of them and is not kept/);
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
	await complete(page);
	const fix = sentence(page, /^With the fix/);
	const [other, own] = await fix.getByRole('button').all();
	await expect(page.getByRole('region', { name: 'Comparison' })).toHaveCount(0);
	await own?.click();
	await expect(page.getByRole('region', { name: 'Comparison' })).toHaveCount(0);
	await expect(clock(page)).toBeVisible();
	const before = await clock(page).textContent();
	await other?.focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/view=overlay/);
	await expect(clock(page)).not.toHaveText(String(before));
	await expect(heap(page).locator('.chosen')).toContainText('Fix');
	await expect(other ?? fix).toBeFocused();
	await page.goBack();
	await expect(page).not.toHaveURL(/view=overlay/);
});

test('where pinned runs are compared a number of the other variant shows that variant', async ({ page }) => {
	await open(page, '#v1;case=oversized-dos;view=overlay;pin=case=oversized-dos%3Bseed=2');
	await complete(page);
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
	await complete(page);
	const top = async () => (await heap(page).boundingBox())?.y;
	const before = { top: await top(), words: await sentence(page, /^With the fix/).textContent() };
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
	await complete(page);
	await page.getByRole('slider', { name: 'Error share slider' }).focus();
	for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
	const own = /New falls from ([\d.]+ %)/.exec(
		String(await sentence(page, /^With the fix New falls/).textContent())
	)?.[1];
	await expect(sentence(page, /^New is called/)).toContainText(`that is ${own}`);
});

for (const slug of ['oversized-dos', 'large-struct', 'copied-pool', 'retained-reader', 'no-pool']) {
	test(`all of the words on ${slug} are in sight at 1440 × 900, of bug and fix, and with a limit`, async ({
		page
	}) => {
		// Six pages, each with two runs.
		test.setTimeout(60_000);
		for (const more of ['', ';fixed=on', ';memlimit=60MiB']) {
			await open(page, `#v1;case=${slug}${more}`);
			await page.reload();
			await complete(page);
			for (const area of [page.locator('html'), page.getByRole('main'), verdict(page).locator('.more')]) {
				const { content, box } = await area.evaluate((e) => ({
					content: e.scrollHeight,
					box: e.clientHeight
				}));
				expect(content, more).toBeLessThanOrEqual(box + 1);
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
