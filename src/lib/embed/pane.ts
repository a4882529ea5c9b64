import { rowAfterKey, zoomed } from '#lib/charts/keys.ts';
import { chartLayout } from '#lib/charts/layout.ts';
import type { Palette } from '#lib/charts/palette.ts';
import { rowAt, rowsWithin } from '#lib/charts/rows.ts';
import { labelText, sideLabels } from '#lib/charts/sideLabels.ts';
import type { Series, TimeDomain } from '#lib/charts/types.ts';
import type { EmbedAnswer } from '#workers/entries/embedApi.ts';
import { formatSeconds } from '#workers/text/units.ts';
import { timeTicks } from '#lib/charts/format.ts';
import { h, setAttribute } from './dom.ts';
import { plotHeights, type PlotName } from './plotHeights.ts';
import { plots, type PlotContent } from './plots.ts';
import { DataTable } from './dataTable.ts';
import type { EmbedSession } from './session.ts';

/** What is drawn now, and how large. */
export interface PaneSetting {
	answer: EmbedAnswer;
	domain: TimeDomain;
	whole: TimeDomain;
	/** of the figure [CSS px] */
	width: number;
	/** of the plot, beyond its usual height [CSS px] */
	extra: number;
	alone: boolean;
	/** the newest question has no answer yet */
	stale: boolean;
	palette: Palette;
}

/**
 * One chart: a figure with its caption, marks on a canvas, the axis and the labels over it, a slider over all of it for
 * pointer and keys, and the numbers as a table for who asks.
 */
export class Pane {
	readonly element: HTMLElement;

	#name: PlotName;
	#session: EmbedSession;
	#unit = h('span', { class: 'unit' });
	#canvas = h('canvas', { 'aria-hidden': 'true' });
	#picture = h('div', { class: 'marks', role: 'img' }, this.#canvas);
	#ticks = h('div', { class: 'ticks', 'aria-hidden': 'true' });
	#crosshair = h('div', { class: 'crosshair', hidden: true });
	#handle: HTMLElement;
	#plot: HTMLElement;
	#labels = h('ul', { class: 'labels', 'aria-hidden': 'true' });
	#table: DataTable;
	#content: PlotContent | null = null;
	#setting: PaneSetting | null = null;
	#drag: { fromX: number; fromNs: number } | null = null;

