import type { CollectorCosts } from './costs.ts';
import { emptyRecord, type CycleKind } from './cycle.ts';
import type { Limiter } from './limiter.ts';
import type { Marker } from './marker.ts';
import type { Processors } from './processors.ts';
import { zero } from '../zero.ts';

/**
 * The collections of a process so far, as MemStats and gctrace tell them: how many there were and what started them, what
 * CPU and time they took, and the record of the last one. From here the limiter hears whose the CPU was.
 */
export class CycleBooks {
	/** finished marks, and those among them that runtime.GC() asked for */
	numGC = 0;
	forcedGC = 0;
	/** and those that the memory limit started: its goal was below the one that GOGC asks for */
	limitGC = 0;

	/** CPU of marking, assists and stops of the world [ns]; of assists alone [ns] */
	gcCpuNs = zero;
	assistNs = zero;
	/** time during which a mark was running, and for which the world was stopped [ns] */
	markingNs = zero;
	stopNs = zero;
	/** CPU that the program has used so far; whoever drives the collector writes it [ns] */
	mutatorCpuNs = zero;

	/** the running cycle, or the last one; until its end the running one has the last one's end */
	readonly record = emptyRecord();
	/** whether the memory limit started the running cycle */
	private limited = false;
	private readonly procs: Processors;
	private readonly limiter: Limiter;
	private readonly stopMarkTermNs: number;

	constructor(procs: Processors, limiter: Limiter, { stopMarkTermNs }: CollectorCosts) {
		this.procs = procs;
		this.limiter = limiter;
		this.stopMarkTermNs = stopMarkTermNs;
	}

	/** when the last mark ended [ns] */
	get lastEndNs(): number {
		return this.record.markEndNs;
	}

	/**
	 * A cycle begins.
	 *
	 * @param heapLiveBytes heapLive now
	 * @param limited whether the goal is the memory limit's
	 */
	begin(kind: CycleKind, nowNs: number, heapLiveBytes: number, limited: boolean): void {
		this.record.kind = kind;
		this.record.startNs = nowNs;
		this.record.heapStartBytes = heapLiveBytes;
		this.limited = kind === 0 && limited;
	}

	/** A goroutine has assisted for so long. */
	assisted(ns: number): void {
		this.assistNs += ns;
		this.gcCpuNs += ns;
	}

	/** The world was stopped for so long. */
	stopped(ns: number): void {
		this.stopNs += ns;
		this.gcCpuNs += ns * this.procs.capacity;
		this.limiter.stopped(ns, this.numGC + 1);
	}

	/**
	 * The mark of the running cycle ends, and with it the world is stopped once more.
	 *
	 * @param mark the one that ends
	 * @param heapLiveBytes heapLive now
	 * @param markedBytes what was marked of it
	 * @param goalBytes the goal that held during the mark
	 */
	end(atNs: number, mark: Marker, heapLiveBytes: number, markedBytes: number, goalBytes: number): void {
		const { record } = this;
		record.markEndNs = atNs;
		record.heapEndBytes = heapLiveBytes;
		record.heapMarkedBytes = markedBytes;
		record.heapGoalBytes = goalBytes;
		record.stopNs = mark.beganNs - record.startNs + this.stopMarkTermNs;
		this.numGC++;
		if (record.kind === 1) this.forcedGC++;
		if (this.limited) this.limitGC++;
		this.markingNs += atNs - mark.beganNs;
		this.gcCpuNs += mark.backgroundNs;
		this.stopped(this.stopMarkTermNs);
	}

	/** Tells the limiter what CPU was used up to now, while a mark was running or none. */
	updateLimiter(nowNs: number, marking: boolean): void {
		this.limiter.update(nowNs, this.mutatorCpuNs, this.assistNs, marking, this.numGC + 1);
	}
}
