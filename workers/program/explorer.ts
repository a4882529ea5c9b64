/**
 * Explores the schedules of a case's program and tells what was found: the shortest schedule that shows the fault, how many
 * were explored, in what share of random ones it shows. The same request gives the same result.
 */
import { faultKinds, type FaultKind } from './faults.ts';
import { programBySlug } from './programs/index.ts';
import type { Variant } from './program.ts';
import { ScheduleSearch, type Moves, type SearchOptions } from './search.ts';
import { traceOf, type Trace } from './trace.ts';

export interface ExploreRequest extends SearchOptions {
	slug: string;
}

/** What is explored where the request does not say otherwise. */
export const usualExploration = {
	variant: 'bug',
	gomaxprocs: 2,
	pauses: true,
	slices: false,
	schedules: 100_000,
	randomSchedules: 10_000,
	seed: 1
} as const satisfies Omit<ExploreRequest, 'slug'>;

/** One step of the schedule that shows the fault. */
export interface FaultStep {
	step: number;
	goroutine: string;
	p: number;
	line: number;
	text: string;
}

export interface Fault {
	kind: FaultKind;
	/** the shortest schedule that shows it, to the step where it shows */
	steps: FaultStep[];
	/** step at which the object got its second holder, where it is about two holders; otherwise the last step */
	sinceStep: number;
	/** times that another goroutine went on though the current one could have */
	preemptions: number;
	/** what went wrong, in one sentence */
	text: string;
	/** moves, each "goroutine.P" with goroutines counted from 1; can be given to `traceOf` */
	schedule: string;
}

export interface Exploration {
	slug: string;
	variant: Variant;
	gomaxprocs: number;
	pauses: boolean;
	slices: boolean;
	faultFound: boolean;
	fault: Fault | null;
	/** different schedules of the systematic search */
	schedulesExplored: number;
	/** whether these are all there are */
	exhaustive: boolean;
	/** every schedule with at most so many preemptions was explored */
	preemptionBound: number;
	/** share of the systematic schedules that show the fault */
	faultShare: number;
	randomSchedules: number;
	/** share of the random schedules that show the fault */
	randomFaultShare: number;
	/** share of the random schedules on which the race detector would report something */
	randomRaceShare: number;
	/** every kind of fault that showed on any schedule */
	kinds: FaultKind[];
}

/** A search that can be made in pieces. */
export interface Search {
	/** Runs up to n more schedules; true when the search is over. */
	advance(n: number): boolean;
	/** done so far, 0 to 1 */
	readonly progress: number;
	result(): Exploration;
}

/** Explores to the end. */
export function explore(request: ExploreRequest): Exploration {
	const search = createSearch(request);
	while (!search.advance(10_000));
	return search.result();
}

/** Begins a search. Throws on a slug that there is none of. */
export function createSearch(request: ExploreRequest): Search {
	return new CaseSearch(request);
}

class CaseSearch implements Search {
	readonly #request: ExploreRequest;
	readonly #search: ScheduleSearch;

	constructor(request: ExploreRequest) {
		this.#request = request;
		this.#search = new ScheduleSearch(programBySlug(request.slug), request);
	}

	advance(n: number): boolean {
		return this.#search.advance(n);
	}

	get progress(): number {
		return this.#search.progress;
	}

	result(): Exploration {
		const { slug, variant, gomaxprocs, pauses, slices } = this.#request;
		const search = this.#search;
		return {
			slug,
			variant,
			gomaxprocs,
			pauses,
			slices,
			faultFound: search.best !== null,
			fault: search.best === null ? null : this.#describe(search.best),
			schedulesExplored: search.explored,
			exhaustive: search.exhaustive,
			preemptionBound: search.preemptionBound,
			faultShare: share(search.faulty, search.explored),
			randomSchedules: search.randomRuns,
			randomFaultShare: share(search.randomFaulty, search.randomRuns),
			randomRaceShare: share(search.randomRaces, search.randomRuns),
			kinds: faultKinds.filter((_, index) => (search.seen & (1 << index)) !== 0)
		};
	}

	#describe(best: Moves): Fault {
		const trace: Trace = traceOf({ ...this.#request, choices: best.choices });
		const fault = trace.faults.find((one) => one.counts);
		if (fault === undefined) throw new Error(`the fault of ${this.#request.slug} does not show again`);
		return {
			kind: fault.kind,
			steps: trace.events
				.filter((event) => event.step <= fault.step)
				.map(({ step, goroutine, p, line, text }) => ({
					step,
					goroutine: trace.goroutines[goroutine] as string,
					p,
					line,
					text
				})),
			sinceStep: fault.since,
			preemptions: best.preemptions,
			text: fault.text,
			schedule: trace.schedule
		};
	}
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
