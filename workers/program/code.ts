/**
 * A program in the form that the machine runs: numbers in one array. Variables become registers, texts become bytes,
 * labels become places.
 */
import { faultIndex, faultMask, type FaultKind } from './faults.ts';
import { fields, type Check, type Goroutine, type Op, type PoolProgram, type Step } from './program.ts';
import { doublingsOf, type Stack } from './stack.ts';

export const GET = 0;
export const PUT = 1;
export const MAKE = 2;
export const GIVE = 3;
export const COPY_POOL = 4;
export const RESET = 5;
export const WRITE = 6;
export const READ = 7;
export const VIEW = 8;
export const COPY_OUT = 9;
export const READ_VIEW = 10;
export const SPAWN = 11;
export const JOIN = 12;
export const LEAVE = 13;
export const GC = 14;
export const MEET = 15;
export const LOCK = 16;
export const UNLOCK = 17;
export const LOAD = 18;
export const STORE = 19;
export const MAKE_CHAN = 20;
export const SEND = 21;
export const RECV = 22;
export const SET_FIELD = 23;
export const GET_FIELD = 24;
export const CLEAR_FIELDS = 25;
export const SQUARE = 26;
export const PIN = 27;
export const GROW = 28;
export const CHECK = 29;
export const RECOVER_AT = 30;
export const JUMP = 31;
export const END = 32;
export const SAY = 33;
export const SEED = 34;

/** Numbers of an instruction: operation, four operands, flags, step. */
export const WIDTH = 7;
export const FLAGS = 5;
export const STEP = 6;
/** runs along with the instruction before it */
export const QUIET = 1;
/** left out where pauses are off */
export const PAUSE = 2;
/** operand that names no register */
export const NO_REGISTER = -1;

/** How New is done. */
export const NEW_OBJECT = 0;
export const NEW_UNSET = 1;
export const NEW_WRONG_TYPE = 2;
export const NEW_TYPED_NIL = 3;
export const NEW_STEPS = 4;

/** What a check looks at. */
export const CHECK_PINNED = 0;
export const CHECK_OBJECT = 1;
export const CHECK_BORROWED = 2;
export const CHECK_NEWS = 3;
export const CHECK_LOST = 4;

export interface Code {
	instructions: Int32Array;
	/** first instruction of each goroutine */
	entry: Int32Array;
	atStart: Uint8Array;
	daemon: Uint8Array;
	names: string[];
	registers: number;
	registerNames: string[];
	/** channels, sections, meeting points and variables of the program */
	sharedNames: string[];
	texts: Uint8Array[];
	/** limits of checks [bytes or a count] */
	limits: Float64Array;
	steps: Step[];
	newKind: number;
	/** first instruction of New where it is given as steps */
	newEntry: number;
	newCallCounts: boolean;
	/** calls of New within each other before the stack overflows */
	maxDepth: number;
	stack: Stack | null;
	panicText: string;
	/** fault kinds that end a search, as bits */
	accepted: number;
}

/** Most goroutines of a program: sets of goroutines are bits of a 31-bit number. */
const maxGoroutines = 16;
const newKinds = ['object', 'unset', 'wrong-type', 'typed-nil', 'steps'];

/** Turns a program into code. Throws on what does not make sense, naming it. */
export function compile(program: PoolProgram, faults: readonly FaultKind[]): Code {
	if (program.goroutines.length > maxGoroutines) throw new Error(`more than ${maxGoroutines} goroutines`);
	const compiler = new Compiler(program.goroutines);
	const entry = new Int32Array(program.goroutines.length);
	program.goroutines.forEach((goroutine, g) => {
		entry[g] = compiler.block(goroutine.steps);
	});
	const hook = program.new.kind === 'steps' ? program.new : undefined;
	const newEntry = hook === undefined ? -1 : compiler.block(hook.steps);
	return {
		instructions: Int32Array.from(compiler.out),
		entry,
		atStart: Uint8Array.from(program.goroutines, (g) => Number(g.atStart)),
		daemon: Uint8Array.from(program.goroutines, (g) => Number(g.daemon ?? false)),
		names: program.goroutines.map((g) => g.name),
		registers: compiler.registerNames.length,
		registerNames: compiler.registerNames,
		sharedNames: compiler.sharedNames,
		texts: compiler.texts,
		limits: Float64Array.from(compiler.limits),
		steps: compiler.steps,
		newKind: newKinds.indexOf(program.new.kind),
		newEntry,
		newCallCounts: hook?.callCounts ?? false,
		maxDepth: program.stack === undefined ? 8 : doublingsOf(program.stack),
		stack: program.stack ?? null,
		panicText: program.panicText ?? '',
		accepted: faultMask(faults)
	};
}

class Compiler {
	readonly out: number[] = [];
	readonly registerNames: string[] = [];
	readonly sharedNames: string[] = [];
	readonly texts: Uint8Array[] = [];
	readonly limits: number[] = [];
	readonly steps: Step[] = [];
	private readonly goroutines: readonly Goroutine[];
	private labels = new Map<string, number>();
	private pendingLabels: { at: number; label: string }[] = [];

	constructor(goroutines: readonly Goroutine[]) {
		this.goroutines = goroutines;
	}

