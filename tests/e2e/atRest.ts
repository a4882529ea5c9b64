import { expect, type Page } from 'playwright/test';

/** Lets the page paint what it has: an animation frame, and what comes right after it. */
export async function painted(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await new Promise(requestAnimationFrame);
		await new Promise((done) => setTimeout(done));
	});
}

/**
 * What `read` says once it says the same in three frames: for what is compared with later on, and no claim names in
 * advance.
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
