import { timeTicks } from '#lib/charts/format.ts';
import { chartLayout } from '#lib/charts/layout.ts';
import { readPalette } from '#lib/charts/palette.ts';
import { shownPart, wholeRun } from '#lib/panels/wholeRun.ts';
import type { TimeDomain } from '#lib/charts/types.ts';
import type { EmbedAnswer } from '#workers/entries/embedApi.ts';
import { Control } from './control.ts';
import { h } from './dom.ts';
import type { ChartName, ControlName } from './options.ts';
import { Pane } from './pane.ts';
import type { PlotName } from './plotHeights.ts';
import type { EmbedSession } from './session.ts';

const titles: Record<PlotName, string> = {
	heap: 'Heap size',
	occupancy: 'Pool occupancy',
	perp: 'Pool of each P',
	new: 'New rate',
	gc: 'Garbage collections'
};

export interface ViewOptions {
	chart: ChartName;
	controls: ControlName;
}

export interface ViewPlace {
	/** tree in which the tokens are read, and the element whose attributes choose the theme */
	tree: ParentNode;
	host: HTMLElement;
	/** address of Poolscope, to which the link's hash is added; empty: no link */
	site: string;
	/** height that the charts may fill [CSS px]; null: as high as they usually are */
	room: () => number | null;
	onheight: (height: number) => void;
}

/**
 * What an embed shows once it is started: title, verdict, charts, controls as far as they were chosen, the way to
 * Poolscope. Written without a framework: an embed is a guest, and these are few elements.
 */
export class EmbedView {
	readonly element: HTMLElement;

	#session: EmbedSession;
	#place: ViewPlace;
	#title = h('h1');
	#variants = h('div', { class: 'variants', role: 'group', 'aria-label': 'Variant of the program' });
	#play: HTMLButtonElement;
	#verdict = h('p', { class: 'verdict', 'aria-live': 'polite' });
	#messages = h('div', { class: 'messages', role: 'status' });
	#charts = h('div', { class: 'charts' });
	#controls = h('div', { class: 'controls', role: 'group', 'aria-label': 'Controls' });
	#open: HTMLAnchorElement;
	#axis = h('div', { class: 'axis', 'aria-hidden': 'true' });
	#panes: Pane[] = [];
	#fields = new Map<string, Control>();
	#fieldsOf = '';
	#drawn: EmbedAnswer | null = null;
	#extra = 0;
	#frame = 0;
	#isDirty = true;
	#stop: (() => void)[] = [];

