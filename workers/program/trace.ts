/**
 * One run of a program under a given schedule, told event by event: what the timeline shows and reads out.
 */
import { compile, FLAGS, GET, PAUSE, PUT, QUIET, STEP, WIDTH } from './code.ts';
import { faultMask, type FaultKind } from './faults.ts';
import { lineOf } from './lines.ts';
import { Machine } from './machine.ts';
import { describeFault, describeOp, kindOf, slotOf, type EventKind, type Slot } from './narrate.ts';
import { NONE } from './objects.ts';
import { programBySlug } from './programs/index.ts';
import type { Variant } from './program.ts';
import { sourceOf } from './sources.ts';
import { stackAfter } from './stack.ts';
import type { MachineOptions, Observer } from './state.ts';

export interface TraceRequest extends MachineOptions {
	slug: string;
	variant: Variant;
	/** moves as choices among what was offered: only for the very program and options that they were made for */
	choices?: readonly number[];
	/**
	 * moves as `Fault.schedule` gives them; one that this program does not offer is made as near as can be: the same
	 * goroutine on another P, else whatever goes on. After the last one, goroutines go on until they have to wait.
	 */
	schedule?: string;
}

export type { Slot };
export type GoroutineState = 'not started' | 'ready' | 'running' | 'blocked' | 'done';

export interface TraceEvent {
	/** from 1 */
	step: number;
	/** index in `Trace.goroutines` */
	goroutine: number;
	p: number;
	/** line of the Go program, from 1 */
	line: number;
	kind: EventKind;
	/** object that it is about, from 1; 0: none */
	object: number;
	/** which borrow of the object this is: how often it has been handed out */
	generation: number;
	/** content of the object after the step */
	content: string;
	/** what happened, in words */
	text: string;
	/** where Get found its object or Put left it; empty for other events */
	slot: Slot | '';
	/** size of the stack after the step, where it is what the program is about; else 0 [bytes] */
	stackBytes: number;
	/** what the pool and its copies hold after the step; an object that was put twice is there twice */
	pooled: { object: number; p: number; slot: 'private' | 'shared' | 'victim' }[];
	/** for each goroutine: the line that it is at after the step, and what it is doing */
	at: { line: number; state: GoroutineState }[];
	/** indexes in `Trace.faults` of what showed in this step */
	faults: number[];
}

export interface TraceFault {
	kind: FaultKind;
	/** whether it is what the case is about */
	counts: boolean;
	step: number;
	/** step at which the object was handed out to its other holder; the step itself where there is none */
	since: number;
	goroutine: number;
	/** from 1; 0: none */
	object: number;
	/** line that shows it, and line of the other holder's latest step; 0: none */
	line: number;
	otherLine: number;
	text: string;
}

/**
 * A goroutine has an object from a step to a step: as its borrower, through a reference that it was given during the borrow
 * of another, or through a reference that outlived its borrow.
 */
export interface Hold {
	object: number;
	goroutine: number;
	generation: number;
	fromStep: number;
	/** last step of it; 0: to the end */
	toStep: number;
	how: 'borrowed' | 'lent' | 'kept';
}

export interface Trace {
	slug: string;
	variant: Variant;
	gomaxprocs: number;
	goroutines: string[];
	objects: number;
	/** Ps that ran something */
	ps: number;
	events: TraceEvent[];
	faults: TraceFault[];
	holds: Hold[];
	/** how large a stack may become, where the stack is what the program is about; else 0 [bytes] */
	stackLimitBytes: number;
	schedule: string;
	/** how it ended */
	end: 'done' | 'crashed' | 'deadlock';
	news: number;
	gets: number;
}

