/** Labels that do not overlap and stay as near to their marks as they can. */

export interface Placement {
	/** where the label wants to be [px] */
	at: number;
	/** which labels to give up first when there is no room: the lightest */
	weight: number;
}

/**
 * Places for labels `pitch` px apart within [low, high], in the order of where they want to be (ties: as given), with
 * the least sum of squared displacements (isotonic regression by pooling neighbours). NaN for a label without room.
 */
export function dodge(wanted: readonly Placement[], pitch: number, low: number, high: number): number[] {
	const room = Math.max(1, Math.floor((high - low) / pitch + 1));
	const order = wanted.map((_, index) => index);
	const fitting = order
		.toSorted((a, b) => (wanted[b]?.weight ?? 0) - (wanted[a]?.weight ?? 0))
		.slice(0, room)
		.toSorted((a, b) => (wanted[a]?.at ?? 0) - (wanted[b]?.at ?? 0) || a - b);
	const result = wanted.map(() => NaN);
	// In q = place − index · pitch the condition "pitch apart" becomes "not decreasing".
	const blocks: { sum: number; count: number }[] = [];
	fitting.forEach((index, position) => {
		blocks.push({ sum: (wanted[index]?.at ?? 0) - position * pitch, count: 1 });
		for (;;) {
			const last = blocks[blocks.length - 1];
			const before = blocks[blocks.length - 2];
			if (!last || !before || before.sum / before.count <= last.sum / last.count) break;
			before.sum += last.sum;
			before.count += last.count;
			blocks.pop();
		}
	});
	const highest = high - (fitting.length - 1) * pitch;
	let position = 0;
	for (const block of blocks) {
		const q = Math.max(low, Math.min(highest, block.sum / block.count));
		for (let i = 0; i < block.count; i++, position++) {
			const index = fitting[position];
			if (index !== undefined) result[index] = q + position * pitch;
		}
	}
	return result;
}
