import type { Calibration } from '../calibration.ts';
import type { Rng } from '../rng.ts';
import type { Stall } from '../workload/stalls.ts';
import { zero } from '../zero.ts';

/**
 * The thread that waits in netpoll while it has no P: for a timer, for whole milliseconds, once or twice, and then some time
 * to wake up; later still where the process was stalled in the recording. Source: runtime/netpoll_epoll.go, proc.go (findRunnable).
 */
export class Netpoll {
	/** a thread waits there */
	waits = true;
	/** for a timer at that time; Infinity for none [ns] */
	forNs = Infinity;
	/** when it wakes up, if nothing earlier comes; Infinity where it waits for no timer [ns] */
	wakeNs = Infinity;

	private readonly calibration: Calibration;
	private readonly rng: Rng;
	private readonly stalls: readonly Stall[];
	/** the first stall that is not over */
	private stall = 0;
	/** when it looks for a P before that, where the timer is not due yet [ns] */
	private looksNs = Infinity;
	/** of its next waking up */
	private latencyNs = zero;

	constructor(calibration: Calibration, rng: Rng, stalls: readonly Stall[]) {
		this.calibration = calibration;
		this.rng = rng;
		this.stalls = stalls;
		this.latencyNs = calibration.wakeLatencyNs;
	}

	/** The thread waits from now on for a timer at that time. */
	wait(nowNs: number, forNs: number): void {
		this.waits = true;
		this.forNs = this.wakeNs = forNs;
		this.looksNs = Infinity;
		if (forNs === Infinity) return;
		const waitNs = forNs - nowNs;
		if (waitNs <= 0) {
			this.wakeNs = nowNs;
			return;
		}
		const { pollGranularityNs, lookNs, wakeLatePerNs, wakeLateAtMostNs } = this.calibration;
		// Whole milliseconds, rounded down, and where the timer is not due by then one more; one where there is less to wait.
		const wholeNs = Math.floor(waitNs / pollGranularityNs) * pollGranularityNs;
		let wakeNs = nowNs + wholeNs + wakeLatePerNs * Math.min(wholeNs, wakeLateAtMostNs);
		if (wholeNs === 0) {
			wakeNs += pollGranularityNs;
		} else if (wakeNs + lookNs < forNs) {
			this.looksNs = wakeNs + lookNs;
			wakeNs = this.looksNs + pollGranularityNs;
		}
		wakeNs += this.latencyNs;
		const stalls = this.stalls;
		while (this.stall < stalls.length && stalls[this.stall]!.toNs <= wakeNs) this.stall++;
		const stall = stalls[this.stall];
		this.wakeNs = stall !== undefined && stall.fromNs <= wakeNs ? stall.toNs : wakeNs;
	}

	/**
	 * Somebody has set or found an earlier timer, at that time: the thread is woken, finds nothing due and waits anew
	 * (netpollBreak).
	 */
	break(nowNs: number, forNs: number): void {
		this.wait(nowNs + this.latencyNs, forNs);
	}

	/** Whether the thread woke up in between and wanted a P. */
	wanted(fromNs: number, toNs: number): boolean {
		if (!this.waits) return false;
		return this.wakeNs <= toNs || (this.looksNs >= fromNs && this.looksNs <= toNs);
	}

	/** The thread wakes up: it has a P again. */
	leave(): void {
		this.waits = false;
		const { wakeLatencyNs, wakeJitterNs } = this.calibration;
		this.latencyNs = wakeLatencyNs + this.rng.uniform() * wakeJitterNs;
	}

	/** When the thread that waits wakes up, not before now. */
	wakesNs(nowNs: number): number {
		return this.wakeNs > nowNs ? this.wakeNs : nowNs;
	}
}
