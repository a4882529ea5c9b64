import { zero } from '../zero.ts';
import type { Timers } from './timers.ts';

/** It looks what there is to do once in so long where nothing happens (proc.go, sysmon: delay). [ns] */
const LOOKS_EVERY_NS = 10e6;

/**
 * The thread of the runtime that has no P and looks after the others now and then. Of what it does only this is here: after
 * a sweep it wakes the scavenger, on an idle P, which changes the order of the idle ones. Source: runtime/proc.go (sysmon,
 * injectglist), mgcscavenge.go (scavenger.wake).
 */
export class Monitor {
	/** when it looks whether it is to wake the scavenger; Infinity where it is not [ns] */
	looksNs = Infinity;
	/** when it wakes the scavenger, as `plan` has found it [ns] */
	wakesNs = Infinity;

	private readonly timers: Timers;
	/** how late its sleep until a timer ends [ns] */
	private lateNs = zero;

	constructor(timers: Timers) {
		this.timers = timers;
	}

	/** The last span is swept, so the scavenger is to be woken; `turn`, from 0 to 1, says how soon it looks. */
	swept(nowNs: number, turn: number, lateNs: number): void {
		this.looksNs = nowNs + turn * LOOKS_EVERY_NS;
		this.lateNs = lateNs;
	}

	/**
	 * Finds out when it wakes the scavenger, where that comes before a time, and gives the earlier of both. Where all Ps are
	 * idle when it looks, it sleeps until the next timer before it does anything. [ns]
	 */
	plan(nowNs: number, beforeNs: number, allIdle: boolean): number {
		const { timers } = this;
		let atNs = Math.max(this.looksNs, nowNs);
		if (allIdle && timers.nextNs > atNs) atNs = timers.nextNs + this.lateNs;
		return atNs < beforeNs ? (this.wakesNs = atNs) : beforeNs;
	}

	/** The scavenger is awake. */
	woke(): void {
		this.looksNs = this.wakesNs = Infinity;
	}
}
