import type { Calibration } from './calibration.ts';
import type { EndState, Frames, PhaseSpan, Totals } from './frames.ts';
import { Collector } from './gc/collector.ts';
import { dedicatedWorkers } from './gc/pacer.ts';
import { goMinor } from './heap/goVersion.ts';
import type { PageHeap } from './heap/pageHeap.ts';
import { Mutator, type Sizing } from './heap/mutator.ts';
import { pageBytes } from './heap/sizeClasses.ts';
import { Holders } from './holders.ts';
import { InvariantError } from './invariants.ts';
import { Objects } from './objects.ts';
import type { Params } from './parameters.ts';
import { HIT_PRIVATE, HIT_SHARED, HIT_STEAL, HIT_VICTIM_PRIVATE, HIT_VICTIM_SHARED } from './pool/pool.ts';
import { PooledObjects } from './pool/pooledObjects.ts';
import type { PoolLog } from './poolLog.ts';
import { Recorder } from './recorder.ts';
import type { SimulationRequest } from './request.ts';
import { Rng } from './rng.ts';
import { compileUse, type CompiledUse } from './workload/compiledUse.ts';
import { Requests } from './workload/requests.ts';
import { zero } from './zero.ts';

/** Streams of randomness of a run. */
export const RNG_BODY = 0;
export const RNG_ARRIVAL = 1;
export const RNG_HOLD = 2;
export const RNG_SCHEDULER = 3;
const RNG_RACE = 4;
export const RNG_CLOCK = 5;
export const RNG_LOOPS = 6;
const RNG_MARK = 7;
export const RNG_RECORDS = 8;
/** as many as there may be */
export const RNG_STREAMS = 16;

const MiB = 2 ** 20;
/** First Go with a victim cache. */
const VICTIM_CACHE_MINOR = 13;

/** What a driver knows of the instant that is recorded. */
export interface Instant {
	timeNs: number;
	/** requests ended; in exact runs those begun, of which some keep their object */
	op: number;
	inFlight: number;
	queued: number;
}

/**
 * A simulated Go process: heap and collector, pool, and what requests do with them. Drivers (`timedRun`, `exactRun`)
 * decide when what happens; this keeps the parts together and the books balanced.
 */
export class Process {
	readonly collector: Collector;
	readonly holders = new Holders();
	readonly objects = new Objects();
	readonly pooled: PooledObjects;
	readonly requests: Requests;
	readonly mutator: Mutator;
	readonly recorder: Recorder;
	readonly calibration: Calibration;
	readonly uses: { bug: CompiledUse; fixed: CompiledUse };
	params: Params;
	/** the world has been stopped for a collection to begin, and starts again so much later [ns] */
	onWorldStopped: ((nowNs: number, forNs: number) => void) | null = null;
	/** a collection has ended its mark */
	onMarkEnd: ((nowNs: number, forced: boolean) => void) | null = null;
	/** the last span is swept */
	onSweepEnd: ((nowNs: number) => void) | null = null;
	/** a row has been written */
	onRow: ((row: number, timeNs: number) => void) | null = null;
	/** stacks in use, of goroutines that exist or wait to be used again [bytes] */
	stackBytes: number;

	private readonly closure: Sizing;
	private readonly timer: Sizing;
	private log: PoolLog | null = null;
	/** counters of the process when the load began */
	private numGC0 = 0;
	private forcedGC0 = 0;
	private limitGC0 = 0;
	private limiter0 = zero;
	private alloc0 = zero;
	private mallocs0 = zero;
	private gcCpu0 = zero;
	private marking0 = zero;
	// For the totals.
	private heapArea = zero;
	private heapAreaToNs = zero;
	private residentArea = zero;
	private rssArea = zero;
	private peakRssBytes = zero;
	private peakHeapBytes = zero;
	private peakResidents = 0;
	private lastRowNs = zero;

