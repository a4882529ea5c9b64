import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { makeCards } from './cards.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root, siteFolder } from './paths.mjs';
import { runTask, say } from './say.mjs';
import { serve } from './serve.mjs';

// Makes the README's picture, the first screen as a visitor sees it, and those that previews of links show.
await runTask(async () => {
	ensureInstalled();
	ensureBuilt();
	const { chromium } = await import('playwright');
	const site = await serve(siteFolder, { port: 4195 });
	const browser = await chromium.launch({ executablePath: ensureBrowser() });
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
	await page.goto(site.address);
	// The first run is drawn within a frame or two of the first script; its time stands beside the title.
	await page.getByText(/^simulated in \d/i).waitFor();
	// The words on the fix come last.
	await page
		.getByText(/^With the fix/)
		.first()
		.waitFor();
	await page.waitForTimeout(500);
	const path = join(root, 'static', 'poolscope.png');
	await page.screenshot({ path });
	await makeCards(browser);
	await browser.close();
	site.close();
	say(`the picture is in ${path}`);
});
