import { expect, test, type Page } from 'playwright/test';
import { settled } from './pageState.ts';

/** Without a mouse, along the path and by the keys that the help writes down. */

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const handle = (page: Page, chart = 'Heap size') => page.getByRole('slider', { name: `${chart}: instant` });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const clock = (page: Page) => page.getByLabel('Time of the process');

async function open(page: Page) {
	await page.goto('./');
	await settled(page);
}

async function seconds(page: Page): Promise<number> {
	const text = String(await clock(page).textContent());
	return Number.parseFloat(text) * (text.endsWith('ms') ? 1e-3 : /µs|ns/.test(text) ? 0 : 1);
}

/** Presses a key until something has a focus; fails if it never has. */
async function reach(page: Page, key: string, selector: string) {
	for (let i = 0; i < 200; i++) {
		await page.keyboard.press(key);
		if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
	}
	throw new Error(`${key} never reaches ${selector}`);
}

test('Tab goes the way that the help says: bar, cases, variant, views, verdict, charts, controls; and back', async ({
	page
}) => {
	await open(page);
	const placeOf = () =>
		page.evaluate(() => {
			const places = [
				['bar', '.page > header'],
				['cases', 'nav[aria-label="Cases"]'],
				['variant', '[role="radiogroup"]'],
				['views', '[role="group"][aria-label="Views"]'],
				['verdict', 'section[aria-label="Verdict"]'],
				['charts', '.charts'],
				['controls', 'aside[aria-label="Controls"]']
			] as const;
			return places.find(([, place]) => document.activeElement?.closest(place))?.[0] ?? '';
		});
	const seen: string[] = [];
	for (let i = 0; i < 200; i++) {
		await page.keyboard.press('Tab');
		const place = await placeOf();
		if (place === '' && seen.includes('controls')) break;
		if (place !== '' && seen.at(-1) !== place) seen.push(place);
	}
	const way = ['bar', 'cases', 'variant', 'views', 'verdict', 'charts', 'controls'];
	expect(seen.filter((place, at) => seen.indexOf(place) === at)).toEqual(way);
	// And back to the charts, whose keys are theirs.
	await reach(page, 'Shift+Tab', '[role="slider"][aria-label="Heap size: instant"]');
});

test('a button that goes with what it closes hands the focus on, and Tab goes on from there', async ({
	page
}) => {
	const press = async (name: string | RegExp) => {
		const button = page.getByRole('button', { name, exact: typeof name === 'string' });
		await button.focus();
		await page.keyboard.press('Enter');
		await expect(button).toBeHidden();
	};
	await open(page);
	await page.keyboard.press('k');
	await press(/^Remove /);
	await expect(page.getByRole('button', { name: 'Pin this run' })).toBeFocused();
	await press('Done');
	await expect(page.getByRole('button', { name: 'Compare', exact: true })).toBeFocused();
	await page.keyboard.press('l');
	await press('Leave live');
	await expect(page.getByRole('button', { name: 'Live', exact: true })).toBeFocused();
	await page.getByLabel('gctrace log').setInputFiles({
		name: 'two.log',
		mimeType: 'text/plain',
		buffer: Buffer.from(
			[1, 2]
				.map(
					(n) =>
						`gc ${n} @${n}.000s 0%: 0.01+0.5+0.01 ms clock, 0.1+0.1/0.5/0.1+0.1 ms cpu, 4->5->2 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P`
				)
				.join('\n')
		)
	});
	await press('Remove');
	await expect(page.getByRole('button', { name: /Open .*log/ })).toBeFocused();
});