	constructor(request: SimulationRequest, given: Calibration, mostPs: number) {
		const params = request.params;
		const calibration = params.closed > 0 && params.hold === 0 ? ofLoops(given, request) : given;
		const minor = goMinor(params.go);
		const furtherPs = params.gomaxprocs - 1;
		this.params = params;
		this.calibration = calibration;
		this.uses = { bug: compileUse(request.use.bug, params), fixed: compileUse(request.use.fixed, params) };
		this.stackBytes = calibration.stackBytes + calibration.stackBytesPerP * furtherPs;
		this.recorder = new Recorder(request.rows, mostPs);
		const baseLiveBytes = calibration.baseHeapBytes + calibration.baseHeapBytesPerP * furtherPs;
		this.collector = new Collector({
			gomaxprocs: params.gomaxprocs,
			cores: params.cores,
			gogc: params.gogc,
			memlimit: params.memlimit,
			goMinor: minor,
			realTime: params.realtime,
			baseLiveBytes,
			baseObjects: calibration.baseObjects,
			scannableBytes: calibration.baseScannableBytes + calibration.baseScannableBytesPerP * furtherPs,
			stackBytes: calibration.scannedStackBytes + calibration.scannedStackBytesPerP * furtherPs,
			globalsBytes: calibration.globalsBytes,
			stackSpanBytes: this.stackBytes,
			otherMappedBytes: calibration.otherMappedBytes + calibration.otherMappedBytesPerP * furtherPs,
			slackBytes: calibration.spanSlackBytes,
			costs: calibration.collector,
			rng: new Rng(params.seed, RNG_MARK + RNG_STREAMS * (request.repetition ?? 0))
		});
		this.holders.otherLiveBytes = baseLiveBytes;
		this.mutator = new Mutator(this.collector, mostPs, minor, params.race, calibration);
		this.closure = this.mutator.sizing(calibration.closureBytes, false);
		this.timer = this.mutator.sizing(calibration.timerBytes, false);
		const race = new Rng(params.seed, RNG_RACE);
		this.pooled = new PooledObjects({
			gomaxprocs: params.gomaxprocs,
			victimCache: minor >= VICTIM_CACHE_MINOR,
			dropPut: params.race ? () => race.below(4) === 0 : null,
			collector: this.collector,
			mutator: this.mutator,
			holders: this.holders,
			objects: this.objects
		});
		this.requests = new Requests({
			params,
			program: this.program(params),
			collector: this.collector,
			mutator: this.mutator,
			holders: this.holders,
			objects: this.objects,
			pooled: this.pooled,
			calibration,
			bodyRng: new Rng(params.seed, RNG_BODY)
		});
		this.collector.onCycleStart = (nowNs, stopNs) => {
			this.onWorldStopped?.(nowNs, stopNs);
			this.pooled.collect();
			this.mutator.resetTiny();
			this.log?.collected(
				nowNs,
				this.pooled.pool.victimCount + this.pooled.victimCopies,
				this.pooled.evicted
			);
		};
		this.collector.onCycleEnd = () => this.mutator.caches.flush();
		this.begin(params.live);
		this.collector.onCycleEnd = (record) => {
			this.mutator.caches.flush();
			this.recorder.collection(record, this.pooled.evicted);
			this.onMarkEnd?.(record.markEndNs, record.kind === 1);
		};
		this.collector.onSweepEnd = (nowNs) => {
			this.recorder.swept(nowNs);
			this.onSweepEnd?.(nowNs);
		};
	}

	/** From now on tells the log of every Get, Put and collection, and when the books are consistent after them. */
	tell(log: PoolLog): void {
		this.log = this.requests.log = log;
	}

	/** Other parameters from now on: a phase begins, or a control was moved while the process runs. */
	change(nowNs: number, params: Params): void {
		const before = this.params;
		this.params = params;
		this.requests.change(params, this.program(params));
		if (params.gogc !== before.gogc) this.collector.setGogc(nowNs, params.gogc);
		if (params.memlimit !== before.memlimit) this.collector.setMemlimit(nowNs, params.memlimit);
		if (params.gomaxprocs !== before.gomaxprocs) {
			this.collector.setGomaxprocs(nowNs, params.gomaxprocs);
			this.pooled.pool.setGomaxprocs(params.gomaxprocs);
		}
	}

	/** A goroutine beyond those that there were: its record stays on the heap, its stack in use. */
	addGoroutine(p: number, nowNs: number): void {
		this.keep(p, nowNs, this.calibration.goroutineBytes);
		this.stackBytes += this.calibration.goroutineStackBytes;
	}

	/** A goroutine of a closed loop: its closure and its one timer are there until the load is over. */
	addWorker(p: number, nowNs: number): void {
		this.addGoroutine(p, nowNs);
		for (const bytes of this.workersOwn) this.keep(p, nowNs, bytes);
	}

