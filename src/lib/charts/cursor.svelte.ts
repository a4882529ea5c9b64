/** The crosshair that all charts share. */

export interface Cursor {
	/** where it shows [ns]: under the pointer, else where it was pinned, else nowhere */
	readonly timeNs: number | null;
	/** where it was pinned, by click, key or link [ns] */
	readonly pinnedNs: number | null;
	/** series that the keyboard has chosen, by key; null for none */
	readonly series: string | null;
	/** follows the pointer; null when it leaves */
	hover(timeNs: number | null): void;
	/** stays; null takes it away */
	pin(timeNs: number | null): void;
	choose(series: string | null): void;
}

/** A cursor, pinned at an instant if one is given (from a link). One a page: hand it to every chart. */
export function createCursor(pinned: number | null = null): Cursor {
	let hoverNs = $state<number | null>(null);
	let pinnedNs = $state(pinned);
	let series = $state<string | null>(null);
	return {
		get timeNs() {
			return hoverNs ?? pinnedNs;
		},
		get pinnedNs() {
			return pinnedNs;
		},
		get series() {
			return series;
		},
		hover(timeNs) {
			hoverNs = timeNs;
		},
		pin(timeNs) {
			hoverNs = null;
			pinnedNs = timeNs;
		},
		choose(key) {
			series = key;
		}
	};
}
