import { readFileSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { encode } from 'uqr';
import { alive, overflow, painted, settled, violations } from './pageState.ts';

const slugs = ['ten-gigabytes', 'large-struct', 'victim-cache'];
const place = (page: Page) => page.getByRole('navigation', { name: 'Talk' }).locator('.place');
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

async function begin(page: Page, slug: string, hash = '') {
	await page.goto(`./?present=${slug}${hash}`);
	await expect(place(page)).toHaveText(/^\d+ \/ \d+$/);
	await alive(page);
}

for (const slug of slugs) {
	test(`${slug} is told from the first to the last step by PageDown alone, with the network off`, async ({
		page,
		context
	}) => {
		await begin(page, slug);
		await context.setOffline(true);
		const count = Number((await place(page).textContent())?.split(' / ')[1]);
		expect(count).toBeGreaterThanOrEqual(6);
		const titles = new Set<string>();
		for (let at = 1; at <= count; at++) {
			await expect(place(page)).toHaveText(`${at} / ${count}`);
			// Figures are there, and nothing waits for them.
			await expect(heading(page)).not.toHaveText(/[…{}]/);
			await expect(page.locator('canvas.stale')).toHaveCount(0);
			titles.add(String(await heading(page).textContent()));
			await page.keyboard.press('PageDown');
		}
		expect(titles.size).toBe(count);
		await expect(place(page)).toHaveText(`${count} / ${count}`);
		await page.keyboard.press('PageUp');
		await expect(place(page)).toHaveText(`${count - 1} / ${count}`);
		await page.keyboard.press('Home');
		await expect(place(page)).toHaveText(`1 / ${count}`);
	});
}

// Type keeps its proportion to the picture.
for (const { width, height, least, slug, steps } of [
	{ width: 1920, height: 1080, least: 24, slug: 'ten-gigabytes', steps: 9 },
	{ width: 1440, height: 900, least: 20, slug: 'victim-cache', steps: 8 },
	{ width: 1366, height: 768, least: 17, slug: 'victim-cache', steps: 8 },
	{ width: 1280, height: 720, least: 16, slug: 'victim-cache', steps: 8 }
]) {
	test(`on a screen of ${width} × ${height} no type of ${slug} is below ${least} px and nothing scrolls`, async ({
		page
	}) => {
		await page.setViewportSize({ width, height });
		await begin(page, slug);
		const small = () =>
			page.evaluate((leastPx) => {
				const found: string[] = [];
				for (const element of document.querySelectorAll('.stage *')) {
					const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
					const { width, height } = element.getBoundingClientRect();
					const size = Number.parseFloat(getComputedStyle(element).fontSize);
					// What is for ears only is one pixel large.
					if (own && width > 2 && height > 2 && size < leastPx)
						found.push(`${size} ${element.textContent?.slice(0, 40)}`);
				}
				return found;
			}, least);
		/** How much of the charts is out of sight, in the frame that the room sees now [CSS px]. */
		const beyond = () =>
			painted(page).then(() =>
				page.locator('.stack').evaluate((stack) => stack.scrollHeight - stack.clientHeight)
			);
		for (let at = 1; at <= steps; at++) {
			await expect(place(page)).toHaveText(`${at} / ${steps}`);
			await expect(page.locator('canvas.stale')).toHaveCount(0);
			await expect.poll(small).toEqual([]);
			await expect.poll(beyond).toBeLessThanOrEqual(2);
			await page.keyboard.press('PageDown');
		}
	});
}

test('how high the charts are comes from the window alone, not from the sizes that it has had', async ({
	page,
	context
}) => {
	const heights = (at: Page) =>
		at.locator('.stack .plot').evaluateAll((plots) => plots.map((e) => e.clientHeight));
	const beyond = () => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
	const portrait = { width: 800, height: 1100 };
	const fresh = await context.newPage();
	await fresh.setViewportSize(portrait);
	await begin(fresh, 'ten-gigabytes');
	await begin(page, 'ten-gigabytes');
	for (const before of [
		{ width: 1920, height: 1400 },
		{ width: 390, height: 500 }
	]) {
		await page.setViewportSize(before);
		await expect.poll(() => heights(page)).not.toEqual(await heights(fresh));
		await page.setViewportSize(portrait);
		// Words of the step may still come on either page: they take a line of both.
		await expect(async () => expect(await heights(page)).toEqual(await heights(fresh))).toPass();
		// What the page asks for itself is one screen.
		await expect.poll(beyond).toBeLessThanOrEqual(0);
	}
});

test('axes hold still from step to step of one case', async ({ page }) => {
	await begin(page, 'ten-gigabytes');
	const axis = () => page.locator('figure').first().locator('svg.axes text').allTextContents();
	const axisAfter = async (key: string, at: number) => {
		await page.keyboard.press(key);
		await expect(place(page)).toHaveText(`${at} / 9`);
		return axis();
	};
	// Until all runs of the case are there, what is missing may still widen the axes.
	await expect(async () => {
		await page.keyboard.press('Home');
		const still = await axisAfter('PageDown', 2);
		expect(still.join()).toMatch(/GiB/);
		expect(await axisAfter('PageDown', 3)).toEqual(still);
		expect(await axisAfter('PageUp', 2)).toEqual(still);
		expect(await axisAfter('PageUp', 1)).toEqual(still);
	}).toPass({ timeout: 30_000 });
});

test('the inside of the pool is a step: its counts are those of the run at the step’s instant', async ({
	page
}) => {
	await page.setViewportSize({ width: 1920, height: 1080 });
	await begin(page, 'large-struct');
	for (let i = 0; i < 3; i++) await page.keyboard.press('PageDown');
	await expect(place(page)).toHaveText('4 / 9');
	const counts = page.locator('[data-count]');
	await expect(counts.first()).toBeVisible({ timeout: 20_000 });
	const pooled = async () => {
		const texts = await counts.allTextContents();
		return texts.slice(1).reduce((sum, text) => sum + Number(text), 0);
	};
	// The title has the count from the run's own series.
	await expect(heading(page)).toHaveText(/: \d+ objects/);
	const said = Number(/: (\d+) objects/.exec(String(await heading(page).textContent()))?.[1]);
	await expect.poll(pooled).toBe(said);
	await page.keyboard.press('g');
	await expect(page.locator('[data-count="victim"]')).toHaveText(/1\d\d/, { timeout: 20_000 });
	await page.keyboard.press('PageDown');
	await expect(page.locator('.anatomy')).toHaveCount(0);
});

test('a live step begins by itself when one comes to it; r begins it anew, the next step ends it', async ({
	page
}) => {
	await begin(page, 'large-struct');
	const clock = page.getByLabel('Time of the process');
	const seconds = async () => {
		const text = String(await clock.textContent());
		return text.endsWith('ms') ? Number.parseFloat(text) / 1000 : Number.parseFloat(text);
	};
	await page.keyboard.press('End');
	await expect(place(page)).toHaveText('9 / 9');
	await expect.poll(seconds, { timeout: 20_000 }).toBeGreaterThan(0.5);
	await page.keyboard.press('j');
	await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
	// A stretch that was asked for before the pause may still come; then time stands.
	await expect(async () => {
		const stood = await seconds();
		await page.waitForTimeout(300);
		expect(await seconds()).toBe(stood);
	}).toPass({ timeout: 20_000 });
	const stood = await seconds();
	await page.getByRole('button', { name: 'burst', exact: true }).click();
	await page.getByLabel('Speed').selectOption('5×');
	await page.keyboard.press('j');
	const heap = page.getByRole('figure', { name: 'Heap size' }).locator('.label', { hasText: 'heap' }).first();
	await expect(heap).toHaveText(/GiB/, { timeout: 20_000 });
	await expect(page.getByRole('button', { name: 'Reset this step' })).toBeVisible();
	// Slowly, so that its beginning lasts until it has been seen.
	await page.getByLabel('Speed').selectOption('0.1×');
	await page.keyboard.press('r');
	await expect.poll(seconds, { timeout: 20_000 }).toBeLessThan(stood + 2);
	await page.keyboard.press('PageUp');
	await expect(clock).toHaveCount(0);
	// After a reload nothing moves before somebody asks for it.
	await page.keyboard.press('PageDown');
	await expect(page).toHaveURL(/view=live/);
	await page.reload();
	await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled({ timeout: 20_000 });
	await page.waitForTimeout(300);
	await expect(clock).toHaveText('0 s');
});

test('where motion is unwelcome a live step waits for its button', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await begin(page, 'large-struct');
	await page.keyboard.press('End');
	const run = page.getByRole('button', { name: 'Run', exact: true });
	await expect(run).toBeEnabled({ timeout: 20_000 });
	await page.waitForTimeout(500);
	await expect(page.getByLabel('Time of the process')).toHaveText('0 s');
	await run.click();
	await expect(page.getByLabel('Time of the process')).not.toHaveText('0 s');
});

