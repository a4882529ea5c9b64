import { zero } from '../zero.ts';

/**
 * When the background scavenger works: bursts of at least a millisecond, and sleeps between them such that it takes
 * one percent of the Ps' time, held by a controller that reacts to how long it really worked and slept. From rest the
 * first sleep is a second, unless a sweep or a cycle cuts it short; then bursts come in swarms.
 * Source: Go's runtime/mgcscavenge.go (scavengerState, piController); the controller is there since 1.16.
 */

/** Part of all Ps' time that the scavenger may take. */
const cpuFraction = 0.01;
const startingSleepRatio = 0.001;
const minWorkNs = 1e6;
const quantumBytes = 64 * 1024;
/** The controller: gain, reset times [ns] and bounds of its output. */
const gain = 0.3375;
const integralNs = 3.2e6;
const trackingNs = 1e9;
const minRatio = 0.001;
const maxRatio = 1000;

/** What the scavenger works on. */
export interface Scavengeable {
	/** bytes that it still wants to return; 0 when it should stop */
	scavengeWanted(): number;
	/** returns up to so many bytes; gives what it could */
	scavenge(bytes: number): number;
}

export class Scavenger {
	/** when the next burst begins; Infinity while it is parked */
	nextNs = Infinity;
	/** how long the last burst was, and when the sleep after it began; 0 and -Infinity where none follows one [ns] */
	private workedNs = zero;
	private asleepNs = -Infinity;
	/** CPU spent [ns] */
	cpuNs = zero;
	private sleepRatio = startingSleepRatio;
	private errorIntegral = zero;
	private readonly bytesPerNs: number;

	constructor(bytesPerSecond: number) {
		this.bytesPerNs = bytesPerSecond / 1e9;
	}

	/** A sweep has ended or a cycle begins: it looks for work, also where it sleeps (wake: both are `parked`). */
	wake(nowNs: number): void {
		const atNs = nowNs < this.asleepNs ? this.asleepNs : nowNs;
		if (atNs < this.nextNs) this.nextNs = atNs;
	}

	/** Every burst up to now. */
	advance(nowNs: number, procs: number, heap: Scavengeable): void {
		while (this.nextNs <= nowNs) {
			if (this.workedNs > 0) this.control(this.nextNs - this.asleepNs, procs);
			const burst = Math.ceil((minWorkNs * this.bytesPerNs) / quantumBytes) * quantumBytes;
			const wanted = heap.scavengeWanted();
			const released = wanted > 0 ? heap.scavenge(wanted < burst ? wanted : burst) : 0;
			if (released <= 0) {
				this.workedNs = 0;
				this.asleepNs = -Infinity;
				this.nextNs = Infinity;
				return;
			}
			const worked = released / this.bytesPerNs;
			this.cpuNs += worked;
			this.workedNs = worked < minWorkNs ? minWorkNs : worked;
			this.asleepNs = this.nextNs + this.workedNs;
			this.nextNs = this.asleepNs + this.workedNs / this.sleepRatio;
		}
	}

	/** Adjusts work/sleep so that the share of time comes to the wanted one. */
	private control(sleptNs: number, procs: number): void {
		const periodNs = sleptNs + this.workedNs;
		const error = cpuFraction - this.workedNs / (periodNs * procs);
		const raw = gain * error + this.errorIntegral;
		const output = raw < minRatio ? minRatio : raw > maxRatio ? maxRatio : raw;
		this.errorIntegral += ((gain * periodNs) / integralNs) * error + (periodNs / trackingNs) * (output - raw);
		this.sleepRatio = output;
	}
}
