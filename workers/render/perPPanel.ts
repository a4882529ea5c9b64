/** Pooled objects of each P over time, as shades of one colour. */
import { formatCount } from '../text/units.ts';
import { at } from './paths.ts';
import { bar, type Frame, type Panel, type PanelTick } from './panel.ts';

/** So many shades tell enough apart, and cells of one shade are one path. */
const shades = 6;
/** Narrowest cell and lowest row of the strip. */
const cell = { width: 4, height: 6 };
/** More rows than these make a file large, and tell no more. */
const mostRows = 24;

/** A row is a P, or the fullest of several neighbours where there are too many of them. */
export function perPPanel(frame: Frame): Panel {
	const { frames, from, to, width, height } = frame;
	const { perPWidth, columns } = frames;
	const perRow = Math.max(1, Math.ceil(perPWidth / Math.min(mostRows, Math.floor(height / cell.height))));
	const rows = Math.ceil(perPWidth / perRow);
	const rowHeight = height / Math.max(1, rows);
	const stretch = Math.max(1, Math.ceil(((to - from) * cell.width) / width));
	const fullest = (row: number, until: number, first: number) => {
		let most = 0;
		for (let sample = row; sample <= until; sample++) {
			for (let p = first; p < Math.min(perPWidth, first + perRow); p++) {
				most = Math.max(most, frames.perP[sample * perPWidth + p] ?? 0);
			}
		}
		return most;
	};
	let peak = 0;
	for (let p = 0; p < perPWidth; p += perRow) peak = Math.max(peak, fullest(from, to, p));

	const paths: string[][] = Array.from({ length: shades + 1 }, () => []);
	for (let line = 0; line < rows; line++) {
		// A row of equal neighbours is one rectangle.
		let began = frame.x(columns.timeNs[from] ?? 0);
		let before = -1;
		const end = (place: number) => {
			if (before > 0)
				paths[before]?.push(
					`M${at(began)} ${at(line * rowHeight)}h${at(place - began)}v${at(rowHeight)}h${at(began - place)}z`
				);
			began = place;
		};
		for (let row = from + 1; row <= to; row += stretch) {
			const until = Math.min(to, row + stretch - 1);
			const share = fullest(row, until, line * perRow) / Math.max(1, peak);
			// The root, so that one object among a hundred is still seen.
			const shade = Math.ceil(Math.sqrt(share) * shades);
			if (shade === before) continue;
			end(frame.x(columns.timeNs[row - 1] ?? 0));
			before = shade;
		}
		end(frame.x(columns.timeNs[to] ?? 0));
	}
	const marks = [bar(0, 0, width, height, 'surface-2')];
	paths.forEach((cells, shade) => {
		if (cells.length > 0)
			marks.push(
				`<path class="f-holder-shared" fill-opacity="${at(shade / shades)}" d="${cells.join('')}"/>`
			);
	});
	if (rowHeight >= cell.height) {
		const lines = Array.from(
			{ length: Math.max(0, rows - 1) },
			(_, line) => `M0 ${at((line + 1) * rowHeight)}H${at(width)}`
		);
		marks.push(`<path class="line s-surface" stroke-width="1" d="${lines.join('')}"/>`);
	}
	const step = Math.max(1, Math.ceil(13 / rowHeight));
	const ticks: PanelTick[] = [];
	for (let line = 0; line < rows; line += step) {
		ticks.push({ at: (line + 0.5) * rowHeight, label: `P ${line * perRow}`, line: false });
	}
	const unit = `objects, at most ${formatCount(peak)}${perRow > 1 ? `; a row is the fullest of ${perRow} Ps` : ''}`;
	return { name: 'perp', title: 'Pool of each P', unit, ticks, marks, labels: [] };
}
