import { expect, test, type Page } from 'playwright/test';
import { atRest, finished, overflow, violations } from './pageState.ts';

async function open(page: Page, path: string) {
	await page.goto(`./bugs/${path}`);
	await expect(page.locator('main[data-alive]')).toBeVisible();
}

async function reveal(page: Page, slug: string) {
	await open(page, `${slug}/`);
	await page.getByRole('button', { name: 'Show the answer' }).click();
	await expect(page.getByRole('heading', { name: /^Answer: / })).toBeVisible();
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Step' });
const program = (page: Page) => page.getByRole('figure', { name: /^(bug|fix)\.go$/ });

for (const [width, height] of [
	[1440, 900],
	[390, 844]
] as const) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing at ${width} × ${height} in ${colorScheme}`, async ({ page }) => {
			test.slow();
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height });
			await open(page, '');
			expect(await violations(page)).toEqual([]);

			await open(page, 'use-after-put/');
			await page.getByRole('radio', { name: /^line 19: / }).check({ force: true });
			await page.getByRole('button', { name: /hint/ }).click();
			expect(await violations(page)).toEqual([]);
			await page.getByRole('button', { name: 'Show the answer' }).click();
			await page.getByText('All steps in words').click();
			await page.getByRole('button', { name: 'Explore' }).click();
			await page.getByText(/^The shortest schedule/).click();
			expect(await violations(page)).toEqual([]);
			await page.getByRole('radio', { name: 'Fix' }).first().check({ force: true });
			expect(await violations(page)).toEqual([]);

			await reveal(page, 'oversized-dos');
			await expect(page.getByRole('figure', { name: 'Heap size' })).toBeVisible();
			expect(await violations(page)).toEqual([]);
		});
	}
}

test('nothing scrolls sideways down to 320 px', async ({ page }) => {
	for (const width of [320, 390, 768, 1440]) {
		await page.setViewportSize({ width, height: 800 });
		await open(page, '');
		const over = () => overflow(page);
		await expect.poll(over, `the list at ${width} px`).toBeLessThanOrEqual(0);
		await page.evaluate(() => localStorage.clear());
		await reveal(page, 'aliased-bytes');
		await expect.poll(over, `a case at ${width} px`).toBeLessThanOrEqual(0);
		await page.evaluate(() => localStorage.clear());
		await reveal(page, 'oversized-dos');
		await expect(page.getByRole('figure', { name: 'Heap size' })).toBeVisible();
		await expect.poll(over, `a memory case at ${width} px`).toBeLessThanOrEqual(0);
		await page.evaluate(() => localStorage.clear());
	}
});

test('the list filters by class, remembers what is done, names only what is done, and forgets on demand', async ({
	page
}) => {
	await open(page, '');
	const items = page.getByRole('main').getByRole('listitem');
	await expect(items).toHaveCount(20);
	await page.getByRole('radio', { name: /^crash/ }).check({ force: true });
	await expect(items).toHaveCount(4);
	await expect(page.getByRole('link', { name: 'Bug 6', exact: true })).toBeVisible();
	await page.getByRole('link', { name: 'Bug 6', exact: true }).click();
	await expect(page).toHaveURL(/\/bugs\/missing-new\/?$/);
	await page.getByRole('radio', { name: /^crash/ }).check();
	await page.getByRole('button', { name: 'Show the answer' }).click();
	await expect(page.getByText('It is crash, as you said.')).toBeVisible();
	await page.getByRole('link', { name: 'All bugs' }).click();
	await expect(page.getByRole('link', { name: 'Bug 6: A pool without New' })).toBeVisible();
	await expect(page.getByText('1 of 20 done, 1 found.')).toBeVisible();

	await page.reload();
	await expect(page.getByText('1 of 20 done, 1 found.')).toBeVisible();
	await page.getByRole('button', { name: 'Reset' }).click();
	await expect(page.getByRole('link', { name: 'Bug 6', exact: true })).toBeVisible();
	await page.reload();
	await expect(page.locator('main[data-alive]')).toBeVisible();
	await expect(page.getByText(/of 20 done/)).toHaveCount(0);
});

test('a guess is remembered, and it works without storage', async ({ page }) => {
	await open(page, 'use-after-put/');
	await page.getByText('return buf.String()').click();
	await page.reload();
	await expect(page.getByText('You suspect line 21.')).toBeVisible();
	await page.getByRole('button', { name: 'Show the answer' }).click();
	await expect(page.getByText('You suspected line 21: that is where the fix goes.')).toBeVisible();
	await page.getByRole('button', { name: /begin this one again/ }).click();
	await expect(page.getByRole('heading', { name: /^Answer: / })).toHaveCount(0);

	await page.addInitScript(() => {
		Object.defineProperty(window, 'localStorage', {
			get() {
				throw new DOMException('forbidden', 'SecurityError');
			}
		});
	});
	await reveal(page, 'use-after-put');
});

test('two owners of one buffer: their lines are marked where they collide, and the content is that of the other', async ({
	page
}) => {
	await reveal(page, 'use-after-put');
	await expect(page.locator('[data-step="8"]')).toContainText('line 21 return buf.String()');
	await expect(page.locator('[data-step="8"]')).toContainText('against line 18 buf.WriteString(name)');
	await expect(page.locator('[data-step="8"]')).toContainText('buffer #1, borrow 2: "hello user01"');
	const marked = () =>
		program(page)
			.locator('li.wrong')
			.evaluateAll((lines) => lines.map((line) => line.getAttribute('data-line')));
	await expect.poll(marked).toEqual(['18', '21']);
	await expect(program(page).locator('[data-line="21"]')).toContainText('user00');
	await page.getByRole('button', { name: 'First' }).click();
	await expect(program(page).locator('li.wrong')).toHaveCount(0);
	await page.getByRole('button', { name: 'Fault: step 8' }).click();
	await expect(program(page).locator('li.wrong')).toHaveCount(2);
});

test('a panic shows at its step, in Go’s own words', async ({ page }) => {
	await reveal(page, 'value-in-new');
	await expect(page.locator('[data-step]')).toContainText(
		'panic: interface conversion: interface {} is bytes.Buffer, not *bytes.Buffer'
	);
	await expect(slider(page)).toHaveValue('4');
	await page.evaluate(() => localStorage.clear());
	await reveal(page, 'recursive-new');
	await expect(page.locator('[data-step]')).toContainText('fatal error: stack overflow');
	await page.evaluate(() => localStorage.clear());
	await reveal(page, 'caller-set-fields');
	await slider(page).focus();
	await page.keyboard.press('End');
	await expect(page.locator('[data-step]')).toContainText('all goroutines are asleep - deadlock!');
});

test('the run plays and can be stopped; where motion is unwelcome there is nothing to play', async ({
	page
}) => {
	await reveal(page, 'forgotten-reset');
	await page.getByRole('button', { name: 'First' }).click();
	await page.getByRole('button', { name: 'Play' }).click();
	await expect(slider(page)).toHaveValue('3', { timeout: 10_000 });
	await page.getByRole('button', { name: 'Pause' }).click();
	await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await expect(page.getByRole('button', { name: 'Play' })).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Next' })).toBeVisible();
});

test('a press on the drawing goes to its step', async ({ page }) => {
	await reveal(page, 'forgotten-reset');
	const drawing = page.getByRole('img', { name: /^12 steps of 1 goroutine with 1 buffer/ });
	const box = await drawing.boundingBox();
	if (!box) throw new Error('the drawing is not there');
	await drawing.click({ position: { x: box.width - 5, y: box.height / 2 } });
	await expect(slider(page)).toHaveValue('12');
});

test('the explorer counts the schedules of bug and fix, and its schedule goes onto the timeline', async ({
	page
}) => {
	await reveal(page, 'use-after-put');
	await page.getByRole('button', { name: 'Explore' }).click();
	const found = page.getByRole('region', { name: 'What was found' });
	await expect(
		found.getByRole('row', { name: /^Bug 423 all there are .* 6 steps 1 preemption/ })
	).toBeVisible();
	await expect(
		found.getByRole('row', { name: /^Fix 1,470 all there are none of 1,470 none none of 10,000/ })
	).toBeVisible();
	await page.getByRole('button', { name: 'Show it on the timeline' }).click();
	await expect(page.getByRole('button', { name: 'Fault: step 6' })).toBeVisible();
	await expect(page.getByText('GOMAXPROCS=2', { exact: true })).toBeVisible();
});

test('a long search says how far it is and can be cancelled, and the next one runs', async ({ page }) => {
	await reveal(page, 'goroutine-outlives-borrow');
	const ps = page.getByRole('textbox', { name: 'GOMAXPROCS' });
	await ps.fill('8');
	await page.getByRole('checkbox', { name: 'time slices' }).check();
	await page.getByRole('button', { name: 'Explore' }).click();
	await expect(page.getByRole('progressbar')).toBeVisible();
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(page.getByText('The search was cancelled.')).toBeVisible();
	await expect(page.getByRole('progressbar')).toHaveCount(0);
	await ps.fill('none');
	await expect(page.getByText('GOMAXPROCS takes a whole number from 1 to 64.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Explore' })).toBeDisabled();
	await ps.fill('1');
	await page.getByRole('checkbox', { name: 'time slices' }).uncheck();
	await page.getByRole('button', { name: 'Explore' }).click();
	await expect(page.getByText('The fault shows in 13 steps.')).toBeVisible({ timeout: 20_000 });
});

test('a memory case runs its story, bug and fix on axes that do not move, and opens in the dashboard', async ({
	page
}) => {
	await reveal(page, 'oversized-dos');
	const verdict = page.getByRole('region', { name: 'Verdict' });
	await expect(verdict).toContainText(/MiB/);
	const chart = page.getByRole('figure', { name: 'Heap size' });
	const axis = () => chart.locator('svg.axes text').allTextContents();
	await expect(chart.locator('svg.axes text').first()).toBeVisible();
	// The axes are those of the whole run: a part of it comes first on a slow machine.
	await finished(page);
	const words = await verdict.textContent();
	const still = await atRest(page, axis);
	await page.getByRole('radio', { name: 'Fix' }).first().check({ force: true });
	await expect(verdict).not.toHaveText(String(words));
	expect(await axis()).toEqual(still);
	await page.getByRole('link', { name: 'Open in the dashboard' }).click();
	await expect(page).toHaveURL(/\/#v1;case=oversized-dos;fixed=on/);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Large bodies, then calm');
});

test('one press leads from the dashboard to the program of its case; what has no bug has none', async ({
	page
}) => {
	await page.goto('./#v1;case=missed-put');
	// Until the link is read the page shows its first case.
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('An error path without Put');
	await page.getByRole('link', { name: 'The Go program of this case' }).click();
	await expect(page).toHaveURL(/\/bugs\/missed-put\/?$/);
	await expect(program(page)).toContainText('package main');
	await page.goto('./#v1;case=steady');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('A pool that works');
	await expect(page.getByRole('link', { name: 'The Go program of this case' })).toHaveCount(0);
});

test('program and question are there without scripts, the answer behind a press', async ({
	browser,
	baseURL
}) => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(`${String(baseURL)}bugs/use-after-put/`);
	await expect(page.getByText('return buf.String()')).toBeVisible();
	await expect(page.getByText(/^Put ends the borrow/)).toBeHidden();
	await page.getByText('Answer', { exact: true }).click();
	await expect(page.getByText(/^Put ends the borrow/)).toBeVisible();
	await context.close();
});

test('no highlighter comes to the browser', async ({ page }) => {
	const sizes: number[] = [];
	let found = false;
	page.on('response', (response) => {
		if (!response.url().endsWith('.js')) return;
		void response.text().then((text) => {
			sizes.push(text.length);
			if (/textmate|grammar/i.test(text)) found = true;
		});
	});
	await reveal(page, 'oversized-dos');
	await expect(page.getByRole('figure', { name: 'Heap size' })).toBeVisible();
	await page.waitForLoadState('networkidle');
	expect(sizes.length).toBeGreaterThan(3);
	expect(found).toBe(false);
});
