import { spawnSync } from 'node:child_process';
import { expect, test, type Page } from 'playwright/test';
import { overflow, painted, violations } from './pageState.ts';
import { presets } from '../../workers/cases/presets.ts';
import { formatBytes } from '../../workers/text/units.ts';
import { shareText } from '../../src/lib/validation/words.ts';
import type { RunDetail, ValidationIndex } from '../../src/lib/validation/page.ts';

/** Runs that take no time to simulate. */
const exactRun = 'e20-missed-513';
const timedRun = 't45-copied-1k';

async function open(page: Page, query = '') {
	await page.goto(`./validation/${query}`);
	await expect(page.locator('[data-alive]')).toBeVisible();
}

const runs = (page: Page) => page.locator('ol > li');
const toggleOf = (page: Page, id: string) => page.locator(`li[id="${id}"] > h3 button`);

async function openRun(page: Page, id: string) {
	await toggleOf(page, id).click();
	await expect(page.getByRole('region', { name: `Metrics of ${id}` })).toBeVisible();
}

interface Scores {
	traces: {
		id: string;
		inside: boolean;
		rows: { metric: string; measured: object; predicted: number; inside: boolean }[];
	}[];
}

/** What the command line says; it ends with 1 where a bar is missed. */
function score(ids: string[]): Scores {
	const files = ids.map((id) => `tests/ground-truth/traces/${id}.json`);
	const command = ['.setup/poolscope.mjs', 'score', ...files, '--format', 'json'];
	return JSON.parse(spawnSync(process.execPath, command, { encoding: 'utf8' }).stdout) as Scores;
}

test('the figures of a run are those of poolscope score', async ({ page }) => {
	test.slow();
	const { traces } = score([exactRun, timedRun]);
	await open(page);
	for (const { id, inside, rows } of traces) {
		const { rows: told } = (await (await page.request.get(`./validation/${id}.json`)).json()) as RunDetail;
		const figures = ({ metric, measured, predicted, inside }: Scores['traces'][number]['rows'][number]) => ({
			metric,
			measured,
			predicted,
			inside
		});
		expect(told.map(figures)).toEqual(rows.map(figures));

		await expect(toggleOf(page, id)).toContainText(inside ? 'inside' : 'outside');
		await openRun(page, id);
		const table = page.getByRole('region', { name: `Metrics of ${id}` });
		await expect(table.locator('tbody tr')).toHaveCount(rows.length);
		await expect(table.locator('tr.outside')).toHaveCount(rows.filter((row) => !row.inside).length);
	}
	const news = traces[1]?.rows.find(({ metric }) => metric === 'news');
	await expect(
		page.getByRole('region', { name: `Metrics of ${timedRun}` }).locator('[data-metric="news"] .predicted')
	).toHaveText(new Intl.NumberFormat('en-US').format(Number(news?.predicted)));
});

test('the summary counts the runs and bars of the index, and the list is worst first', async ({ page }) => {
	await open(page);
	const index = (await (await page.request.get('./validation/index.json')).json()) as ValidationIndex;
	const bars = index.summary.reduce((sum, { traces }) => sum + traces, 0);
	const missed = index.summary.reduce((sum, row) => sum + row.missed, 0);
	const count = new Intl.NumberFormat('en-US');
	await expect(page.locator('[data-figure="bars"]')).toHaveText(
		`${count.format(bars - missed)} of ${count.format(bars)} bars are kept`
	);
	for (const { kind, bars: all, missedByRepetition, missedByModel } of index.others) {
		await expect(page.locator('[data-figure="others"]')).toContainText(
			`in ${kind} runs the one left out misses ${shareText(missedByRepetition / all)} of its bars, ` +
				`the model ${shareText(missedByModel / all)}`
		);
	}
	await expect(runs(page)).toHaveCount(index.runs.length);
	const listed = await runs(page).evaluateAll((items) => items.map(({ id }) => id));
	const place = new Map(index.runs.map((run) => [run.id, run.inside ? run.worst : Infinity]));
	const worst = listed.map((id) => place.get(id) ?? NaN);
	expect(worst).toEqual([...worst].sort((a, b) => b - a));
});

test('scenario, kind and "outside only" are chosen by keyboard and stay in the address', async ({ page }) => {
	await open(page);
	const all = await runs(page).count();
	const status = page.getByRole('status').filter({ hasText: 'outside of a bar' });

	await page.getByRole('combobox', { name: 'Scenario' }).focus();
	await page.keyboard.press('ArrowDown');
	await expect(page).toHaveURL(/\?scenario=steady$/);
	await expect.poll(() => runs(page).count()).toBeLessThan(all);
	expect(await runs(page).count()).toBeGreaterThan(0);

	await page.keyboard.press('Tab');
	await expect(page.getByRole('radio', { name: 'all', exact: true })).toBeFocused();
	await page.keyboard.press('ArrowRight');
	await expect(page).toHaveURL(/scenario=steady&kind=exact$/);
	const kinds = async () => [...new Set(await runs(page).locator('.kind').allTextContents())];
	await expect.poll(kinds).toEqual(['exact']);
	await expect(status).toHaveText(new RegExp(`^${await runs(page).count()} run`));

	await page.keyboard.press('Tab');
	await page.keyboard.press('Space');
	await expect(page).toHaveURL(/outside=1$/);
	await expect(
		runs(page)
			.locator('.state')
			.filter({ hasText: /^inside$/ })
	).toHaveCount(0);

	await page.reload();
	await expect(page.getByRole('radio', { name: 'exact' })).toBeChecked();
	await expect(page.getByRole('checkbox', { name: 'outside only' })).toBeChecked();
});

