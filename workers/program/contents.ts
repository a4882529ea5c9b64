/** Instructions on what is in a pooled object, and what it means when something else is read there than was written. */
import type { FaultKind } from './faults.ts';
import { fieldCount, maxObjects, NIL, NONE } from './objects.ts';
import { GIVEN_BACK, SLICE, type State } from './state.ts';

/** `Reset`. False where the reference is nil. */
export function reset(s: State, g: number, register: number): boolean {
	const o = s.use(register);
	if (s.objects.type[o] === NIL) return false;
	s.writeContent(g, o, s.generation[register]!);
	s.objects.length[o] = 0;
	return true;
}

/** Appends a text. False where the reference is nil. */
export function write(s: State, g: number, register: number, text: Uint8Array): boolean {
	const o = s.use(register);
	if (s.objects.type[o] === NIL) return false;
	s.writeContent(g, o, s.generation[register]!);
	s.objects.append(o, text, s.generation[register]!);
	return true;
}

/** Reads an object's content or a slice, in the belief that this text is there. */
export function read(s: State, g: number, register: number, expected: Uint8Array): void {
	const array = s.value[register]!;
	const isObject = array < maxObjects;
	if (isObject) s.readContent(g, s.use(register));
	if (s.objects.equals(array, s.lengthOf(register), expected)) return;
	if (isObject) wrongContent(s, g, array, register);
}

/** A slice of an object's content: the same bytes, and no longer than they are now. */
export function view(s: State, g: number, into: number, register: number): void {
	const o = s.use(register);
	s.readContent(g, o);
	s.set(into, o, s.generation[register]!);
	s.marks[into] = SLICE;
	s.length[into] = s.objects.length[o]!;
}

/** A copy of an object's content or of a slice. */
export function copyOut(s: State, g: number, into: number, register: number): void {
	const source = s.value[register]!;
	if (source < maxObjects) s.readContent(g, s.use(register));
	const length = s.lengthOf(register);
	s.set(into, s.objects.copy(source, length), 0);
	s.marks[into] = SLICE;
	s.length[into] = length;
}

export function setField(s: State, g: number, register: number, field: number, value: number): void {
	const o = s.use(register);
	const f = o * fieldCount + field;
	s.writeField(g, o, f);
	s.objects.field[f] = value;
	s.objects.fieldBy[f] = s.generation[register]!;
}

/** Reads a field. It is a fault to find there what was set through a reference of another borrow. */
export function getField(s: State, g: number, register: number, field: number, into: number): void {
	const o = s.use(register);
	const f = o * fieldCount + field;
	s.readField(g, o, f);
	s.set(into, s.objects.field[f]!, 0);
	if (s.objects.fieldBy[f] !== s.generation[register]) {
		s.report(staleKind(s, register, o), g, o, s.objects.borrowedAt[o]!);
	}
}

export function clearFields(s: State, g: number, register: number): void {
	const o = s.use(register);
	for (let f = o * fieldCount; f < (o + 1) * fieldCount; f++) {
		s.writeField(g, o, f);
		s.objects.field[f] = NONE;
	}
}

/** What is read is not what its author wrote there: why? */
function wrongContent(s: State, g: number, o: number, register: number): void {
	const since = s.objects.borrowedAt[o]!;
	const generation = s.generation[register]!;
	if (generation !== s.objects.generation[o]) s.report(staleKind(s, register, o), g, o, since);
	else if (!s.objects.hasStranger(o, generation)) s.report('race', g, o, since);
	else if (s.objects.strangerAt[o]! >= since) s.report('kept-past-borrow', g, o, since);
	else s.report('stale-content', g, o, since);
}

/** A reference of another borrow: of one who has put the object back, or one that was kept beside it. */
function staleKind(s: State, register: number, o: number): FaultKind {
	if (s.objects.hasTwoOwners[o] === 1) return 'two-owners';
	return (s.marks[register]! & GIVEN_BACK) !== 0 ? 'use-after-put' : 'kept-past-borrow';
}
