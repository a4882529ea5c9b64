import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary, childEnvironment, root } from './paths.mjs';
import { indexedPng } from './png.mjs';
import { say } from './say.mjs';

/** Half the size of a picture: drawn at twice its size, so that its text is read in a preview too. */
const size = { width: 600, height: 315 };

/** @param {string[]} args */
function poolscope(...args) {
	const { stdout, stderr, status } = spawnSync(
		nodeBinary(),
		[join(root, '.setup', 'poolscope.mjs'), ...args],
		{
			encoding: 'utf8',
			env: childEnvironment()
		}
	);
	if (status !== 0) throw new Error(stderr);
	return stdout;
}

/**
 * Makes the pictures that previews of a link to a case show, from the drawings of the command line.
 *
 * @param {import('playwright').Browser} browser
 */
export async function makeCards(browser) {
	const folder = join(root, 'static', 'cards');
	mkdirSync(folder, { recursive: true });
	/** @type {{ slug: string, simulated: boolean }[]} */
	const cases = JSON.parse(poolscope('cases', '--format', 'json'));
	const page = await browser.newPage({ viewport: size, deviceScaleFactor: 2 });
	for (const { slug } of cases.filter(({ simulated }) => simulated)) {
		const side = (/** @type {'width' | 'height'} */ name) => [`--${name}`, String(size[name])];
		const svg = poolscope('render', slug, '--theme', 'light', ...side('width'), ...side('height'));
		const [width, height] = [2 * size.width, 2 * size.height];
		const pixels = await page.evaluate(async ([text, w, h]) => {
			const image = new Image();
			image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
			await image.decode();
			const canvas = document.createElement('canvas');
			[canvas.width, canvas.height] = [w, h];
			const pen = canvas.getContext('2d');
			pen?.drawImage(image, 0, 0, w, h);
			const { data } = pen?.getImageData(0, 0, w, h) ?? { data: new Uint8ClampedArray(0) };
			const blob = new Blob([data]);
			/** @type {string} */
			const url = await new Promise((done) => {
				const reader = new FileReader();
				reader.onload = () => done(String(reader.result));
				reader.readAsDataURL(blob);
			});
			return url.slice(url.indexOf(',') + 1);
		}, /** @type {[string, number, number]} */ ([svg, width, height]));
		const png = indexedPng(Buffer.from(pixels, 'base64'), width, height);
		writeFileSync(join(folder, `${slug}.png`), png);
	}
	await page.close();
	say(`the pictures of the cases are in ${folder}`);
}
