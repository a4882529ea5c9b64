/** Repeats a run up to a place in it and takes the picture of its pool there. */
import { inspectProcess, type Inspection } from './inspection.ts';
import { PoolLog, type PoolEvent } from './poolLog.ts';
import type { SimulationRequest } from './request.ts';
import { createSimulation } from './simulate.ts';
import type { OpenSimulation } from './simulation.ts';

/** What a step goes to: the next event of any kind, the next Get, or the next collection. */
export type StepBy = 'event' | 'request' | 'collection';

/** A place in a run. */
export type Position =
	/** where a row of the frames was written: the picture then has the row's values */
	| { row: number }
	/** an instant [ns since the start of the load] */
	| { timeNs: number }
	/** after so many events */
	| { event: number }
	/** a step from after so many events, to the next one or to the one before */
	| { from: number; by: StepBy; forward: boolean };

/** The picture, with what happened just before and what happens next. */
export interface Look {
	inspection: Inspection;
	/** events before the picture */
	events: number;
	/** number of the event that led to it: the last one, or the collection that a step went to, which starts in a Get */
	goal: number;
	/** a few events before the picture and after it, in their order */
	around: PoolEvent[];
}

/** Events told of before the picture, and after it. */
const EVENTS_BEFORE = 4;
const EVENTS_AFTER = 4;
const SLICE_PAIRS = 2000;

/** A look that is on its way: the run is repeated in slices, so that a worker can hear that nobody waits for it. */
export class Looking {
	/** the look; null when the run has no such place, and while `advance` says that it is not there yet */
	look: Look | null = null;

	private readonly request: SimulationRequest;
	private readonly position: Position;
	private run: OpenSimulation;
	/** events of the run so far */
	private events = 0;
	/** the last events before the picture, then those after it */
	private around: PoolEvent[] = [];
	/** what the position asks for has happened since the books were last consistent */
	private due = false;
	/** stepping back: events at the last place before `from` that a step may go to; null for none yet */
	private best: number | null = null;
	private back: boolean;
	private timeNs = 0;
	/** what a step goes to, where that is one kind of event only, and the last one so far */
	private readonly wanted: PoolEvent['what'] | null;
	private goal = 0;

	constructor(request: SimulationRequest, position: Position) {
		this.request = 'timeNs' in position ? withRowAt(request, position.timeNs) : request;
		this.position = position;
		this.back = 'from' in position && !position.forward;
		const by = 'from' in position ? position.by : 'event';
		this.wanted = by === 'collection' ? 'collection' : by === 'request' ? 'get' : null;
		this.run = this.start();
	}

	/** Goes on for about so many pairs; true when there is nothing more to do. */
	advance(pairs: number): boolean {
		if (this.isDone()) return true;
		const ended = this.run.advance(pairs);
		if (this.back) {
			const { from } = this.position as { from: number };
			if (!ended && this.events < from) return false;
			if (this.best === null) return true;
			this.back = false;
			this.around = [];
			this.run = this.start();
			return false;
		}
		return ended || this.isDone();
	}

	private isDone(): boolean {
		return this.look !== null && this.events >= this.look.events + EVENTS_AFTER;
	}

	private start(): OpenSimulation {
		this.events = 0;
		this.goal = 0;
		const run = createSimulation(this.request);
		const { process } = run;
		process.tell(
			new PoolLog(
				process,
				(event) => this.hear(event),
				() => this.settled()
			)
		);
		run.process.onRow = (row, timeNs) => this.row(row, timeNs);
		this.run = run;
		// Rows of the very start may be there already.
		for (let row = 0; row < run.process.recorder.rows; row++) this.row(row, 0);
		return run;
	}

	private hear(event: PoolEvent): void {
		this.events = event.number;
		this.timeNs = event.timeNs;
		const { around } = this.look ?? { around: this.around };
		if (this.look === null && around.length === EVENTS_BEFORE) around.shift();
		if (this.look === null || event.number <= this.look.events + EVENTS_AFTER) around.push(event);
		if (!this.fits(event)) return;
		this.due = true;
		if (this.look === null && event.what === this.wanted) this.goal = event.number;
	}

	/** Whether the books, once consistent after this event, are what a step or a number asks for. */
	private fits(event: PoolEvent): boolean {
		const position = this.position;
		if ('event' in position) return event.number >= position.event;
		if (!('from' in position)) return false;
		const isGoal =
			position.by === 'event' ||
			(position.by === 'request' ? event.what === 'get' : event.what === 'collection');
		if (this.back) return isGoal && event.number < position.from;
		if (position.forward) return isGoal && event.number > position.from;
		return event.number >= (this.best ?? 0);
	}

	private settled(): void {
		if (!this.due) return;
		this.due = false;
		if (!this.back) this.take(this.timeNs);
		else if (this.events < (this.position as { from: number }).from) this.best = this.events;
	}

	private row(row: number, timeNs: number): void {
		const position = this.position;
		if ('row' in position && row === position.row) this.take(timeNs);
		else if ('timeNs' in position && timeNs >= position.timeNs) this.take(timeNs);
		else if ('event' in position && position.event <= 0 && row === 0) this.take(timeNs);
	}

	private take(timeNs: number): void {
		this.look ??= {
			inspection: inspectProcess(timeNs, this.run.process),
			events: this.events,
			goal: this.goal > 0 ? this.goal : this.events,
			around: this.around
		};
	}
}

/** The look at once; null when the run has no such place. */
export function inspectAt(request: SimulationRequest, position: Position): Look | null {
	const looking = new Looking(request, position);
	while (!looking.advance(SLICE_PAIRS));
	return looking.look;
}

/** The request with its rows up to an instant, and one at that instant. Runs whose rows follow requests stay as they are. */
function withRowAt(request: SimulationRequest, timeNs: number): SimulationRequest {
	const { params, at } = request;
	if (params.closed > 0 && (params.ops > 0 || params.gcevery > 0)) return request;
	if (at !== undefined && 'done' in at) return request;
	if (at !== undefined && !('timeNs' in at)) return request;
	const instants = at?.timeNs ?? [];
	return { ...request, at: { timeNs: [...instants.filter((each) => each < timeNs), timeNs] } };
}
