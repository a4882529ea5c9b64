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

		#root: HTMLElement;
		#observers: IntersectionObserver[] = [];
		#running: Running | undefined;
		#waiting: ((running: Running) => void)[] = [];
		#verdict = '';
		#link = '';
		#isChanging = false;
		/** attributes as they were taken up last */
		#taken = '';

		constructor() {
			super();
			const shadow = this.attachShadow({ mode: 'open' });
			shadow.adoptedStyleSheets = [sheet];
			this.#root = document.createElement('div');
			this.#root.className = 'root';
			shadow.append(this.#root);
		}

		/** Takes up properties that were set before the element was defined. */
		connectedCallback(): void {
			for (const name of ['params', ...PoolscopeChart.observedAttributes]) {
				if (!Object.hasOwn(this, name)) continue;
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
			for (const observer of this.#observers.splice(0)) observer.disconnect();
			this.#running?.dispose();
			this.#running = undefined;
			this.#verdict = '';
		}

		attributeChangedCallback(name: string, before: string | null, after: string | null): void {
			if (before === after) return;
			if (name === 'theme') this.#applyTheme();
			// Several attributes that change together are one change.
			if (this.#isChanging) return;
			this.#isChanging = true;
			queueMicrotask(() => {
				this.#isChanging = false;
				this.#takeUp();
			});
		}

		/** Canonical link of what is shown, without #. Setting it shows another state. */
		get link(): string {
			return this.#link || (this.getAttribute('link') ?? '');
		}

		set link(link: string) {
			this.setAttribute('link', link);
		}

		/** Parameters by name, as in a link; what is set here goes before the attributes. */
		get params(): Readonly<Record<string, unknown>> {
			return this.#running?.report().params ?? this.#changes();
		}

		set params(params: Readonly<Record<string, unknown>>) {
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
				what(this.#running);
			}
		}

		#start(): Running {
			this.#taken = this.#asked();
			return mount(this.#root, {
				link: this.getAttribute('link') ?? '',
				changes: this.#changes(),
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

		/** Attributes changed. */
		#takeUp(): void {
			if (!this.#running) return;
			this.#running.show(this.#options());
			const asked = this.#asked();
			if (asked === this.#taken) return;
			this.#taken = asked;
			// Attributes that were taken away go back to the story: so all begins with the link and the case.
			this.#running.open(this.getAttribute('link') ?? '', this.#changes());
		}

		/** What the attributes ask for, to tell whether they ask for something else. */
		#asked(): string {
			return JSON.stringify([this.getAttribute('link'), this.#changes()]);
		}

		#changes(): Record<string, unknown> {
			const names = ['case', ...parameterAttributes];
			return Object.fromEntries(
				names.flatMap((name) => {
					const text = this.getAttribute(name);
					// A flag may stand without a value.
					return text === null ? [] : [[name, text === '' ? 'on' : text]];
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
			const theme = oneOf(themeNames, this.getAttribute('theme')) ?? 'auto';
			if (theme === 'auto') delete this.dataset.theme;
			else this.dataset.theme = theme;
		}

		/** Poolscope's address: as it is said, or beside the script where that is Poolscope's own. */
		#site(): string {
			const said = this.getAttribute('site');
			if (said !== null) return said;
			return /\/element\/poolscope-chart(\.module)?\.js$/.test(script) ? new URL('../', script).href : '';
		}

		/** What was put between the tags stands for the charts until they are started. */
		#showPlate(): void {
			const plate = document.createElement('div');
			plate.className = 'plate';
			const button = document.createElement('button');
			button.type = 'button';
			button.textContent = this.childElementCount > 0 ? '' : 'Start the simulation';
			button.setAttribute('aria-label', 'Start the simulation');
			button.addEventListener('click', () => this.start());
			plate.append(document.createElement('slot'), button);
			this.#root.replaceChildren(plate);
		}

		#watch(): void {
			const observer = new IntersectionObserver(
				(entries) => {
					const entry = entries.at(-1);
					if (!entry) return;
					this.#inSight = entry.isIntersecting;
					this.#look();
					const seen =
						entry.intersectionRatio >= 0.5 ||
						entry.intersectionRect.height >= (entry.rootBounds?.height ?? Infinity) / 2;
					const waits = this.hasAttribute('poster') && this.getAttribute('poster') !== '0';
					if (seen && !waits && !document.hidden) this.start();
				},
				{ threshold: [0, 0.25, 0.5] }
			);
			observer.observe(this);
			this.#observers.push(observer);
			for (const what of this.#waiting.splice(0)) this.#do(what);
		}

		#inSight = true;
		#look = () => this.#running?.rest(!this.#inSight || document.hidden);
	}

	// Each parameter is a property too, reflected by the attribute of its name.
	for (const name of [...optionAttributes, ...parameterAttributes]) {
		if (name === 'link') continue;
		Object.defineProperty(PoolscopeChart.prototype, name, {
			configurable: true,
			enumerable: true,
			get(this: HTMLElement) {
				return this.getAttribute(name);
			},
			set(this: HTMLElement, value: unknown) {
				if (value === null || value === undefined) this.removeAttribute(name);
				else if (value === false && (name === 'poster' || name === 'fixed')) this.removeAttribute(name);
				else this.setAttribute(name, value === true ? '' : String(value));
			}
		});
	}
	return PoolscopeChart;
}