/** The title of the attack's step, once its figure is there. */
async function titleWithPeak(page: Page): Promise<string> {
	await expect(heading(page)).toHaveText(/100\sMiB: [\d.]+\sGiB$/);
	return String(await heading(page).textContent()).trim();
}

/** The peak at the end of that title. */
function peakIn(title: string): string {
	return /[\d.]+\sGiB$/.exec(title)?.[0] ?? 'a peak';
}

test('whatever has been moved, r gives the step back, by key and by button', async ({ page }) => {
	await begin(page, 'ten-gigabytes');
	await page.keyboard.press('PageDown');
	// The title has its figure once the whole run is there.
	const title = await titleWithPeak(page);
	const words = page.locator('.words .said');
	await expect(words).toContainText(`peaks at ${peakIn(title)}`);
	const said = await words.textContent();
	await page.keyboard.press('s');
	const body = page.getByRole('textbox', { name: 'Attack body size', exact: true });
	await body.fill('1 MiB');
	await body.press('Enter');
	await expect(words).not.toHaveText(String(said));
	await heading(page).click();
	await page.keyboard.press('r');
	await expect(words).toHaveText(String(said));
	await expect(heading(page)).toHaveText(title);
	await page.keyboard.press('b');
	await expect(words).not.toHaveText(String(said));
	await page.getByRole('button', { name: 'Reset this step' }).click();
	await expect(words).toHaveText(String(said));
});

