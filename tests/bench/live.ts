/** Live mode on the screen: what a frame costs the page's main thread while a process runs. */
import type { Browser } from 'playwright';
import { median } from './measure.ts';

/** The process: 64 Ps, 10,000 requests simulated per second, each a 4 KiB buffer held for 5 ms. */
const hash = '#v1;case=steady;gomaxprocs=64;rate=10000;hold=5ms;body=4KiB;view=live';
const warmUpMs = 3_000;
const measuredMs = 6_000;

export interface LiveResult {
	frames: number;
	/** CPU of the main thread per animation frame, everything counted: scripts, style, layout, paint [ms] */
	medianMs: number;
	p95Ms: number;
	/** animation frames a second */
	perSecond: number;
	/** simulated per real second */
	speed: number;
}

interface TraceEvent {
	name: string;
	ph: string;
	ts: number;
	/** as the clock sees it, and as the thread itself worked: less, where other programs take turns [µs] */
	dur?: number;
	tdur?: number;
	pid: number;
	tid: number;
	args?: { name?: string };
}

/** CPU time of the main thread between two animation frames, from a trace of its tasks. [ms] */
function workOfFrames(events: TraceEvent[]): number[] {
	const mains = new Set(
		events
			.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
			.map(({ pid, tid }) => `${pid} ${tid}`)
	);
	const mine = events.filter(({ pid, tid }) => mains.has(`${pid} ${tid}`)).sort((a, b) => a.ts - b.ts);
	const callbacks = mine.filter(({ name }) => name === 'FireAnimationFrame').map(({ ts }) => ts);
	const tasks = mine.filter(({ name, ph, dur }) => name === 'RunTask' && ph === 'X' && dur !== undefined);
	// All callbacks of one frame run in one task, which also lays out and paints.
	const starts: number[] = [];
	let next = 0;
	for (const { ts, dur = 0 } of tasks) {
		while (next < callbacks.length && callbacks[next]! < ts) next++;
		if (next < callbacks.length && callbacks[next]! <= ts + dur) starts.push(ts);
	}
	const work = new Array<number>(Math.max(0, starts.length - 1)).fill(0);
	let frame = 0;
	for (const { ts, dur = 0, tdur = dur } of tasks) {
		while (frame + 1 < starts.length && ts >= starts[frame + 1]!) frame++;
		if (ts >= starts[0]! && frame < work.length) work[frame]! += tdur / 1000;
	}
	return work;
}

/** Runs live mode for some seconds at real speed and says what frames cost. */
export async function measureLive(browser: Browser, base: string): Promise<LiveResult> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await page.goto(base + hash);
	const clock = page.getByLabel('Time of the process');
	await clock.waitFor();
	await page.waitForTimeout(1_500);
	await page.getByRole('button', { name: 'Run', exact: true }).click();
	await page.waitForTimeout(warmUpMs);
	const seconds = async () => Number.parseFloat((await clock.textContent()) ?? '');
	await browser.startTracing(page, {
		categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata']
	});
	const from = await seconds();
	await page.waitForTimeout(measuredMs);
	const to = await seconds();
	const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
	await page.close();
	const work = workOfFrames(trace.traceEvents).sort((a, b) => a - b);
	return {
		frames: work.length,
		medianMs: median(work),
		p95Ms: work[Math.floor(work.length * 0.95)] ?? NaN,
		perSecond: work.length / (measuredMs / 1000),
		speed: (to - from) / (measuredMs / 1000)
	};
}
