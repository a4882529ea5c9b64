import { expect, test, type Page } from 'playwright/test';
import { alive as drawn, finished, violations } from './pageState.ts';

/**
 * axe on every route and state, in the colours that the tests of the single parts do not have: those that a reader forces
 * on the page, and those of a projector.
 */

const alive = async (page: Page) => {
	await drawn(page);
	await finished(page);
};
const open = (name: string) => async (page: Page) => {
	await alive(page);
	await page.getByRole('button', { name, exact: true }).first().click();
	await expect(page.getByRole('dialog').first()).toBeVisible({ timeout: 20_000 });
};

const states: [name: string, address: string, prepare: (page: Page) => Promise<unknown>][] = [
	['dashboard', './', alive],
	[
		'dashboard with every control',
		'./',
		async (page) => {
			await alive(page);
			await page.getByText('More parameters').click();
			await expect(page.getByRole('textbox', { name: 'Phases' })).toBeVisible();
		}
	],
	['overlay with a pinned run', './#v1;case=steady;view=overlay;pin=case=steady%3Bgo=1.12', alive],
	['side by side', './#v1;case=oversized-dos;view=side', alive],
	['difference', './#v1;case=oversized-dos;view=difference', alive],
	['logarithmic, with tables', './#v1;case=oversized-dos;charts=heap.log,heap.table,gc.table', alive],
	[
		'anatomy',
		'./#v1;case=large-struct;view=anatomy;cursor=4.5s',
		async (page) => expect(page.locator('.anatomy')).toBeVisible({ timeout: 20_000 })
	],
	[
		'live',
		'./#v1;case=oversized-dos;view=live',
		async (page) => {
			await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled({ timeout: 20_000 });
			await page.keyboard.press('n');
			await expect(page.getByLabel('Time of the process')).toHaveText('0.02 s');
		}
	],
	['a message about a link', './#v1;case=oversized-dos;rate=often;colour=red', alive],
	['help', './', open('Help and keys')],
	['share', './', open('Share')],
	['the choice of talks', './', open('Present')],
	['the stage', './?present=ten-gigabytes', alive],
	['the stage inside of the pool', './?present=large-struct#v1;step=3', alive],
	['the stage live', './?present=large-struct#v1;step=8', alive],
	['the list of bugs', './bugs/', async (page) => expect(page.locator('main[data-alive]')).toBeVisible()],
	[
		'a bug with its answer',
		'./bugs/aliased-bytes/',
		async (page) => {
			await expect(page.locator('main[data-alive]')).toBeVisible();
			await page.getByRole('button', { name: 'Show the answer' }).click();
			await expect(page.getByRole('heading', { name: /^Answer: / })).toBeVisible();
		}
	],
	['validation', './validation/', async (page) => expect(page.getByRole('heading').first()).toBeVisible()],
	[
		'an embed’s poster',
		'./embed/?poster=1&chart=all',
		async (page) => expect(page.locator('figure')).toHaveCount(5)
	],
	[
		'an embed',
		'./embed/?chart=all&controls=full',
		async (page) => expect(page.locator('.embed')).toBeVisible({ timeout: 20_000 })
	],
	[
		'an embedded timeline',
		'./embed/aliased-bytes/timeline/',
		async (page) => expect(page.getByRole('slider', { name: 'Step' })).toBeVisible({ timeout: 20_000 })
	],
	[
		'an embedded quiz',
		'./embed/aliased-bytes/quiz/',
		async (page) => expect(page.locator('main')).toBeVisible()
	],
	[
		'an article with charts',
		'./examples/blog.html',
		async (page) => expect(page.locator('#caption')).not.toBeEmpty()
	]
];

/** Text in the colour of the page: in forced colours the browser lays that colour behind every word. */
const unreadable = (page: Page) =>
	page.evaluate(() => {
		const probe = document.createElement('i');
		probe.style.color = 'Canvas';
		document.body.append(probe);
		const ground = getComputedStyle(probe).color;
		probe.remove();
		return [...document.querySelectorAll<HTMLElement>('body *')]
			.filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
			.filter((each) => {
				const { color, forcedColorAdjust } = getComputedStyle(each) as CSSStyleDeclaration & {
					forcedColorAdjust: string;
				};
				const { width, height } = each.getBoundingClientRect();
				return color === ground && forcedColorAdjust !== 'none' && width > 2 && height > 2;
			})
			.map((each) => `${each.tagName} ${each.className}: ${each.textContent?.trim().slice(0, 40) ?? ''}`);
	});

for (const [name, address, prepare] of states) {
	test(`axe finds nothing in forced colours, and all text is read: ${name}`, async ({ page }) => {
		await page.emulateMedia({ forcedColors: 'active' });
		await page.goto(address);
		await prepare(page);
		expect(await violations(page)).toEqual([]);
		await expect.poll(() => unreadable(page)).toEqual([]);
	});
}

for (const [name, address, prepare] of states.filter(([, where]) => /^\.\/(#|$|embed)/.test(where))) {
	test(`axe finds nothing in the colours of a projector: ${name}`, async ({ page }) => {
		const [path = '', hash = ''] = address.split('#');
		await page.goto(`${path}${path.includes('?') ? '&' : '?'}theme=projector${hash && `#${hash}`}`);
		await prepare(page);
		expect(await violations(page)).toEqual([]);
	});
}
