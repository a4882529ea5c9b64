import type { Browser, Page } from 'playwright';
import { median } from './measure.ts';

/** A drag: one movement of the mouse each 16 ms, for so many movements. */
const MOVES = 90;
const MOVE_MS = 16;

export interface SliderResult {
	inputs: number;
	painted: number;
	medianMs: number;
	p95Ms: number;
}

/**
 * From the time stamp of an `input` event to a task posted from the animation frame that draws after it: a frame is
 * one task, so this one runs when that frame has been painted and handed to the compositor. When the screen shows it,
 * up to one refresh later, no script can see. Drawing is seen at the canvas: every chart clears it before it draws.
 */
async function watchDrawing(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const seen = { inputs: [] as number[], latencies: [] as number[] };
		Object.assign(globalThis, { benchSeen: seen });
		let waiting: number[] = [];
		let answered: number[] = [];
		const channel = new MessageChannel();
		channel.port1.onmessage = () => {
			const now = performance.now();
			for (const at of answered) seen.latencies.push(now - at);
			answered = [];
		};
		document.addEventListener(
			'input',
			(event) => {
				seen.inputs.push(event.timeStamp);
				waiting.push(event.timeStamp);
			},
			true
		);
		let inFrame = false;
		const animate = globalThis.requestAnimationFrame;
		globalThis.requestAnimationFrame = (callback) =>
			animate((time) => {
				inFrame = true;
				callback(time);
				inFrame = false;
			});
		const painted = () => channel.port2.postMessage(null);
		const clearRect = CanvasRenderingContext2D.prototype.clearRect;
		CanvasRenderingContext2D.prototype.clearRect = function (...args) {
			if (waiting.length > 0) {
				if (answered.length === 0) {
					// What is drawn between two frames is painted by the next one.
					if (inFrame) painted();
					else animate(painted);
				}
				answered.push(...waiting);
				waiting = [];
			}
			clearRect.apply(this, args);
		};
	});
}

/** Drags a slider of a case to and fro and says how soon each movement was answered on the screen. */
export async function dragSlider(
	browser: Browser,
	base: string,
	slug: string,
	label: string
): Promise<SliderResult> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await watchDrawing(page);
	await page.goto(`${base}#v1;case=${slug}`);
	const slider = page.getByRole('slider', { name: `${label} slider`, exact: true }).first();
	await slider.waitFor();
	await page.waitForTimeout(1500);
	const box = await slider.boundingBox();
	if (box === null) throw new Error(`The slider ${label} of ${slug} is not on the screen.`);
	const y = box.y + box.height / 2;
	const at = (share: number) => box.x + 8 + (box.width - 16) * share;
	await page.mouse.move(at(0.4), y);
	await page.mouse.down();
	for (let i = 0; i < MOVES; i++) {
		await page.mouse.move(at(0.4 + 0.25 * Math.sin(i / 9)), y);
		await page.waitForTimeout(MOVE_MS);
	}
	await page.mouse.up();
	await page.waitForTimeout(500);
	const seen = await page.evaluate(
		() => (globalThis as unknown as { benchSeen: { inputs: number[]; latencies: number[] } }).benchSeen
	);
	await page.close();
	const sorted = [...seen.latencies].sort((a, b) => a - b);
	return {
		inputs: seen.inputs.length,
		painted: seen.latencies.length,
		medianMs: median(sorted),
		p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN
	};
}
