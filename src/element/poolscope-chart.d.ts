/**
 * Types of <poolscope-chart>, for pages that use it. They stand alone: the file is served beside the script.
 */

/** How a chart stands; the detail of `ready` and `change`. */
export interface PoolscopeState {
	/** canonical link of what is shown, without # */
	link: string;
	case: string;
	/** every parameter in the model's units: bytes, nanoseconds, shares from 0 to 1; null before the first run */
	params: Record<string, unknown> | null;
	started: boolean;
	playing: boolean;
	/** instant of the crosshair [s]; null where there is none */
	t: number | null;
	/** what the run shows, in words */
	verdict: string;
}

/** Parameters that are attributes and properties; `poolscope params` says what they are. */
export type PoolscopeParameter =
	| 'gomaxprocs'
	| 'cores'
	| 'go'
	| 'gogc'
	| 'memlimit'
	| 'race'
	| 'rate'
	| 'arrival'
	| 'burst'
	| 'closed'
	| 'ops'
	| 'duration'
	| 'body'
	| 'bodydist'
	| 'bodysigma'
	| 'attackbody'
	| 'attack'
	| 'attackby'
	| 'errrate'
	| 'hold'
	| 'holddist'
	| 'idle'
	| 'garbage'
	| 'live'
	| 'gcperiod'
	| 'gcevery'
	| 'window'
	| 'sample'
	| 'sampleevery'
	| 'fixed'
	| 'stale'
	| 'cut'
	| 'copyout'
	| 'touch'
	| 'k'
	| 'dropcap'
	| 'limit'
	| 'phases'
	| 'stalls'
	| 'realtime'
	| 'seed';

/** As text, as in a link; null where the attribute is not there. What is set may be a number or a flag. */
export type PoolscopeParameters = Record<PoolscopeParameter, string | number | boolean | null>;

export interface PoolscopeChartElement extends HTMLElement, PoolscopeParameters {
	/** slug of a memory case */
	case: string | null;
	/** heap · occupancy · new · perp · gc · all */
	chart: string | null;
	/** auto · light · dark · projector */
	theme: string | null;
	/** none · min · full */
	controls: string | null;
	/** waits until it is pressed, rather than until it is half in sight */
	poster: boolean | string | null;
	/** address of Poolscope for the link below the chart; empty for none */
	site: string | null;
	/** transparent: the page around shows through */
	bg: string | null;
	/** hash of a link, with or without #; reads as the link of what is shown */
	link: string;
	/** parameters by name; what is set is laid over what is shown */
	params: Readonly<Record<string, unknown>>;
	readonly verdict: string;
	/** null before it is started */
	readonly state: PoolscopeState | null;
	start(): void;
	play(): void;
	pause(): void;
	/** puts the crosshair to an instant [s]; null takes it away */
	seek(t: number | null): void;

	addEventListener<K extends keyof PoolscopeChartEventMap>(
		type: K,
		listener: (this: PoolscopeChartElement, event: PoolscopeChartEventMap[K]) => unknown,
		options?: boolean | AddEventListenerOptions
	): void;
	addEventListener(
		type: string,
		listener: EventListenerOrEventListenerObject,
		options?: boolean | AddEventListenerOptions
	): void;
	removeEventListener<K extends keyof PoolscopeChartEventMap>(
		type: K,
		listener: (this: PoolscopeChartElement, event: PoolscopeChartEventMap[K]) => unknown,
		options?: boolean | EventListenerOptions
	): void;
	removeEventListener(
		type: string,
		listener: EventListenerOrEventListenerObject,
		options?: boolean | EventListenerOptions
	): void;
}

/** What the element dispatches. */
export interface PoolscopeChartEvents {
	ready: CustomEvent<PoolscopeState>;
	change: CustomEvent<PoolscopeState>;
	verdict: CustomEvent<{ text: string }>;
	error: CustomEvent<{ message: string }>;
}

/** These and what every element dispatches. */
export type PoolscopeChartEventMap = Omit<HTMLElementEventMap, keyof PoolscopeChartEvents> &
	PoolscopeChartEvents;

declare global {
	interface HTMLElementTagNameMap {
		'poolscope-chart': PoolscopeChartElement;
	}
}
