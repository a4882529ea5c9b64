/**
 * What can wait until the marks have been painted: labels, summaries, tables, everything that is read. Jobs run after a
 * frame, and a few times a second while new ones keep coming: nobody reads numbers that change at every frame, and what
 * moves them must not wait for them.
 */

/** Least time between two runs of the jobs [ms]. */
const everyMs = 250;

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
		channel.port1.onmessage = runJobs;
	}
	channel.port2.postMessage(null);
}

/** All of them in one task: a page that has changed in ten places is laid out and painted as fast as one that has in one. */
function runJobs(): void {
	waiting = false;
	ranAt = performance.now();
	const due = [...jobs];
	jobs.clear();
	for (const job of due) job();
}