	/** Compiles steps and returns the index of the first instruction. */
	block(steps: readonly Step[]): number {
		const start = this.out.length / WIDTH;
		this.labels = new Map();
		this.pendingLabels = [];
		for (const one of steps) {
			const index = this.steps.push(one) - 1;
			let first = true;
			for (const op of one.ops) {
				if (op.op === 'label') {
					this.labels.set(op.label, this.out.length / WIDTH);
					continue;
				}
				const flags = (first && one.counts ? 0 : QUIET) | (one.pause ? PAUSE : 0);
				this.emit(this.operands(op), flags, index);
				first = false;
			}
		}
		this.emit([END], QUIET, this.steps.length - 1);
		for (const { at, label } of this.pendingLabels) {
			const target = this.labels.get(label);
			if (target === undefined) throw new Error(`no label "${label}"`);
			this.out[at] = target;
		}
		return start;
	}

	private emit(operands: number[], flags: number, step: number): void {
		const [op = END, a = NO_REGISTER, b = NO_REGISTER, c = NO_REGISTER, d = NO_REGISTER] = operands;
		this.out.push(op, a, b, c, d, flags, step);
	}

	private operands(op: Op): number[] {
		const r = (name: string) => indexIn(this.registerNames, name);
		const s = (name: string) => indexIn(this.sharedNames, name);
		switch (op.op) {
			case 'get':
				return [GET, r(op.into), op.from === undefined ? NO_REGISTER : r(op.from)];
			case 'put':
				return [PUT, r(op.what), op.to === undefined ? NO_REGISTER : r(op.to)];
			case 'seed':
				return [SEED, op.count];
			case 'make':
				return [MAKE, r(op.into)];
			case 'give':
				return [GIVE, r(op.what)];
			case 'copyPool':
				return [COPY_POOL, r(op.into)];
			case 'reset':
				return [RESET, r(op.what)];
			case 'write':
				return [WRITE, r(op.what), this.text(op.text)];
			case 'read':
				return [READ, r(op.what), this.text(op.expect)];
			case 'view':
				return [VIEW, r(op.into), r(op.what)];
			case 'copyOut':
				return [COPY_OUT, r(op.into), r(op.what)];
			case 'readView':
				return [READ_VIEW, r(op.what), this.text(op.expect)];
			case 'spawn':
				return [SPAWN, this.goroutine(op.goroutine)];
			case 'join':
				return [JOIN, op.goroutines.reduce((set, name) => set | (1 << this.goroutine(name)), 0)];
			case 'yield':
			case 'sleep':
				return [LEAVE];
			case 'gc':
				return [GC];
			case 'meet':
				return [MEET, s(op.at), op.of];
			case 'lock':
			case 'unlock': {
				const lock = op.shared ? NO_REGISTER : r(op.what);
				return [op.op === 'lock' ? LOCK : UNLOCK, lock, s(op.section), op.shared ? s(op.what) : NO_REGISTER];
			}
			case 'load':
				return [LOAD, s(op.variable), r(op.into)];
			case 'store':
				return [STORE, s(op.variable), r(op.from), op.add];
			case 'makeChan':
				return [MAKE_CHAN, r(op.into), op.cap];
			case 'send':
				return [SEND, op.shared ? NO_REGISTER : r(op.to), r(op.value), op.shared ? s(op.to) : NO_REGISTER];
			case 'recv':
				return [
					RECV,
					op.shared ? NO_REGISTER : r(op.from),
					r(op.into),
					op.shared ? s(op.from) : NO_REGISTER,
					op.expect ?? NO_REGISTER
				];
			case 'setField': {
				const isNumber = typeof op.value === 'number';
				const value = typeof op.value === 'number' ? op.value : r(op.value);
				return [SET_FIELD, r(op.of), fields.indexOf(op.field), value, Number(isNumber)];
			}
			case 'getField':
				return [GET_FIELD, r(op.of), fields.indexOf(op.field), r(op.into)];
			case 'clearFields':
				return [CLEAR_FIELDS, r(op.of)];
			case 'square':
				return [SQUARE, r(op.from), r(op.into)];
			case 'pin':
				return [PIN, r(op.what), this.limit(op.bytes)];
			case 'unpin':
				return [PIN, r(op.what), this.limit(0)];
			case 'grow':
				return [GROW, r(op.what), this.limit(op.bytes)];
			case 'check':
				return [CHECK, checkKind(op.check), this.limit(op.check.atMost), faultIndex(op.check.fault)];
			case 'say':
				return [SAY, this.text(op.words)];
			case 'recoverAt':
				return [RECOVER_AT, this.labelOperand(op.label)];
			case 'jump':
				return [JUMP, this.labelOperand(op.label)];
			case 'label':
				throw new Error('a label is no instruction');
		}
	}

	/** The operand is filled in when the block is complete. */
	private labelOperand(label: string): number {
		this.pendingLabels.push({ at: this.out.length + 1, label });
		return 0;
	}

	private goroutine(name: string): number {
		const g = this.goroutines.findIndex((one) => one.name === name);
		if (g < 0) throw new Error(`no goroutine "${name}"`);
		return g;
	}

	private text(text: string): number {
		return this.texts.push(new TextEncoder().encode(text)) - 1;
	}

	private limit(value: number): number {
		return this.limits.push(value) - 1;
	}
}

function checkKind(check: Check): number {
	switch (check.fault) {
		case 'retention':
			return { pinned: CHECK_PINNED, object: CHECK_OBJECT, borrowed: CHECK_BORROWED }[check.of];
		case 'churn':
			return CHECK_NEWS;
		case 'lost-object':
			return CHECK_LOST;
	}
}

/** Index of a name, which is added where it is new. */
function indexIn(names: string[], name: string): number {
	const index = names.indexOf(name);
	return index >= 0 ? index : names.push(name) - 1;
}
