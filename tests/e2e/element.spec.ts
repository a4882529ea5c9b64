import type { Page } from 'playwright/test';
import { expect, strictPolicy, test } from './hostPages.ts';

interface Chart extends HTMLElement {
	gomaxprocs: unknown;
	link: string;
	verdict: string;
	params: Record<string, unknown>;
	state: { t: number | null } | null;
	seek(t: number | null): void;
}

const script = (site: string) => `<script src="${site}element/poolscope-chart.js" defer></script>`;
const element = (page: Page) => page.locator('poolscope-chart');
const verdict = (page: Page) => element(page).locator('.verdict');

test('one script and one tag are a chart in any page; attributes and properties change it, events tell', async ({
	page,
	baseURL,
	serveHost,
	problems
}) => {
	const site = String(baseURL);
	const listen = `window.told = [];
		for (const type of ['ready', 'change', 'verdict', 'error']) {
			document.addEventListener(type, ({ detail }) => detail && told.push([type, detail]), true);
		}`;
	const html = `<!doctype html><script>${listen}</script>${script(site)}
		<poolscope-chart case="missed-put" gomaxprocs="4">before</poolscope-chart>`;
	await page.goto(await serveHost({ html }));
	await expect(verdict(page)).toContainText(/New is called/);
	await expect(element(page).getByRole('slider', { name: 'Heap size: instant' })).toBeVisible();
	await expect(element(page).getByRole('link', { name: 'Open in Poolscope' })).toHaveAttribute(
		'href',
		new RegExp(`^${site}#v1;case=missed-put;gomaxprocs=4;`)
	);

	const link = () => element(page).evaluate((each) => (each as Chart).link);
	await element(page).evaluate((each) => each.setAttribute('gomaxprocs', '16'));
	await expect.poll(link).toContain('gomaxprocs=16');
	await element(page).evaluate((each) => ((each as Chart).gomaxprocs = 2));
	await expect.poll(link).toContain('gomaxprocs=2;');
	await element(page).evaluate((each) => each.removeAttribute('gomaxprocs'));
	await expect.poll(link).toMatch(/^v1;case=missed-put;model=\d+$/);
	await element(page).evaluate((each) => ((each as Chart).params = { seed: 7 }));
	await expect.poll(link).toContain('seed=7');
	await element(page).evaluate((each) => (each as Chart).seek(3));
	await expect.poll(() => element(page).evaluate((each) => (each as Chart).state?.t)).toBe(3);
	await element(page).evaluate((each) => ((each as Chart).link = 'v1;case=missed-put;gomaxprocs=3'));
	await expect.poll(link).toMatch(/^v1;case=missed-put;gomaxprocs=3;model=\d+$/);
	await element(page).evaluate((each) => each.setAttribute('chart', 'new'));
	await expect(element(page).getByRole('figure', { name: 'New rate' })).toBeVisible();
	await element(page).evaluate((each) => each.setAttribute('rate', 'many'));

	type Told = [string, Record<string, unknown>];
	const told = () => page.evaluate(() => (window as unknown as { told: Told[] }).told);
	await expect.poll(async () => (await told()).map(([type]) => type)).toContain('error');
	await expect
		.poll(async () => (await told()).map(([type]) => type))
		.toEqual(expect.arrayContaining(['ready', 'change', 'verdict']));
	const all = await told();
	expect(all.find(([type]) => type === 'error')?.[1].message).toMatch(/rate cannot be "many"/);
	expect(problems).toEqual([]);
});

