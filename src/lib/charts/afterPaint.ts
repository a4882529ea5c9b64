/**
 * What can wait until the marks have been painted: labels, summaries, tables, everything that is read. Jobs run after a
 * frame, each in a task of its own, and a few times a second while new ones keep coming: nobody reads numbers that
 * change at every frame, and what moves them must not wait for them.
 */

/** Least time between two runs of the jobs [ms]. */
const everyMs = 150;

const jobs = new Set<() => void>();
let waiting = false;
let ranAt = -Infinity;

let channel: MessageChannel | undefined;

/** Asks for a job after the next frame. */
export function afterPaint(job: () => void): void {
	jobs.add(job);
	if (waiting) return;
	waiting = true;
	const restMs = ranAt + everyMs - performance.now();
	if (restMs > 0) setTimeout(waitForFrame, restMs);
	else waitForFrame();
}

/** Takes a job back. */
export function cancelAfterPaint(job: () => void): void {
	jobs.delete(job);
}

function waitForFrame(): void {
	// A page that nobody sees paints no frames.
	if (document.hidden) postRun();
	else requestAnimationFrame(postRun);
}

/** A message comes after the frame that is being made, and before any timer. */
function postRun(): void {
	if (!channel) {
		channel = new MessageChannel();
		channel.port1.onmessage = runNext;
	}
	channel.port2.postMessage(null);
}

/** One job a task, so that what a person does comes in between. */
function runNext(): void {
	for (const job of jobs) {
		jobs.delete(job);
		job();
		break;
	}
	ranAt = performance.now();
	if (jobs.size > 0) postRun();
	else waiting = false;
}
