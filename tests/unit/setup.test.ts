import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addressesOf } from '../../.setup/build.mjs';
import { chromiumCandidates } from '../../.setup/chromium.mjs';
import { serve } from '../../.setup/serve.mjs';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'poolscope-setup-'));
});

afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true });
});

describe('the browser for the tests', () => {
	function program(name: string, mode = 0o755): string {
		const file = join(folder, name);
		mkdirSync(join(file, '..'), { recursive: true });
		writeFileSync(file, '', { mode });
		return file;
	}

	test('is what CHROMIUM_PATH names, and then nothing else', () => {
		program('chromium');
		vi.stubEnv('PATH', folder);
		vi.stubEnv('CHROMIUM_PATH', '/somewhere/chrome');
		expect(chromiumCandidates()).toEqual(['/somewhere/chrome']);
	});

	test('is otherwise a Chromium on PATH, before a Chrome', () => {
		const chrome = program('a/google-chrome');
		const chromium = program('b/chromium');
		program('a/chromium', 0o644);
		vi.stubEnv('CHROMIUM_PATH', '');
		vi.stubEnv('PATH', [join(folder, 'a'), join(folder, 'b')].join(delimiter));
		expect(chromiumCandidates().slice(0, 2)).toEqual([chromium, chrome]);
	});
});

test('a build says which addresses previews of links have, and how they become whole', () => {
	expect(addressesOf('https://pool.example/')).toContain('lead to https://pool.example/');
	for (const none of [undefined, '']) expect(addressesOf(none)).toContain('POOLSCOPE_SITE=');
});

describe('the server of the finished site', () => {
	test('takes the next port when its own is taken', async () => {
		const other = createServer();
		await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
		const address = other.address();
		if (!address || typeof address === 'string') throw new Error('The system gave no port.');
		writeFileSync(join(folder, 'index.html'), 'found');

		const site = await serve(folder, { port: address.port });
		try {
			expect(site.address).not.toContain(`:${address.port}/`);
			expect(await (await fetch(site.address)).text()).toBe('found');
			await expect(serve(folder, { port: address.port, exact: true })).rejects.toThrow('set PORT');
		} finally {
			site.close();
			other.close();
		}
	});

	test('keeps to its folder, adds the slash that pages need and keeps the query', async () => {
		mkdirSync(join(folder, 'site', 'embed'), { recursive: true });
		writeFileSync(join(folder, 'secret.txt'), 'secret');
		writeFileSync(join(folder, 'site', 'embed', 'index.html'), 'embedded');
		const site = await serve(join(folder, 'site'), { port: 0 });
		try {
			expect((await fetch(`${site.address}%2e%2e/secret.txt`)).status).toBe(404);
			expect((await fetch(`${site.address}..%2fsecret.txt`)).status).toBe(404);
			const page = await fetch(`${site.address}embed?case=steady`);
			expect(page.url).toBe(`${site.address}embed/?case=steady`);
			expect(await page.text()).toBe('embedded');
		} finally {
			site.close();
		}
	});
});
