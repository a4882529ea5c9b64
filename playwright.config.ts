import { createServer } from 'node:net';
import { defineConfig } from 'playwright/test';
import { findChromium } from './.setup/chromium.mjs';

/** A port that nobody uses: several checkouts can be tested at once. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	await new Promise((done) => server.close(done));
	if (!address || typeof address === 'string') throw new Error('The system gave no free port.');
	return address.port;
}

// Playwright reads this file again in each of its processes; they all must see the same port.
const port = (process.env.POOLSCOPE_E2E_PORT ??= String(await freePort()));

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.spec.ts',
	outputDir: 'test-results',
	fullyParallel: true,
	forbidOnly: true,
	workers: 2,
	// What fails now and then is broken now and then: the page, or a test that does not wait for what it means.
	retries: 0,
	// Nothing that a test waits for is a claim about speed: how long it may take is what a slow machine may need.
	timeout: 60_000,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: {
		baseURL: `http://localhost:${port}/`,
		viewport: { width: 1440, height: 900 },
		// Each test would fetch the whole site again; those of the offline site allow it.
		serviceWorkers: 'block',
		trace: 'retain-on-failure',
		launchOptions: { executablePath: findChromium() }
	},
	projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
	webServer: {
		command: 'node .setup/start.mjs',
		env: { PORT: port },
		url: `http://localhost:${port}/`,
		timeout: 600_000
	}
});
