/**
 * Fewer points than rows, and no spike lost: rows are gathered into buckets of equal number, about one a pixel, and of
 * each bucket the rows of the smallest and of the largest value are kept, in the order of time. The first and the last
 * row are kept too. A row is kept whole, so that stacked bands still sum to the total.
 */
export function decimate(values: Float64Array, from: number, to: number, buckets: number): Uint32Array {
	const count = to - from + 1;
	if (count <= 0) return new Uint32Array(0);
	if (count <= 2 * buckets || buckets < 1) {
		const all = new Uint32Array(count);
		for (let i = 0; i < count; i++) all[i] = from + i;
		return all;
	}
	const kept = new Uint32Array(2 * buckets + 2);
	let length = 0;
	kept[length++] = from;
	for (let bucket = 0; bucket < buckets; bucket++) {
		const start = from + Math.floor((bucket * count) / buckets);
		const end = from + Math.floor(((bucket + 1) * count) / buckets);
		let least = start;
		let most = start;
		for (let row = start; row < end; row++) {
			const value = values[row] ?? NaN;
			if (value < (values[least] ?? NaN) || Number.isNaN(values[least])) least = row;
			if (value > (values[most] ?? NaN) || Number.isNaN(values[most])) most = row;
		}
		const [earlier, later] = least < most ? [least, most] : [most, least];
		if (earlier > (kept[length - 1] ?? 0)) kept[length++] = earlier;
		if (later > (kept[length - 1] ?? 0)) kept[length++] = later;
	}
	if (to > (kept[length - 1] ?? 0)) kept[length++] = to;
	return kept.subarray(0, length);
}

/** A range over time: each entry says what was reached during the interval that ends at its row. */
export interface Envelope {
	rows: Uint32Array;
	low: Float64Array;
	high: Float64Array;
}

/** Lowest and highest of a range in each bucket: smallest of the minima, largest of the maxima. */
export function decimateEnvelope(
	minima: Float64Array,
	maxima: Float64Array,
	from: number,
	to: number,
	buckets: number
): Envelope {
	const count = Math.max(0, to - from + 1);
	const length = Math.min(count, Math.max(1, Math.floor(buckets)));
	const rows = new Uint32Array(length);
	const low = new Float64Array(length).fill(Infinity);
	const high = new Float64Array(length).fill(-Infinity);
	for (let bucket = 0; bucket < length; bucket++) {
		const start = from + Math.floor((bucket * count) / length);
		const end = from + Math.floor(((bucket + 1) * count) / length);
		for (let row = start; row < end; row++) {
			low[bucket] = Math.min(low[bucket] ?? Infinity, minima[row] ?? Infinity);
			high[bucket] = Math.max(high[bucket] ?? -Infinity, maxima[row] ?? -Infinity);
		}
		rows[bucket] = end - 1;
	}
	return { rows, low, high };
}