test('what is set last counts: a parameter changes alone, a link begins anew, an instant is of what was set', async ({
	page,
	baseURL,
	serveHost
}) => {
	const html = `<!doctype html>${script(String(baseURL))}
		<poolscope-chart case="oversized-dos" gomaxprocs="64" poster></poolscope-chart>`;
	await page.goto(await serveHost({ html }));
	const link = () => element(page).evaluate((each) => (each as Chart).link);
	const set = (change: (chart: Chart) => void) => element(page).evaluate(change as (each: Element) => void);

	// Attributes that were there before, started or not.
	await set((chart) => {
		chart.link = 'v1;case=pinned-payload;gomaxprocs=3';
		chart.seek(2);
	});
	await expect.poll(link).toMatch(/^v1;case=pinned-payload;gomaxprocs=3;cursor=2s;model=\d+$/);
	await set((chart) => chart.setAttribute('case', 'oversized-dos'));
	await expect.poll(link).toMatch(/^v1;case=oversized-dos;model=\d+$/);
	await set((chart) => {
		chart.params = { rate: 777, memlimit: '1GiB' };
		chart.setAttribute('hold', '20ms');
	});
	await expect.poll(link).toMatch(/^v1;case=oversized-dos;memlimit=1GiB;rate=777;hold=20ms;model=\d+$/);

	// The same value as the attribute has is a change, where something was set since.
	await set((chart) => chart.setAttribute('gomaxprocs', '64'));
	await expect.poll(link).toContain('gomaxprocs=64;');
	await set((chart) => chart.removeAttribute('hold'));
	await expect.poll(link).not.toContain('hold');

	// What the reader chose stays.
	await element(page).getByRole('button', { name: 'Fix' }).click();
	await expect.poll(link).toContain('fixed=on');
	await set((chart) => chart.setAttribute('rate', '600'));
	await expect
		.poll(link)
		.toMatch(/^v1;case=oversized-dos;gomaxprocs=64;memlimit=1GiB;rate=600;fixed=on;model=\d+$/);

	// Before it is in the page.
	await set((chart) => {
		const next = document.createElement('poolscope-chart') as Chart;
		next.params = { case: 'missed-put', gomaxprocs: 2 };
		next.seek(1);
		chart.replaceWith(next);
	});
	await expect.poll(link).toMatch(/^v1;case=missed-put;gomaxprocs=2;cursor=1s;model=\d+$/);
});

test('where it is moved to it goes on with what was set, what the reader chose, and what changed meanwhile', async ({
	page,
	baseURL,
	serveHost
}) => {
	const html = `<!doctype html>${script(String(baseURL))}
		<poolscope-chart case="oversized-dos" rate="600"></poolscope-chart><div></div>`;
	await page.goto(await serveHost({ html }));
	const link = () => element(page).evaluate((each) => (each as Chart).link);
	const move = async (meanwhile: (chart: Chart) => void = () => {}) => {
		await page.evaluate((body) => {
			const chart = document.querySelector('poolscope-chart') as Chart;
			chart.remove();
			(new Function(`return ${body}`)() as (chart: Chart) => void)(chart);
			document.querySelector('div')?.append(chart);
		}, meanwhile.toString());
		await expect(verdict(page)).toBeVisible();
	};
	await expect(verdict(page)).toBeVisible();
	await element(page).evaluate((each) => ((each as Chart).params = { rate: 777 }));
	await expect.poll(link).toContain('rate=777');
	await element(page).getByRole('button', { name: 'Fix' }).click();
	await expect.poll(link).toMatch(/rate=777;fixed=on;model/);
	await move();
	await expect(element(page).getByRole('button', { name: 'Fix' })).toHaveAttribute('aria-pressed', 'true');
	expect(await link()).toMatch(/^v1;case=oversized-dos;rate=777;fixed=on;model=\d+$/);
	await move((chart) => chart.setAttribute('gomaxprocs', '3'));
	await expect.poll(link).toMatch(/^v1;case=oversized-dos;gomaxprocs=3;rate=777;fixed=on;model=\d+$/);
	await move((chart) => chart.setAttribute('case', 'missed-put'));
	await expect.poll(link).toMatch(/^v1;case=missed-put;gomaxprocs=3;model=\d+$/);
});

test('an empty attribute is a flag that is on, a list of nothing, and of anything else said to be no value', async ({
	page,
	baseURL,
	serveHost
}) => {
	const html = `<!doctype html>${script(String(baseURL))}
		<poolscope-chart case="oversized-dos" phases="" fixed></poolscope-chart>`;
	await page.goto(await serveHost({ html }));
	const link = () => element(page).evaluate((each) => (each as Chart).link);
	await expect.poll(link).toMatch(/^v1;case=oversized-dos;fixed=on;phases=;model=\d+$/);
	await expect(element(page).locator('.messages')).toBeEmpty();
	await element(page).evaluate((each) => each.setAttribute('body', ''));
	await expect(element(page).locator('.messages')).toContainText(
		'body cannot be "": it takes a size such as'
	);
});

