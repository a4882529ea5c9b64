import type { Series } from '#lib/charts/types.ts';
import type { Frames } from '#workers/model/frames.ts';
import { formatSeconds } from '#workers/text/units.ts';
import { h } from './dom.ts';

/** Rows of the table: enough to see the run's shape, few enough to be read. */
const mostRows = 24;

/** The numbers of a chart, made when somebody opens it. */
export class DataTable {
	readonly element: HTMLDetailsElement;
	#frames: Frames | null = null;
	#series: readonly Series[] = [];

	constructor() {
		this.element = h('details', { ontoggle: () => this.#fill() }, h('summary', {}, 'Table'));
	}

	/** Takes up what is drawn; a table that is open follows. */
	show(frames: Frames, series: readonly Series[]): void {
		this.element.hidden = series.length === 0;
		this.#frames = frames;
		this.#series = series;
		if (this.element.open) this.#fill();
	}

	#fill(): void {
		this.element.querySelector('div')?.remove();
		const frames = this.#frames;
		if (!frames || !this.element.open) return;
		const step = Math.max(1, Math.ceil((frames.rows - 1) / mostRows));
		const lines: Node[] = [];
		for (let row = 0; row < frames.rows; row += step) {
			const time = h('th', { scope: 'row' }, formatSeconds(frames.columns.timeNs[row] ?? 0));
			lines.push(h('tr', {}, time, ...this.#series.map((each) => h('td', {}, each.text(row)))));
		}
		const head = ['time', ...this.#series.map(({ label }) => label)].map((text) =>
			h('th', { scope: 'col' }, text)
		);
		const table = h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...lines));
		this.element.append(
			h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' }, table)
		);
	}
}