test('a focused chart keeps its arrows, and the clicker still drives the talk', async ({ page }) => {
	await begin(page, 'ten-gigabytes');
	await page.getByRole('slider', { name: 'Heap size: instant' }).focus();
	await page.keyboard.press('ArrowRight');
	await expect(place(page)).toHaveText('1 / 9');
	await page.keyboard.press('PageDown');
	await expect(place(page)).toHaveText('2 / 9');
});

test('p begins where it left off, Back leaves, and a reload stays at the step', async ({ page }) => {
	await page.goto('./');
	await alive(page);
	await page.keyboard.press('p');
	await page.getByRole('button', { name: 'Present: 64 Ps, 16 MB' }).click();
	await expect(place(page)).toHaveText('1 / 9');
	await expect(page).toHaveURL(/\?present=large-struct/);
	await page.keyboard.press('PageDown');
	await expect(page).toHaveURL(/step=1/);
	await page.reload();
	await expect(place(page)).toHaveText('2 / 9');
	await page.keyboard.press('p');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Very large objects');
	await expect(page).not.toHaveURL(/present/);
	await page.keyboard.press('p');
	await expect(place(page)).toHaveText('2 / 9');
	await page.goBack();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Very large objects');
});

test('the address is on the screen, small and as a large code', async ({ page, baseURL }) => {
	await begin(page, 'ten-gigabytes');
	const host = new URL(String(baseURL)).host;
	await expect(page.getByText(host, { exact: true })).toBeVisible();
	await page.keyboard.press('q');
	const dialog = page.getByRole('dialog', { name: /QR code/ });
	await expect.poll(async () => (await dialog.locator('svg').boundingBox())?.width).toBeGreaterThan(400);
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
});

for (const [keys, said, isWhole] of [
	[12, 'the code is of the whole address, also of a long one', true],
	[34, 'an address that a code cannot hold is said to be too long, and the code is of its page', false]
] as const) {
	test(said, async ({ page }) => {
		const long = Array.from({ length: keys }, (_, i) => `later${i}=${'a'.repeat(90)}`);
		await page.goto(`./#v1;case=oversized-dos;${long.join(';')}`);
		await settled(page);
		await page.keyboard.press('s');
		await page.keyboard.press('p');
		await page.getByRole('textbox', { name: 'Title of your storyboard' }).fill('Mine');
		await page.getByRole('button', { name: 'Present your storyboard' }).click();
		await expect(place(page)).toHaveText('1 / 1');
		await page.keyboard.press('q');
		const dialog = page.getByRole('dialog', { name: /QR code/ });
		await expect(dialog.getByText('This state is too long for a QR code')).toBeVisible({ visible: !isWhole });
		const size = Number((await dialog.locator('svg').getAttribute('viewBox'))?.split(' ')[2]);
		const sizeOf = (length: number) => encode('a'.repeat(length), { border: 2 }).size;
		if (isWhole) expect(size).toBeGreaterThanOrEqual(sizeOf(keys * 90));
		else expect(size).toBeLessThan(sizeOf(200));
	});
}

