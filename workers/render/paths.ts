/** Paths of an SVG as text. Coordinates have one decimal: a tenth of a pixel. */

/** A coordinate as text. */
export function at(value: number): string {
	const rounded = Math.round(value * 10) / 10;
	return Object.is(rounded, -0) ? '0' : String(rounded);
}

/** Text as content or as the value of an attribute. */
export function escapeXml(text: string): string {
	return (
		text
			.replaceAll('&', '&amp;')
			.replaceAll('<', '&lt;')
			.replaceAll('>', '&gt;')
			.replaceAll('"', '&quot;')
			// XML has no place for these, however they are written.
			.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
	);
}

/**
 * A line through points; NaN in y makes a gap. With `steps` a value holds during the interval that ends at the point.
 * Points on the straight line between their neighbours are left out.
 */
export function linePath(x: Float64Array, y: Float64Array, steps = false): string {
	const parts: string[] = [];
	let run: [number, number][] = [];
	const end = () => {
		if (run.length > 0) parts.push(`M${runText(run)}`);
		run = [];
	};
	for (let i = 0; i < x.length; i++) {
		const px = x[i] ?? NaN;
		const py = y[i] ?? NaN;
		if (Number.isNaN(py)) {
			end();
			continue;
		}
		const before = run.at(-1);
		if (steps && before !== undefined) run.push([before[0], py]);
		run.push([px, py]);
	}
	end();
	return parts.join('');
}

/** The space between two paths over the same x; nothing where there are no points. */
export function areaPath(
	x: Float64Array,
	upper: Float64Array,
	lower: Float64Array | number,
	steps = false
): string {
	if (x.length === 0) return '';
	const top = linePath(x, upper, steps);
	if (typeof lower === 'number') {
		return `${top}V${at(lower)}H${at(x[0] ?? 0)}Z`;
	}
	// Backwards a value holds during the interval that begins at the point.
	const back: [number, number][] = [];
	for (let i = x.length - 1; i >= 0; i--) {
		back.push([x[i] ?? 0, lower[i] ?? 0]);
		if (steps && i > 0) back.push([x[i - 1] ?? 0, lower[i] ?? 0]);
	}
	return `${top}L${runText(back)}Z`;
}

function runText(points: [number, number][]): string {
	const kept: [number, number][] = [];
	for (const [x, y] of points) {
		const point: [number, number] = [Math.round(x * 10), Math.round(y * 10)];
		const before = kept.at(-1);
		const first = kept.at(-2);
		if (before !== undefined && before[0] === point[0] && before[1] === point[1]) continue;
		if (before !== undefined && first !== undefined && isStraight(first, before, point)) kept.pop();
		kept.push(point);
	}
	return kept.map(([x, y]) => `${x / 10} ${y / 10}`).join(' ');
}

/** Whether the middle one lies on the way from the first to the last. */
function isStraight(
	[ax, ay]: [number, number],
	[bx, by]: [number, number],
	[cx, cy]: [number, number]
): boolean {
	const between = (a: number, b: number, c: number) => (a <= b && b <= c) || (a >= b && b >= c);
	return (bx - ax) * (cy - ay) === (by - ay) * (cx - ax) && between(ax, bx, cx) && between(ay, by, cy);
}
