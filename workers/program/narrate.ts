/** Words for what the machine does. Objects are counted from 1. */
import {
	HIT_PRIVATE,
	HIT_SHARED,
	HIT_STEAL,
	HIT_VICTIM_PRIVATE,
	HIT_VICTIM_SHARED,
	PUT_PRIVATE
} from '../model/pool/pool.ts';
import { formatCount } from '../text/units.ts';
import * as c from './code.ts';
import type { FaultKind } from './faults.ts';
import type { Machine } from './machine.ts';
import { maxObjects, NIL, NONE, WRONG_TYPE } from './objects.ts';
import { fields } from './program.ts';
import { doublingsOf, levelsBeyond, stackAfter, type Stack } from './stack.ts';

/** What an event is about. */
export type EventKind =
	'get' | 'put' | 'copy' | 'write' | 'read' | 'new' | 'gc' | 'lock' | 'message' | 'spawn' | 'check' | 'other';

const kinds: { [op: number]: EventKind } = {
	[c.GET]: 'get',
	[c.PUT]: 'put',
	[c.MAKE]: 'new',
	[c.COPY_POOL]: 'copy',
	[c.RESET]: 'write',
	[c.WRITE]: 'write',
	[c.SET_FIELD]: 'write',
	[c.CLEAR_FIELDS]: 'write',
	[c.STORE]: 'write',
	[c.PIN]: 'write',
	[c.GROW]: 'write',
	[c.READ]: 'read',
	[c.VIEW]: 'read',
	[c.COPY_OUT]: 'read',
	[c.READ_VIEW]: 'read',
	[c.GET_FIELD]: 'read',
	[c.LOAD]: 'read',
	[c.GC]: 'gc',
	[c.LOCK]: 'lock',
	[c.UNLOCK]: 'lock',
	[c.SEND]: 'message',
	[c.RECV]: 'message',
	[c.SPAWN]: 'spawn',
	[c.CHECK]: 'check'
};

export function kindOf(op: number): EventKind {
	return kinds[op] ?? 'other';
}

/** Where Get found its object, or Put left it. */
export type Slot = 'private' | 'shared' | 'other P' | 'victim' | 'New' | 'nothing';

/** The slot of a Get or Put that was just executed. */
export function slotOf(m: Machine, op: number): Slot {
	if (op === c.PUT) return m.place === PUT_PRIVATE ? 'private' : 'shared';
	switch (m.hit) {
		case HIT_PRIVATE:
			return 'private';
		case HIT_SHARED:
			return 'shared';
		case HIT_STEAL:
			return 'other P';
		case HIT_VICTIM_PRIVATE:
		case HIT_VICTIM_SHARED:
			return 'victim';
		default:
			return m.touched === NONE ? 'nothing' : 'New';
	}
}

/** Text in quotes, on one line. */
function quoted(text: string): string {
	return JSON.stringify(text);
}

function bytes(n: number): string {
	if (n >= 1048576) return `${n / 1048576} MiB`;
	return n >= 1024 ? `${n / 1024} KiB` : `${n} B`;
}

