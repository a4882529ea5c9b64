import { HIT_NONE, MISS } from '../model/pool/pool.ts';
import * as c from './code.ts';
import * as contents from './contents.ts';
import { NIL, NONE, PLAIN, WRONG_TYPE } from './objects.ts';
import { BLOCKED, DONE, READY } from './scheduler.ts';
import { GIVEN_BACK, State } from './state.ts';
import * as waiting from './waiting.ts';

/** What came of an instruction. */
const WENT_ON = 0;
const WAITS = 1;
const LEFT_P = 2;
const ENDED = 3;
/** New's steps run now; the Get comes to an end after them */
const CALLS_NEW = 4;
const CRASHED = 5;

/** Moves after which a program is taken for endless. */
const mostMoves = 4000;

/**
 * Runs a program move by move. A move is one step of one goroutine on one P; which one comes next is the caller's choice
 * among what `offer` offers. The pool is the same that the heap model uses, so the same private, shared and victim rules
 * decide who gets which object.
 *
 * Accesses are checked twice: against the generation of the object (does this reference still belong to the borrow that it
 * comes from, and is there what was written through it?), and against happens-before (would the race detector report it
 * on this schedule?).
 */
export class Machine extends State {
	readonly #wake = (g: number) => waiting.ready(this, g);
	readonly #holds = (p: number) => this.#poolsHold(p);

	/** Number of choices for the next move, in `scheduler.choice…`; 0 when the program has ended, crashed or hangs. */
	offer(): number {
		if (this.crashed) return 0;
		const choices = this.scheduler.offer(this.#wake, this.#holds);
		if (choices === 0) this.#lookForDeadlock();
		return choices;
	}

	/** Makes the move of that number: one step of its goroutine, with what runs along. */
	move(choice: number): void {
		if (++this.moves > mostMoves) throw new Error('the program does not end');
		const g = this.scheduler.choose(choice);
		const { instructions } = this.code;
		let counted = false;
		for (;;) {
			const at = this.pc[g]! * c.WIDTH;
			const flags = instructions[at + c.FLAGS]!;
			if ((flags & c.PAUSE) !== 0 && !this.options.pauses) {
				this.pc[g]!++;
				continue;
			}
			const counts = (flags & c.QUIET) === 0;
			if (counts && counted) break;
			if (counts) this.steps++;
			this.touched = NONE;
			const outcome = this.#execute(g, at);
			if (outcome === WAITS || (outcome === CALLS_NEW && !this.code.newCallCounts)) {
				if (counts) this.steps--;
				if (outcome === CALLS_NEW) continue;
				this.scheduler.leave(g, BLOCKED);
				return;
			}
			if (counts) counted = true;
			if (this.observer !== null) this.observer.executed(g, at, this.touched);
			if (outcome === CRASHED) return;
			if (outcome === LEFT_P || outcome === ENDED) {
				this.scheduler.leave(g, outcome === ENDED ? DONE : READY);
				return;
			}
		}
		// A goroutine whose next step has to wait gives up its P at once.
		if (!waiting.ready(this, g)) this.scheduler.leave(g, BLOCKED);
	}

	/** What a check compares with its limit: bytes, or a number of objects or calls. */
	checked(kind: number): number {
		const { objects } = this;
		let found = 0;
		switch (kind) {
			case c.CHECK_BORROWED:
				return this.peakBorrowed;
			case c.CHECK_NEWS:
				return this.news;
			case c.CHECK_LOST:
				for (let o = 0; o < objects.count; o++) if (objects.owner[o] !== NONE) found++;
				return found;
			default:
				for (let o = 0; o < objects.count; o++) {
					if (objects.pooled[o] === 0) continue;
					if (kind === c.CHECK_PINNED) found += objects.pinnedBytes[o]!;
					else found = Math.max(found, objects.ownBytes[o]!);
				}
				return found;
		}
	}

	#execute(g: number, at: number): number {
		const i = this.code.instructions;
		const a = i[at + 1]!;
		const b = i[at + 2]!;
		const ra = this.register(g, a);
		const rb = this.register(g, b);
		switch (i[at]!) {
			case c.GET:
				return this.#get(g, ra, b);
			case c.PUT:
				this.#put(g, ra, b);
				break;
			case c.SEED:
				for (let n = 0; n < a; n++) this.#store(g, this.objects.add(), c.NO_REGISTER);
				break;
			case c.MAKE:
				this.set(ra, this.objects.add(), 0);
				this.touched = this.value[ra]!;
				this.news++;
				break;
			case c.GIVE:
				this.given[g] = this.value[ra]!;
				this.pc[g] = this.popFrame(g);
				this.depth--;
				return WENT_ON;
			case c.COPY_POOL:
				this.value[ra] = this.pools.push(this.pools[0]!.copy()) - 1;
				break;
			case c.RESET:
				if (!contents.reset(this, g, ra)) return this.#panic(g, this.touched);
				break;
			case c.WRITE:
				if (!contents.write(this, g, ra, this.code.texts[b]!)) return this.#panic(g, this.touched);
				break;
			case c.READ:
			case c.READ_VIEW:
				contents.read(this, g, ra, this.code.texts[b]!);
				break;
			case c.VIEW:
				contents.view(this, g, ra, rb);
				break;
			case c.COPY_OUT:
				contents.copyOut(this, g, ra, rb);
				break;
			case c.SPAWN:
				this.spawn(g, a);
				break;
			case c.JOIN:
				if (!waiting.join(this, g, a)) return WAITS;
				break;
			case c.LEAVE:
				this.pc[g]!++;
				return LEFT_P;
			case c.GC:
				for (const pool of this.pools) pool.collect();
				this.pc[g]!++;
				return LEFT_P;
			case c.MEET:
				if (!waiting.meet(this, g, at)) return WAITS;
				break;
			case c.LOCK:
				if (!waiting.lock(this, g, at)) return WAITS;
				break;
			case c.UNLOCK:
				waiting.unlock(this, g, at);
				break;
			case c.LOAD:
				this.readVariable(g, a);
				this.set(rb, this.variable[a]!, 0);
				break;
			case c.STORE:
				this.writeVariable(g, a);
				this.variable[a] = this.value[rb]! + i[at + 3]!;
				break;
			case c.MAKE_CHAN:
				this.set(ra, this.channels.add(b), 0);
				break;
			case c.SEND:
				if (!waiting.send(this, g, at)) return WAITS;
				break;
			case c.RECV:
				if (!waiting.receive(this, g, at)) return WAITS;
				break;
			case c.SET_FIELD: {
				const isNumber = i[at + 4] === 1;
				const value = isNumber ? i[at + 3]! : this.value[this.register(g, i[at + 3]!)]!;
				contents.setField(this, g, ra, b, value);
				break;
			}
			case c.GET_FIELD:
				contents.getField(this, g, ra, b, this.register(g, i[at + 3]!));
				break;
			case c.CLEAR_FIELDS:
				contents.clearFields(this, g, ra);
				break;
			case c.SQUARE:
				this.set(rb, this.value[ra]! * this.value[ra]!, 0);
				break;
			case c.PIN:
				this.objects.pinnedBytes[this.use(ra)] = this.code.limits[b]!;
				break;
			case c.GROW:
				this.objects.ownBytes[this.use(ra)] = this.code.limits[b]!;
				break;
			case c.CHECK:
				if (this.checked(a) > this.code.limits[b]!) this.reportIndex(i[at + 3]!, g, NONE, 0);
				break;
			case c.RECOVER_AT:
				this.handler[g] = a;
				break;
			case c.JUMP:
				this.pc[g] = a;
				return WENT_ON;
			case c.END:
				return ENDED;
		}
		this.pc[g]!++;
		return WENT_ON;
	}

