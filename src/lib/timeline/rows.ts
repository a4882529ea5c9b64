/** From a run to what its timeline draws: rows, bands, marks and collisions, in steps and not yet in pixels. */
import type { Trace, TraceEvent, TraceFault } from '#workers/program/trace.ts';

/** A stretch of steps in which an object is in one row. */
export interface Band {
	object: number;
	/** which borrow of the object; 0 in the pool */
	generation: number;
	/** from the moment of this step to that of that one; half steps are the edges of the run */
	from: number;
	to: number;
	how: 'borrowed' | 'lent' | 'kept' | 'pooled';
	/** bands that would lie on each other are in rows of their own, from 0 */
	row: number;
	/** how often the object is in this place: an object that was put twice is there twice */
	times: number;
}

/** A stretch of steps in which a P runs nothing but one goroutine. */
export interface Stint {
	/** name of the goroutine */
	name: string;
	from: number;
	to: number;
}

/** How large the stack is after a step. */
export interface StackSize {
	step: number;
	bytes: number;
	/** of the largest that it may become */
	share: number;
}

/** A goroutine, its stack where that is what the run is about, a P, or a place in the pool. */
export interface Lane {
	key: string;
	name: string;
	kind: 'goroutine' | 'stack' | 'p' | 'pool';
	/** index of the goroutine; -1 for the others */
	goroutine: number;
	bands: Band[];
	/** of a P: which goroutines it runs */
	stints: Stint[];
	/** of a stack */
	sizes: StackSize[];
	/** rows that the bands take */
	rows: number;
	/** whether a ring of it has its line beside it, above the marks */
	named: boolean;
}

/** Two bands of one object that somebody has at the same time, from step to step. */
export interface Collision {
	object: number;
	from: number;
	to: number;
	lanes: readonly [lane: number, lane: number];
	rows: readonly [row: number, row: number];
}

export interface TimelineRows {
	/** number of the last step */
	steps: number;
	lanes: Lane[];
	collisions: Collision[];
}

/** The step at which the case's fault shows; 0 if it does not. */
export function faultStep(trace: Trace): number {
	return countedFaults(trace)[0]?.step ?? 0;
}

/** Faults that are what the case is about, in the order in which they show. */
export function countedFaults(trace: Trace): TraceFault[] {
	return trace.faults.filter(({ counts }) => counts);
}

/** The faults that showed in a step. That all goroutines are asleep shows after the last one, and is told with it. */
export function faultsOf(trace: Trace, event: TraceEvent | undefined): TraceFault[] {
	return event === undefined ? [] : countedFaults(trace).filter(({ step }) => step === event.step);
}

/** What each object that has any content holds after a step, with the number of its borrow. */
export function contentsAt(
	trace: Trace,
	step: number
): { object: number; generation: number; content: string }[] {
	const found: { object: number; generation: number; content: string }[] = [];
	for (let object = 1; object <= trace.objects; object++) {
		const about = trace.events.filter((event) => event.object === object);
		if (about.every(({ content }) => content === '')) continue;
		const last = about.findLast((event) => event.step <= step);
		if (last) found.push({ object, generation: last.generation, content: last.content });
	}
	return found;
}

/** A step that is ringed: where a fault shows, or what it collides with. */
export interface Ring {
	step: number;
	/** index of the goroutine */
	goroutine: number;
	line: number;
	/** whether its line stands beside it */
	named: boolean;
}

/** Where the faults show, and the latest step of what the first one collides with; these two have their lines beside them. */
export function ringsOf(trace: Trace): Ring[] {
	const found = new Map<string, Ring>();
	countedFaults(trace).forEach(({ kind, step, goroutine, line, otherLine, object }, index) => {
		const key = `${step} ${goroutine}`;
		if (!found.has(key)) found.set(key, { step, goroutine, line, named: index === 0 });
		if (index > 0) return;
		// Locks that do not keep each other out are two objects; any other collision is about one.
		const isAbout = (event: TraceEvent) =>
			object === 0 || (kind === 'lost-identity' ? event.kind === 'lock' : event.object === object);
		const other = trace.events.findLast(
			(event) => event.step < step && event.line === otherLine && isAbout(event)
		);
		if (other) {
			const ring = { step: other.step, goroutine: other.goroutine, line: otherLine, named: true };
			found.set(`${ring.step} ${ring.goroutine}`, ring);
		}
	});
	return [...found.values()];
}

/** Which goroutines are at which line of the program when a step is made: the acting one at its line, others where they go on. */
export function goroutinesByLine(trace: Trace, event: TraceEvent | undefined): Map<number, string[]> {
	const found = new Map<number, string[]>();
	event?.at.forEach(({ line, state }, goroutine) => {
		const acts = goroutine === event.goroutine;
		if (!acts && (state === 'done' || state === 'not started')) return;
		const here = acts ? event.line : line;
		const name = trace.goroutines[goroutine] ?? '';
		found.set(here, [...(found.get(here) ?? []), !acts && state === 'blocked' ? `${name} waits` : name]);
	});
	return found;
}

