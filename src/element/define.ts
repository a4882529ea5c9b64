import { h } from '#lib/embed/dom.ts';
import type { StateReport } from '#lib/embed/messages.ts';
import { chartNames, controlNames, oneOf, themeNames } from '#lib/embed/options.ts';
import type { MountCharts, Running } from '#lib/embed/running.ts';
import { parameterAttributes } from './attributes.ts';
import type { PoolscopeChartElement } from './poolscope-chart.d.ts';

/** What the file that carries the element gives it. */
export interface Parts {
	/** address of that file: Poolscope's own is beside its site */
	script: string;
	css: string;
	mount: MountCharts;
}

const optionAttributes = ['case', 'link', 'chart', 'theme', 'controls', 'poster', 'bg', 'site'];

/** Defines the element, unless the page has it already: two snippets in one article are two scripts. */
export function definePoolscopeChart(parts: Parts): void {
	if (customElements.get('poolscope-chart')) return;
	customElements.define('poolscope-chart', elementOf(parts));
}

/** What is declared for users and written here by hand; the rest are attributes. */
type Declared = Pick<
	PoolscopeChartElement,
	'link' | 'params' | 'verdict' | 'state' | 'start' | 'play' | 'pause' | 'seek'
>;

function elementOf({ script, css, mount }: Parts): CustomElementConstructor {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);

	class PoolscopeChart extends HTMLElement implements Declared {
		static observedAttributes = [...optionAttributes, ...parameterAttributes];

		#root = h('div', { class: 'root' });
		#observer: IntersectionObserver | undefined;
		#running: Running | undefined;
		#waiting: ((running: Running) => void)[] = [];
		#verdict = '';
		#link = '';
		/** attributes that changed and were not taken up yet */
		#changed = new Set<string>();
		/** attributes that what was set since goes before, each until it changes */
		#outdone = new Set<string>();

		constructor() {
			super();
			const shadow = this.attachShadow({ mode: 'open' });
			shadow.adoptedStyleSheets = [sheet];
			shadow.append(this.#root);
		}

		/** Sets what was set before the element was defined, in that order, now that it has properties. */
		connectedCallback(): void {
			for (const name of Object.keys(this)) {
				const value: unknown = Reflect.get(this, name);
				Reflect.deleteProperty(this, name);
				Reflect.set(this, name, value);
			}
			this.#applyTheme();
			this.#showPlate();
			this.#watch();
			document.addEventListener('visibilitychange', this.#look);
		}

		disconnectedCallback(): void {
			document.removeEventListener('visibilitychange', this.#look);
			this.#observer?.disconnect();
			this.#running?.dispose();
			this.#running = undefined;
			this.#verdict = '';
		}

		attributeChangedCallback(name: string, before: string | null, after: string | null): void {
			if (!this.#outdone.delete(name) && before === after) return;
			if (name === 'theme') this.#applyTheme();
			this.#changed.add(name);
			// Several attributes that change together are one change.
			queueMicrotask(() => this.#takeUp());
		}

		/** Canonical link of what is shown, without #. Setting it shows another state. */
		get link(): string {
			return this.#link || (this.getAttribute('link') ?? '');
		}

		set link(link: string) {
			this.#outdone = new Set(PoolscopeChart.observedAttributes);
			this.setAttribute('link', link);
		}

		/** Parameters by name, as in a link; what is set here goes before the attributes. */
		get params(): Readonly<Record<string, unknown>> {
			return this.#running?.report().params ?? this.#changes();
		}

		set params(params: Readonly<Record<string, unknown>>) {
			for (const name in params) this.#outdone.add(name);
			this.#do((running) => running.change(params));
		}

		get verdict(): string {
			return this.#verdict;
		}

		get state(): StateReport | null {
			return this.#running?.report() ?? null;
		}

		start(): void {
			this.#do(() => {});
		}

		play(): void {
			this.#do((running) => running.play());
		}

		pause(): void {
			this.#do((running) => running.pause());
		}

		/** Puts the crosshair to an instant [s]; null takes it away. */
		seek(t: number | null): void {
			this.#do((running) => running.seek(t));
		}

		#do(what: (running: Running) => void): void {
			if (!this.isConnected) this.#waiting.push(what);
			else {
				this.#running ??= this.#start();
				// What was set before comes before.
				this.#takeUp();
				what(this.#running);
			}
		}

		/** Where it was shown before and moved, it goes on with that state, and with what changed since. */
		#start(): Running {
			const isFirst = !this.#link;
			if (isFirst) this.#changed = new Set();
			return mount(this.#root, {
				link: this.link,
				changes: isFirst ? this.#changes() : {},
				...this.#options(),
				site: this.#site(),
				fills: false,
				shadow: this.shadowRoot ?? undefined,
				onstate: (report) => this.#said(report),
				onheight: () => {},
				onerror: (message) => this.#tell('error', { message })
			});
		}

		#said(report: StateReport): void {
			const isFirst = this.#link === '';
			this.#link = report.link;
			if (isFirst) this.#tell('ready', report);
			this.#tell('change', report);
			if (report.verdict === this.#verdict) return;
			this.#verdict = report.verdict;
			this.#tell('verdict', { text: report.verdict });
		}

		/** Bubbling and composed, so that one listener on the page hears all charts. */
		#tell(type: string, detail: unknown): void {
			this.dispatchEvent(new CustomEvent(type, { detail, bubbles: type !== 'error', composed: true }));
		}

		/** Attributes changed: another link or case begins anew, a parameter alone changes what is shown. */
		#takeUp(): void {
			const changed = this.#changed;
			if (!this.#running || changed.size === 0) return;
			this.#changed = new Set();
			this.#running.show(this.#options());
			const all = this.#changes();
			const names = parameterAttributes.filter((name) => changed.has(name));
			if (changed.has('link') || changed.has('case'))
				this.#running.open(this.getAttribute('link') ?? '', all);
			// An attribute that was taken away goes back to the story.
			else if (names.length > 0)
				this.#running.change(Object.fromEntries(names.map((name) => [name, all[name] ?? null])));
		}

		/** What the attributes ask for that nothing goes before. */
		#changes(): Record<string, unknown> {
			return Object.fromEntries(
				['case', ...parameterAttributes].flatMap((name) => {
					const text = this.getAttribute(name);
					return text === null || this.#outdone.has(name) ? [] : [[name, text]];
				})
			);
		}

		#options() {
			const chart = oneOf(chartNames, this.getAttribute('chart')) ?? 'heap';
			return {
				chart: chart === 'timeline' || chart === 'quiz' ? 'heap' : chart,
				controls: oneOf(controlNames, this.getAttribute('controls')) ?? 'min'
			} as const;
		}

		#applyTheme(): void {
			this.dataset.theme = oneOf(themeNames, this.getAttribute('theme')) ?? 'auto';
		}

		/** Poolscope's address: as it is said, or beside the script where that is Poolscope's own. */
		#site(): string {
			const said = this.getAttribute('site');
			if (said !== null) return said;
			return /\/element\/poolscope-chart(\.module)?\.js$/.test(script) ? new URL('../', script).href : '';
		}

		/** What was put between the tags stands for the charts until they are started. */
		#showPlate(): void {
			const label = 'Start the simulation';
			const button = h(
				'button',
				{ type: 'button', 'aria-label': label, onclick: () => this.start() },
				this.childElementCount > 0 ? '' : label
			);
			this.#root.replaceChildren(h('div', { class: 'plate' }, h('slot'), button));
		}

		#watch(): void {
			this.#observer = new IntersectionObserver(
				(entries) => {
					const entry = entries.at(-1);
					if (!entry) return;
					this.#inSight = entry.isIntersecting;
					this.#look();
					const seen =
						entry.intersectionRatio >= 0.5 ||
						entry.intersectionRect.height >= (entry.rootBounds?.height ?? Infinity) / 2;
					const waits = (this.getAttribute('poster') ?? '0') !== '0';
					if (seen && !waits && !document.hidden) this.start();
				},
				{ threshold: [0, 0.25, 0.5] }
			);
			this.#observer.observe(this);
			for (const what of this.#waiting.splice(0)) this.#do(what);
		}

		#inSight = true;
		#look = () => this.#running?.rest(!this.#inSight || document.hidden);
	}

	// Each parameter is a property too, reflected by the attribute of its name.
	for (const name of PoolscopeChart.observedAttributes) {
		if (name === 'link') continue;
		Object.defineProperty(PoolscopeChart.prototype, name, {
			configurable: true,
			enumerable: true,
			get(this: HTMLElement) {
				return this.getAttribute(name);
			},
			set(this: HTMLElement, value: unknown) {
				const isOff = value === false && (name === 'poster' || name === 'fixed');
				if (value === null || value === undefined || isOff) this.removeAttribute(name);
				else this.setAttribute(name, value === true ? '' : String(value));
			}
		});
	}
	return PoolscopeChart;
}
