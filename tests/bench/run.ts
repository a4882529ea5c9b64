/**
 * `npm run bench`: how fast the model runs, in Node and in a Chromium worker, how its cost grows, and how soon a slider
 * is answered on the screen, and what a frame of live mode costs. Prints figures and the bars they are held to; judges nothing else, for a machine that is
 * busy with other things is slower. `npm run bench model`, `page` or
 * `live` runs one part.
 */
import { cases } from '../../workers/cases/index.ts';
import { join } from 'node:path';
import { serve } from '../../.setup/serve.mjs';
import { bundleWorker, launch, runWorker } from './chromium.ts';
import { measureLive } from './live.ts';
import { nsPerPair, ratio } from './measure.ts';
import { shapeScenarios, speedScenarios } from './scenarios.ts';
import { dragSlider } from './slider.ts';

const now = () => performance.now();
const part = process.argv[2];

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

function line(name: string, text: string): void {
	print(`${name.padEnd(36)} ${text}`);
}

function speed(ns: number): string {
	return `${ns.toFixed(0).padStart(5)} ns a pair ${(1000 / ns).toFixed(1).padStart(6)} M pairs/s`;
}

function modelInNode(): void {
	print('The whole model in Node (bar: 5 M pairs/s with constant holds, 3 M with random ones)');
	for (const { name, request } of speedScenarios) line(name, speed(nsPerPair(request, now)));
	print('\nGrowth of the cost of a pair');
	for (const { name, dear, cheap, bound } of shapeScenarios) {
		line(name, `× ${ratio(dear, cheap, now).toFixed(2)} (bar: ${bound})`);
	}
}

async function modelInChromium(): Promise<void> {
	print('\nThe same in a Chromium worker (bar: 4 M pairs/s with constant holds, 3 M with random ones)');
	const code = await bundleWorker('tests/bench/model.worker.ts');
	const browser = await launch();
	const page = await browser.newPage();
	await runWorker<{ name: string; ns: number }>(page, code, ({ name, ns }) => line(name, speed(ns)));
	await browser.close();
}

async function sliders(): Promise<void> {
	print(
		'\nSlider to painted answer, Body size dragged at 60 Hz (bar: 24 ms in the median, 33 ms at the 95th percentile)'
	);
	const site = await serve(join(process.cwd(), 'build'), { port: 4190 });
	const browser = await launch();
	for (const { slug } of cases) {
		const { inputs, painted, medianMs, p95Ms } = await dragSlider(browser, site.address, slug, 'Body size');
		line(
			slug,
			`${medianMs.toFixed(1).padStart(5)} ms ${p95Ms.toFixed(1).padStart(5)} ms  ${painted} of ${inputs} inputs painted`
		);
	}
	await browser.close();
	site.close();
}

async function live(): Promise<void> {
	print('\nLive mode, 64 Ps, 10,000 requests/s: main thread per frame (bar: 8 ms in the median)');
	const site = await serve(join(process.cwd(), 'build'), { port: 4191 });
	const browser = await launch();
	const { frames, medianMs, p95Ms, perSecond, speed } = await measureLive(browser, site.address);
	line(
		'a frame',
		`${medianMs.toFixed(1)} ms, ${p95Ms.toFixed(1)} ms at the 95th percentile of ${frames} frames`
	);
	line('frames a second', perSecond.toFixed(0));
	line('simulated per real second', `${speed.toFixed(2)} s`);
	await browser.close();
	site.close();
}

if (part === undefined || part === 'model') {
	modelInNode();
	await modelInChromium();
}
if (part === undefined || part === 'page') await sliders();
if (part === undefined || part === 'live') await live();