test('an instant that is none takes the crosshair away', async ({ page, baseURL, serveHost }) => {
	const html = `<!doctype html>${script(String(baseURL))}<poolscope-chart case="no-pool"></poolscope-chart>`;
	await page.goto(await serveHost({ html }));
	const link = () => element(page).evaluate((each) => (each as Chart).link);
	await element(page).evaluate((each) => (each as Chart).seek(1));
	await expect.poll(link).toContain('cursor=1s');
	await element(page).evaluate((each) => (each as Chart).seek(NaN));
	await expect.poll(link).toMatch(/^v1;case=no-pool;model=\d+$/);
});

test('under a policy without workers and without inline styles it runs in the page itself', async ({
	page,
	baseURL,
	serveHost,
	problems
}) => {
	const site = String(baseURL);
	const html = `<!doctype html>${script(site)}<poolscope-chart case="no-pool"></poolscope-chart>`;
	const headers = { 'content-security-policy': `${strictPolicy(site)}; worker-src 'none'; style-src 'none'` };
	await page.goto(await serveHost({ html, headers }));
	await expect(verdict(page)).toContainText(/MiB|KiB/);
	const plot = element(page).locator('.plot').first();
	await expect.poll(() => plot.evaluate((each) => each.clientHeight)).toBe(230);
	expect(problems.filter((text) => !/worker/i.test(text))).toEqual([]);
});

test('no style leaks in or out, and every element has a theme of its own', async ({
	page,
	baseURL,
	serveHost
}) => {
	const hostile = `html { font-size: 62.5%; } * { color: red !important; letter-spacing: 0.3em; text-transform: uppercase; }
		h1 { font-size: 80px; } button { padding: 40px; }`;
	const html = `<!doctype html><style>${hostile}</style><h1>Host</h1>${script(String(baseURL))}
		<poolscope-chart theme="light" case="no-pool"></poolscope-chart>
		<div dir="rtl"><poolscope-chart theme="dark" case="no-pool"></poolscope-chart></div>`;
	await page.goto(await serveHost({ html }));
	await expect(verdict(page).first()).toBeVisible();
	await element(page).nth(1).scrollIntoViewIfNeeded();
	await expect(verdict(page).nth(1)).toBeVisible();
	const looks = await element(page)
		.locator('h1')
		.evaluateAll((titles) =>
			titles.map((title) => {
				const { color, direction, fontSize, letterSpacing, textTransform } = getComputedStyle(title);
				return { color, direction, fontSize, letterSpacing, textTransform };
			})
		);
	const same = { direction: 'ltr', fontSize: '15px', letterSpacing: 'normal', textTransform: 'none' };
	expect(looks).toEqual([
		{ ...same, color: 'rgb(21, 25, 30)' },
		{ ...same, color: 'rgb(238, 241, 244)' }
	]);
	const host = await page
		.getByRole('heading', { name: 'Host' })
		.evaluate((each) => getComputedStyle(each).fontSize);
	expect(host).toBe('80px');
	expect(
		await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ink'))
	).toBe('');
});

test('it is a module too, waits for its turn, and what stands between its tags shows until then', async ({
	page,
	baseURL,
	serveHost
}) => {
	const html = `<!doctype html><script type="module" src="${String(baseURL)}element/poolscope-chart.module.js"></script>
		<poolscope-chart case="no-pool" poster><img alt="A still of the chart"></poolscope-chart>`;
	await page.goto(await serveHost({ html }));
	await expect(page.getByRole('img', { name: 'A still of the chart' })).toBeAttached();
	await expect(verdict(page)).toHaveCount(0);
	await element(page).getByRole('button', { name: 'Start the simulation' }).click();
	await expect(verdict(page)).toContainText(/MiB|KiB/);
	await element(page).evaluate((each) => {
		const parent = each.parentElement;
		each.remove();
		parent?.append(each);
	});
	await element(page).getByRole('button', { name: 'Start the simulation' }).click();
	await expect(verdict(page)).toContainText(/MiB|KiB/);
});
