import { fileURLToPath } from 'node:url';
import { expect, test } from './hostPages.ts';

test('an article: the frame takes the height of its chart and says in the caption what it shows; so does the element', async ({
	page,
	problems
}) => {
	await page.goto('./examples/blog.html');
	await expect(page.locator('#caption')).toContainText(/The heap peaks at/);
	const frame = page.frameLocator('#frame');
	await expect(async () => {
		const inside = await frame.locator('.embed').evaluate((each) => each.clientHeight);
		expect(await page.locator('#frame').evaluate((each) => each.clientHeight)).toBe(inside);
	}).toPass({ timeout: 15_000 });
	await page.locator('poolscope-chart').scrollIntoViewIfNeeded();
	await expect(page.locator('#said')).toContainText(/The heap/);
	expect(problems).toEqual([]);
});

test('a deck: fragments change the chart, going back undoes it, and keys pressed in the chart turn the page', async ({
	page,
	problems
}) => {
	await page.goto('./examples/deck.html');
	await page.keyboard.press('ArrowRight');
	const frame = page.frameLocator('iframe');
	const link = frame.getByRole('link', { name: 'Open in Poolscope' });
	await expect(link).toHaveAttribute('href', /v1;case=oversized-dos;model/);
	await page.keyboard.press('ArrowRight');
	await expect(link).toHaveAttribute('href', /gomaxprocs=32;model/);
	await page.keyboard.press('ArrowRight');
	await expect(link).toHaveAttribute('href', /gomaxprocs=32;fixed=on/);
	await page.keyboard.press('ArrowLeft');
	await expect(link).toHaveAttribute('href', /gomaxprocs=32;model/);
	await frame.getByRole('slider').focus();
	await page.keyboard.press('PageUp');
	await expect(link).toHaveAttribute('href', /v1;case=oversized-dos;model/);
	await frame.getByRole('slider').focus();
	await page.keyboard.press('PageUp');
	await expect(page.getByRole('heading', { name: 'What a pool keeps' })).toBeVisible();
	expect(problems).toEqual([]);
});

test('a reveal.js deck: its fragments drive the chart, going back undoes it, keys in the chart turn the slide', async ({
	page,
	problems
}) => {
	// Who copies the example puts the package beside it; here it is that of this repository.
	const reveal = new URL('..', import.meta.resolve('reveal.js'));
	await page.route('**/examples/reveal.js/**', (route) =>
		route.fulfill({
			path: fileURLToPath(new URL(route.request().url().split('/reveal.js/')[1] ?? '', reveal))
		})
	);
	await page.goto('./examples/reveal.html');
	await page.waitForFunction(() => document.querySelector('.reveal.ready') !== null);
	const frame = page.frameLocator('iframe');
	const link = frame.getByRole('link', { name: 'Open in Poolscope' });
	await page.keyboard.press('ArrowRight');
	await expect(page.locator('iframe')).toBeVisible();
	await expect(link).toHaveAttribute('href', /v1;case=oversized-dos;model/);
	await page.keyboard.press('ArrowRight');
	await expect(page.locator('p.fragment.visible')).toHaveText('The same load on 32 Ps.');
	await expect(link).toHaveAttribute('href', /gomaxprocs=32;model/);
	await page.keyboard.press('ArrowRight');
	await expect(link).toHaveAttribute('href', /gomaxprocs=32;fixed=on/);
	await page.keyboard.press('ArrowLeft');
	await expect(link).toHaveAttribute('href', /gomaxprocs=32;model/);
	// A chart that has no run yet uses no key.
	await expect(frame.locator('.verdict')).toContainText(/The heap/);
	// Somebody has pressed into the chart: its keys still turn the deck, but for those that it uses.
	await frame.getByRole('slider').focus();
	await page.keyboard.press('ArrowRight');
	await expect(frame.getByRole('slider')).not.toHaveAttribute('aria-valuetext', 'no instant chosen');
	await page.keyboard.press('PageUp');
	await expect(link).toHaveAttribute('href', /v1;case=oversized-dos;cursor=\w+;model/);
	await frame.getByRole('slider').focus();
	await page.keyboard.press('PageUp');
	await expect(page.getByRole('heading', { name: 'What a pool keeps' })).toBeInViewport();
	await page.getByRole('heading', { name: 'What a pool keeps' }).click();
	await page.keyboard.press('End');
	await expect(page.getByRole('heading', { name: 'Thank you' })).toBeInViewport();
	expect(problems).toEqual([]);
});

test('a text that is scrolled past a chart sets it step by step', async ({ page, problems }) => {
	await page.goto('./examples/scroll.html');
	const link = page.frameLocator('iframe').getByRole('link', { name: 'Open in Poolscope' });
	await expect(link).toHaveAttribute('href', /v1;case=oversized-dos;model/);
	await page.getByText('With 2 Ps').scrollIntoViewIfNeeded();
	await page.mouse.wheel(0, 300);
	await expect(link).toHaveAttribute('href', /gomaxprocs=2/);
	await page.getByText('Buffers that have grown').scrollIntoViewIfNeeded();
	await page.mouse.wheel(0, 400);
	await expect(link).toHaveAttribute('href', /v1;case=oversized-dos;fixed=on/);
	expect(problems).toEqual([]);
});
