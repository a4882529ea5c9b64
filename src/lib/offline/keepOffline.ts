/**
 * Has the site kept for visits without a network, once the page has nothing better to do. Only for a page of its own:
 * within somebody else's page, or from disk, there is nothing to register.
 */
export function keepOffline(site: URL): void {
	const own = window.top === window.self && location.protocol.startsWith('http');
	if (!own || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;
	const register = () => {
		// A browser that forbids it, in a private window for instance, loses only this.
		navigator.serviceWorker
			.register(new URL('service-worker.js', site), { scope: site.pathname })
			.catch(() => {});
	};
	// Not while the first chart is being drawn.
	setTimeout(register, 2_000);
}
