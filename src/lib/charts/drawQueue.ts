/** All charts draw in one animation frame, each at most once. */

const jobs = new Set<() => void>();
let handle = 0;

/** Asks for a drawing in the next animation frame. Asking again before it is the same as asking once. */
export function requestDraw(job: () => void): void {
	jobs.add(job);
	if (handle === 0) handle = requestAnimationFrame(drawNow);
}

/** Takes a request back, for a chart that goes away. */
export function cancelDraw(job: () => void): void {
	jobs.delete(job);
}

/** Draws what was asked for at once: for pictures, printing and measurements. */
export function drawNow(): void {
	cancelAnimationFrame(handle);
	handle = 0;
	const due = [...jobs];
	jobs.clear();
	for (const job of due) job();
}
