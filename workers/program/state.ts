import { HIT_NONE, Pool, PUT_PRIVATE } from '../model/pool/pool.ts';
import { Channels, maxChannels } from './channels.ts';
import { Clocks } from './clocks.ts';
import { NO_REGISTER, type Code } from './code.ts';
import { faultIndex, faultKinds, type FaultKind } from './faults.ts';
import { fieldCount, maxObjects, NONE, Objects } from './objects.ts';
import { DONE, READY, Scheduler } from './scheduler.ts';

/** Marks of a register's reference: its holder has put the object back; it is a slice of the content. */
export const GIVEN_BACK = 1;
export const SLICE = 2;

// What orders: objects between Put and Get, pooled locks, then what the program shares, then channels.
const firstLock = maxObjects;
const firstShared = 2 * maxObjects;
// What is read and written: contents of objects, their fields, then variables of the program.
const firstField = maxObjects;
const firstVariable = maxObjects * (1 + fieldCount);

/** Return addresses of a goroutine: New within New. */
const mostFrames = 32;

export interface MachineOptions {
	gomaxprocs: number;
	/** whether pauses that the program can do without are there */
	pauses: boolean;
	/** whether a time slice may end between any two steps */
	slices: boolean;
}

/** Listens to a run, for the timeline. A search runs without one. */
export interface Observer {
	/** an instruction of goroutine g was executed; `object` is what it was about, or -1 */
	executed(g: number, at: number, object: number): void;
	/** a fault showed; `since` is the step at which the object was handed out to its present owner */
	fault(kind: FaultKind, g: number, object: number, since: number): void;
}

/** Everything that changes while a program runs. `reset` is the start of the program; nothing is allocated after it. */
export class State {
	readonly code: Code;
	readonly options: MachineOptions;
	readonly objects = new Objects();
	readonly scheduler: Scheduler;
	readonly channels = new Channels();
	readonly clocks: Clocks;
	/** the program's pool, then its copies */
	readonly pools: Pool[];
	observer: Observer | null = null;

	/** next instruction of each goroutine */
	readonly pc: Int32Array;
	/** registers, a row a goroutine: object, array, channel or number; of references the generation, marks and length */
	readonly value: Int32Array;
	readonly generation: Int32Array;
	readonly marks: Uint8Array;
	readonly length: Int32Array;
	/** where a goroutine goes on after a panic, or NONE */
	readonly handler: Int32Array;
	/** what New's steps gave to a Get that has still to end, or NONE */
	readonly given: Int32Array;
	/** instruction at which a goroutine has come to a meeting point, or NONE; and how many have come to each */
	readonly met: Int32Array;
	readonly meeting: Int32Array;
	/** goroutines inside each section, and who holds each lock that is a variable of the program */
	readonly inside: Int32Array;
	readonly sharedLock: Int32Array;
	readonly variable: Int32Array;

	/** moves and steps made so far: a move may be a step, or go no further than a wait */
	moves = 0;
	steps = 0;
	/** index of the first fault that counts for this program, or NONE, and its step */
	fault = NONE;
	faultStep = 0;
	/** every kind that showed, as bits */
	seen = 0;
	gets = 0;
	/** calls of New, depth of New within New */
	news = 0;
	depth = 0;
	borrowed = 0;
	/** objects borrowed at once at most */
	peakBorrowed = 0;
	crashed = false;
	/** object that the instruction now executed is about, or NONE, and the borrow that its reference comes from */
	touched = NONE;
	touchedGeneration = 0;
	/** where the last Get found its object and the last Put left it: constants of the pool; HIT_NONE: New built it */
	hit = HIT_NONE;
	place = PUT_PRIVATE;

	readonly #registers: number;
	readonly #frame: Int32Array;
	readonly #frames: Int32Array;

	constructor(code: Code, options: MachineOptions) {
		const goroutines = code.entry.length;
		const shared = code.sharedNames.length;
		this.code = code;
		this.options = options;
		this.scheduler = new Scheduler(code, options.gomaxprocs, options.slices);
		const onLost = (object: number) => {
			this.objects.pooled[object]!--;
		};
		this.pools = [new Pool({ gomaxprocs: options.gomaxprocs, onLost })];
		this.#registers = code.registers;
		this.pc = new Int32Array(goroutines);
		this.value = new Int32Array(goroutines * code.registers);
		this.generation = new Int32Array(goroutines * code.registers);
		this.marks = new Uint8Array(goroutines * code.registers);
		this.length = new Int32Array(goroutines * code.registers);
		this.handler = new Int32Array(goroutines);
		this.given = new Int32Array(goroutines);
		this.met = new Int32Array(goroutines);
		this.meeting = new Int32Array(shared);
		this.inside = new Int32Array(shared);
		this.sharedLock = new Int32Array(shared);
		this.variable = new Int32Array(shared);
		this.#frame = new Int32Array(goroutines * mostFrames);
		this.#frames = new Int32Array(goroutines);
		this.clocks = new Clocks(goroutines, firstShared + shared + maxChannels, firstVariable + shared);
		this.reset();
	}