/** Lays a run out. */
export function layOut(trace: Trace): TimelineRows {
	const steps = trace.events.at(-1)?.step ?? 0;
	const lanes = [
		...goroutineLanes(trace, steps),
		...stackLanes(trace),
		...pLanes(trace),
		...poolLanes(trace, steps)
	];
	const named = ringsOf(trace).filter((ring) => ring.named);
	for (const lane of lanes) {
		lane.rows = lane.kind === 'stack' ? stackRows : spread(lane.bands);
		lane.named = named.some(({ goroutine }) => goroutine === lane.goroutine);
	}
	return { steps, lanes, collisions: collisionsOf(lanes) };
}

function goroutineLanes(trace: Trace, steps: number): Lane[] {
	return trace.goroutines.map((name, goroutine) => ({
		key: `goroutine ${goroutine}`,
		name,
		kind: 'goroutine',
		goroutine,
		rows: 0,
		named: false,
		stints: [],
		sizes: [],
		bands: trace.holds
			.filter((hold) => hold.goroutine === goroutine)
			.map(({ object, generation, fromStep, toStep, how }) => ({
				...{ object, generation, how, from: fromStep, row: 0, times: 1 },
				to: toStep === 0 ? steps + 0.5 : toStep
			}))
	}));
}

/** A lane for the stack, as high as so many bands, where a run is about it. */
const stackRows = 3;

function stackLanes({ events, stackLimitBytes }: Trace): Lane[] {
	if (stackLimitBytes === 0) return [];
	const sizes = events.map(({ step, stackBytes: bytes }) => ({
		step,
		bytes,
		share: bytes / stackLimitBytes
	}));
	const lane = { key: 'stack', name: 'stack', kind: 'stack', goroutine: -1, rows: 0, named: false } as const;
	return [{ ...lane, bands: [], stints: [], sizes }];
}

/** A lane for each P that runs something. */
function pLanes(trace: Trace): Lane[] {
	const stints = new Map<number, Stint[]>();
	for (const { p, step, goroutine } of trace.events) {
		const name = trace.goroutines[goroutine] ?? '';
		const onP = stints.get(p) ?? [];
		const last = onP.at(-1);
		if (last?.name === name) last.to = step + 0.5;
		else onP.push({ name, from: step - 0.5, to: step + 0.5 });
		stints.set(p, onP);
	}
	return [...stints]
		.sort(([a], [b]) => a - b)
		.map(([p, onP]) => ({
			...{ key: `P${p}`, name: `P${p} runs`, kind: 'p', goroutine: -1 },
			...{ bands: [], stints: onP, sizes: [], rows: 0, named: false }
		}));
}

/** A lane for each place of the pool that ever holds something: those of P0, those of P1, and so on. */
function poolLanes(trace: Trace, steps: number): Lane[] {
	const places = new Map<string, Lane & { order: number }>();
	const open = new Map<string, Band>();
	for (const event of trace.events) {
		const now = new Map<string, { place: string; object: number; times: number; p: number; slot: string }>();
		for (const { object, p, slot } of event.pooled) {
			const place = `P${p} ${slot}`;
			const key = `${place} ${object}`;
			now.set(key, { place, object, p, slot, times: (now.get(key)?.times ?? 0) + 1 });
		}
		for (const [key, band] of open) {
			if (now.get(key)?.times === band.times) continue;
			band.to = event.step;
			open.delete(key);
		}
		for (const [key, { place, object, p, slot, times }] of now) {
			if (open.has(key)) continue;
			const band: Band = {
				...{ object, times, from: event.step, to: steps + 0.5, row: 0 },
				...{ generation: 0, how: 'pooled' }
			};
			open.set(key, band);
			const lane = places.get(place) ?? {
				...{
					key: place,
					name: place,
					goroutine: -1,
					rows: 0,
					named: false,
					stints: [],
					sizes: [],
					bands: [] as Band[]
				},
				kind: 'pool' as const,
				order: p * 3 + ['private', 'shared', 'victim'].indexOf(slot)
			};
			lane.bands.push(band);
			places.set(place, lane);
		}
	}
	return [...places.values()].sort((a, b) => a.order - b.order);
}

/** Puts bands that overlap into rows of their own, an object into its earlier row where that is free; says how many there are. */
function spread(bands: Band[]): number {
	const ends: { to: number; object: number }[] = [];
	bands.sort((a, b) => a.from - b.from || a.to - b.to);
	for (const band of bands) {
		const free = ends.flatMap(({ to }, row) => (to <= band.from ? [row] : []));
		band.row = free.find((row) => ends[row]?.object === band.object) ?? free[0] ?? ends.length;
		ends[band.row] = { to: band.to, object: band.object };
	}
	return ends.length;
}

/** Bands of goroutines that are of one object and of different borrows, where they overlap. */
function collisionsOf(lanes: readonly Lane[]): Collision[] {
	const held = lanes.flatMap((lane, at) =>
		lane.kind === 'goroutine' ? lane.bands.map((band) => ({ band, at })) : []
	);
	return held.flatMap((one, index) =>
		held.slice(index + 1).flatMap((other): Collision[] => {
			const from = Math.max(one.band.from, other.band.from);
			const to = Math.min(one.band.to, other.band.to);
			if (one.band.object !== other.band.object || from >= to) return [];
			if (one.band.generation === other.band.generation) return [];
			return [
				{
					...{ object: one.band.object, from, to },
					lanes: [one.at, other.at],
					rows: [one.band.row, other.band.row]
				}
			];
		})
	);
}