/** Runs one schedule. The same request gives the same trace. */
export function traceOf(request: TraceRequest): Trace {
	const definition = programBySlug(request.slug);
	const program = request.variant === 'bug' ? definition.bug : definition.fixed;
	const code = compile(program, definition.faults);
	const source = sourceOf(request.slug, request.variant);
	const lines = code.steps.map((step) => lineOf(step.line, source));
	const machine = new Machine(code, request);
	const recorder = new Recorder(machine, lines, definition.noun);
	machine.observer = recorder;
	const wanted = request.schedule === undefined ? [] : parseSchedule(request.schedule);
	const made: string[] = [];
	for (;;) {
		const choices = machine.offer();
		if (choices === 0) break;
		const choice = request.choices?.[made.length] ?? nearest(machine, wanted[made.length]);
		const g = machine.scheduler.choiceG[choice] as number;
		const p = machine.scheduler.choiceP[choice] as number;
		made.push(`${g + 1}.${p}`);
		recorder.begin(p);
		machine.move(choice);
		recorder.end();
	}
	return {
		slug: request.slug,
		variant: request.variant,
		gomaxprocs: request.gomaxprocs,
		goroutines: code.names,
		objects: machine.objects.count,
		ps: machine.scheduler.usedPs,
		events: recorder.events,
		faults: recorder.faults,
		holds: recorder.holds,
		stackLimitBytes: code.stack?.limitBytes ?? 0,
		schedule: made.join(' '),
		end: machine.crashed
			? 'crashed'
			: recorder.faults.some((f) => f.kind === 'deadlock')
				? 'deadlock'
				: 'done',
		news: machine.news,
		gets: machine.gets
	};
}

/** Choice that comes nearest to a wanted move. */
function nearest(machine: Machine, wanted: { g: number; p: number } | undefined): number {
	if (wanted === undefined) return 0;
	const { choiceG, choiceP, choices } = machine.scheduler;
	let best = -1;
	for (let k = 0; k < choices; k++) {
		if (choiceG[k] !== wanted.g) continue;
		if (choiceP[k] === wanted.p) return k;
		if (best < 0) best = k;
	}
	return Math.max(best, 0);
}

/** "1.0 2.1" → moves. Throws on anything else. */
function parseSchedule(schedule: string): { g: number; p: number }[] {
	return schedule
		.split(' ')
		.filter((move) => move !== '')
		.map((move) => {
			const match = /^(\d+)\.(\d+)$/.exec(move);
			if (match === null) throw new Error(`not a move: "${move}"; a schedule reads "1.0 2.1": goroutine.P`);
			return { g: Number(match[1]) - 1, p: Number(match[2]) };
		});
}

const stateNames: GoroutineState[] = ['not started', 'ready', 'running', 'blocked', 'done'];

/** Writes down what the machine does: events, faults, and who has what. */
class Recorder implements Observer {
	readonly events: TraceEvent[] = [];
	readonly faults: TraceFault[] = [];
	readonly holds: Hold[] = [];
	readonly #machine: Machine;
	readonly #lines: number[];
	readonly #noun: string;
	#p = 0;
	/** event of the move that is being made; what ran along before it */
	#event: TraceEvent | null = null;
	#before: string[] = [];
	#pendingFaults: number[] = [];

	constructor(machine: Machine, lines: number[], noun: string) {
		this.#machine = machine;
		this.#lines = lines;
		this.#noun = noun;
	}

	begin(p: number): void {
		this.#p = p;
		this.#event = null;
		this.#before = [];
	}

