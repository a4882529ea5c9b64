import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';

const siteFolder = fileURLToPath(new URL('../../build/', import.meta.url));
const sizeOf = (...names: string[]) =>
	names.reduce((sum, name) => sum + gzipSync(readFileSync(siteFolder + name), { level: 9 }).length, 0);

/** What is shipped into other people's pages, and the most that each may weigh [kB of 1,000 B, gzip]. */
const limits = [
	{ what: 'script of an embed before it is started', kB: 40, bytes: () => sizeOf('embed/start.js') },
	{
		what: 'all script of a chart embed, worker included',
		kB: 80,
		bytes: () => sizeOf('embed/start.js', 'embed/charts.js')
	},
	{
		what: 'all script of a timeline or quiz embed',
		kB: 80,
		bytes: () => sizeOf('embed/start.js', 'embed/program.js')
	},
	{ what: 'custom element, classic script', kB: 70, bytes: () => sizeOf('element/poolscope-chart.js') },
	{ what: 'custom element, module', kB: 70, bytes: () => sizeOf('element/poolscope-chart.module.js') },
	{ what: 'embed in one file', kB: 80, bytes: () => sizeOf('poolscope-embed.html') },
	{ what: 'single offline file', kB: 200, bytes: () => sizeOf('poolscope.html') }
];

test('what others carry in their pages stays small', () => {
	const found = limits.map(({ what, kB, bytes }) => ({ what, kB, now: bytes() / 1000 }));
	for (const { what, kB, now } of found) {
		process.stdout.write(`${now.toFixed(1).padStart(6)} of ${kB} kB: ${what}\n`);
	}
	expect(found.filter(({ kB, now }) => now > kB)).toEqual([]);
});

test('an embed asks for nothing but its page, its styles and its scripts', async ({ page }) => {
	const asked: string[] = [];
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	await page.goto('./embed/');
	await expect(page.getByRole('slider', { name: 'Heap size: instant' })).toBeVisible();
	const kinds = asked.filter(
		(path) => !path.startsWith('/_app/immutable/assets/') && path !== '/favicon.svg'
	);
	expect(kinds.filter((path) => path.startsWith('/'))).toEqual([
		'/embed/',
		'/embed/start.js',
		'/embed/charts.js'
	]);
	expect(readdirSync(siteFolder)).toContain('poolscope.html');
});