/** What an instruction that was just executed did, in a few words; empty for what goes without saying. */
export function describeOp(m: Machine, g: number, at: number, object: number, noun: string): string {
	const { code } = m;
	const i = code.instructions;
	const a = i[at + 1] as number;
	const b = i[at + 2] as number;
	const register = m.register(g, a);
	const it = `${noun} #${object + 1}`;
	const textAt = (index: number) => new TextDecoder().decode(code.texts[index]);
	switch (i[at]) {
		case c.GET:
			return describeGet(m, object, it);
		case c.PUT: {
			if (object !== NONE && m.objects.type[object] === NIL) return 'Put stores the nil pointer';
			const where = m.place === PUT_PRIVATE ? 'private slot' : 'shared queue';
			return `Put ${it} → ${where} of P${m.scheduler.p[g] as number}`;
		}
		case c.MAKE:
			return `New builds ${noun} #${(m.value[register] as number) + 1}`;
		case c.COPY_POOL:
			return 'copies the pool';
		case c.RESET:
			return `empties ${it}`;
		case c.WRITE:
			if (m.objects.type[object] === NIL) return 'calls a method on the nil pointer';
			return `writes ${quoted(textAt(b))} into ${it}`;
		case c.READ:
			return `reads ${quoted(m.textOf(register))} from ${it}`;
		case c.VIEW:
			return `keeps a slice of ${it}: ${quoted(m.textOf(register))}`;
		case c.COPY_OUT:
			return `copies ${quoted(m.textOf(register))} out${object === NONE ? '' : ` of ${it}`}`;
		case c.READ_VIEW:
			return `reads ${quoted(m.textOf(register))}`;
		case c.SPAWN:
			return `starts ${code.names[a] as string}`;
		case c.GC:
			return 'collection: victim cache dropped, primary cache becomes victim';
		case c.LOCK:
			return a === c.NO_REGISTER ? 'takes the lock' : `locks ${it}`;
		case c.UNLOCK:
			return a === c.NO_REGISTER ? 'releases the lock' : `unlocks ${it}`;
		case c.LOAD:
			return `reads ${code.sharedNames[a] as string} = ${m.variable[a] as number}`;
		case c.STORE:
			return `writes ${code.sharedNames[a] as string} = ${m.variable[a] as number}`;
		case c.SEND:
			// A channel that only counts carries itself.
			if (a === b) return 'takes a slot';
			return a === c.NO_REGISTER ? `hands ${noun} over` : `sends ${m.value[m.register(g, b)] as number}`;
		case c.RECV:
			if (a === b) return 'gives its slot back';
			return a === c.NO_REGISTER ? `receives a ${noun}` : `receives ${m.value[m.register(g, b)] as number}`;
		case c.SET_FIELD: {
			const value = m.objects.field[object * fields.length + b] as number;
			const shown = fields[b] === 'reply' ? `its own channel c${value}` : `${value}`;
			return `sets ${fields[b] as string} of ${it} to ${shown}`;
		}
		case c.GET_FIELD: {
			const value = m.objects.field[object * fields.length + b] as number;
			return `reads ${fields[b] as string} of ${it}: ${fields[b] === 'reply' ? `c${value}` : value}`;
		}
		case c.CLEAR_FIELDS:
			return `clears ${it}`;
		case c.PIN: {
			const pinned = code.limits[b] as number;
			return pinned === 0 ? `${it} lets go of what it referred to` : `${it} refers to ${bytes(pinned)}`;
		}
		case c.GROW:
			return `${it} is ${bytes(m.objects.ownBytes[object] as number)} now`;
		case c.CHECK:
			return describeCheck(m, a, noun);
		case c.SEED:
			return `${a} ${noun}${a === 1 ? ' is' : 's are'} in the pool already`;
		case c.SAY:
			return textAt(a);
		default:
			return '';
	}
}

function describeGet(m: Machine, object: number, it: string): string {
	if (object === NONE) {
		if (m.code.newKind === c.NEW_STEPS) return describeCall(m, m.code.stack);
		return 'Get finds nothing, New is not set: nil';
	}
	if (m.objects.type[object] === NIL) return 'Get gives a nil pointer';
	if (m.objects.type[object] === WRONG_TYPE)
		return 'Get finds nothing, and New builds a value of another type';
	switch (slotOf(m, c.GET)) {
		case 'private':
			return `Get → ${it} from its P's private slot`;
		case 'shared':
			return `Get → ${it} from its P's shared queue`;
		case 'other P':
			return `Get → ${it} stolen from another P`;
		case 'victim':
			return `Get → ${it} from the victim cache`;
		default:
			return `Get → ${it} from New`;
	}
}

/** Get calls New, which calls Get: how deep, and what that does to the stack. */
function describeCall({ depth }: Machine, stack: Stack | null): string {
	if (stack === null) return `Get finds nothing and calls New, level ${depth}`;
	const levels = formatCount(levelsBeyond(stack, depth - 1));
	const full = `Get finds nothing and calls New; ${levels} levels deep the stack is full`;
	if (depth > doublingsOf(stack))
		return `${full} and may not double: ${bytes(stack.limitBytes)} is its limit`;
	return `${full} and doubles to ${bytes(stackAfter(stack, depth))}`;
}

