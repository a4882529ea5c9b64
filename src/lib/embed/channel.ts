import { every } from './every.ts';
import { readHostMessage, type EmbedMessage, type HostMessage, type StateReport } from './messages.ts';
import type { Listener, Starter } from './starter.ts';

/** Between an embed and the window around it. Anything that did not come from there, or is no message, is ignored. */
export class Channel implements Listener {
	#starter: Starter;
	#height = 0;
	#verdict = '';
	/** while it is played a state is said a few times a second */
	#sayState = every(100, (report: StateReport) => this.#say({ type: 'poolscope:state', v: 1, ...report }));

	constructor(starter: Starter) {
		this.#starter = starter;
	}

	open(): void {
		this.#starter.listener = this;
		window.addEventListener('message', (event) => {
			if (event.source !== window.parent) return;
			const message = readHostMessage(event.data);
			if (message) this.#hear(message);
		});
		window.addEventListener('keydown', (event) => this.#pass(event));
		this.#say({ type: 'poolscope:ready', v: 1 });
	}

	state(report: StateReport): void {
		this.#sayState(report);
		if (report.verdict === this.#verdict) return;
		this.#verdict = report.verdict;
		this.#say({ type: 'poolscope:verdict', v: 1, text: report.verdict, link: report.link });
	}

	height(exact: number): void {
		const height = Math.ceil(exact);
		if (height === this.#height) return;
		this.#height = height;
		this.#say({ type: 'poolscope:height', v: 1, height });
		window.parent.postMessage({ sentinel: 'amp', type: 'embed-size', height }, '*');
	}

	error(message: string): void {
		this.#say({ type: 'poolscope:error', v: 1, message });
	}

	#hear(message: HostMessage): void {
		const starter = this.#starter;
		switch (message.type) {
			case 'poolscope:get': {
				const id = message.id === undefined ? {} : { id: message.id };
				this.#say({ type: 'poolscope:state', v: 1, ...id, ...starter.report() });
				return;
			}
			case 'poolscope:set': {
				const { link, params } = message;
				if (link !== undefined) starter.open(link, params);
				else starter.change(params ?? {});
				return;
			}
			case 'poolscope:play':
				starter.do((running) => running.play());
				return;
			case 'poolscope:pause':
				starter.do((running) => running.pause());
				return;
			case 'poolscope:seek':
				starter.do((running) => running.seek(message.t));
		}
	}

	/** Tells the page around us of keys that nothing here took and that are not typed into a field. */
	#pass(event: KeyboardEvent): void {
		const { target, key, code, shiftKey, ctrlKey, altKey, metaKey } = event;
		const isField = target instanceof HTMLElement && target.matches('input, select, textarea');
		if (event.defaultPrevented || (isField && key !== 'Escape')) return;
		const isButton = target instanceof HTMLElement && target.matches('button, a, summary');
		if (isButton && (key === 'Enter' || key === ' ')) return;
		this.#say({ type: 'poolscope:key', v: 1, key, code, shiftKey, ctrlKey, altKey, metaKey });
	}

	/** What is said is no secret, and a host without an origin could not be named. */
	#say(message: EmbedMessage): void {
		window.parent.postMessage(message, '*');
	}
}
