import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { findChromium } from '../../.setup/chromium.mjs';
import { optimization, outputOptions } from '../../.setup/constants.mjs';

/** The worker script as text: the same sources that Node runs, bundled for a browser. */
export async function bundleWorker(entry: string): Promise<string> {
	const result = await build({
		root: process.cwd(),
		configFile: false,
		logLevel: 'error',
		publicDir: false,
		build: {
			write: false,
			minify: false,
			rolldownOptions: { optimization, output: outputOptions },
			lib: { entry, formats: ['iife'], name: 'bench' }
		}
	});
	const output = (Array.isArray(result) ? result[0] : result) as { output?: { code?: string }[] } | undefined;
	const code = output?.output?.[0]?.code;
	if (code === undefined) throw new Error(`${entry} could not be bundled.`);
	return code;
}

export async function launch(): Promise<Browser> {
	const executablePath = findChromium();
	return chromium.launch(executablePath === undefined ? {} : { executablePath });
}

/** Runs a worker in a page and hands over what it posts until it posts null. */
export async function runWorker<T>(page: Page, code: string, onMessage: (message: T) => void): Promise<void> {
	await page.exposeFunction('heard', onMessage);
	await page.evaluate(async (source) => {
		const heard = (globalThis as unknown as { heard: (message: unknown) => Promise<void> }).heard;
		const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
		await new Promise<void>((resolve, reject) => {
			worker.onerror = (event) => reject(new Error(event.message));
			worker.onmessage = (event: MessageEvent<unknown>) =>
				event.data === null ? resolve() : void heard(event.data);
		});
	}, code);
}
