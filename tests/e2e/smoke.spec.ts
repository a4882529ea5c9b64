import { expect, test } from 'playwright/test';

test('the finished site opens on the dashboard, without an error and without leaving the machine', async ({
	page,
	baseURL
}) => {
	const problems: string[] = [];
	page.on('pageerror', (error) => problems.push(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') problems.push(message.text());
	});
	page.on('request', (request) => {
		const url = request.url();
		if (/^(https?|wss?):/.test(url) && !url.startsWith(String(baseURL))) problems.push(`asked for ${url}`);
	});

	await page.goto('./', { waitUntil: 'networkidle' });

	await expect(page).toHaveTitle(/Poolscope/);
	await expect(page.getByRole('main')).toBeVisible();
	expect(problems).toEqual([]);
});

test('the server answers like a static host', async ({ request }) => {
	const page = await request.get('./');
	expect(page.status()).toBe(200);
	expect(page.headers()['content-type']).toContain('text/html');
	// A sandboxed embed has no origin of its own, so every origin may read.
	expect(page.headers()['access-control-allow-origin']).toBe('*');
	expect(await page.text()).toContain('content-security-policy');

	expect((await request.get('./no-such-page/')).status()).toBe(404);
	expect((await request.get('./%2e%2e/package.json')).status()).toBe(404);
});

test('an address that is no page of the site says so, and leads to those that are', async ({ page }) => {
	const response = await page.goto('./bugs/no-such-bug/');
	expect(response?.status()).toBe(404);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page at this address');
	await page.getByRole('link', { name: 'Twenty bugs' }).click();
	await expect(page).toHaveURL(/\/bugs\/$/);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
