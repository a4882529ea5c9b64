import { ends, isOfRequest, NOTHING } from './goroutines.ts';
import { zero } from '../zero.ts';

/** A thread that has a P (an M of the runtime). It is used again by whoever takes a P next. */
export class Thread {
	/** its place in the list of those that have a P */
	place: number;
	/** the P that it runs */
	p = 0;
	/** when it is done with what it does [ns] */
	freeNs = zero;
	/** what its goroutine goes on with then, or NOTHING */
	following = NOTHING;
	/** 1 while it looks for its first work since it started */
	spinning = 0;
	/** 1 while it runs a goroutine */
	busy = 0;
	/** 1 where what it goes on with makes way for others as soon as it is in the middle of a request */
	yields = 0;

	constructor(place: number) {
		this.place = place;
	}
}

/**
 * Threads that have a P, each with what it does until its `freeNs`. Where more of them are busy than there are cores, the
 * system lets them take turns: each is slower by the same factor. One that was just woken gets its turn at once. In the
 * real-time class who runs keeps its core, and one that is woken waits until another has nothing to do. The list of them is
 * kept dense, for a lightly loaded process has one.
 */
export class Cores {
	/** threads that have a P: the first so many of `threads` */
	working = 0;
	/** how many of them look for work (runtime2.go, nmspinning) */
	spinning = 0;
	/** how many run at once */
	readonly cores: number;
	/** as many as there may be Ps; those that have one come first */
	readonly threads: Thread[];
	/** how many times longer than alone everybody's work takes now */
	slowness = zero;
	/** the thread that is free first, the foremost of several, and when, as `findFirst` has found it; Infinity where none works [ns] */
	first: Thread;
	firstNs = Infinity;

	private readonly realTime: boolean;
	/** a thread has been woken that waits for a core */
	private waits = false;
	/** how many of the cores there are Ps for */
	private usable: number;
	/** how many threads are busy */
	private busy = 0;
	/** when the first of the other threads is free, where `isFound` [ns] */
	private othersNs = Infinity;
	/** whether `first` still is the first */
	private isFound = 0;

	constructor(cores: number, ps: number, mostPs: number, realTime = false) {
		this.cores = cores;
		this.realTime = realTime;
		this.slowness = 1;
		this.usable = Math.min(cores, ps);
		this.threads = Array.from({ length: mostPs }, (_, place) => new Thread(place));
		this.first = this.threads[0]!;
	}

	/** Cores that no thread with a P uses. */
	get idle(): number {
		const idle = this.usable - this.working;
		return idle > 0 ? idle : 0;
	}

	/** Whether a thread that is woken waits for a core. */
	get areTaken(): boolean {
		return this.realTime && this.working >= this.cores;
	}

	/** One that is to look for work does so: when it is there, and has a core. Infinity where it waits for one. [ns] */
	thereNs(atNs: number): number {
		if (!this.areTaken) return atNs;
		this.waits = true;
		return Infinity;
	}

	/** The thread runs a goroutine from now on. */
	run(thread: Thread, nowNs: number): void {
		if (thread.busy === 1) return;
		thread.busy = 1;
		this.busy++;
		if (this.shared) this.share(nowNs);
	}

	/** The thread is free then, and not before. */
	until(thread: Thread, freeNs: number): void {
		thread.freeNs = freeNs;
		if (thread === this.first && freeNs < this.othersNs) this.firstNs = freeNs;
		else this.isFound = 0;
	}

	/** Finds the thread that is free first. */
	findFirst(): void {
		if (this.isFound === 0) this.compare();
	}

	private compare(): void {
		const { threads, working } = this;
		let first = threads[0]!;
		let firstNs = Infinity;
		let othersNs = Infinity;
		for (let i = 0; i < working; i++) {
			const thread = threads[i]!;
			const atNs = thread.freeNs;
			if (atNs < firstNs) {
				othersNs = firstNs;
				firstNs = atNs;
				first = thread;
			} else if (atNs < othersNs) {
				othersNs = atNs;
			}
		}
		if (first !== this.first) this.first = first;
		this.firstNs = firstNs;
		this.othersNs = othersNs;
		this.isFound = 1;
	}

	/** The first thread that is to go on with a goroutine later than now; null for none. */
	goingOnWith(goroutine: number, nowNs: number): Thread | null {
		for (let i = 0; i < this.working; i++) {
			const thread = this.threads[i]!;
			if (thread.following === goroutine && thread.freeNs > nowNs) return thread;
		}
		return null;
	}

	/** A further thread takes P p from a time on. */
	start(p: number, atNs: number): Thread {
		const thread = this.threads[this.working++]!;
		thread.p = p;
		thread.freeNs = atNs;
		thread.following = NOTHING;
		thread.spinning = 0;
		thread.busy = 0;
		thread.yields = 0;
		this.isFound = 0;
		return thread;
	}

