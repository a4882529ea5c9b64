import { Collector, type CollectorOptions, type CycleRecord } from '../../workers/model/gc/collector.ts';

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const ms = 1e6;

/** A tiny Go program's own heap, stacks and globals, as runtime/metrics reports them at GOMAXPROCS=1. */
export const tinyProcess: CollectorOptions = {
	gomaxprocs: 1,
	cores: 1,
	gogc: 100,
	memlimit: 0,
	goMinor: 26,
	baseLiveBytes: 42_408,
	baseObjects: 200,
	scannableBytes: 35_568,
	stackBytes: 31_112,
	globalsBytes: 154_826
};

/**
 * One goroutine that does what a script says, on one P by default, on top of the collector: it keeps the clock, knows
 * what it can reach, and holds a pool of one object.
 */
export class Mutator {
	readonly gc: Collector;
	nowNs = 0;
	readonly cycles: CycleRecord[] = [];
	/** bytes that the program can reach */
	reachable: number;
	news = 0;
	private readonly procs: number;
	private global = 0;
	private globalBirth = 0;
	private pooled: { bytes: number; birth: number } | null = null;
	private primary = false;
	private victim = false;

	constructor(options: Partial<CollectorOptions> = {}) {
		const all = { ...tinyProcess, ...options };
		this.procs = Math.min(all.gomaxprocs, all.cores);
		this.gc = new Collector(all);
		this.gc.procs.yielding = false;
		this.gc.procs.idle = this.procs - 1;
		this.reachable = all.baseLiveBytes;
		this.gc.onCycleStart = () => this.poolCleanup();
		this.gc.onCycleEnd = (record) => this.cycles.push({ ...record });
		this.gc.collect(this.nowNs);
		this.cycles.length = 0;
	}

	/** Allocating, touching both ends, and zeroing a recycled block at 20 GB/s take so long. */
	private work(zeroedBytes: number): void {
		const ns = zeroedBytes / 20 + (zeroedBytes > 0 ? 20 : 5000);
		this.nowNs += ns;
		this.gc.cycles.mutatorCpuNs += ns;
		this.gc.advance(this.nowNs);
	}

	private allocate(bytes: number): number {
		this.gc.advance(this.nowNs);
		const birth = this.gc.cycle;
		this.nowNs += this.gc.allocate(this.nowNs, bytes, 1, bytes > 32 * KiB);
		this.reachable += bytes;
		return birth;
	}

	private drop(bytes: number, shaded: boolean, birth: number): void {
		this.reachable -= bytes;
		this.gc.drop(bytes, 1, shaded, birth);
	}

	/** make, touch both ends, forget */
	local(bytes: number): void {
		const birth = this.allocate(bytes);
		this.work(bytes);
		this.drop(bytes, false, birth);
		this.check();
	}

	/** make, and store in the one global variable */
	toGlobal(bytes: number): void {
		const birth = this.allocate(bytes);
		this.work(bytes);
		if (this.global > 0) this.drop(this.global, true, this.globalBirth);
		this.global = bytes;
		this.globalBirth = birth;
		this.check();
	}

	/** make and keep for good; the heap grows for it, and fresh address space needs no zeroing */
	keep(bytes: number): void {
		this.allocate(bytes);
		this.work(0);
		this.check();
	}

	get(bytes: number): void {
		if (this.primary) this.primary = false;
		else if (this.victim) this.victim = false;
		else {
			this.news++;
			this.allocate(bytes);
			this.pooled = { bytes, birth: 0 };
		}
	}

	put(): void {
		this.primary = true;
	}

	private poolCleanup(): void {
		if (this.victim && this.pooled) this.drop(this.pooled.bytes, false, 0);
		this.victim = this.primary;
		this.primary = false;
	}

	sleep(ns: number): void {
		this.gc.setIdle(this.nowNs, this.procs);
		this.nowNs += ns;
		this.gc.advance(this.nowNs);
		this.gc.setIdle(this.nowNs, this.procs - 1);
		this.check();
	}

	collect(): void {
		this.nowNs = this.gc.collect(this.nowNs);
		this.check();
	}

	/** HeapAlloc in whole MiB */
	heapMiB(): number {
		this.gc.advance(this.nowNs);
		return Math.round(this.gc.heapAllocBytes / MiB);
	}

	/** reachable + garbage = HeapAlloc, always */
	check(): void {
		if (this.reachable + this.gc.garbageBytes !== this.gc.heapAllocBytes) {
			throw new Error(
				`at ${this.nowNs} ns: reachable ${this.reachable} + garbage ${this.gc.garbageBytes} is not HeapAlloc ${this.gc.heapAllocBytes}`
			);
		}
	}
}
