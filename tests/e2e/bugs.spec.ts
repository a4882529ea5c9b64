import { readdirSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { CASE_SLUGS } from '../../workers/programs/text.ts';
import { caseTexts } from '../../workers/programs/texts/index.ts';

async function open(page: Page, path: string) {
	await page.goto(`./bugs/${path}`);
	await expect(page.locator('main[data-alive]')).toBeVisible();
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Step' });
const program = (page: Page) => page.getByRole('figure', { name: /^(bug|fix)\.go$/ });

/**
 * Presses Tab, or Shift and Tab, until the focus is on what is asked for. The browser gets the keys themselves, in
 * bunches: a picture of the page for the trace of each press would take far longer than what it does. Presses that come
 * after the focus has arrived are held back in the page.
 */
async function tabTo(page: Page, wanted: string, backwards = false) {
	const arrival = await page.evaluateHandle((start) => {
		const found = { here: false, isHere: () => false, stay: (event: KeyboardEvent) => void event };
		found.isHere = () => {
			const e = document.activeElement;
			if (!(e instanceof HTMLElement)) return false;
			const labels = e instanceof HTMLInputElement ? [...(e.labels ?? [])].map((l) => l.textContent) : [];
			const name = `${e.getAttribute('aria-label') ?? ''} ${labels.join(' ')} ${e.textContent}`;
			return name.replace(/\s+/g, ' ').trim().startsWith(start);
		};
		// The first press leaves what has the focus now, whatever that is called.
		let presses = 0;
		found.stay = (event) => {
			if (event.key !== 'Tab') return;
			found.here ||= presses++ > 0 && found.isHere();
			if (found.here) event.preventDefault();
		};
		addEventListener('keydown', found.stay, true);
		return found;
	}, wanted);
	const browser = await page.context().newCDPSession(page);
	const tab = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9, modifiers: backwards ? 8 : 0 };
	const press = () => [
		browser.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...tab }),
		browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...tab })
	];
	const bunch = 15;
	let here = false;
	for (let sent = 0; sent < 150 && !here; sent += bunch) {
		await Promise.all(Array.from({ length: bunch }, press).flat());
		here = await arrival.evaluate((found) => found.here || found.isHere());
	}
	await browser.detach();
	await arrival.evaluate((found) => removeEventListener('keydown', found.stay, true));
	if (!here) throw new Error(`Tab never comes to "${wanted}"`);
}

test('every case of the list has its page, and no other folder has one', () => {
	const folders = readdirSync('workers/programs', { withFileTypes: true })
		.filter((each) => each.isDirectory() && each.name !== 'texts')
		.map(({ name }) => name);
	expect(new Set(folders)).toEqual(new Set(CASE_SLUGS));
});

for (const slug of CASE_SLUGS) {
	const text = caseTexts[slug];

	test(`${slug} by keyboard alone: read, guess, reveal, step, toggle the fix`, async ({ page }) => {
		await open(page, `${slug}/`);

		// Program, symptom and question are there; nothing of the answer is, not even its name.
		await expect(page.getByText(text.symptom)).toBeVisible();
		await expect(page.getByText(text.question)).toBeVisible();
		await expect(program(page)).toContainText('package main');
		const before = await page.locator('body').evaluate((body) => {
			for (const script of body.querySelectorAll('script')) script.remove();
			return body.textContent.replace(/\s+/g, ' ');
		});
		for (const hidden of [text.answer, text.fixNote, text.lookAt, text.measured.text, text.title]) {
			expect(before).not.toContain(hidden.replace(/\s+/g, ' '));
		}

		// A line of the program is the guess.
		await tabTo(page, 'line 1: package main');
		for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
		await expect(page.getByText('You suspect line 5.')).toBeVisible();

		// Hints come one by one.
		await tabTo(page, 'Give me a hint');
		for (const [index, hint] of text.hints.entries()) {
			await expect(page.getByText(hint, { exact: true })).toBeHidden();
			await page.keyboard.press('Enter');
			await expect(page.getByText(hint, { exact: true })).toBeVisible();
			await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(index + 1);
		}

		await tabTo(page, 'Show the answer');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(text.title);
		await expect(page.getByRole('heading', { name: `Answer: ${text.class}` })).toBeVisible();
		await expect(page.getByText(text.answer)).toBeVisible();
		await expect(page.getByText(/^You suspected line 5/)).toBeVisible();
		await expect(page.getByText(text.measured.command)).toBeVisible();
		await expect(page.getByText(text.folklore.claim)).toBeVisible();
		await expect(page.getByText('Shown by')).toBeVisible();

		// The timeline stands at the step of the fault; the keys go from step to step, and the program follows.
		await tabTo(page, 'Step');
		await expect(slider(page)).toBeFocused();
		await expect(slider(page)).toHaveAttribute('aria-valuetext', /Fault: /);
		const last = Number(await slider(page).getAttribute('max'));
		await page.keyboard.press('Home');
		for (let step = 1; step <= last; step++) {
			await expect(slider(page)).toHaveAttribute('aria-valuetext', new RegExp(`^step ${step}, `));
			const line = await page.locator(`[data-step="${step}"] .event`).textContent();
			await expect(program(page).locator('li.now')).toHaveAttribute(
				'data-line',
				/line (\d+)/.exec(String(line))?.[1] ?? ''
			);
			await page.keyboard.press('ArrowRight');
		}

		// The fix: the program shows what has changed, and its run shows no fault.
		await tabTo(page, 'Bug', true);
		await page.keyboard.press('ArrowRight');
		await expect(page.getByRole('radio', { name: 'Fix' })).toBeChecked();
		await expect(program(page).locator('li.added, li.removed').first()).toBeVisible();
		await expect(program(page)).toContainText('package main');
		await expect(page.getByRole('button', { name: /^Fault: step/ })).toHaveCount(0);
		const fixedLast = Number(await slider(page).getAttribute('max'));
		await tabTo(page, 'Step');
		await page.keyboard.press('Home');
		for (let step = 1; step <= fixedLast; step++) {
			await expect(slider(page)).toHaveAttribute('aria-valuetext', new RegExp(`^step ${step}, `));
			await expect(slider(page)).not.toHaveAttribute('aria-valuetext', /Fault: /);
			await page.keyboard.press('ArrowRight');
		}
	});
}
