import { every } from './every.ts';
import type { ChartName, EmbedOptions } from './options.ts';
import type { MountCharts, Running } from './running.ts';
import type { Changes } from '#workers/entries/embedApi.ts';
import type { StateReport } from './messages.ts';

/** Who hears what an embed says. */
export interface Listener {
	state(report: StateReport): void;
	height(height: number): void;
	error(message: string): void;
}

/** Keys of a link that say how a state is looked at, not which one it is. */
const views = /^(v\d+$|case=|model=|cursor=|zoom=|view=|step=|pin=|board=)/;

/** Holds an embed from its poster to its running charts. */
export class Starter {
	listener: Listener | undefined;

	#main: HTMLElement;
	#options: EmbedOptions;
	/** folder of the embed's files */
	#folder: URL;
	#chart: ChartName;
	/** what tells the case by its program, where that is asked for: by the query, or by the document that was opened */
	#asked: string | undefined;
	#link = '';
	#started = false;
	#running: Running | undefined;
	/** what was asked for while the rest was being loaded */
	#waiting: ((running: Running) => void)[] = [];
	#inSight = true;
	/** A frame that is taken out of sight and put back, as decks do, finds its state again. Safari refuses 100 in 30 s. */
	#remember = every(400, (link: string) => {
		try {
			history.replaceState(null, '', location.search + link);
		} catch {
			// The address of a frame without an origin may be out of reach; its state is kept here.
		}
	});

	constructor(main: HTMLElement, options: EmbedOptions, folder: URL) {
		this.#main = main;
		this.#options = options;
		this.#folder = folder;
		const { slug, kind } = main.dataset;
		const { chart } = options;
		const asked = isProgram(chart);
		this.#chart = isProgram(kind) ? kind : asked ? 'heap' : chart;
		this.#asked = asked ? chart : location.pathname.includes(`/${slug}/${kind}/`) ? kind : undefined;
	}

	/** The address of the document that has the poster of a hash's case, if it is not this one. */
	elsewhere(hash: string): string | null {
		const { slug, kind, slugs = '' } = this.#main.dataset;
		const wanted = this.#wanted(hash);
		const asked = this.#asked;
		const isMissing = this.#missing(hash) !== '';
		const stays = asked === kind ? isMissing || wanted === slug : wanted === slug && (!asked || isMissing);
		if (stays || !slugs.split(' ').includes(wanted)) return null;
		const page = location.protocol === 'file:' ? 'index.html' : '';
		const folder = asked && !isMissing ? `${wanted}/${asked}/` : `${wanted}/`;
		return new URL(folder + page, this.#folder).href + location.search + hash;
	}

	/** Takes up the address, and starts when the embed is half in sight, or pressed. */
	ready(): void {
		this.#follow();
		this.#announceHeight();
		window.addEventListener('hashchange', () => {
			const elsewhere = this.elsewhere(location.hash);
			if (elsewhere) location.replace(elsewhere);
			else this.#follow();
		});
		document.addEventListener('click', ({ target }) => {
			if (!(target as Element).closest('a')) this.start();
		});
		const observer = new IntersectionObserver(
			(entries) => {
				const entry = entries.at(-1);
				if (!entry) return;
				const { boundingClientRect: whole, intersectionRect: part, rootBounds } = entry;
				this.#inSight = entry.isIntersecting;
				this.#look();
				// Half of it, or as much of a high one as half the frame takes, or half a screen: a frame of another origin
				// is not told how high the window around it is.
				const most = Math.min(whole.height, window.innerHeight, (rootBounds ?? screen).height);
				const seen = part.width * part.height;
				if (!seen || seen < (whole.width * most) / 2 || this.#options.poster) return;
				this.#whenShown(() => this.start());
			},
			// A frame may be a small part of what is in it.
			{ threshold: Array.from({ length: 101 }, (_, percent) => percent / 100) }
		);
		observer.observe(this.#main);
		document.addEventListener('visibilitychange', () => this.#look());
	}

	/** Loads what is missing and runs it. Once. */
	start(): void {
		if (this.#started) return;
		this.#started = true;
		delete document.documentElement.dataset.waits;
		const part = () => (this.#isProgram ? globalThis.poolscopeProgram : globalThis.poolscopeCharts);
		const run = () => {
			const there = part();
			if (there) this.#run(there.mount);
		};
		// A page in one file has it already.
		if (part()) {
			run();
			return;
		}
		const script = document.createElement('script');
		script.src = new URL(this.#isProgram ? 'program.js' : 'charts.js', this.#folder).href;
		script.addEventListener('load', run);
		script.addEventListener('error', () => {
			this.#started = false;
			this.listener?.error('The charts could not be loaded.');
		});
		document.head.append(script);
	}

	/** Calls back with the running embed; starts it if need be. */
	do(what: (running: Running) => void): void {
		if (this.#running) what(this.#running);
		else {
			this.#waiting.push(what);
			this.start();
		}
	}

	/** Shows another link's state. That of a program is in another document, and so is that of charts beside a program. */
	open(link: string, changes: Changes = {}): void {
		const hash = link.startsWith('#') ? link : `#${link}`;
		const isApart = this.#isProgram || this.#asked || this.#isApart(this.#wanted(hash));
		const elsewhere = isApart ? this.elsewhere(hash) : null;
		const more = Object.entries(changes).map(
			([name, value]) => `;${name}=${encodeURIComponent(String(value))}`
		);
		if (elsewhere) location.replace(elsewhere + more.join(''));
		else if (this.#takes(hash)) this.do((running) => running.open(this.#whole(hash), changes));
	}

	/** Changes what is shown; another case of a program, or a program's, is another document. */
	change({ case: slug, ...changes }: Changes): void {
		const isText = typeof slug === 'string';
		if (isText && (this.#isProgram || this.#isApart(slug))) this.open(`v1;case=${slug}`, changes);
		else this.do((running) => running.change(slug === undefined ? changes : { case: slug, ...changes }));
	}

	report(): StateReport {
		return (
			this.#running?.report() ?? {
				link: this.#link.replace(/^#/, ''),
				case: this.#main.dataset.slug ?? '',
				params: null,
				started: false,
				playing: false,
				t: null,
				verdict: this.#other() ? '' : (document.querySelector('.headline')?.textContent ?? '')
			}
		);
	}

	#run(mount: MountCharts): void {
		const running = mount(this.#main, {
			link: this.#link,
			chart: this.#chart,
			controls: this.#options.controls,
			site: this.#site(),
			fills: !this.#options.api,
			onstate: (report) => this.#said(report),
			onheight: (height) => this.listener?.height(this.#main.offsetTop + height),
			onerror: (message) => this.listener?.error(message)
		});
		this.#running = running;
		for (const what of this.#waiting.splice(0)) what(running);
		this.#look();
	}

	#said(report: StateReport): void {
		this.#link = `#${report.link}`;
		this.listener?.state(report);
		this.#remember(this.#link);
	}

	#site(): string {
		const site = new URL('../', this.#folder).href;
		// From disk the pages of the site do not run, its single file does.
		return location.protocol === 'file:' ? `${site}poolscope.html` : site;
	}

	/** The address has another state. */
	#follow(): void {
		if ((location.hash === this.#link && this.#running) || !this.#takes(location.hash)) return;
		this.#link = this.#whole(location.hash);
		document.documentElement.dataset.other = this.#other();
		const link = document.querySelector<HTMLAnchorElement>('[data-open]');
		if (link) link.href = this.#site() + this.#link;
		this.#running?.open(this.#link);
	}

	get #isProgram(): boolean {
		return isProgram(this.#chart);
	}

	/** A hash that names no case is of the document's. */
	#whole(hash: string): string {
		return /(^#?|[;&])case=/.test(hash)
			? hash
			: `${hash.length > 1 ? hash : '#v1'};case=${this.#main.dataset.slug ?? ''}`;
	}

	/** Whether a case has no charts: its embed is told by its program. */
	#isApart(slug: string): boolean {
		return this.#main.dataset.apart?.split(' ').includes(slug) ?? false;
	}

	/** Slug of the case that a hash asks for. */
	#wanted(hash: string): string {
		return caseIn(hash) ?? this.#main.dataset.slug ?? '';
	}

	/** Says that the timeline or quiz that is asked for does not exist, and where there is one; empty where it does. */
	#missing(hash: string): string {
		const { told } = this.#main.dataset;
		const wanted = this.#wanted(hash);
		if (!this.#asked || told?.split(' ').includes(wanted)) return '';
		return told
			? `There is no ${this.#asked} of “${wanted}”, but of ${told.replaceAll(' ', ', ')}.`
			: `There is no ${this.#asked} in this file: open embed/index.html${location.search}${hash} beside it.`;
	}

	/** Whether this document can show what a hash asks for, which it says if not: a program's shows no other case. */
	#takes(hash: string): boolean {
		const missing = this.#missing(hash);
		const said = document.querySelector('.said');
		if (said) said.textContent = missing;
		if (missing) this.listener?.error(missing);
		return missing === '' || !this.#isProgram;
	}

	/** What of the state is another than on the poster, if anything. */
	#other(): 'case' | 'values' | '' {
		const { slug, own = '' } = this.#main.dataset;
		if (this.#wanted(this.#link) !== slug) return 'case';
		const same = own.split(' ');
		return this.#link.split(/[#;&]/).some((part) => part && !views.test(part) && !same.includes(part))
			? 'values'
			: '';
	}

	#look(): void {
		this.#running?.rest(!this.#inSight || document.hidden);
	}

	#announceHeight(): void {
		const observer = new ResizeObserver(() => {
			if (!this.#running) this.listener?.height(this.#main.offsetHeight);
			else observer.disconnect();
		});
		observer.observe(this.#main);
	}

	#whenShown(what: () => void): void {
		if (!document.hidden) what();
		else document.addEventListener('visibilitychange', () => this.#whenShown(what), { once: true });
	}
}

function isProgram(kind: string | undefined): kind is 'timeline' | 'quiz' {
	return kind === 'timeline' || kind === 'quiz';
}

function caseIn(hash: string): string | undefined {
	return /(?:^#?|[;&])case=([a-z0-9-]+)/.exec(hash)?.[1];
}

declare global {
	// The parts of an embed that are loaded when it is started.
	var poolscopeCharts: { mount: MountCharts } | undefined;
	var poolscopeProgram: { mount: MountCharts } | undefined;
}