	/** `axis` is the time axis, which the lowest chart of a column has below its plot. */
	constructor(name: PlotName, title: string, session: EmbedSession, axis?: HTMLElement) {
		this.#name = name;
		this.#session = session;
		this.#handle = h('div', {
			class: 'handle',
			role: 'slider',
			tabindex: 0,
			'aria-label': `${title}: instant`,
			onkeydown: (event) => this.#key(event as KeyboardEvent),
			onpointerdown: (event) => this.#down(event as PointerEvent),
			onpointermove: (event) => this.#move(event as PointerEvent),
			onpointerup: (event) => this.#up(event as PointerEvent),
			onpointercancel: () => (this.#drag = null),
			onpointerleave: () => session.hover(null),
			ondblclick: () => session.zoomTo(null)
		});
		this.#plot = h('div', { class: 'plot' }, this.#picture, this.#ticks, this.#crosshair, this.#handle);
		this.#table = new DataTable();
		this.element = h(
			'figure',
			{ 'aria-label': title, 'data-chart': name },
			h('figcaption', {}, h('strong', {}, title), ' ', this.#unit),
			h('div', { class: 'row' }, this.#plot, this.#labels, ...(axis ? [axis] : [])),
			this.#table.element
		);
	}

	/** Draws what there is now. */
	draw(setting: PaneSetting): void {
		const { answer, domain, whole, width, extra, alone, palette, stale } = setting;
		const { em } = palette;
		const height = plotHeights[this.#name][alone ? 'alone' : 'together'] + extra;
		const layout = chartLayout(width, em);
		const content = plots[this.#name]({ answer, axes: this.#session.axes, domain, whole, height, em });
		this.#content = content;
		this.#setting = setting;
		this.#unit.textContent = content.unit;
		this.#plot.style.marginLeft = `${layout.left}px`;
		this.#plot.style.width = `${layout.plotWidth}px`;
		this.#plot.style.height = `${height}px`;
		this.#picture.classList.toggle('stale', stale);
		setAttribute(this.#picture, 'aria-label', content.summary);
		this.#paint(content, layout.plotWidth, height);
		this.#drawTicks(content, em);
		this.#table.show(answer.frames, content.series);
		this.#labels.classList.toggle('beside', !layout.narrow);
		this.move();
	}

	/** The crosshair stands elsewhere. */
	move(): void {
		const [setting, content] = [this.#setting, this.#content];
		if (!setting || !content) return;
		const { answer, domain, palette } = setting;
		const { columns, rows } = answer.frames;
		const { cursorNs, pinnedNs } = this.#session;
		const inside = cursorNs !== null && cursorNs >= domain[0] && cursorNs <= domain[1];
		this.#crosshair.hidden = !inside;
		if (inside) {
			const share = (cursorNs - domain[0]) / (domain[1] - domain[0]);
			this.#crosshair.style.left = `${share * 100}%`;
		}
		const last = rowsWithin(columns.timeNs, rows, domain)[1];
		this.#label(content, last, inside ? rowAt(columns.timeNs, rows, cursorNs) : last, palette.em);
		const spoken = pinnedNs === null ? -1 : rowAt(columns.timeNs, rows, pinnedNs);
		setAttribute(this.#handle, 'aria-valuemin', '0');
		setAttribute(this.#handle, 'aria-valuemax', String(Math.max(0, rows - 1)));
		setAttribute(this.#handle, 'aria-valuenow', String(Math.max(0, spoken)));
		setAttribute(this.#handle, 'aria-valuetext', spoken < 0 ? 'no instant chosen' : this.#words(spoken));
	}

	#words(row: number): string {
		const content = this.#content;
		const time = this.#setting?.answer.frames.columns.timeNs[row] ?? 0;
		const said =
			content?.describe?.(row) ?? content?.series.map((each) => `${each.label} ${each.text(row)}`).join(', ');
		return `${formatSeconds(time)}: ${said ?? ''}`;
	}

	#paint({ draw, ticks }: PlotContent, width: number, height: number): void {
		const setting = this.#setting;
		const ctx = this.#canvas.getContext('2d');
		if (!setting || !ctx) return;
		const { palette, domain, answer } = setting;
		const { pixelRatio, colours, hair } = palette;
		this.#canvas.width = Math.max(1, Math.round(width * pixelRatio));
		this.#canvas.height = Math.max(1, Math.round(height * pixelRatio));
		ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
		const x = (timeNs: number) => ((timeNs - domain[0]) / (domain[1] - domain[0])) * width;
		draw(ctx, { width, height, domain, x, palette });
		ctx.setLineDash([]);
		ctx.lineWidth = hair;
		const rule = (colour: string, from: [number, number], to: [number, number]) => {
			ctx.strokeStyle = colour;
			ctx.beginPath();
			ctx.moveTo(...from);
			ctx.lineTo(...to);
			ctx.stroke();
		};
		const sharp = (at: number) => Math.round(at) + 0.5;
		for (const { at, line } of ticks) {
			if (line !== false) rule(colours.grid, [0, sharp(at) - 1], [width, sharp(at) - 1]);
		}
		for (const timeNs of timeTicks(domain, width / (7 * palette.em)).values) {
			rule(colours.grid, [sharp(x(timeNs)), 0], [sharp(x(timeNs)), height]);
		}
		ctx.setLineDash([2, 3]);
		for (const { startNs } of answer.frames.phases.slice(1)) {
			rule(colours['ink-3'], [sharp(x(startNs)), 0], [sharp(x(startNs)), height]);
		}
		ctx.setLineDash([]);
		rule(colours['ink-3'], [0, height - 0.5], [width, height - 0.5]);
	}

	/** From the bottom up; a label that would touch the one below it is left out. */
	#drawTicks({ ticks }: PlotContent, em: number): void {
		let free = Infinity;
		const shown = [...ticks]
			.sort((a, b) => b.at - a.at)
			.filter(({ at }) => {
				const fits = free - at >= 1.1 * em;
				if (fits) free = at;
				return fits;
			});
		this.#ticks.replaceChildren(
			...shown.map(({ at, label }) => {
				const tick = h('span', {}, label);
				tick.style.top = `${at}px`;
				return tick;
			})
		);
	}

	/** Beside their marks where there is room, else below as a legend. */
	#label({ series }: PlotContent, anchorRow: number, row: number, em: number): void {
		if (!this.#labels.classList.contains('beside')) {
			const shown = series.filter((each) => each.place(row) !== null);
			this.#labels.replaceChildren(...shown.map((each) => labelOf(each, row)));
			return;
		}
		const { labels } = sideLabels(series, row, anchorRow, this.#plot.offsetHeight, em);
		this.#labels.replaceChildren(
			...labels.map(({ series, y }) => {
				const label = labelOf(series, row);
				label.style.top = `${y}px`;
				return label;
			})
		);
	}

	#timeAt(event: PointerEvent): number {
		const setting = this.#setting;
		if (!setting) return 0;
		const { domain } = setting;
		const { left, width } = this.#handle.getBoundingClientRect();
		const share = Math.max(0, Math.min(1, (event.clientX - left) / width));
		return domain[0] + share * (domain[1] - domain[0]);
	}

	#down(event: PointerEvent): void {
		if (event.button !== 0 || !event.isPrimary) return;
		this.#drag = { fromX: event.clientX, fromNs: this.#timeAt(event) };
		// A finger scrubs; scrolling up and down stays the page's.
		if (event.pointerType === 'touch') this.#session.seek(this.#timeAt(event));
		else this.#handle.setPointerCapture(event.pointerId);
	}

	#move(event: PointerEvent): void {
		if (event.pointerType !== 'touch') this.#session.hover(this.#timeAt(event));
		else if (this.#drag) this.#session.seek(this.#timeAt(event));
	}

	#up(event: PointerEvent): void {
		const drag = this.#drag;
		this.#drag = null;
		if (!drag || event.pointerType === 'touch') return;
		const timeNs = this.#timeAt(event);
		if (Math.abs(event.clientX - drag.fromX) <= 4) this.#session.seek(timeNs);
		else this.#session.zoomTo([Math.min(drag.fromNs, timeNs), Math.max(drag.fromNs, timeNs)]);
	}

	/** Keys that are of no use here, Page up and down among them, are left to the page. */
	#key(event: KeyboardEvent): void {
		const setting = this.#setting;
		const { key } = event;
		if (!setting || event.ctrlKey || event.metaKey || event.altKey || key.startsWith('Page')) return;
		const { answer, domain, whole } = setting;
		const { columns, rows } = answer.frames;
		const { pinnedNs } = this.#session;
		const [first, last] = rowsWithin(columns.timeNs, rows, domain);
		const row = rowAfterKey(
			key,
			event.shiftKey,
			pinnedNs === null ? null : rowAt(columns.timeNs, rows, pinnedNs),
			{
				first,
				last
			}
		);
		const middle = pinnedNs ?? (domain[0] + domain[1]) / 2;
		if (row !== null) this.#session.seek(columns.timeNs[row] ?? 0);
		else if (key === 'Escape' && pinnedNs !== null) this.#session.seek(null);
		else if (key === '+' || key === '=') this.#session.zoomTo(zoomed(domain, whole, middle, 0.5));
		else if (key === '-') this.#session.zoomTo(zoomed(domain, whole, middle, 2));
		else if (key === '0') this.#session.zoomTo(null);
		else return;
		event.preventDefault();
	}
}

function labelOf(series: Series, row: number): HTMLLIElement {
	const swatch = h('i', { class: series.swatch });
	swatch.style.setProperty('--colour', `var(--${series.colour})`);
	const title = series.help ?? '';
	return h('li', { title }, swatch, h('span', {}, series.label), ' ', h('b', {}, labelText(series, row)));
}
