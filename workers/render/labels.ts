/** What is written in a drawing, and where the names of its marks find room. */
import { dodge } from '../marks/dodge.ts';
import { em, type PanelLabel } from './panel.ts';
import { at, escapeXml } from './paths.ts';

/** Mean width of a character of the system's face, in its size; on the safe side. */
export const characterWidth = 0.56;

/** A line of text. */
export function text(x: number, y: number, content: string, colour: string, anchor = '', extra = ''): string {
	const anchored = anchor === '' ? '' : ` text-anchor="${anchor}"`;
	return `<text class="f-${colour}" x="${at(x)}" y="${at(y)}"${anchored}${extra}>${escapeXml(content)}</text>`;
}

/** Each label beside its mark, moved apart where they would overlap, with a leader in the colour of the mark. */
export function labelsBeside(
	labels: readonly PanelLabel[],
	width: number,
	height: number,
	room: number
): string[] {
	// From the top of the stack down: equal places keep that order.
	const wanted = labels.toReversed();
	const places = dodge(wanted, 1.25 * em, 0.5 * em, height - 0.3 * em);
	return wanted.flatMap((label, index) => {
		const y = places[index] ?? NaN;
		if (Number.isNaN(y)) return [];
		const from = Math.max(0, label.at);
		const dash = label.swatch === 'dash' ? ' stroke-dasharray="3 2"' : '';
		return [
			`<path class="line s-${label.colour}" stroke-width="1.5"${dash} d="M${at(width + 1)} ${at(from)}L${at(width + 5)} ${at(from)}` +
				`L${at(width + 10)} ${at(y)}L${at(width + 14)} ${at(y)}"/>`,
			text(width + 18, y + 0.35 * em, cut(label.label, room - 30 - textWidth(label.value)), 'ink-2'),
			text(width + room - 6, y + 0.35 * em, `${label.at < 0 ? '↑ ' : ''}${label.value}`, 'ink', 'end')
		];
	});
}

function textWidth(content: string): number {
	return content.length * em * characterWidth;
}

/** A name that fits a width. */
function cut(name: string, width: number): string {
	const most = Math.floor(width / (em * characterWidth));
	return name.length <= most ? name : `${name.slice(0, Math.max(1, most - 1))}…`;
}

/** Labels in lines that fit a width. */
export function labelsUnder(labels: readonly PanelLabel[], width: number): PanelLabel[][] {
	const lines: PanelLabel[][] = [];
	let used = Infinity;
	for (const each of labels) {
		const label = { ...each, label: cut(each.label, width - textWidth(each.value) - 4 * em) };
		const size = labelWidth(label);
		if (used + size > width) {
			lines.push([]);
			used = 0;
		}
		lines.at(-1)?.push(label);
		used += size;
	}
	return lines;
}

function labelWidth({ label, value }: PanelLabel): number {
	return (label.length + value.length + 1) * em * characterWidth + 2.4 * em;
}

/** One of those lines. */
export function drawLine(labels: readonly PanelLabel[], id: string, left: number, y: number): string[] {
	let x = left;
	return labels.map((label) => {
		const here = x;
		x += labelWidth(label);
		const mark =
			label.swatch === 'band'
				? `<rect class="f-${label.colour}" x="${at(here)}" y="${at(y - 9)}" width="10" height="10"/>`
				: label.swatch === 'hatch' || label.swatch === 'stripe'
					? `<rect class="s-rule" fill="url(#${id}-${label.swatch})" x="${at(here)}" y="${at(y - 9)}" width="10" height="10"/>`
					: `<path class="line s-${label.colour}" stroke-width="2"${label.swatch === 'dash' ? ' stroke-dasharray="4 2"' : ''} d="M${at(here)} ${at(y - 4)}h10"/>`;
		return (
			mark +
			`<text class="f-ink" x="${at(here + 14)}" y="${at(y)}"><tspan class="f-ink-2">${escapeXml(label.label)}</tspan> ${escapeXml(label.value)}</text>`
		);
	});
}