test('a run is fetched and drawn when it is opened, by Enter as well, and told at each instant', async ({
	page
}) => {
	const asked: string[] = [];
	page.on('request', (request) => {
		if (/validation\/[^/]+\.json$/.test(request.url())) asked.push(request.url());
	});
	await open(page);
	expect(asked).toEqual([]);
	await expect(page.getByRole('figure')).toHaveCount(0);

	await toggleOf(page, timedRun).focus();
	await page.keyboard.press('Enter');
	await expect(toggleOf(page, timedRun)).toHaveAttribute('aria-expanded', 'true');
	for (const name of ['Heap', 'Residents', 'New']) {
		const figure = page.getByRole('figure', { name });
		await expect(figure.locator('path.measured')).toHaveAttribute(
			'd',
			/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){50,}$/
		);
		await expect(figure.locator('path.simulated')).toHaveAttribute('d', /^M/);
		await expect(figure.locator('path.band')).toHaveCount(name === 'New' ? 0 : 1);
	}
	expect(asked).toHaveLength(1);

	const slider = page.getByRole('slider', { name: 'Heap: instant' });
	await slider.focus();
	await page.keyboard.press('Home');
	await expect(slider).toHaveAttribute('aria-valuetext', /^[\d.]+ s: measured .+, simulated .+$/);
	await expect(
		page.getByText(`npx poolscope score tests/ground-truth/traces/${timedRun}.json`)
	).toBeVisible();

	await toggleOf(page, timedRun).press('Enter');
	await expect(page.getByRole('figure')).toHaveCount(0);
});

test('a link to a run opens it, and the run leads to the dashboard with its own parameters', async ({
	page
}) => {
	await open(page, `#${timedRun}`);
	await page.getByRole('link', { name: 'The same parameters on the dashboard' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('A pool that is copied');
	await expect(page).toHaveURL(/#v1;case=copied-pool;.*rate=/);
	await expect(page.getByText(/^The link|cannot be/)).toHaveCount(0);
});

test('each case of the dashboard says how near it comes to real runs, and leads to them', async ({
	page
}) => {
	await page.goto('./');
	const index = (await (await page.request.get('./validation/index.json')).json()) as ValidationIndex;
	const ofCase = index.runs.filter((run) => run.case === 'large-struct');
	const loads = ofCase.filter(({ kind }) => kind !== 'exact').length;
	await page.goto('./#v1;case=large-struct');
	const badge = page.getByRole('link', { name: /^Typically within/ });
	await expect(badge).toHaveText(new RegExp(`^Typically within [\\d.]+ % of ${loads} real runs?$`));
	await badge.click();
	await expect(page.getByRole('combobox', { name: 'Scenario' })).toHaveValue('large-struct');
	await expect(runs(page)).toHaveCount(ofCase.length);
});

test('the famous incidents have the numbers of real Go beside the simulated ones, and lead to the dashboard', async ({
	page
}) => {
	await open(page);
	for (const { slug, title, thread, measured } of presets) {
		const incident = page.getByRole('article', { name: title });
		await expect(incident.getByRole('link', { name: thread.name })).toHaveAttribute('href', thread.href);
		const real = incident.locator('td:nth-of-type(1)');
		if (measured.length > 0) {
			await expect(real, slug).toHaveText(measured.map((each) => formatBytes(each.heapBytes)));
			await expect(incident.locator('td:nth-of-type(2)').first()).toHaveText(/^[\d.]+ [MG]iB$/);
		}
	}
	await page
		.getByRole('article', { name: presets[0]?.title })
		.getByRole('link', { name: 'On the dashboard' })
		.click();
	await expect(page).toHaveURL(/#v1;case=steady;.*phases=large/);
	await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('GiB');
});

test('the badges cost the dashboard less than 2 kB', async ({ request }) => {
	const data = await (await request.get('./__data.json')).text();
	expect(data).toContain('large-struct');
	expect(data.length).toBeLessThan(1500);
});

for (const { name, width, height } of [
	{ name: '1440 × 900', width: 1440, height: 900 },
	{ name: '390 × 844', width: 390, height: 844 }
]) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing at ${name} in ${colorScheme}, with runs opened`, async ({ page }) => {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height });
			await open(page, '?scenario=copied-pool');
			await openRun(page, timedRun);
			await page.getByText('Values as a table').click();
			expect(await violations(page)).toEqual([]);
		});
	}
}

test('nothing scrolls sideways down to 320 px, with a run opened', async ({ page }) => {
	await open(page, '?scenario=copied-pool');
	await openRun(page, timedRun);
	for (const width of [320, 390, 768, 1024, 1440]) {
		await page.setViewportSize({ width, height: 800 });
		await painted(page);
		await expect.poll(() => overflow(page), `at ${width} px`).toBeLessThanOrEqual(0);
	}
});
