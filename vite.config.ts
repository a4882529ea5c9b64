import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './.setup/chromium.mjs';
import { optimization, outputOptions } from './.setup/constants.mjs';

export default defineConfig({
	plugins: [sveltekit()],
	build: { rolldownOptions: { checks: { pluginTimings: false }, optimization } },
	// Classic scripts: a module worker cannot be started from a blob where the page has no origin, as from file://.
	worker: { format: 'iife', rolldownOptions: { optimization, output: outputOptions } },
	// Without this the development server answers 403 for the top-level workers/ folder.
	server: { fs: { allow: ['workers'] } },
	test: {
		// It ends what hangs. How long something may take is measured by the test that says so, on any machine.
		testTimeout: 60_000,
		coverage: { provider: 'v8', include: ['src/lib/**', 'workers/**'] },
		projects: [
			{
				extends: true,
				test: { name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts'] }
			},
			{
				extends: true,
				test: { name: 'model', environment: 'node', include: ['tests/model/**/*.test.ts'] }
			},
			{
				extends: true,
				test: {
					// Real processes that are held to the clock: nothing else runs meanwhile.
					name: 'timed',
					environment: 'node',
					include: ['tests/timed/**/*.test.ts'],
					fileParallelism: false,
					sequence: { groupOrder: 2 }
				}
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['tests/browser/**/*.test.ts'],
					// What is timed here, such as how soon a run stops, must not share the machine with other tests.
					fileParallelism: false,
					sequence: { groupOrder: 1 },
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: { executablePath: findChromium() } }),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
});