test('notes, clock and the next title are in a second window, which drives the talk too, with the network off', async ({
	page,
	context
}) => {
	await begin(page, 'ten-gigabytes');
	await context.setOffline(true);
	const opening = context.waitForEvent('page');
	await page.keyboard.press('n');
	const notes = await opening;
	await expect(notes.getByText('Step 1 of 9')).toBeVisible();
	await expect(notes.locator('.note')).toContainText(/\d+ collections, New for [\d.]+\s%/);
	await expect(notes.locator('.next')).toContainText(/Three seconds/);
	await expect(notes.locator('.time')).toContainText(/\d:\d\d/);
	await notes.keyboard.press('PageDown');
	await expect(place(page)).toHaveText('2 / 9');
	await page.keyboard.press('PageDown');
	await expect(notes.getByText('Step 3 of 9')).toBeVisible();
	const size = await notes.locator('.note').evaluate((e) => getComputedStyle(e).fontSize);
	expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(24);
	await notes.close();
	await page.keyboard.press('PageDown');
	await expect(place(page)).toHaveText('4 / 9');
});

test('where no window may be opened the notes are under the charts', async ({ page }) => {
	await page.addInitScript(() => {
		window.open = () => null;
	});
	await begin(page, 'ten-gigabytes');
	await page.keyboard.press('n');
	await expect(page.getByText('The browser did not open a window for the notes.')).toBeVisible();
	await expect(page.getByText(/This is what everybody hopes for/)).toBeVisible();
});

test('when nothing can be simulated any more the last good picture stays and the talk goes on', async ({
	page
}) => {
	await begin(page, 'ten-gigabytes');
	await page.keyboard.press('PageDown');
	const words = page.locator('.words .said');
	// Both have their figures once the whole run is there.
	await expect(words).toContainText(`peaks at ${peakIn(await titleWithPeak(page))}`);
	const said = await words.textContent();
	await page.keyboard.press('s');
	await page.getByText('More parameters').click();
	const phases = page.getByRole('textbox', { name: 'Phases' });
	const canvas = page.getByRole('figure', { name: 'Heap size' }).locator('canvas');
	await phases.fill('nonsense');
	await phases.blur();
	await expect(page.getByRole('alert')).toContainText(/The picture is the last one/);
	await expect(words).toHaveText(String(said));
	const drawn = () =>
		canvas.evaluate((element) => {
			const { width, height } = element as HTMLCanvasElement;
			return (element as HTMLCanvasElement)
				.getContext('2d')
				?.getImageData(0, 0, width, height)
				.data.some((v) => v > 0);
		});
	await expect.poll(drawn).toBe(true);
	await page.keyboard.press('PageDown');
	await expect(place(page)).toHaveText('3 / 9');
	await expect(page.getByRole('alert')).toBeHidden();
});

test('a talk does not need its worker: steps that were made ahead show without it', async ({ page }) => {
	await page.addInitScript(() => {
		const workers: Worker[] = [];
		const Living = window.Worker;
		window.Worker = class extends Living {
			constructor(...args: ConstructorParameters<typeof Worker>) {
				super(...args);
				workers.push(this);
			}
		};
		Object.assign(window, { killWorkers: () => workers.forEach((worker) => worker.terminate()) });
	});
	await begin(page, 'victim-cache');
	const said = async () => {
		await expect(heading(page)).not.toHaveText(/[…{}]/);
		await expect(page.locator('canvas.stale')).toHaveCount(0);
		return heading(page).textContent();
	};
	const titles = [await said()];
	for (let at = 1; at < 8; at++) {
		await page.keyboard.press('PageDown');
		await expect(place(page)).toHaveText(`${at + 1} / 8`);
		titles.push(await said());
	}
	await page.keyboard.press('Home');
	await page.evaluate(() => (window as unknown as { killWorkers: () => void }).killWorkers());
	for (const title of titles) {
		await expect(heading(page)).toHaveText(String(title));
		await expect(page.locator('canvas.stale')).toHaveCount(0);
		await page.keyboard.press('PageDown');
	}
});