	/** The workers of a closed loop are done. */
	endWorkers(workers: number): void {
		for (let w = 0; w < workers; w++) for (const bytes of this.workersOwn) this.release(bytes);
	}

	/** The runtime allocates something on P p that stays. */
	keep(p: number, nowNs: number, bytes: number): void {
		const taken = this.makeOn(p, nowNs, bytes);
		this.holders.otherLiveBytes += taken;
	}

	/** Something that was kept is dropped. */
	release(bytes: number): void {
		const taken = this.mutator.sizeOf(bytes, false);
		this.holders.otherLiveBytes -= taken;
		this.collector.drop(taken, 1, true);
	}

	private get workersOwn(): number[] {
		const { workerClosureBytes, timerBytes } = this.calibration;
		return this.params.hold > 0 ? [workerClosureBytes, timerBytes] : [workerClosureBytes];
	}

	/** What starting a request allocates and its end drops: the closure of the go statement and the timer of the sleep. */
	startGoroutine(): void {
		const { mutator } = this;
		if (this.params.hold > 0) mutator.passingBoth(this.closure, this.timer);
		else mutator.passing(this.closure);
	}

	private makeOn(p: number, nowNs: number, bytes: number): number {
		this.mutator.runsOn(p, nowNs);
		return this.mutator.make(bytes, false);
	}

	/** Adds up the time that the heap has had its present size; call it before the heap changes. */
	passTime(nowNs: number): void {
		const elapsedNs = nowNs - this.heapAreaToNs;
		if (elapsedNs <= 0) return;
		this.heapArea += elapsedNs * this.collector.heapAllocBytes;
		this.heapAreaToNs = nowNs;
	}

	/** Writes the row of an instant, after checking that the holders and the garbage are the heap. */
	record(at: Instant): void {
		const { collector, holders, pooled, requests } = this;
		if (holders.reachableBytes + collector.garbageBytes !== collector.heapAllocBytes)
			this.fail('the holders do not sum to the heap', at);
		if (requests.inUse < 0 || requests.gets < requests.puts) this.fail('more was put back than taken', at);
		collector.noteHeap();
		// Arrays that a request comes to outgrow are garbage on the books, and what it sweeps for them is not there any more.
		const later = this.mutator.laterThan(at.timeNs);
		const garbageBytes = Math.max(0, collector.garbageBytes + later.freedBytes - later.allocatedBytes);
		const heapBytes = holders.reachableBytes + garbageBytes;
		const pool = pooled.pool;
		const hits = pooled.hits;
		const pages = collector.pagesNow;
		const rssBytes = this.rssBytes(pages);
		const primary = pool.primary;
		const victim = pool.victim;
		const residents = this.residents;

