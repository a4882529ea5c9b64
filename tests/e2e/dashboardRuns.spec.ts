import { expect, test, type Page } from 'playwright/test';
import { alive, settled } from './pageState.ts';

/** Takes minutes: what a run that is too long for the page looks like. */
const long = '#v1;case=steady;rate=100000;hold=1ms;phases=load:600s';

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const rate = (page: Page) => page.getByRole('textbox', { name: 'Request rate', exact: true });

async function open(page: Page, hash = '') {
	await page.goto(`./${hash}`);
	await alive(page);
}

test('a slider that asks for more than a frame has room for gets a coarse answer first, marked as such', async ({
	page
}) => {
	// Long enough that the worker is not done before the page has said so, and short enough to be waited for.
	await open(page, '#v1;case=steady;hold=1ms;phases=load:40s');
	await settled(page);
	// A coarse answer may be replaced before a test can look: everything that the status says is kept.
	await page.evaluate(() => {
		const status = document.querySelector('main .status');
		const said: string[] = [];
		Object.assign(window, { said });
		if (!status) throw new Error('there is no status');
		const keep = () => said.push(status.textContent ?? '');
		new MutationObserver(keep).observe(status, { subtree: true, childList: true, characterData: true });
	});
	await page.getByRole('slider', { name: 'Request rate slider' }).focus();
	await page.keyboard.press('End');
	await expect(page).toHaveURL(/rate=20000/);
	const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said);
	await expect.poll(async () => (await said()).at(-1), { timeout: 40_000 }).toContain('simulated in');
	expect((await said()).some((text) => text.includes('coarse'))).toBe(true);
});

test('a long run says how far it is, can be stopped, and be run again', async ({ page }) => {
	await open(page, long);
	const progress = page.getByRole('progressbar', { name: 'Simulation' });
	await expect.poll(() => progress.getAttribute('value').then(Number)).toBeGreaterThan(0);
	await page.getByRole('button', { name: 'Stop' }).focus();
	await page.keyboard.press('Enter');
	await expect(progress).toBeHidden();
	await expect(page.getByText(/^stopped/)).toBeVisible();
	await expect(verdict(page)).toContainText(/[KMG]iB/);
	await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(progress).toBeVisible();
});

test('the finished part of a long run replaces its coarse stand-in after a second', async ({ page }) => {
	await open(page, long);
	await expect(page.getByText('so far')).toBeVisible({ timeout: 20_000 });
});

test('a change while a long run goes on is answered at once, and the long run does not come back', async ({
	page
}) => {
	await open(page, long);
	await expect(page.getByRole('progressbar', { name: 'Simulation' })).toBeVisible();
	await page.getByRole('link', { name: 'No pool at all' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('No pool at all');
	const status = page.getByText(/^simulated in/);
	const answer = String(await status.textContent());
	await page.waitForTimeout(1_500);
	await expect(status).toHaveText(answer);
});

test('a crashed worker is replaced, the page says so, and the run is done again', async ({ page }) => {
	await open(page, long);
	await expect(page.getByRole('progressbar', { name: 'Simulation' })).toBeVisible();
	await expect.poll(() => page.workers().length).toBe(1);
	const worker = page.workers()[0];
	await worker?.evaluate(() => {
		setTimeout(() => {
			throw new Error('out of memory');
		});
	});
	await expect(page.getByRole('status').filter({ hasText: 'worker stopped' })).toContainText(
		/out of memory.*A new one has taken its place/
	);
	await expect.poll(() => page.workers().length).toBe(1);
	expect(page.workers()[0]).not.toBe(worker);
	await expect(page.getByRole('progressbar', { name: 'Simulation' })).toBeVisible();
	await expect(verdict(page)).toContainText(/[KMG]iB/);
});

test('the page keeps answering while a long run goes on', async ({ page }) => {
	test.setTimeout(90_000);
	await open(page, long);
	await expect(page.getByRole('progressbar', { name: 'Simulation' })).toBeVisible();
	/** The longest wait for a turn within a second, in which some ten parts of the run come and are drawn [ms]. */
	const longestWait = () =>
		page.evaluate(async () => {
			let longest = 0;
			let last = performance.now();
			for (const end = last + 1_000; last < end;) {
				await new Promise((resolve) => setTimeout(resolve, 10));
				const now = performance.now();
				longest = Math.max(longest, now - last);
				last = now;
			}
			return longest;
		});
	// What the page does with each part it does in every second; only what else the machine does, it does in some. So
	// one second in which the machine has time is enough, and it is waited for.
	await expect.poll(longestWait, { timeout: 60_000, intervals: [0] }).toBeLessThan(200);
});

test('with the network gone everything goes on', async ({ page, context }) => {
	await open(page);
	await settled(page);
	const words = await verdict(page).textContent();
	await context.setOffline(true);
	await expect(page.getByText(/offline/i)).toBeVisible();
	await rate(page).fill('50');
	await rate(page).press('Enter');
	await expect(verdict(page)).not.toHaveText(String(words));
	await context.setOffline(false);
	await expect(page.getByText(/offline/i)).toBeHidden();
});
