import { afterPaint } from '#lib/charts/afterPaint.ts';
import { addressOf } from '#lib/link/address.ts';
import { LinkHistory } from '#lib/link/history.ts';

/** SvelteKit's ways to change the address without loading anything. */
export interface Navigation {
	push: (url: string, state: object) => void;
	replace: (url: string, state: object) => void;
}

/** What is asked of the page beside its state. Browser only. */
export function queryNow(): URLSearchParams {
	return new URLSearchParams(location.search);
}

/**
 * The page's address as it follows the state. While a control moves it is written after the answer has been painted;
 * what is settled is written at once, so that Back finds it.
 */
export class AddressBar {
	#navigation: Navigation;
	#history: LinkHistory | undefined;
	/** changes that are not written yet, oldest first */
	#waiting: (() => void)[] = [];

	constructor(navigation: Navigation) {
		this.#navigation = navigation;
	}

	/** Begins to follow, from the state's link. Before it, as in a page that is prerendered, there is no address. */
	start(link: string): void {
		this.#history = new LinkHistory(link, addressOf(this.#navigation.push, this.#navigation.replace));
	}

	get started(): boolean {
		return this.#history !== undefined;
	}

	/** The link that the address has, or will have. */
	get link(): string | undefined {
		return this.#history?.link;
	}

	/** The state changed through `source`; `settled` when the gesture is over. */
	change(link: string, source: string, settled: boolean): void {
		this.#waiting.push(() => this.#history?.change(link, source, settled));
		if (settled) this.#write();
		else afterPaint(this.#write);
	}

	/** What is looked at changed, not what is run. */
	look(link: string): void {
		this.#write();
		this.#history?.look(link);
	}

	/** The address came to this link by itself. */
	arrived(link: string): void {
		this.#waiting = [];
		this.#history?.arrived(link);
	}

	#write = (): void => {
		for (const write of this.#waiting.splice(0)) write();
	};
}