test('a storyboard of one’s own: add states, name, order, save, open, hand on as a link, present', async ({
	page,
	context
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.goto('./');
	await settled(page);
	await page.keyboard.press('s');
	const done = page.getByText('Step 1 of your storyboard is this state.').first();
	await expect(done).toBeAttached();
	// It is seen for three seconds only, which may be over: it has its place in any case.
	expect((await done.boundingBox())?.width).toBeGreaterThan(100);
	await page.keyboard.press('b');
	await page.keyboard.press('s');
	await page.keyboard.press('p');
	await page.getByRole('textbox', { name: 'Title of your storyboard' }).fill('Mine');
	await page.getByRole('textbox', { name: 'Title of step 1' }).fill('The bug: {peak}');
	await page.getByRole('textbox', { name: 'Note of step 1' }).fill('It ends at {heap@20s}.');
	await page.getByRole('textbox', { name: 'Title of step 2' }).fill('The fix');
	await page.getByRole('button', { name: 'Move step 2 up' }).click();
	await expect(page.getByRole('textbox', { name: 'Title of step 1' })).toHaveValue('The fix');

	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save file' }).click();
	const file = await (await saving).path();
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
		title: 'Mine',
		steps: [{ title: 'The fix' }, {}]
	});
	await page.getByRole('dialog').getByRole('button', { name: 'Copy link' }).click();
	await expect(page.getByText('The link to this storyboard is copied.').first()).toBeVisible();
	const link = await page.evaluate(() => navigator.clipboard.readText());

	// What takes the place of it, or of a step, gives it back.
	await page.getByRole('button', { name: 'Copy to yours: 64 Ps, 16 MB' }).click();
	await expect(page.getByRole('textbox', { name: 'Title of step 9' })).toBeVisible();
	await page.getByRole('button', { name: 'Back to “Mine” with 2 steps' }).click();
	await expect(page.getByRole('textbox', { name: 'Title of your storyboard' })).toBeFocused();
	await expect(page.getByRole('textbox', { name: /^Title of step/ })).toHaveCount(2);

	await page.getByRole('button', { name: 'Remove step 2' }).click();
	await page.getByRole('button', { name: 'Remove step 1' }).click();
	await page.getByLabel('Storyboard file').setInputFiles({
		name: 'broken.json',
		mimeType: 'application/json',
		buffer: Buffer.from('hello')
	});
	await expect(page.getByText('This is not a storyboard: it is not JSON.').first()).toBeVisible();
	await page.getByLabel('Storyboard file').setInputFiles(file);
	await expect(page.getByRole('textbox', { name: 'Title of step 2' })).toHaveValue('The bug: {peak}');

	const other = await (await context.browser()!.newContext()).newPage();
	await other.goto(link);
	await expect(place(other)).toHaveText('1 / 2');
	await other.keyboard.press('PageDown');
	await expect(heading(other)).toHaveText(/^The bug: [\d.]+\sMiB$/);
	await expect(other).not.toHaveURL(/board=/);
	await other.context().close();
});

for (const { name, width, height } of [
	{ name: '1920 × 1080', width: 1920, height: 1080 },
	{ name: '390 × 844', width: 390, height: 844 }
]) {
	for (const theme of ['projector', 'dark']) {
		test(`axe finds nothing on the stage at ${name} in ${theme}, at rest and with everything opened`, async ({
			page
		}) => {
			await page.setViewportSize({ width, height });
			await page.goto(`./?present=ten-gigabytes${theme === 'dark' ? '&theme=dark' : ''}`);
			await expect(place(page)).toHaveText('1 / 9');
			await alive(page);
			expect(await violations(page)).toEqual([]);
			await page.keyboard.press('s');
			await page.keyboard.press('PageUp');
			await expect(page.getByRole('complementary', { name: 'Controls' })).toBeVisible();
			expect(await violations(page)).toEqual([]);
			await page.keyboard.press('q');
			await expect(page.getByRole('dialog', { name: /QR code/ })).toBeVisible();
			expect(await violations(page)).toEqual([]);
			await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
		});
	}
}

for (const colorScheme of ['light', 'dark'] as const) {
	test(`axe finds nothing in the choice of talks with a storyboard, ${colorScheme}`, async ({ page }) => {
		await page.emulateMedia({ colorScheme });
		await page.goto('./');
		await alive(page);
		await page.getByRole('button', { name: 'Present', exact: true }).click();
		await page.getByRole('button', { name: 'Copy to yours: Why the victim cache exists' }).click();
		expect(await violations(page)).toEqual([]);
	});
}
