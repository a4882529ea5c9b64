/** The charts that a step may show, from the top down. */
export const stageCharts = ['heap', 'occupancy', 'ps', 'new', 'collections'] as const;

export type StageChart = (typeof stageCharts)[number];

/** One beat of a talk: a state of the page, what stands over it, and what the speaker says. */
export interface TalkStep {
	/**
	 * What the room reads. Titles and notes may hold figures in braces, which are read from the step's own run:
	 * {peak}, {heap@8s}; `workers/storyboard/figures.ts` lists them.
	 */
	title: string;
	/** what the speaker reads */
	note: string;
	/** the state, as the hash of a link without its # */
	link: string;
	/** the charts to show; the heap and the collections when it does not say */
	charts?: StageChart[];
}

/** A storyboard. One file in this folder is one talk that comes with the page. */
export interface Talk {
	/** in the address: ?present=slug */
	slug: string;
	title: string;
	/** one sentence: what the room knows afterwards */
	point: string;
	/** how long it takes to tell */
	minutes: number;
	order: number;
	steps: TalkStep[];
}

/** Gives the type to a talk file's default export. */
export function defineTalk(talk: Talk): Talk {
	return talk;
}