	/** The thread has nothing to do, and gives its P away. */
	stop(thread: Thread, nowNs: number): void {
		const { threads } = this;
		const last = threads[--this.working]!;
		if (last !== thread) {
			const { place } = thread;
			threads[place] = last;
			threads[last.place] = thread;
			thread.place = last.place;
			last.place = place;
		}
		this.isFound = 0;
		this.spinning -= thread.spinning;
		if (this.waits) {
			this.waits = false;
			this.lookBy(nowNs);
		}
		if (thread.busy === 0) return;
		this.busy--;
		if (this.shared) this.share(nowNs);
	}

	/** The thread looks for work of others, until it has found some or is stopped. */
	look(thread: Thread): void {
		thread.spinning = 1;
		this.spinning++;
	}

	/** Whoever was to look for work later does so then. */
	lookBy(atNs: number): void {
		for (let place = 0; place < this.working; place++) {
			const thread = this.threads[place]!;
			if (thread.spinning === 1 && thread.freeNs > atNs) this.until(thread, atNs);
		}
	}

	/** The thread has work; whether it was looking for some. */
	found(thread: Thread): boolean {
		if (thread.spinning === 0) return false;
		thread.spinning = 0;
		this.spinning--;
		return true;
	}

	/** Whether one more may look for work of others, among so many that have a P: half as many as are busy may at once. */
	oneMoreLooks(working: number): boolean {
		return 2 * this.spinning < working;
	}

	/** Threads that were about to look for work at that time have lost their Ps; but not this one. */
	stopLooking(nowNs: number, but: Thread | null): void {
		for (let place = this.working - 1; place >= 0; place--) {
			const thread = this.threads[place]!;
			if (thread.spinning === 1 && thread.freeNs >= nowNs && thread !== but) this.stop(thread, nowNs);
		}
	}

	/**
	 * GOMAXPROCS is now so many: threads whose Ps are gone take free ones, as far as there are any; what the others were to
	 * go on with is everybody's.
	 */
	leavePs(ps: number, nowNs: number, everybodys: { push: (goroutine: number) => void }): void {
		this.usable = Math.min(this.cores, ps);
		for (let place = this.working - 1; place >= 0; place--) {
			const thread = this.threads[place]!;
			if (thread.p < ps) continue;
			const p = this.freeP;
			if (p < ps) {
				thread.p = p;
			} else {
				if (thread.following !== NOTHING) everybodys.push(thread.following);
				this.stop(thread, nowNs);
			}
		}
	}

	/** Who goes on without a wait is preempted: what is in the middle of a request is everybody's, what begins one is to be soon. */
	preempt(everybodys: { push: (goroutine: number) => void }): void {
		for (const thread of this.threads) {
			const { following } = thread;
			if (ends(following)) {
				everybodys.push(following);
				thread.following = NOTHING;
			} else if (isOfRequest(following)) {
				thread.yields = 1;
			}
		}
	}

	/** Whether more run than there are cores, or did just now. */
	private get shared(): boolean {
		return this.busy > this.cores || this.slowness !== 1;
	}

	/** Those that run share the cores from now on: what each still has to do takes shorter or longer than it seemed. */
	private share(nowNs: number): void {
		const slowness = this.busy > this.cores ? this.busy / this.cores : 1;
		if (slowness === this.slowness) return;
		const factor = slowness / this.slowness;
		this.slowness = slowness;
		for (let i = 0; i < this.working; i++) {
			const thread = this.threads[i]!;
			const leftNs = thread.freeNs - nowNs;
			if (thread.busy === 1 && leftNs > 0) thread.freeNs = nowNs + leftNs * factor;
		}
		this.isFound = 0;
	}

	/**
	 * Until every thread that is busy now has had its turn on a core, for so long at most, or is done with what it does: 0
	 * where each has a core. [ns]
	 */
	turnsNs(nowNs: number, sliceNs: number): number {
		if (this.slowness === 1) return 0;
		let turns = 0;
		for (let i = 0; i < this.working; i++) {
			const thread = this.threads[i]!;
			const leftNs = (thread.freeNs - nowNs) / this.slowness;
			if (thread.busy === 1 && leftNs > 0) turns += leftNs < sliceNs ? leftNs : sliceNs;
		}
		return turns * (1 / this.cores - 1 / this.busy);
	}

	/** For how long others than the one that runs now, and has come to that time, go on with what they do. [ns] */
	besideNs(nowNs: number): number {
		let forNs = 0;
		for (let i = 0; i < this.working; i++) {
			const thread = this.threads[i]!;
			if (thread.busy === 1 && thread.freeNs - nowNs > forNs) forNs = thread.freeNs - nowNs;
		}
		return forNs;
	}

	/** The Ps that threads have. */
	get taken(): Set<number> {
		return new Set(this.threads.slice(0, this.working).map(({ p }) => p));
	}

	/** The lowest P that no thread has. */
	get freeP(): number {
		const { taken } = this;
		let p = 0;
		while (taken.has(p)) p++;
		return p;
	}
}
