/**
 * Keeps the whole site for visits without a network. One build is one cache: a page that came from it gets everything
 * else from it too, and the next build takes over when no page of this one is open any more. So versions never mix.
 */
interface Kept {
	/** changes with every byte of the site */
	build: string;
	/** every file of it, relative to the site's root; pages by their folder */
	files: string[];
}

interface LifeEvent extends Event {
	waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends Event {
	readonly request: Request;
	respondWith(response: Promise<Response>): void;
}

declare const clients: { claim(): Promise<void> };

/** Written here when the site is finished, see .setup/finish.mjs. */
const kept = JSON.parse('POOLSCOPE_FILES') as Kept;
const root = new URL('./', self.location.href);
const prefix = `poolscope ${root.pathname} `;
const cacheName = prefix + kept.build;
const known = new Set(kept.files.map((file) => new URL(file, root).pathname));

self.addEventListener('install', (event) => {
	(event as LifeEvent).waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
	(event as LifeEvent).waitUntil(dropOthers());
});

self.addEventListener('fetch', (event) => {
	const { request } = event as FetchEvent;
	const { origin, pathname, search } = new URL(request.url);
	if (request.method !== 'GET' || origin !== root.origin) return;
	if (known.has(pathname)) (event as FetchEvent).respondWith(answer(pathname, request));
	// As servers do: a page is found without its last slash too, and its own links are relative to its folder.
	else if (known.has(`${pathname}/`))
		(event as FetchEvent).respondWith(
			Promise.resolve(Response.redirect(`${origin}${pathname}/${search}`, 308))
		);
});

async function keepAll(): Promise<void> {
	const cache = await caches.open(cacheName);
	const requests = kept.files.map((file) => new Request(new URL(file, root), { cache: 'no-cache' }));
	await cache.addAll(requests);
}

async function dropOthers(): Promise<void> {
	const names = await caches.keys();
	const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
	await Promise.all(old.map((name) => caches.delete(name)));
	// The page of the very first visit is of this build too: from now on it is one that an update waits for.
	if (old.length === 0) await clients.claim();
}

/** The query says how a page is framed, not which one it is. */
async function answer(pathname: string, request: Request): Promise<Response> {
	const cache = await caches.open(cacheName);
	return (await cache.match(new URL(pathname, root))) ?? fetch(request);
}
