/** What the part of an embed that is there first knows of the part that is loaded when it is started. */
import type { Changes } from '#workers/entries/embedApi.ts';
import type { StateReport } from './messages.ts';
import type { ChartName, ControlName } from './options.ts';

/** What is told to an embed that is being started. */
export interface Setup {
	link: string;
	changes?: Changes;
	chart: ChartName;
	controls: ControlName;
	/** address of Poolscope, to which a link's hash is added; empty: no way there is shown */
	site: string;
	/** whether the charts fill the height of the window */
	fills: boolean;
	shadow?: ShadowRoot;
	/** something new is shown, or the crosshair stands elsewhere */
	onstate: (report: StateReport) => void;
	onheight: (height: number) => void;
	onerror: (message: string) => void;
}

/** An embed that runs. */
export interface Running {
	open(link: string, changes?: Changes): void;
	change(changes: Changes): void;
	/** another chart, or other controls */
	show(options: { chart: ChartName; controls: ControlName }): void;
	play(): void;
	pause(): void;
	/** seconds, or the step of a timeline */
	seek(t: number | null): void;
	report(): StateReport;
	/** out of sight, or the page is hidden: nothing moves */
	rest(hidden: boolean): void;
	dispose(): void;
}

export type MountCharts = (target: HTMLElement, setup: Setup) => Running;
