/** Instructions that may have to wait: locks, channels, meeting points, the end of other goroutines. */
import * as c from './code.ts';
import { NONE } from './objects.ts';
import { BLOCKED, READY } from './scheduler.ts';
import type { State } from './state.ts';

/** Each returns whether it could be done; if not, the goroutine waits and the instruction is tried again. */
export function lock(s: State, g: number, at: number): boolean {
	const { instructions } = s.code;
	const register = instructions[at + 1]!;
	if (register === c.NO_REGISTER) {
		const shared = instructions[at + 3]!;
		if (s.sharedLock[shared] !== NONE) return false;
		s.sharedLock[shared] = g;
		s.clocks.acquire(g, s.sharedSync(shared));
	} else {
		const o = s.use(s.register(g, register));
		if (s.objects.lockedBy[o] !== NONE) return false;
		s.objects.lockedBy[o] = g;
		s.clocks.acquire(g, s.lockSync(o));
	}
	if (++s.inside[instructions[at + 2]!]! > 1) s.report('lost-identity', g, s.touched, s.steps);
	return true;
}

export function unlock(s: State, g: number, at: number): void {
	const { instructions } = s.code;
	const register = instructions[at + 1]!;
	s.inside[instructions[at + 2]!]!--;
	if (register === c.NO_REGISTER) {
		const shared = instructions[at + 3]!;
		s.sharedLock[shared] = NONE;
		s.clocks.release(g, s.sharedSync(shared));
	} else {
		const o = s.use(s.register(g, register));
		s.objects.lockedBy[o] = NONE;
		s.clocks.release(g, s.lockSync(o));
	}
}

export function send(s: State, g: number, at: number): boolean {
	const channel = channelOf(s, g, at);
	if (channel === NONE) return false;
	const from = s.register(g, s.code.instructions[at + 2]!);
	if (s.channels.cap[channel]! > 0) {
		if (s.channels.waiting[channel]! >= s.channels.cap[channel]!) return false;
		s.channels.push(channel, s.value[from]!, s.generation[from]!);
		s.clocks.release(g, s.channelSync(channel));
		return true;
	}
	const receiver = partner(s, c.RECV, channel);
	if (receiver === NONE) return false;
	const into = s.register(receiver, s.code.instructions[s.pc[receiver]! * c.WIDTH + 2]!);
	s.set(into, s.value[from]!, s.generation[from]!);
	meetOnChannel(s, g, receiver);
	goOn(s, receiver);
	return true;
}

/** Receives; a number that is not the one that was asked for is a fault. */
export function receive(s: State, g: number, at: number): boolean {
	const channel = channelOf(s, g, at);
	if (channel === NONE) return false;
	const into = s.register(g, s.code.instructions[at + 2]!);
	if (s.channels.cap[channel]! > 0) {
		const value = s.channels.take(channel);
		if (value === NONE) return false;
		s.set(into, value, s.channels.takenGeneration);
		s.clocks.acquire(g, s.channelSync(channel));
	} else {
		const sender = partner(s, c.SEND, channel);
		if (sender === NONE) return false;
		const from = s.register(sender, s.code.instructions[s.pc[sender]! * c.WIDTH + 2]!);
		s.set(into, s.value[from]!, s.generation[from]!);
		meetOnChannel(s, sender, g);
		goOn(s, sender);
	}
	const expected = s.code.instructions[at + 4]!;
	if (expected !== NONE && s.value[into] !== expected) s.report('wrong-answer', g, NONE, s.steps);
	return true;
}

/** Waits until enough goroutines have come. */
export function meet(s: State, g: number, at: number): boolean {
	const shared = s.code.instructions[at + 1]!;
	if (s.met[g] !== s.pc[g]!) {
		s.met[g] = s.pc[g]!;
		s.meeting[shared]!++;
		s.clocks.release(g, s.sharedSync(shared));
	}
	if (s.meeting[shared]! < s.code.instructions[at + 2]!) return false;
	s.clocks.acquire(g, s.sharedSync(shared));
	return true;
}

/** Waits for the end of goroutines. */
export function join(s: State, g: number, set: number): boolean {
	if (!s.allDone(set)) return false;
	for (let other = 0; other < s.pc.length; other++) if ((set & (1 << other)) !== 0) s.clocks.order(other, g);
	return true;
}

/** Whether the next instruction of g would not have to wait. */
export function ready(s: State, g: number): boolean {
	const at = s.pc[g]! * c.WIDTH;
	const i = s.code.instructions;
	switch (i[at]!) {
		case c.JOIN:
			return s.allDone(i[at + 1]!);
		case c.MEET:
			return s.met[g] !== s.pc[g]! || s.meeting[i[at + 1]!]! >= i[at + 2]!;
		case c.LOCK:
			return i[at + 1] === c.NO_REGISTER
				? s.sharedLock[i[at + 3]!] === NONE
				: s.objects.lockedBy[s.value[s.register(g, i[at + 1]!)]!] === NONE;
		case c.SEND:
		case c.RECV: {
			const channel = channelOf(s, g, at);
			// A nil channel never is.
			if (channel === NONE) return false;
			const sends = i[at] === c.SEND;
			const cap = s.channels.cap[channel]!;
			if (cap === 0) return partner(s, sends ? c.RECV : c.SEND, channel) !== NONE;
			return sends ? s.channels.waiting[channel]! < cap : s.channels.waiting[channel]! > 0;
		}
		default:
			return true;
	}
}

function channelOf(s: State, g: number, at: number): number {
	const register = s.code.instructions[at + 1]!;
	return register === c.NO_REGISTER ? s.code.instructions[at + 3]! : s.value[s.register(g, register)]!;
}

/** A goroutine that waits at the other end of a channel. */
function partner(s: State, operation: number, channel: number): number {
	for (let g = 0; g < s.pc.length; g++) {
		if (s.scheduler.state[g] !== BLOCKED) continue;
		const at = s.pc[g]! * c.WIDTH;
		if (s.code.instructions[at] === operation && channelOf(s, g, at) === channel) return g;
	}
	return NONE;
}

/** A channel without a buffer orders each side after the other. */
function meetOnChannel(s: State, from: number, to: number): void {
	s.clocks.order(from, to);
	s.clocks.order(to, from);
}

/** The goroutine that waited has its instruction done. */
function goOn(s: State, g: number): void {
	s.pc[g]!++;
	s.scheduler.state[g] = READY;
}
