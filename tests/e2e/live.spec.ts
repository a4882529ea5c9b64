import { readFileSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { alive, atRest, overflow, violations } from './pageState.ts';

const clock = (page: Page) => page.getByLabel('Time of the process');
const heap = (page: Page) => page.getByRole('figure', { name: 'Heap size' });

async function open(page: Page, hash = 'case=oversized-dos') {
	await page.goto(`./#v1;${hash};view=live`);
	await alive(page);
	await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled({ timeout: 20_000 });
}

async function seconds(page: Page): Promise<number> {
	const text = (await clock(page).textContent()) ?? '';
	const value = Number.parseFloat(text);
	return text.endsWith('ms') ? value / 1000 : text.includes('µs') ? 0 : value;
}

/** Waits until the process has come so far. */
async function until(page: Page, wanted: number) {
	await expect.poll(() => seconds(page), { timeout: 40_000 }).toBeGreaterThanOrEqual(wanted);
}

async function pause(page: Page) {
	await page.getByRole('button', { name: 'Pause', exact: true }).click();
	await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
}

/** The instant at which time stands; a stretch that was asked for before the pause may still come. */
async function standsAt(page: Page): Promise<number> {
	let at = NaN;
	await expect(async () => {
		at = await seconds(page);
		await page.waitForTimeout(400);
		expect(await seconds(page)).toBe(at);
	}).toPass({ timeout: 20_000 });
	return at;
}

/** What stands beside a chart for a series. */
const beside = (page: Page, chart: string, series: string) =>
	page.getByRole('figure', { name: chart }).locator('.label', { hasText: series }).first();

test('nothing moves before it is started; then time runs, pauses and steps', async ({ page }) => {
	await open(page);
	const before = await clock(page).textContent();
	await page.waitForTimeout(500);
	expect(await clock(page).textContent()).toBe(before);
	await page.keyboard.press('j');
	await until(page, 0.5);
	await pause(page);
	const paused = await standsAt(page);
	await page.keyboard.press('n');
	await expect.poll(() => seconds(page)).toBeCloseTo(paused + 0.02, 2);
});

test('a control acts from now on: the heap climbs, the load goes and the memory stays', async ({ page }) => {
	test.setTimeout(90_000);
	await open(page, 'case=oversized-dos;gcperiod=0');
	await page.getByLabel('Speed').selectOption('5×');
	await page.keyboard.press('j');
	await until(page, 1);
	const share = page.getByRole('textbox', { name: 'Attack share', exact: true });
	await share.fill('30%');
	await share.press('Enter');
	await expect(beside(page, 'Heap size', 'heap')).toHaveText(/[2-9]\d\d MiB|\d GiB/, { timeout: 40_000 });
	const rate = page.getByRole('textbox', { name: 'Request rate', exact: true });
	await rate.fill('0');
	await rate.press('Enter');
	await expect(beside(page, 'Pool occupancy', 'borrowed')).toHaveText(/borrowed\s*0$/, { timeout: 40_000 });
	const gone = await seconds(page);
	await until(page, gone + 3);
	await expect(beside(page, 'Heap size', 'heap')).toHaveText(/[2-9]\d\d MiB|\d,\d{3} MiB|\d GiB/);
	// Two collections, and it is gone.
	await page.keyboard.press('u');
	await until(page, gone + 4);
	await page.getByRole('button', { name: 'runtime.GC()' }).click();
	await expect(beside(page, 'Heap size', 'heap')).toHaveText(/heap\s*\d+(\.\d+)? (K|M)iB/, {
		timeout: 20_000
	});
	await expect(beside(page, 'Heap size', 'shared')).toHaveText(/0 B/, { timeout: 20_000 });
});

test('the load of the case comes by itself, phase by phase, until a control of it is moved', async ({
	page
}) => {
	test.setTimeout(90_000);
	await open(page);
	const load = page.getByRole('group', { name: 'Load' });
	const share = page.getByRole('textbox', { name: 'Attack share', exact: true });
	await expect(load.getByRole('button', { name: 'before', pressed: true })).toBeVisible();
	await expect(share).toHaveValue('0 %');
	await page.getByLabel('Speed').selectOption('2×');
	await page.keyboard.press('j');
	// Slowly into the phase, which lasts three seconds of the process, and there time stands until it has been looked at.
	await until(page, 2);
	await page.getByLabel('Speed').selectOption('0.5×');
	await expect(load.getByRole('button', { name: 'attack', pressed: true })).toBeVisible({ timeout: 20_000 });
	await pause(page);
	await expect(share).not.toHaveValue('0 %');
	await page.getByLabel('Speed').selectOption('5×');
	await page.keyboard.press('j');
	await expect(beside(page, 'Heap size', 'heap')).toHaveText(/\d\d\d MiB|\d GiB/, { timeout: 40_000 });
	// What the story brings is nobody's change; what is turned is, and then the story waits.
	await expect(load.getByRole('checkbox', { name: 'in turn' })).toBeChecked();
	await share.fill('1%');
	await share.press('Enter');
	await expect(load.getByRole('checkbox', { name: 'in turn' })).not.toBeChecked();
	await expect(load.getByRole('button', { pressed: true })).toHaveCount(0);
	await until(page, 7);
	await expect(share).toHaveValue('1 %');
	// A phase can be called.
	await load.getByRole('button', { name: 'calm' }).click();
	await expect(load.getByRole('button', { name: 'calm', pressed: true })).toBeVisible();
	await expect(share).toHaveValue('0 %');
	await pause(page);
});

test('what the story itself sets is not marked as moved by hand', async ({ page }) => {
	await open(page);
	const back = page.getByRole('button', { name: /^Attack share back to/ });
	await expect(page.getByRole('textbox', { name: 'Attack share' })).toHaveValue('0 %');
	await expect(back).toHaveCount(0);
	await page.getByRole('textbox', { name: 'Attack share' }).fill('2 %');
	await page.getByRole('textbox', { name: 'Attack share' }).press('Enter');
	await expect(back).toBeVisible();
});

test('a field that is selected whole stays so when the story changes its value, and takes what is typed', async ({
	page
}) => {
	await open(page);
	const load = page.getByRole('group', { name: 'Load' });
	const share = page.getByRole('textbox', { name: 'Attack share', exact: true });
	await page.getByLabel('Speed').selectOption('2×');
	await page.keyboard.press('j');
	await until(page, 2);
	await page.getByLabel('Speed').selectOption('0.5×');
	await share.selectText();
	await expect(share).not.toHaveValue('0 %');
	await page.keyboard.type('1%');
	await page.keyboard.press('Enter');
	await expect(share).toHaveValue('1 %');
	await expect(load.getByRole('checkbox', { name: 'in turn' })).not.toBeChecked();
});

test('the phases of the story come at their own instants, whatever the frames of the screen are', async ({
	page
}) => {
	test.setTimeout(90_000);
	await open(page);
	await page.getByLabel('Speed').selectOption('10×');
	await page.keyboard.press('j');
	await until(page, 7);
	await pause(page);
	await page.getByRole('button', { name: 'Keep as a run' }).click();
	await expect(page).toHaveURL(/phases=live:3s\+live:3s,attack=0\.\d+,!live\+live:[\d.]+m?s,!live/);
});

test('a burst, more Ps, the fix: each from now on', async ({ page }) => {
	await open(page);
	await page.keyboard.press('j');
	await until(page, 0.3);
	await page.getByRole('spinbutton', { name: 'Requests of a burst' }).fill('400');
	await page.getByRole('button', { name: 'Burst of' }).click();
	await page.getByRole('button', { name: 'GOMAXPROCS ×2' }).click();
	await expect(page.getByRole('textbox', { name: 'GOMAXPROCS', exact: true })).toHaveValue('16');
	await page.getByRole('button', { name: 'Switch to the fix' }).click();
	await expect(page.getByRole('radio', { name: 'Fix' })).toBeChecked();
	await until(page, 1);
	await pause(page);
	await expect(heap(page)).toBeVisible();
	// What the load is set to in the what-if run has not changed.
	await expect(page).not.toHaveURL(/fixed|gomaxprocs/);
});

test('back in time, and on from there another way', async ({ page }) => {
	await open(page);
	await page.getByLabel('Speed').selectOption('5×');
	await page.keyboard.press('j');
	await until(page, 3);
	await pause(page);
	const back = page.getByRole('slider', { name: 'Back in time' });
	await back.focus();
	await page.keyboard.press('Home');
	for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
	const goOn = page.getByRole('button', { name: /^Go on from \d/ });
	await expect(goOn).toBeEnabled();
	const words = await atRest(page, () => goOn.textContent());
	const to = Number.parseFloat(String(words).replace('Go on from ', ''));
	await goOn.click();
	await expect.poll(async () => Math.abs((await seconds(page)) - to), { timeout: 20_000 }).toBeLessThan(0.05);
	await page.keyboard.press('j');
	await until(page, to + 0.5);
});

test('the ways back in time, out and on stand on one line where there is room for them', async ({ page }) => {
	await open(page);
	const tops = async () => {
		const places = ['Go on from there', 'Keep as a run', 'Leave live'].map((name) =>
			page.getByRole('button', { name }).boundingBox()
		);
		return new Set((await Promise.all(places)).map((box) => box?.y)).size;
	};
	await expect.poll(tops).toBe(1);
});

test('what a process cannot change starts it anew, and a run without a clock says so', async ({ page }) => {
	await open(page);
	await page.keyboard.press('j');
	await until(page, 0.5);
	await pause(page);
	await page.getByText('More parameters').click();
	const cores = page.getByRole('textbox', { name: 'CPU cores', exact: true });
	await cores.fill('4');
	await cores.press('Enter');
	await expect(clock(page)).toHaveText('0 s', { timeout: 20_000 });
	await page.goto('about:blank');
	await page.goto('./#v1;case=steady;closed=1;rate=0;ops=500;gcevery=50;phases=;view=live');
	await expect(page.getByRole('alert')).toContainText('cannot run live', { timeout: 20_000 });
});

test('the anatomy of a live process: it follows, and once time stands one can step', async ({ page }) => {
	await open(page, 'case=steady;rate=500;hold=20ms');
	await page.keyboard.press('a');
	await expect(page).toHaveURL(/view=live-anatomy/);
	await page.keyboard.press('j');
	await until(page, 0.6);
	await expect(page.locator('[data-count="borrowed"]')).toHaveText(/[1-9]/, { timeout: 20_000 });
	await pause(page);
	await page.keyboard.press('E');
	await expect(page.locator('.anatomy .event')).toHaveText(/^(Get|Put) on P/, { timeout: 20_000 });
	await page.keyboard.press('l');
	await expect(page).not.toHaveURL(/view=/);
});

test('a live process can be kept as a run, with all its changes in the link', async ({ page }) => {
	await open(page);
	await page.keyboard.press('j');
	await until(page, 0.4);
	await page.getByRole('button', { name: 'runtime.GC()' }).click();
	await until(page, 0.8);
	await pause(page);
	await page.getByRole('button', { name: 'Keep as a run' }).click();
	await expect(page).toHaveURL(/phases=live:[^;]*!live,!gc/);
	await expect(page.getByText(/^simulated in/)).toBeVisible({ timeout: 20_000 });
	await expect(page.getByRole('figure', { name: 'Garbage collections' })).toContainText(
		/[1-9]\d* in the run/
	);
	// One press, one step of Back.
	await page.goBack();
	await expect(page).toHaveURL(/view=live/);
});

test('a live run can be recorded: it says that it records, stops, and the file is a video of the charts', async ({
	page,
	context
}) => {
	test.setTimeout(90_000);
	await open(page);
	await page.getByLabel('Speed').selectOption('5×');
	await page.keyboard.press('j');
	await page.getByRole('button', { name: 'Record' }).click();
	const stop = page.getByRole('button', { name: 'Stop recording', pressed: true });
	await expect(stop).toBeVisible();
	// Long enough for some pictures on a machine that draws two in a second.
	await expect(page.locator('.live .time')).toHaveText(/^([5-9]|\d\d) s$/, { timeout: 30_000 });
	const arriving = page.waitForEvent('download');
	await stop.click();
	const file = await arriving;
	expect(file.suggestedFilename()).toMatch(/^oversized-dos-live-seed1\.(webm|mp4)$/);
	await expect(page.getByRole('status').filter({ hasText: 'is saved.' })).toBeVisible();
	const bytes = readFileSync(await file.path());
	// Played, it has the size of the drawing, some time, and pictures that are not all alike.
	// The page itself may play nothing: another one does.
	const player = await context.newPage();
	const video = await player.evaluate(async (data) => {
		const player = document.createElement('video');
		player.muted = true;
		player.src = URL.createObjectURL(
			new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))])
		);
		const pictures: string[] = [];
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [320, 240];
		const pen = canvas.getContext('2d');
		const ended = new Promise((resolve) => player.addEventListener('ended', resolve));
		await player.play();
		const timer = setInterval(() => {
			pen?.drawImage(player, 0, 0, 320, 240);
			pictures.push(canvas.toDataURL());
		}, 100);
		await ended;
		clearInterval(timer);
		return {
			width: player.videoWidth,
			height: player.videoHeight,
			seconds: player.currentTime,
			kinds: new Set(pictures).size
		};
	}, bytes.toString('base64'));
	expect(video).toMatchObject({ width: 1280, height: 960 });
	expect(video.seconds).toBeGreaterThan(1);
	expect(video.kinds).toBeGreaterThan(5);
});

test('the verdict is said when time stands, not while it runs', async ({ page }) => {
	await open(page);
	const said = page.locator('main .headline [aria-live="polite"]');
	await page.keyboard.press('j');
	await until(page, 1.2);
	expect(await said.textContent()).toBe('');
	await pause(page);
	await expect(said).toHaveText(/heap/i);
});

for (const [name, viewport] of [
	['1440 × 900', { width: 1440, height: 900 }],
	['390 × 844', { width: 390, height: 844 }]
] as const) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing at ${name} in ${colorScheme}, running and paused`, async ({ page }) => {
			await page.setViewportSize(viewport);
			await page.emulateMedia({ colorScheme });
			await open(page);
			expect(await violations(page)).toEqual([]);
			await page.getByRole('button', { name: 'Run', exact: true }).click();
			await until(page, 0.4);
			await pause(page);
			expect(await violations(page)).toEqual([]);
			await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
		});
	}
}