	constructor(session: EmbedSession, options: ViewOptions, place: ViewPlace) {
		this.#session = session;
		this.#place = place;
		this.#play = h('button', {
			type: 'button',
			class: 'play',
			onclick: () => (session.playing ? session.pause() : session.play())
		});
		this.#open = h('a', { target: '_blank', rel: 'noopener' }, 'Open in Poolscope');
		const head = h('div', { class: 'head' }, this.#title, this.#variants, this.#play);
		const foot = h('p', { class: 'open', hidden: place.site === '' }, this.#open);
		this.element = h(
			'div',
			{ class: 'embed' },
			head,
			this.#verdict,
			this.#messages,
			this.#charts,
			this.#controls,
			foot
		);
		this.show(options);
		this.#watch();
	}

	/** Other charts, or other controls. */
	show(options: ViewOptions): void {
		const all: PlotName[] = ['heap', 'occupancy', 'perp', 'new', 'gc'];
		const names = all.filter((name) => options.chart === 'all' || options.chart === name);
		this.#panes = names.map(
			(name) => new Pane(name, titles[name], this.#session, name === names.at(-1) ? this.#axis : undefined)
		);
		this.#charts.replaceChildren(...this.#panes.map(({ element }) => element));
		this.#variants.hidden = this.#play.hidden = options.controls === 'none';
		this.#controls.hidden = options.controls !== 'full';
		this.renew();
	}

	/** Something of the session changed: drawn in the next frame, once. */
	changed(): void {
		this.#frame ||= requestAnimationFrame(() => this.#draw());
	}

	/** All is drawn anew: size, theme or charts are others. */
	renew(): void {
		this.#isDirty = true;
		this.changed();
	}

	dispose(): void {
		cancelAnimationFrame(this.#frame);
		for (const stop of this.#stop) stop();
		this.element.remove();
	}

	#draw(): void {
		this.#frame = 0;
		const session = this.#session;
		const { answer, problem, playing, busy } = session;
		this.#say([...(answer?.messages ?? []), ...(problem ? [problem] : [])], busy && !answer);
		this.#play.textContent = playing ? 'Pause' : 'Play';
		if (!answer) return;
		if (answer !== this.#drawn) this.#showAnswer(answer);
		this.#open.href = `${this.#place.site}#${session.link}`;
		const width = this.#charts.clientWidth;
		if (width === 0) return;
		const whole = wholeRun(answer.frames);
		const domain = shownPart(whole, session.zoom);
		const key = domain.join();
		const moved = key !== this.#domain || busy !== this.#busy || answer !== this.#drawn;
		if (this.#isDirty || moved) {
			const palette = readPalette(this.#place.tree);
			const alone = this.#panes.length === 1;
			const extra = alone ? this.#extra : 0;
			for (const pane of this.#panes)
				pane.draw({ answer, domain, whole, width, extra, alone, stale: busy, palette });
			this.#drawAxis(answer, domain, width, palette.em);
		} else {
			for (const pane of this.#panes) pane.move();
		}
		this.#domain = key;
		this.#busy = busy;
		this.#drawn = answer;
		this.#isDirty = false;
		this.#measure();
	}

	#domain = '';
	#busy = false;

	#showAnswer({ title, verdict, variants, params, controls, texts, slug }: EmbedAnswer): void {
		this.#title.textContent = title;
		this.#verdict.textContent = verdict.headline.text;
		const choice = (name: string, means: string, fixed: boolean) =>
			h(
				'button',
				{
					type: 'button',
					title: means,
					'aria-pressed': String(params.fixed === fixed),
					onclick: () => this.#session.change({ fixed })
				},
				name
			);
		const focused = [...this.#variants.children].findIndex((each) => each.matches(':focus'));
		this.#variants.replaceChildren(
			...(variants ? [choice('Bug', variants.bug, false), choice('Fix', variants.fixed, true)] : [])
		);
		(this.#variants.children[focused] as HTMLElement | undefined)?.focus();
		if (this.#fieldsOf !== slug) {
			this.#fieldsOf = slug;
			this.#fields = new Map(
				controls.map((row) => [
					row.name,
					new Control(row, (value) => this.#session.change({ [row.name]: value }))
				])
			);
			this.#controls.replaceChildren(...[...this.#fields.values()].map(({ element }) => element));
		}
		for (const { name } of controls) this.#fields.get(name)?.show(params[name], texts[name] ?? '');
	}

	#say(messages: string[], isFirst: boolean): void {
		const lines = isFirst ? ['Simulating …'] : messages;
		const said = lines.join('\n');
		if (this.#messages.textContent === said) return;
		this.#messages.textContent = said;
	}

	#drawAxis({ frames }: EmbedAnswer, domain: TimeDomain, width: number, em: number): void {
		const { left, plotWidth } = chartLayout(width, em);
		const x = (timeNs: number) => ((timeNs - domain[0]) / (domain[1] - domain[0])) * plotWidth;
		const ticks = timeTicks(domain, plotWidth / (7 * em));
		const at = (text: string, px: number, name: string) => {
			const span = h('span', { class: name }, text);
			span.style.left = `${left + px}px`;
			return span;
		};
		const named = frames.phases.length > 1 ? frames.phases : [];
		const phases = named.flatMap(({ name, startNs, endNs }) => {
			const from = Math.max(0, x(startNs));
			const to = Math.min(plotWidth, x(endNs));
			return to - from > name.length * 0.6 * em ? [at(name, (from + to) / 2, 'phase')] : [];
		});
		this.#axis.classList.toggle('phased', phases.length > 0);
		this.#axis.replaceChildren(
			...ticks.values.map((value) => at(ticks.format(value), x(value), 'tick')),
			...phases
		);
	}

	/** The plot fills the room that is left; what it says of its height is without that. */
	#measure(): void {
		const natural = this.element.offsetHeight - (this.#panes.length === 1 ? this.#extra : 0);
		this.#place.onheight(natural);
		const room = this.#place.room();
		const extra = room === null || this.#panes.length > 1 ? 0 : Math.max(0, Math.floor(room - natural));
		if (Math.abs(extra - this.#extra) < 2) return;
		this.#extra = extra;
		this.renew();
	}

	#watch(): void {
		const renew = () => this.renew();
		const sizes = new ResizeObserver(renew);
		sizes.observe(this.#charts);
		const attributes = new MutationObserver(renew);
		attributes.observe(this.#place.host, {
			attributes: true,
			attributeFilter: ['data-theme', 'class', 'style']
		});
		const queries = [
			'(prefers-color-scheme: dark)',
			'(prefers-contrast: more)',
			'(forced-colors: active)'
		].map((query) => window.matchMedia(query));
		for (const query of queries) query.addEventListener('change', renew);
		window.addEventListener('resize', renew);
		this.#stop.push(() => {
			sizes.disconnect();
			attributes.disconnect();
			for (const query of queries) query.removeEventListener('change', renew);
			window.removeEventListener('resize', renew);
		});
	}
}