test('every key of the help does what the help says', async ({ page, context }) => {
	test.setTimeout(180_000);
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open(page);
	const press = (key: string) => page.keyboard.press(key);
	const event = page.locator('.anatomy .event');
	const heading = page.getByRole('heading', { level: 1 });

	/** What shows that a key has done its work, in an order in which each begins where the one before has ended. */
	const does: [key: string, shows: () => Promise<void>][] = [
		[
			'?',
			async () => {
				await expect(dialog(page, 'Help')).toBeVisible();
				await press('Escape');
				await expect(dialog(page, 'Help')).toBeHidden();
			}
		],
		['b', () => expect(page).toHaveURL(/fixed=on/)],
		[
			'r',
			async () => {
				await expect(page).not.toHaveURL(/fixed=on/);
			}
		],
		['x', () => expect(page).toHaveURL(/view=overlay/)],
		['m', () => expect(page).toHaveURL(/view=side/)],
		[
			'k',
			async () => {
				await expect(page).toHaveURL(/pin=case/);
				await press('x');
				await expect(page).not.toHaveURL(/view=/);
			}
		],
		[
			'a',
			async () => {
				await expect(page).toHaveURL(/view=anatomy/);
				await expect(event).toBeVisible({ timeout: 20_000 });
			}
		],
		['G', () => expect(event).toHaveText(/collection/i)],
		['g', () => expect(event).toHaveText(/collection|There is no/i)],
		['Q', () => expect(event).toHaveText(/request|There is no/i)],
		['q', () => expect(event).not.toHaveText(/^A sample/)],
		['E', () => expect(page.locator('.around [aria-current="step"]')).toBeVisible()],
		[
			'e',
			async () => {
				await expect(page.locator('.around [aria-current="step"]')).toBeVisible();
				await press('a');
				await expect(page).not.toHaveURL(/view=/);
			}
		],
		[
			'l',
			async () => {
				await expect(page).toHaveURL(/view=live/);
				await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled({ timeout: 20_000 });
			}
		],
		['n', () => expect(clock(page)).toHaveText('0.02 s')],
		[
			'j',
			async () => {
				await expect.poll(() => seconds(page), { timeout: 20_000 }).toBeGreaterThan(0.3);
				await press('j');
				await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
			}
		],
		[
			'h',
			async () => {
				const borrowed = page
					.getByRole('figure', { name: 'Pool occupancy' })
					.locator('.label', { hasText: 'borrowed' });
				await expect(async () => {
					await press('n');
					await expect(borrowed).toHaveText(/\d{2,}$/, { timeout: 300 });
				}).toPass();
			}
		],
		[
			'u',
			async () => {
				const lane = page.getByRole('figure', { name: 'Garbage collections' });
				// Time has to pass for it to begin.
				await expect(async () => {
					await press('n');
					await expect(lane).toContainText(/[1-9]\d* in the run/, { timeout: 300 });
				}).toPass();
				await press('l');
				await expect(page).not.toHaveURL(/view=/);
			}
		],
		['s', () => expect(page.getByText('Step 1 of your storyboard is this state.').first()).toBeAttached()],
		[
			'p',
			async () => {
				await expect(dialog(page, 'Present')).toBeVisible();
				await press('Escape');
				await expect(dialog(page, 'Present')).toBeHidden();
			}
		],
		['f', () => expect(page.getByRole('figure', { name: 'Heap size' })).toBeVisible()],
		[']', () => expect(heading).not.toHaveText('Large bodies, then calm')],
		['[', () => expect(heading).toHaveText('Large bodies, then calm')],
		['t', () => expect(page.locator('html')).toHaveAttribute('data-theme', 'light')],
		[
			'c',
			async () => {
				const copied = () => page.evaluate(() => navigator.clipboard.readText());
				await expect.poll(copied).toMatch(/#v1;case=oversized-dos/);
			}
		],
		[
			'S',
			async () => {
				await expect(dialog(page, 'Share')).toBeVisible({ timeout: 20_000 });
				await press('Escape');
				await expect(dialog(page, 'Share')).toBeHidden();
			}
		]
	];

	// A key that the help lists and nobody tries here would be a promise without a test.
	await press('?');
	await expect(dialog(page, 'Help')).toBeVisible();
	const listed = await dialog(page, 'Help').locator('section').first().locator('dt kbd').allTextContents();
	await press('Escape');
	await expect(dialog(page, 'Help')).toBeHidden();
	expect([...does.map(([key]) => key), 'o'].sort()).toEqual([...listed].sort());

	for (const [key, shows] of does) {
		await test.step(`key ${key}`, async () => {
			await press(key);
			await shows();
		});
	}
	await expect(async () => {
		const choosing = page.waitForEvent('filechooser', { timeout: 3_000 });
		await press('o');
		await choosing;
	}).toPass({ timeout: 20_000 });
});

test('a focused chart takes the keys that the help gives to it', async ({ page }) => {
	await open(page);
	await handle(page).focus();
	const said = () => handle(page).getAttribute('aria-valuetext');
	const time = async () => Number.parseFloat(String(await said()));
	await page.keyboard.press('Home');
	await expect(handle(page)).toHaveAttribute('aria-valuetext', /^\d/);
	const first = await time();
	await page.keyboard.press('ArrowRight');
	await expect.poll(time).toBeGreaterThan(first);
	const second = await time();
	await page.keyboard.press('Shift+ArrowRight');
	await expect.poll(time).toBeGreaterThan(second + 1);
	await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('End');
	await expect.poll(time).toBe(20);
	const heap = await said();
	await page.keyboard.press('ArrowUp');
	await expect.poll(said).not.toBe(heap);
	await page.keyboard.press('+');
	await expect(page).toHaveURL(/zoom=/);
	await page.keyboard.press('-');
	await page.keyboard.press('0');
	await expect(page).not.toHaveURL(/zoom=/);
	await page.keyboard.press('Escape');
	await expect(page).not.toHaveURL(/cursor=/);
});

test('a number of the verdict leads to its instant by Enter, a case opens by arrows, a field takes and forgets', async ({
	page
}) => {
	await open(page);
	await verdict(page).getByRole('button').first().focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/cursor=/);
	const body = page.getByRole('textbox', { name: 'Body size', exact: true });
	await body.focus();
	const before = await body.inputValue();
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type('1 MiB');
	await page.keyboard.press('Escape');
	await expect(body).toHaveValue(before);
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type('1 MiB');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/body=1MiB/);
	await page.getByRole('slider', { name: 'Body size slider', exact: true }).focus();
	await page.keyboard.press('ArrowLeft');
	await expect(page).not.toHaveURL(/body=1MiB/);
});

test('a talk is begun, told, stepped into and left by keys alone', async ({ page }) => {
	await open(page);
	await page.keyboard.press('p');
	await reach(page, 'Tab', '[aria-label="Present: 64 Ps, 16 MB"]');
	await page.keyboard.press('Enter');
	const place = page.getByRole('navigation', { name: 'Talk' }).locator('.place');
	await expect(place).toHaveText('1 / 9');
	await page.keyboard.press('ArrowRight');
	await expect(place).toHaveText('2 / 9');
	await page.keyboard.press('End');
	await expect(place).toHaveText('9 / 9');
	await page.keyboard.press('Home');
	await expect(place).toHaveText('1 / 9');
	await page.keyboard.press('q');
	await expect(page.getByRole('dialog', { name: /QR code/ })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await page.keyboard.press('s');
	await expect(page.getByRole('complementary', { name: 'Controls' })).toBeVisible();
	await page.keyboard.press('s');
	await page.keyboard.press('t');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	await page.keyboard.press('p');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Very large objects');
});