	#get(g: number, ra: number, poolRegister: number): number {
		const pool = this.poolOf(g, poolRegister);
		const { objects } = this;
		let o = this.given[g]!;
		if (o === NONE) {
			this.gets++;
			o = pool.get(this.scheduler.p[g]!);
			this.hit = pool.hit;
			if (o !== MISS) {
				objects.pooled[o]!--;
			} else {
				if (this.code.newKind === c.NEW_STEPS) return this.#callNew(g);
				if (this.code.newKind === c.NEW_UNSET) return this.#panic(g, NONE);
				this.news++;
				o = objects.add(typeOf(this.code.newKind));
			}
		} else {
			this.given[g] = NONE;
			this.hit = HIT_NONE;
		}
		this.clocks.acquire(g, o);
		this.touched = o;
		if (objects.type[o] === WRONG_TYPE) return this.#panic(g, o);
		const other = objects.owner[o]!;
		objects.borrowedAt[o] = this.steps;
		objects.owner[o] = g;
		this.set(ra, o, ++objects.generation[o]!);
		this.touchedGeneration = objects.generation[o]!;
		if (other === NONE) this.peakBorrowed = Math.max(this.peakBorrowed, ++this.borrowed);
		else {
			objects.hasTwoOwners[o] = 1;
			this.report('two-owners', g, o, this.steps);
		}
		this.pc[g]!++;
		return WENT_ON;
	}

	#put(g: number, ra: number, poolRegister: number): void {
		const o = this.use(ra);
		if (this.objects.owner[o] !== NONE) this.borrowed--;
		this.objects.owner[o] = NONE;
		this.marks[ra]! |= GIVEN_BACK;
		this.#store(g, o, poolRegister);
	}

	#store(g: number, o: number, poolRegister: number): void {
		this.clocks.release(g, o);
		this.objects.pooled[o]!++;
		const pool = this.poolOf(g, poolRegister);
		pool.put(this.scheduler.p[g]!, o);
		this.place = pool.place;
	}

	#callNew(g: number): number {
		if (++this.depth > this.code.maxDepth) {
			this.report('stack-overflow', g, NONE, 0);
			this.crashed = true;
			return CRASHED;
		}
		this.pushFrame(g);
		this.pc[g] = this.code.newEntry;
		return CALLS_NEW;
	}

	#panic(g: number, o: number): number {
		this.report('nil-or-wrong-type', g, o, this.steps);
		if (this.handler[g] === NONE) {
			this.crashed = true;
			return CRASHED;
		}
		this.pc[g] = this.handler[g]!;
		return WENT_ON;
	}

	/** Nothing can go on: whoever waits now waits for good. */
	#lookForDeadlock(): void {
		for (let g = 0; g < this.pc.length; g++) {
			if (this.scheduler.state[g] !== BLOCKED || this.code.daemon[g] === 1) continue;
			this.report('deadlock', g, NONE, this.steps);
			return;
		}
	}

	#poolsHold(p: number): boolean {
		for (const pool of this.pools) if (pool.countOf(p) > 0) return true;
		return false;
	}
}

/** Type of what a plain New builds. */
function typeOf(newKind: number): number {
	if (newKind === c.NEW_WRONG_TYPE) return WRONG_TYPE;
	return newKind === c.NEW_TYPED_NIL ? NIL : PLAIN;
}