	reset(): void {
		this.objects.reset();
		this.scheduler.reset();
		this.channels.reset(this.code.sharedNames.length);
		this.clocks.reset();
		this.pools.length = 1;
		this.pools[0]!.reset();
		this.pc.set(this.code.entry);
		this.value.fill(NONE);
		this.generation.fill(0);
		this.marks.fill(0);
		this.handler.fill(NONE);
		this.given.fill(NONE);
		this.met.fill(NONE);
		this.meeting.fill(0);
		this.inside.fill(0);
		this.sharedLock.fill(NONE);
		this.variable.fill(0);
		this.#frames.fill(0);
		this.moves = 0;
		this.steps = 0;
		this.fault = NONE;
		this.faultStep = 0;
		this.seen = 0;
		this.gets = 0;
		this.news = 0;
		this.depth = 0;
		this.borrowed = 0;
		this.peakBorrowed = 0;
		this.crashed = false;
	}

	/** Index of a goroutine's register. */
	register(g: number, register: number): number {
		return g * this.#registers + register;
	}

	/** The object that a register refers to. */
	use(register: number): number {
		const o = this.value[register]!;
		if (o < 0 || o >= maxObjects) throw new Error(`register ${register} holds no object`);
		this.touched = o;
		this.touchedGeneration = this.generation[register]!;
		return o;
	}

	set(register: number, value: number, generation: number): void {
		this.value[register] = value;
		this.generation[register] = generation;
		this.marks[register] = 0;
	}

	/** The pool that a register holds, or the program's own. */
	poolOf(g: number, register: number): Pool {
		return this.pools[register === NO_REGISTER ? 0 : this.value[this.register(g, register)]!]!;
	}

	/** A spawned goroutine begins with a copy of its parent's variables. */
	spawn(g: number, child: number): void {
		const n = this.#registers;
		for (let r = 0; r < n; r++) {
			this.value[child * n + r] = this.value[g * n + r]!;
			this.generation[child * n + r] = this.generation[g * n + r]!;
			this.marks[child * n + r] = this.marks[g * n + r]!;
			this.length[child * n + r] = this.length[g * n + r]!;
		}
		this.clocks.order(g, child);
		this.scheduler.state[child] = READY;
	}

	/** Whether all goroutines of a set have ended. */
	allDone(set: number): boolean {
		for (let g = 0; g < this.pc.length; g++) {
			if ((set & (1 << g)) !== 0 && this.scheduler.state[g] !== DONE) return false;
		}
		return true;
	}

	pushFrame(g: number): void {
		this.#frame[g * mostFrames + this.#frames[g]!++] = this.pc[g]!;
	}

	popFrame(g: number): number {
		return this.#frame[g * mostFrames + --this.#frames[g]!]!;
	}

	/** Numbers of what orders, for the clocks. An object orders its Put before the Get that returns it. */
	lockSync(o: number): number {
		return firstLock + o;
	}

	sharedSync(shared: number): number {
		return firstShared + shared;
	}

	channelSync(channel: number): number {
		return firstShared + this.sharedLock.length + channel;
	}

	/** A read of an object's content. */
	readContent(g: number, o: number): void {
		if (this.clocks.read(g, o)) this.report('race', g, o, this.steps);
	}

	/** A write of an object's content through a reference of some generation. */
	writeContent(g: number, o: number, generation: number): void {
		if (this.clocks.write(g, o)) this.report('race', g, o, this.steps);
		if (generation !== this.objects.generation[o]) this.objects.strangerAt[o] = this.steps;
	}

	readField(g: number, o: number, field: number): void {
		if (this.clocks.read(g, firstField + field)) this.report('race', g, o, this.steps);
	}

	writeField(g: number, o: number, field: number): void {
		if (this.clocks.write(g, firstField + field)) this.report('race', g, o, this.steps);
	}

	readVariable(g: number, variable: number): void {
		if (this.clocks.read(g, firstVariable + variable)) this.report('race', g, NONE, this.steps);
	}

	writeVariable(g: number, variable: number): void {
		if (this.clocks.write(g, firstVariable + variable)) this.report('race', g, NONE, this.steps);
	}

	/** A fault shows. The first one that counts for the program ends a search. */
	report(kind: FaultKind, g: number, o: number, since: number): void {
		this.reportIndex(faultIndex(kind), g, o, since);
	}

	reportIndex(index: number, g: number, o: number, since: number): void {
		const bit = 1 << index;
		this.seen |= bit;
		if (this.fault === NONE && (this.code.accepted & bit) !== 0) {
			this.fault = index;
			this.faultStep = this.steps;
		}
		if (this.observer !== null) this.observer.fault(faultKinds[index]!, g, o, since);
	}

	/** Content of a register's object or slice, as text. */
	textOf(register: number): string {
		const array = this.value[register]!;
		return array < 0 ? '' : this.objects.text(array, this.lengthOf(register));
	}

	/** Bytes of a register's object or slice. */
	lengthOf(register: number): number {
		const isSlice = (this.marks[register]! & SLICE) !== 0;
		return isSlice ? this.length[register]! : this.objects.length[this.value[register]!]!;
	}
}
