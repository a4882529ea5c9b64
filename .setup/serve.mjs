import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { Mendable } from './say.mjs';

/** @type {Record<string, string>} */
const TYPES = {
	'.css': 'text/css; charset=utf-8',
	'.csv': 'text/csv; charset=utf-8',
	'.gz': 'application/gzip',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.map': 'application/json; charset=utf-8',
	'.md': 'text/markdown; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml; charset=utf-8',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json; charset=utf-8',
	'.webp': 'image/webp',
	'.woff2': 'font/woff2',
	'.xml': 'application/xml; charset=utf-8'
};

/** How many ports after the first are tried before the system chooses one. */
const PORTS_TRIED = 20;

/**
 * The file that a path of the site names, or where the path should have pointed.
 *
 * @param {string} folder
 * @param {string} path decoded path of the request
 */
function look(folder, path) {
	const full = normalize(join(folder, path));
	if (path.includes('\0') || (full !== folder && !full.startsWith(folder + sep))) return {};
	const found = statSync(full, { throwIfNoEntry: false });
	if (found?.isFile()) return { file: full, size: found.size };
	if (!found?.isDirectory()) return {};
	const index = join(full, 'index.html');
	const page = statSync(index, { throwIfNoEntry: false });
	if (!page?.isFile()) return {};
	return path.endsWith('/') ? { file: index, size: page.size } : { moved: `${path}/` };
}

/** @param {string} url */
function pathOf(url) {
	try {
		return decodeURIComponent(new URL(url, 'http://localhost').pathname);
	} catch {
		return '\0';
	}
}

/**
 * Answers like a static host: right types, long caching for the files whose names carry a hash, and
 * any origin may read (a sandboxed embed has none).
 *
 * @param {string} folder
 * @returns {import('node:http').RequestListener}
 */
function answerFrom(folder) {
	return (request, response) => {
		response.setHeader('Access-Control-Allow-Origin', '*');
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Referrer-Policy', 'no-referrer');
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.writeHead(405, { Allow: 'GET, HEAD' }).end();
			return;
		}
		const path = pathOf(request.url ?? '/');
		const { file, size, moved } = look(folder, path);
		if (moved) {
			const query = (request.url ?? '').split('?')[1];
			response.writeHead(308, { Location: encodeURI(moved) + (query ? `?${query}` : '') }).end();
			return;
		}
		if (!file) {
			answerMissing(folder, request, response);
			return;
		}
		response.writeHead(200, {
			'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
			'Content-Length': size,
			'Cache-Control': path.includes('/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache'
		});
		if (request.method === 'HEAD') response.end();
		else
			createReadStream(file)
				.on('error', () => response.destroy())
				.pipe(response);
	};
}

/**
 * A person gets the page that says so, as a static host would send it; a script gets a line of text.
 *
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answerMissing(folder, request, response) {
	const page = join(folder, '404.html');
	const asPage = request.headers.accept?.includes('text/html') && existsSync(page);
	response.writeHead(404, { 'Content-Type': TYPES[asPage ? '.html' : '.txt'] });
	if (request.method === 'HEAD') response.end();
	else if (asPage)
		createReadStream(page)
			.on('error', () => response.destroy())
			.pipe(response);
	else response.end('There is nothing here.\n');
}

/**
 * Serves a folder.
 *
 * @param {string} folder
 * @param {{ port: number, exact?: boolean, host?: string }} options `exact`: this port or none
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function serve(folder, { port, exact = false, host = '127.0.0.1' }) {
	const server = createServer(answerFrom(folder));
	const ports = exact ? [port] : [...Array.from({ length: PORTS_TRIED }, (_, i) => port + i), 0];
	for (const tried of ports) {
		try {
			await new Promise((done, fail) => {
				server.once('error', fail);
				server.listen(tried, host, () => {
					server.removeListener('error', fail);
					done(undefined);
				});
			});
			break;
		} catch (error) {
			const code = /** @type {NodeJS.ErrnoException} */ (error).code;
			if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
		}
	}
	const bound = server.address();
	if (!bound || typeof bound === 'string') {
		throw new Mendable(`Port ${port} is taken: stop what uses it or set PORT to another one.`);
	}
	return {
		address: `http://localhost:${bound.port}/`,
		close() {
			server.close();
			server.closeAllConnections();
		}
	};
}
