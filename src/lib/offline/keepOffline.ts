/** So long nobody must have moved anything before the whole site is fetched [ms]. */
const restMs = 2_000;
const signsOfUse = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/**
 * Has the site kept for visits without a network, once the page has nothing better to do: neither while the first chart
 * is being drawn nor while somebody drags a slider, for fetching hundreds of files takes the processor from it. Only for
 * a page of its own: within somebody else's page, or from disk, there is nothing to register.
 */
export function keepOffline(site: URL): void {
	const own = window.top === window.self && location.protocol.startsWith('http');
	if (!own || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;
	const register = () => {
		for (const sign of signsOfUse) removeEventListener(sign, wait);
		// A browser that forbids it, in a private window for instance, loses only this.
		navigator.serviceWorker
			.register(new URL('service-worker.js', site), { scope: site.pathname })
			.catch(() => {});
	};
	let resting = setTimeout(register, restMs);
	const wait = () => {
		clearTimeout(resting);
		resting = setTimeout(register, restMs);
	};
	for (const sign of signsOfUse) addEventListener(sign, wait, { passive: true });
}