	executed(g: number, at: number, object: number): void {
		const { instructions } = this.#machine.code;
		const op = instructions[at] as number;
		const words = describeOp(this.#machine, g, at, object, this.#noun);
		if (((instructions[at + FLAGS] as number) & QUIET) === 0) this.#event = this.#newEvent(g, at);
		if (words !== '') {
			if (this.#event === null) this.#before.push(words);
			else this.#event.text += this.#event.text === '' ? words : `, ${words}`;
		}
		if (this.#event !== null) {
			if (object !== NONE && this.#event.object === 0) {
				this.#event.object = object + 1;
				this.#event.generation = this.#machine.objects.generation[object] as number;
			}
			if (op === GET || op === PUT) this.#event.slot = slotOf(this.#machine, op);
			this.#takeFaults(this.#event);
		}
		this.#follow(g, op, object);
	}

	fault(kind: FaultKind, g: number, object: number, since: number): void {
		const machine = this.#machine;
		const { code } = machine;
		const at = (machine.pc[g] as number) * WIDTH;
		const other = this.#otherSide(kind, g, object, since);
		const otherName =
			other === undefined || other.goroutine === g ? '' : (code.names[other.goroutine] as string);
		this.#pendingFaults.push(this.faults.length);
		this.faults.push({
			kind,
			counts: (code.accepted & faultMask([kind])) !== 0,
			step: machine.steps,
			since: since === 0 ? machine.steps : since,
			goroutine: g,
			object: object + 1,
			line: this.#lines[code.instructions[at + STEP] as number] as number,
			otherLine: other?.line ?? 0,
			text: describeFault(machine, kind, { g, object, at, noun: this.#noun, since, other: otherName })
		});
	}

	/** After a move: what each goroutine does now, and what the object holds. */
	end(): void {
		const event = this.#event ?? this.events.at(-1);
		if (event === undefined) return;
		this.#takeFaults(event);
		const machine = this.#machine;
		const { names, stack } = machine.code;
		event.at = names.map((_, g) => ({
			line: this.#lineAt(g),
			state: stateNames[machine.scheduler.state[g] as number] as GoroutineState
		}));
		event.pooled = this.#pooled();
		if (stack !== null) event.stackBytes = stackAfter(stack, machine.depth);
		if (event.object > 0) {
			const object = event.object - 1;
			event.content = machine.objects.text(object, machine.objects.length[object] as number);
		}
	}

	#pooled(): TraceEvent['pooled'] {
		const pooled: TraceEvent['pooled'] = [];
		for (const pool of this.#machine.pools) {
			pool.primary?.forEach((object, p, isPrivate) => {
				pooled.push({ object: object + 1, p, slot: isPrivate ? 'private' : 'shared' });
			});
			pool.victim?.forEach((object, p) => {
				pooled.push({ object: object + 1, p, slot: 'victim' });
			});
		}
		return pooled;
	}

	#takeFaults(event: TraceEvent): void {
		event.faults.push(...this.#pendingFaults);
		this.#pendingFaults = [];
	}

	#newEvent(g: number, at: number): TraceEvent {
		const { instructions } = this.#machine.code;
		const event: TraceEvent = {
			step: this.#machine.steps,
			goroutine: g,
			p: this.#p,
			line: this.#lines[instructions[at + STEP] as number] as number,
			kind: kindOf(instructions[at] as number),
			object: 0,
			generation: 0,
			content: '',
			text: this.#before.join(', '),
			slot: '',
			stackBytes: 0,
			pooled: [],
			at: [],
			faults: []
		};
		this.events.push(event);
		return event;
	}

	/** Line of the next instruction that a goroutine will run. */
	#lineAt(g: number): number {
		const { instructions } = this.#machine.code;
		let at = (this.#machine.pc[g] as number) * WIDTH;
		if (!this.#machine.options.pauses) {
			while (((instructions[at + FLAGS] as number) & PAUSE) !== 0) at += WIDTH;
		}
		return this.#lines[instructions[at + STEP] as number] as number;
	}

	/** The latest step of the other side of a fault. */
	#otherSide(kind: FaultKind, g: number, object: number, since: number): TraceEvent | undefined {
		if (kind === 'lost-identity') {
			return this.events.findLast((event) => event.kind === 'lock' && event.goroutine !== g);
		}
		if (object === NONE) return undefined;
		const about = this.events.filter((event) => event.object === object + 1 && event.kind !== 'put');
		if (kind === 'race') return about.findLast((event) => event.goroutine !== g);
		const writes = about.filter((event) => event.kind === 'write' && event.step >= since);
		return (
			writes.findLast((event) => event.goroutine !== g) ??
			writes.findLast((event) => event.step < this.#machine.steps) ??
			about.findLast((event) => event.goroutine !== g || event.step < this.#machine.steps)
		);
	}

	/** Keeps account of who has what. */
	#follow(g: number, op: number, object: number): void {
		const kind = kindOf(op);
		if (object === NONE || kind === 'new') return;
		const step = this.#machine.steps;
		const generation = this.#machine.touchedGeneration;
		const id = object + 1;
		if (kind === 'get') {
			if (this.#machine.objects.owner[object] !== g) return;
			this.holds.push({ object: id, goroutine: g, generation, fromStep: step, toStep: 0, how: 'borrowed' });
			return;
		}
		const borrow = this.holds.findLast(
			(hold) => hold.object === id && hold.generation === generation && hold.how === 'borrowed'
		);
		if (borrow === undefined) return;
		if (kind === 'put') borrow.toStep = step;
		if (kind === 'put' || (borrow.goroutine === g && borrow.toStep === 0)) return;
		const how = borrow.toStep === 0 ? 'lent' : 'kept';
		const before = this.holds.find(
			(hold) =>
				hold.object === id && hold.generation === generation && hold.goroutine === g && hold.how === how
		);
		if (before !== undefined) {
			before.toStep = step;
			return;
		}
		const fromStep = how === 'lent' ? step : borrow.toStep;
		this.holds.push({ object: id, goroutine: g, generation, fromStep, toStep: step, how });
	}
}