		this.recorder.row(
			(p) => pool.countOf(p),
			(c, r) => {
				c.timeNs[r] = at.timeNs;
				c.op[r] = at.op;
				c.borrowedBytes[r] = holders.borrowedBytes;
				c.privateBytes[r] = holders.privateBytes;
				c.sharedBytes[r] = holders.sharedBytes + holders.freeListBytes;
				c.victimBytes[r] = holders.victimBytes;
				c.pinnedBytes[r] = holders.pinnedPrimaryBytes + holders.pinnedVictimBytes;
				c.otherLiveBytes[r] = holders.otherLiveBytes;
				c.garbageBytes[r] = garbageBytes;
				c.heapBytes[r] = heapBytes;
				c.heapMinBytes[r] = Math.min(collector.heapMinBytes, heapBytes);
				c.heapMaxBytes[r] = Math.max(collector.heapMaxBytes, heapBytes);
				c.unreportedBytes[r] = this.mutator.caches.unreportedBytes;
				c.heapMarkedBytes[r] = collector.heapMarkedBytes;
				c.heapGoalBytes[r] = collector.heapGoalBytes === Infinity ? 0 : collector.heapGoalBytes;
				c.heapIdleBytes[r] = pages.idleBytes;
				c.heapReleasedBytes[r] = pages.releasedBytes;
				c.stackBytes[r] = this.stackBytes;
				c.rssBytes[r] = rssBytes;
				c.privateObjects[r] = (primary === null ? 0 : primary.privateCount) + pooled.copies;
				c.sharedObjects[r] = (primary === null ? 0 : primary.sharedCount) + requests.freeList.length;
				c.victimObjects[r] = (victim === null ? 0 : victim.count) + pooled.victimCopies;
				c.strandedObjects[r] = victim !== null && !pool.victimOpen ? victim.count : 0;
				c.inUse[r] = requests.inUse;
				c.inFlight[r] = at.inFlight;
				c.queued[r] = at.queued;
				c.gets[r] = requests.gets;
				c.puts[r] = requests.puts;
				c.news[r] = requests.news;
				c.privateHits[r] = hits[HIT_PRIVATE]!;
				c.sharedHits[r] = hits[HIT_SHARED]!;
				c.steals[r] = hits[HIT_STEAL]!;
				c.victimHits[r] = hits[HIT_VICTIM_PRIVATE]! + hits[HIT_VICTIM_SHARED]!;
				c.dropped[r] = requests.dropped;
				c.numGC[r] = collector.cycles.numGC - this.numGC0;
				c.forcedGC[r] = collector.cycles.forcedGC - this.forcedGC0;
				c.totalAllocBytes[r] = collector.totalAllocBytes - this.alloc0 - later.allocatedBytes;
				c.mallocs[r] = collector.mallocs - this.mallocs0;
				c.gcCpuNs[r] = collector.cycles.gcCpuNs - this.gcCpu0;
				c.markingNs[r] = collector.cycles.markingNs - this.marking0;
				c.limitGC[r] = collector.cycles.limitGC - this.limitGC0;
				c.limiterNs[r] = collector.limiter.limitingNs - this.limiter0;
			}
		);
		this.peakHeapBytes = Math.max(this.peakHeapBytes, collector.heapMaxBytes);
		collector.takeExtremes();
		const elapsedNs = at.timeNs - this.lastRowNs;
		this.residentArea += elapsedNs * residents;
		this.rssArea += elapsedNs * rssBytes;
		this.lastRowNs = at.timeNs;
		this.peakRssBytes = Math.max(this.peakRssBytes, rssBytes);
		this.peakResidents = Math.max(this.peakResidents, residents);
		this.onRow?.(this.recorder.rows - 1, at.timeNs);
	}

	/** Objects that wait to be borrowed, in the pool or in the free list. */
	get residents(): number {
		return this.pooled.pool.primaryCount + this.pooled.pool.victimCount + this.requests.freeList.length;
	}

	endState(what: EndState['what']): EndState {
		const { collector, pooled, requests } = this;
		const pool = pooled.pool;
		let residentBytes = 0;
		const add = (id: number) => (residentBytes += this.objects.kept(id));
		pool.primary?.forEach(add);
		pool.victim?.forEach(add);
		requests.freeList.forEach(add);
		return {
			what,
			heapBytes: collector.heapAllocBytes,
			residents: this.residents,
			primary: pool.primaryCount + requests.freeList.length,
			victim: pool.victimCount,
			residentBytes,
			numGC: collector.cycles.numGC - this.numGC0,
			totalAllocBytes: collector.totalAllocBytes - this.alloc0,
			mallocs: collector.mallocs - this.mallocs0,
			rssBytes: this.rssBytes(collector.pagesNow)
		};
	}

	totals(requests: number, peakInFlight: number, loadNs: number): Totals {
		const { collector, pooled } = this;
		const hits = pooled.hits;
		const r = this.requests;
		this.passTime(loadNs);
		const over = (area: number, ns: number) => (ns > 0 ? area / ns : 0);
		return {
			requests,
			gets: r.gets,
			puts: r.puts,
			news: r.news,
			privateHits: hits[HIT_PRIVATE]!,
			sharedHits: hits[HIT_SHARED]!,
			steals: hits[HIT_STEAL]!,
			victimHits: hits[HIT_VICTIM_PRIVATE]! + hits[HIT_VICTIM_SHARED]!,
			dropped: r.dropped,
			gcCount: collector.cycles.numGC - this.numGC0,
			forcedGC: collector.cycles.forcedGC - this.forcedGC0,
			peakHeapBytes: this.peakHeapBytes,
			meanHeapBytes: over(this.heapArea, this.heapAreaToNs),
			peakRssBytes: this.peakRssBytes,
			meanRssBytes: over(this.rssArea, this.lastRowNs),
			totalAllocBytes: collector.totalAllocBytes - this.alloc0,
			mallocs: collector.mallocs - this.mallocs0,
			peakInUse: r.peakInUse,
			peakInFlight,
			peakResidents: this.peakResidents,
			meanResidents: over(this.residentArea, this.lastRowNs),
			gcCpuNs: collector.cycles.gcCpuNs - this.gcCpu0,
			loadNs
		};
	}

