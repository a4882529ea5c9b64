import { deflateSync } from 'node:zlib';

/** @param {Uint8Array} bytes */
function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return ~crc >>> 0;
}

/**
 * @param {string} type
 * @param {Uint8Array} data
 */
function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const whole = Buffer.alloc(body.length + 8);
	whole.writeUInt32BE(data.length, 0);
	body.copy(whole, 4);
	whole.writeUInt32BE(crc32(body), body.length + 4);
	return whole;
}

const mostColours = 16;

/**
 * A PNG of few colours, the most frequent ones: a drawing has few, and its soft edges lie between them. It is a
 * quarter as large as one of all colours, or less.
 *
 * @param {Uint8Array} rgba rows from the top, four bytes a pixel, opaque
 * @param {number} width
 * @param {number} height
 */
export function indexedPng(rgba, width, height) {
	// Neighbouring shades of an edge are one colour: five bits a channel.
	const counts = new Uint32Array(1 << 15);
	const sums = new Float64Array(3 << 15);
	const keyAt = (/** @type {number} */ at) =>
		((rgba[at] ?? 0) >> 3) | (((rgba[at + 1] ?? 0) >> 3) << 5) | (((rgba[at + 2] ?? 0) >> 3) << 10);
	for (let at = 0; at < rgba.length; at += 4) {
		const key = keyAt(at);
		counts[key] = (counts[key] ?? 0) + 1;
		for (let c = 0; c < 3; c++) sums[3 * key + c] = (sums[3 * key + c] ?? 0) + (rgba[at + c] ?? 0);
	}
	const keys = [...counts.keys()].filter((key) => (counts[key] ?? 0) > 0);
	const meanOf = (/** @type {number} */ key) =>
		[0, 1, 2].map((c) => Math.round((sums[3 * key + c] ?? 0) / (counts[key] ?? 1)));
	/** @type {number[]} */
	const palette = [];
	/** @type {number[][]} */
	const colours = [];
	for (const key of keys.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))) {
		const mean = meanOf(key);
		// A thin line's colour is rare: shades of what is there already leave it a place.
		if (colours.some((colour) => Math.hypot(...colour.map((value, c) => value - (mean[c] ?? 0))) < 30))
			continue;
		palette.push(key);
		colours.push(mean);
		if (palette.length === mostColours) break;
	}
	/** @type {Map<number, number>} */
	const indices = new Map(palette.map((key, index) => [key, index]));
	const indexOf = (/** @type {number} */ at) => {
		const key = keyAt(at);
		const known = indices.get(key);
		if (known !== undefined) return known;
		let best = 0;
		let least = Infinity;
		colours.forEach((colour, index) => {
			const distance = colour.reduce((sum, value, c) => sum + (value - (rgba[at + c] ?? 0)) ** 2, 0);
			if (distance < least) [best, least] = [index, distance];
		});
		indices.set(key, best);
		return best;
	};
	const rows = Buffer.alloc((width + 1) * height);
	for (let y = 0; y < height; y++) {
		// The first byte of a row names its filter: none.
		for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf(4 * (y * width + x));
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 3, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', head),
		chunk('PLTE', Buffer.from(colours.flat())),
		chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
		chunk('IEND', Buffer.alloc(0))
	]);
}
