import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright/test';
import { serve } from '../../.setup/serve.mjs';
import { expect, test } from './hostPages.ts';

test.use({ serviceWorkers: 'allow' });
// The whole site is fetched, more than once.
test.describe.configure({ timeout: 90_000 });

const siteFolder = fileURLToPath(new URL('../../build', import.meta.url));
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });

async function kept(page: Page) {
	await page.evaluate(async () => {
		const { serviceWorker } = navigator;
		if (serviceWorker.controller) return;
		await new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }));
	});
}

test('the second visit works with the server gone: dashboard, cases, embeds with any query, the single file', async ({
	page
}) => {
	const site = await serve(siteFolder, { port: 0 });
	await page.goto(site.address);
	await kept(page);
	site.close();
	await page.goto(`${site.address}?offline#v1;case=missed-put`);
	await expect(verdict(page)).toContainText(/New is called/);
	await page.goto(`${site.address}bugs/missed-put/`);
	await expect(page.getByRole('main')).toBeVisible();
	await page.goto(`${site.address}embed/?theme=dark&chart=new`);
	await expect(page.getByRole('slider', { name: 'New rate: instant' })).toBeVisible();
	// Without their last slash too, as servers find them.
	await page.goto(`${site.address}validation`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Validation');
	await page.goto(`${site.address}embed/missed-put?theme=dark#v1;case=missed-put;gomaxprocs=2`);
	await expect(page).toHaveURL(/\/embed\/missed-put\/\?theme=dark#v1;case=missed-put;gomaxprocs=2;/);
	await expect(page.getByRole('slider', { name: 'Heap size: instant' })).toBeVisible();
	await page.goto(`${site.address}poolscope.html`);
	await expect(verdict(page)).toContainText(/The heap/);
});

test('an update waits until no page of the old version is open, and then all of it is new', async ({
	page,
	context
}) => {
	const folder = mkdtempSync(join(tmpdir(), 'poolscope-'));
	cpSync(siteFolder, folder, { recursive: true });
	const site = await serve(folder, { port: 0 });
	const publish = (version: string) => {
		for (const name of ['index.html', 'poolscope.html']) {
			const page = readFileSync(join(folder, name), 'utf8').replace(
				/<html lang="en"[^>]*>/,
				'<html lang="en" data-version="$">'
			);
			writeFileSync(join(folder, name), page.replace('data-version="$"', `data-version="${version}"`));
		}
		const worker = readFileSync(join(folder, 'service-worker.js'), 'utf8');
		writeFileSync(
			join(folder, 'service-worker.js'),
			worker.replace(/build\\":\\"[^\\]*/, `build\\":\\"${version}`)
		);
	};
	const versionOf = async (address: string) => {
		const other = await context.newPage();
		await other.goto(address);
		const version = await other.locator('html').getAttribute('data-version');
		await other.close();
		return version;
	};
	publish('one');
	await page.goto(site.address);
	await kept(page);
	publish('two');
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		await registration?.update();
		while (!registration?.waiting) await new Promise((done) => setTimeout(done, 50));
	});
	expect([await versionOf(site.address), await versionOf(`${site.address}poolscope.html`)]).toEqual([
		'one',
		'one'
	]);
	await page.close();
	await expect.poll(() => versionOf(site.address)).toBe('two');
	expect(await versionOf(`${site.address}poolscope.html`)).toBe('two');
	site.close();
	rmSync(folder, { recursive: true });
});

test('within somebody else’s page nothing is registered', async ({ page, baseURL, serveHost, problems }) => {
	await page.goto(await serveHost({ html: `<iframe src="${String(baseURL)}"></iframe>` }));
	await expect(page.frameLocator('iframe').getByRole('main')).toBeVisible();
	await page.waitForTimeout(2_500);
	const frame = page.frames()[1];
	const registrations = await frame?.evaluate(() =>
		navigator.serviceWorker.getRegistrations().then(
			(all) => all.length,
			// Some browsers do not even let a frame of another site ask.
			() => 0
		)
	);
	expect(registrations).toBe(0);
	expect(problems).toEqual([]);
});

test('the single file simulates from disk with the network off, long runs in a worker', async ({
	page,
	context,
	problems
}) => {
	await context.setOffline(true);
	let workers = 0;
	page.on('worker', () => workers++);
	const file = pathToFileURL(join(siteFolder, 'poolscope.html')).href;
	await page.goto(`${file}#v1;case=no-pool;rate=20k;phases=before:60s`);
	// All of the 1,200,000, but for those that are under way at the end.
	await expect(verdict(page)).toContainText(/1,(199,\d{3}|200,000) requests/, { timeout: 20_000 });
	expect(workers).toBe(1);
	await page.getByRole('textbox', { name: 'GOMAXPROCS', exact: true }).fill('4');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/gomaxprocs=4/);
	// What is shared is the file, not the folder that it lies in.
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const shared = page.getByRole('textbox', { name: 'Link to exactly this state' });
	await expect(shared).toHaveValue(new RegExp(`^${file}#v1;case=no-pool;gomaxprocs=4;`));
	expect(problems).toEqual([]);
});

test('it can be installed: a manifest with names, a start and icons that are there', async ({
	page,
	request
}) => {
	await page.goto('./');
	const address = await page
		.locator('link[rel="manifest"]')
		.evaluate((each) => (each as HTMLLinkElement).href);
	const manifest = (await (await request.get(address)).json()) as {
		name: string;
		start_url: string;
		display: string;
		icons: { src: string; sizes: string }[];
	};
	expect(manifest).toMatchObject({ name: 'Poolscope', start_url: './', display: 'standalone' });
	expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(['any', '192x192', '512x512']);
	for (const { src } of manifest.icons)
		expect((await request.get(new URL(src, address).href)).status()).toBe(200);
});