function describeCheck(m: Machine, kind: number, noun: string): string {
	const found = m.checked(kind);
	switch (kind) {
		case c.CHECK_PINNED:
			return `pooled ${noun}s keep ${bytes(found)} of others alive`;
		case c.CHECK_OBJECT:
			return `largest pooled ${noun}: ${bytes(found)}`;
		case c.CHECK_BORROWED:
			return `${noun}s borrowed at once: ${found}`;
		case c.CHECK_NEWS:
			return `New ran ${found === 1 ? 'once' : `${found} times`} in ${m.gets} Gets`;
		default:
			return `${noun}s never put back: ${found}`;
	}
}

/** What is known about a fault besides the machine's state. */
export interface FaultContext {
	/** goroutine that does what is wrong, and the object that it is about, or NONE */
	g: number;
	object: number;
	/** the instruction that shows it */
	at: number;
	noun: string;
	/** step at which the object was last handed out */
	since: number;
	/** name of the other goroutine that had to do with the object, or empty */
	other: string;
}

/** One sentence that says what went wrong. */
export function describeFault(
	m: Machine,
	kind: FaultKind,
	{ g, object, at, noun, since, other }: FaultContext
): string {
	const { code } = m;
	const me = code.names[g] as string;
	const it = `${noun} #${object + 1}`;
	const elsewhere = other === '' ? 'another goroutine' : other;
	switch (kind) {
		case 'use-after-put':
			return `${me} ${difference(m, g, at)}: it has put ${it} back, and ${owner(m, g, object, other)} got it at step ${since}.`;
		case 'kept-past-borrow': {
			const reads = `${me} ${difference(m, g, at)}`;
			return m.touchedGeneration === m.objects.generation[object]
				? `${reads}: a goroutine of an earlier borrow of ${it} wrote into this one.`
				: `${reads}: its reference to ${it} is of a borrow that is over, and the next one began at step ${since}.`;
		}
		case 'two-owners':
			return code.instructions[at] === c.GET
				? `${me} gets ${it}, which is in use and has not been put back.`
				: `${me} ${difference(m, g, at)}: both have ${it}.`;
		case 'stale-content':
			return `${me} ${difference(m, g, at)}: the rest is what earlier borrows left in ${it}.`;
		case 'nil-or-wrong-type':
			return `${me} panics: ${code.panicText}`;
		case 'stack-overflow':
			return `New calls Get, which calls New, without end. Go says: ${code.panicText}`;
		case 'lost-identity':
			return `${me} is inside with ${it} while another goroutine is inside with another ${noun}: neither keeps the other out.`;
		case 'wrong-answer': {
			const value = m.value[m.register(g, code.instructions[at + 2] as number)] as number;
			return `${me} receives ${value}, which answers another question; its own answer is ${code.instructions[at + 4] as number}.`;
		}
		case 'deadlock':
			return `${me} waits for good. Go says: fatal error: all goroutines are asleep - deadlock!`;
		case 'churn':
			return `New ran ${m.news} times in ${m.gets} Gets.`;
		case 'retention':
			return `${describeCheck(m, code.instructions[at + 1] as number, noun)}, more than the program means to keep.`;
		case 'lost-object':
			return `${m.checked(c.CHECK_LOST)} ${noun} is neither in use nor put back, so New had to make another.`;
		case 'race':
			return object === NONE
				? `Data race: nothing orders what ${me} does after what another goroutine did.`
				: `Data race on ${it}: nothing orders what ${me} does after what ${elsewhere} did.`;
	}
}

/** "reads X where it wrote Y", or what a field holds. */
function difference(m: Machine, g: number, at: number): string {
	const { code } = m;
	const i = code.instructions;
	const register = m.register(g, i[at + 1] as number);
	const operation = i[at];
	if (operation === c.READ || operation === c.READ_VIEW) {
		const expected = new TextDecoder().decode(code.texts[i[at + 2] as number]);
		return `reads ${quoted(m.textOf(register))} where ${quoted(expected)} should be`;
	}
	const field = i[at + 2] as number;
	const value = m.objects.field[(m.value[register] as number) * fields.length + field] as number;
	const shown = fields[field] === 'reply' ? `channel c${value}` : `${value}`;
	return `reads ${fields[field] as string}: ${shown}, which another borrower set`;
}

/** Who has an object now. */
function owner(m: Machine, g: number, object: number, other: string): string {
	const holder = object < maxObjects ? (m.objects.owner[object] as number) : NONE;
	if (holder === g) return 'it';
	return holder === NONE ? other || 'another goroutine' : (m.code.names[holder] as string);
}
