import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from 'playwright/test';

/**
 * What a page must have come to before a claim about it means anything. A page of Poolscope is there before any script
 * runs: its words say nothing of whether it answers yet, nor of which run they are.
 */

/** Lets the page paint what it has: an animation frame, and what comes right after it. */
export async function painted(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await new Promise(requestAnimationFrame);
		await new Promise((done) => setTimeout(done));
	});
}

/** The page answers, and has drawn: a canvas that no script has touched is 300 px wide. */
export async function alive(page: Page): Promise<void> {
	await page.waitForFunction(() => document.querySelector('canvas')?.width !== 300);
}

/** Nothing on the page is about to be replaced by a newer or finished result. */
export async function finished(page: Page): Promise<void> {
	await expect(page.locator('.provisional, .stale')).toHaveCount(0, { timeout: 20_000 });
}

/**
 * The dashboard answers, and what it shows is the finished run of what it is asked for, in charts and words: for what is
 * compared with later on.
 */
export async function settled(page: Page): Promise<void> {
	await alive(page);
	// Words follow the charts, at most every 250 ms (see afterPaint): those of now may still be of the run before.
	await page.evaluate(() => new Promise((done) => setTimeout(done, 260)));
	await painted(page);
	await expect(page.getByText(/^simulated in/)).toBeVisible({ timeout: 20_000 });
	await finished(page);
	// Where the program has a fix the words on it come last: then the axes, too, know both variants.
	const fix = page.getByRole('radio', { name: 'Fix', exact: true });
	if ((await fix.count()) > 0) await saysFix(page);
}

/** The verdict ends with what the other variant would change. */
export async function saysFix(page: Page): Promise<void> {
	const verdict = page.getByRole('region', { name: 'Verdict' });
	await expect(verdict).toContainText(/With the (fix|bug)/, { timeout: 20_000 });
}

/**
 * What `read` says once it says the same in three frames: for what is compared with later on, and nothing on the page
 * says that it has come to rest.
 */
export async function atRest<T>(page: Page, read: () => Promise<T>): Promise<T> {
	let last = await read();
	let same = 0;
	await expect(async () => {
		await painted(page);
		const now = await read();
		same = JSON.stringify(now) === JSON.stringify(last) ? same + 1 : 0;
		last = now;
		expect(same).toBeGreaterThanOrEqual(2);
	}).toPass({ intervals: [20], timeout: 10_000 });
	return last;
}

/** How far the page reaches beyond the width of its window [CSS px]. */
export function overflow(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** What axe finds on the page, or in a part of it, once nothing is dimmed because it is about to be replaced. */
export async function violations(page: Page, part?: string): Promise<string[]> {
	await finished(page);
	await painted(page);
	const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
	// Only frames of other origins need the way that opens a page of its own to join what was found: it takes five times
	// as long.
	axe.setLegacyMode(page.frames().length === 1);
	if (part !== undefined) axe.include(part);
	const { violations } = await axe.analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
