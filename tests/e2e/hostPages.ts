import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, type Page } from 'playwright/test';

export { expect } from 'playwright/test';

/** A page of somebody else's site. */
export interface HostPage {
	html: string;
	headers?: IncomingHttpHeaders;
}

/** Serves pages on another origin than the site's, and gives their address. */
export type ServeHost = (page: HostPage) => Promise<string>;

/** What a page of a strict site allows itself: its own marked scripts, and frames and scripts of ours. */
export const strictPolicy = (site: string) =>
	`default-src 'none'; script-src 'nonce-own' ${site}; frame-src ${site}`;

export const test = base.extend<{ serveHost: ServeHost; problems: string[] }>({
	serveHost: async ({ baseURL }, use) => {
		// Another port is another origin; another name too.
		const name = new URL(String(baseURL)).hostname === 'localhost' ? '127.0.0.1' : 'localhost';
		const pages: HostPage[] = [];
		const server = createServer((request, response) => {
			const page = pages[Number(request.url?.slice(1))];
			response.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', ...page?.headers });
			response.end(page?.html);
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const { port } = server.address() as AddressInfo;
		await use((page) => Promise.resolve(`http://${name}:${port}/${pages.push(page) - 1}`));
		server.close();
		server.closeAllConnections();
	},
	/** errors on the console and in scripts, and requests that leave this machine */
	problems: async ({ page }, use) => {
		const problems: string[] = [];
		page.on('pageerror', (error) => problems.push(error.message));
		page.on('console', (message) => {
			// A host page has no icon; that is no fault of what it shows.
			if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico'))
				problems.push(message.text());
		});
		page.on('request', (request) => {
			if (!/^(file|data|blob|https?:\/\/(localhost|127\.0\.0\.1)[:/])/.test(request.url())) {
				problems.push(`asked for ${request.url()}`);
			}
		});
		await use(problems);
	}
});

/** What a page around a frame hears: every message, in order, on `window.heard`. */
export const hearing = `
	window.heard = [];
	window.addEventListener('message', (event) => {
		if (event.source === document.querySelector('iframe').contentWindow) heard.push(event.data);
	});
	window.say = (message) => document.querySelector('iframe').contentWindow.postMessage(message, '*');`;

export interface Heard {
	type: string;
	[name: string]: unknown;
}

/** The last message of a type that the host has heard, once there is one that passes. */
export async function heard(
	page: Page,
	type: string,
	passes: (message: Heard) => boolean = () => true
): Promise<Heard> {
	let found: Heard | undefined;
	for (let i = 0; i < 200 && !found; i++) {
		const all = await page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
		found = all.findLast((message) => message.type === type && passes(message));
		if (!found) await page.waitForTimeout(100);
	}
	if (!found) throw new Error(`The host has heard no ${type} that was waited for.`);
	return found;
}

/** Posts a message to the frame. */
export async function say(page: Page, message: unknown): Promise<void> {
	await page.evaluate((data) => (window as unknown as { say: (data: unknown) => void }).say(data), message);
}