	frames(phases: PhaseSpan[], totals: Totals, end: EndState[], complete: boolean): Frames {
		const recorder = this.recorder;
		return {
			rows: recorder.rows,
			complete,
			columns: recorder.columns(),
			perP: recorder.perP(),
			perPWidth: recorder.perPWidth,
			collections: {
				count: recorder.collectionsListed,
				total: recorder.collections,
				columns: recorder.collectionColumns()
			},
			phases,
			totals,
			end
		};
	}

	private program(params: Params): CompiledUse {
		return params.fixed ? this.uses.fixed : this.uses.bug;
	}

	/** Start-up, before the load's time 0: the ballast is allocated, three collections settle the heap. */
	private begin(ballastBytes: number): void {
		const { collector } = this;
		let nowNs = -100e6;
		for (let left = ballastBytes; left > 0; left -= MiB) {
			const bytes = Math.ceil(Math.min(left, MiB) / pageBytes) * pageBytes;
			collector.allocate(nowNs, bytes, 1, bytes > 4 * pageBytes);
			this.holders.otherLiveBytes += bytes;
		}
		for (let i = 0; i < 3; i++) nowNs = collector.collect(nowNs + 20e6);
		collector.advance(0);
		collector.takeExtremes();
		this.numGC0 = collector.cycles.numGC;
		this.forcedGC0 = collector.cycles.forcedGC;
		this.limitGC0 = collector.cycles.limitGC;
		this.limiter0 = collector.limiter.limitingNs;
		this.alloc0 = collector.totalAllocBytes;
		this.mallocs0 = collector.mallocs;
		this.startThreads();
		this.gcCpu0 = collector.cycles.gcCpuNs;
		this.marking0 = collector.cycles.markingNs;
	}

	/** The load makes the runtime start threads; they stay. Exact runs have one goroutine, and need none. */
	private startThreads(): void {
		const { gomaxprocs, closed, gcevery } = this.params;
		if (closed === 1 && gcevery > 0) return;
		const { furtherThreads, threadBytes, threadStackBytes } = this.calibration;
		// Where many dedicated workers mark, the collections before the load have started threads enough.
		const threads =
			dedicatedWorkers(gomaxprocs) >= furtherThreads + 3 ? 0 : Math.min(gomaxprocs - 1, furtherThreads);
		this.collector.allocate(0, threads * threadBytes, threads, false);
		this.holders.otherLiveBytes += threads * threadBytes;
		this.stackBytes += threads * threadStackBytes;
	}

	/** Resident memory: spans in use and free ones not yet returned, stacks, and the process besides its heap. */
	private rssBytes(pages: PageHeap): number {
		const { calibration, collector } = this;
		const further = this.params.gomaxprocs - 1;
		let base = calibration.baseRssBytes + calibration.baseRssBytesPerP * further;
		if (collector.cycles.numGC > this.numGC0)
			base += calibration.collectedRssBytes + (further > 0 ? calibration.collectedRssBytesOthers : 0);
		return base + this.stackBytes + pages.residentBytes;
	}

	private fail(what: string, at: Instant): never {
		const { collector, holders, requests } = this;
		throw new InvariantError(what, at.timeNs, this.params.seed, {
			op: at.op,
			heapAllocBytes: collector.heapAllocBytes,
			reachableBytes: holders.reachableBytes,
			garbageBytes: collector.garbageBytes,
			inUse: requests.inUse,
			gets: requests.gets,
			puts: requests.puts
		});
	}
}

/** The calibration for goroutines that never wait. */
function ofLoops(given: Calibration, { params, use }: SimulationRequest): Calibration {
	const { loop } = given;
	const alone = Math.min(params.closed, params.gomaxprocs, params.cores) === 1;
	const besideNs = alone ? 0 : loop.besideNs + (use.bug.container === 'none' ? 0 : loop.poolBesideNs);
	return { ...given, ...loop, beginNs: loop.beginNs + besideNs };
}
