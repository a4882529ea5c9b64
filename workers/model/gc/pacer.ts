/**
 * When a collection starts, what it aims at and who does the work: the formulas of the pacer, as pure functions.
 * All sizes in bytes, whole numbers. Source: Go's runtime/mgcpacer.go, 1.26; the same since 1.19 unless said.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

/** Heap goal of an empty process at GOGC=100, and the widest distance of the trigger from a large goal. */
const defaultHeapMinimum = 4 * MiB;
/** Part of the Ps' time that background marking takes. */
export const backgroundUtilization = 0.25;
/** An assist does at least this much scan work. */
export const overAssistWork = 64 * KiB;
/** Least distance from the heap after a collection to the next trigger while sweeping is not done (mgc.go). */
export const sweepMinHeapDistance = 1 * MiB;
/** While a cycle runs its goal lies at least this far above the heap that triggered it. */
const minRunway = 64 * KiB;
const memoryLimitMinHeadroom = 1 * MiB;
const memoryLimitHeadroomPercent = 3;
const triggerRatioDen = 64;
const minTriggerRatioNum = 45;
const maxTriggerRatioNum = 61;

/** Smallest goal that GOGC allows: 4 MiB at 100, in proportion otherwise; none when GOGC is off (-1). */
export function heapMinimum(gogc: number): number {
	return gogc < 0 ? Infinity : Math.floor((defaultHeapMinimum * gogc) / 100);
}

/**
 * The goal that GOGC asks for: marked + (marked + stacks + globals) · GOGC / 100, not below the minimum.
 * Before Go 1.18 stacks and globals did not count: pass 0 for `rootBytes`.
 */
export function gcPercentHeapGoal(heapMarked: number, rootBytes: number, gogc: number): number {
	if (gogc < 0) return Infinity;
	const goal = heapMarked + Math.floor(((heapMarked + rootBytes) * gogc) / 100);
	const minimum = heapMinimum(gogc);
	return goal < minimum ? minimum : goal;
}

/**
 * The goal that the memory limit allows.
 *
 * @param limit GOMEMLIMIT
 * @param mapped memory that the runtime has from the system and has not returned
 * @param heapFree free spans that are not returned
 * @param heapAlloc allocated objects, dead ones included until they are swept
 */
export function memoryLimitHeapGoal(
	limit: number,
	mapped: number,
	heapFree: number,
	heapAlloc: number,
	heapMarked: number
): number {
	const nonHeap = mapped - heapFree - heapAlloc;
	const overage = mapped > limit ? mapped - limit : 0;
	if (nonHeap + overage >= limit) return heapMarked;
	let goal = limit - nonHeap - overage;
	let headroom = Math.floor(goal / 100) * memoryLimitHeadroomPercent;
	if (headroom < memoryLimitMinHeadroom) headroom = memoryLimitMinHeadroom;
	goal = goal < 2 * headroom ? headroom : goal - headroom;
	return goal < heapMarked ? heapMarked : goal;
}

/**
 * The goal in force: the smaller of the two; where GOGC's is in force, not below the least sweep distance and,
 * while a cycle runs, not below what triggered it plus 64 KiB.
 *
 * @param sweepDistTrigger heap at the last commit + 1 MiB while sweeping was not done then, else 0
 * @param triggered heapLive at the start of the running cycle; Infinity when none runs
 */
export function heapGoal(
	gcPercentGoal: number,
	memoryLimitGoal: number,
	sweepDistTrigger: number,
	triggered: number
): number {
	if (memoryLimitGoal < gcPercentGoal) return memoryLimitGoal;
	let goal = gcPercentGoal;
	if (sweepDistTrigger > goal) goal = sweepDistTrigger;
	if (triggered !== Infinity && goal < triggered + minRunway) goal = triggered + minRunway;
	return goal;
}

/** Lowest trigger: 45/64 of the way from what was marked to the goal, not below `minTrigger`. */
export function triggerLow(heapMarked: number, goal: number, minTrigger: number): number {
	const low = Math.floor((goal - heapMarked) / triggerRatioDen) * minTriggerRatioNum + heapMarked;
	return minTrigger > low ? minTrigger : low;
}

/** Highest trigger: 61/64 of that way or, for large heaps, 4 MiB (whatever GOGC) below the goal. */
export function triggerHigh(heapMarked: number, goal: number, low: number): number {
	let high = Math.floor((goal - heapMarked) / triggerRatioDen) * maxTriggerRatioNum + heapMarked;
	if (goal > defaultHeapMinimum && goal - defaultHeapMinimum > high) high = goal - defaultHeapMinimum;
	return high < low ? low : high;
}

/**
 * heapLive at which the next collection starts: the goal less the runway, within the two bounds.
 *
 * @param minTrigger the least sweep distance where GOGC's goal is in force, 0 where the limit's is
 */
export function trigger(heapMarked: number, goal: number, minTrigger: number, runway: number): number {
	if (heapMarked >= goal) return goal;
	if (goal === Infinity) return Infinity;
	const low = triggerLow(heapMarked, goal, minTrigger < heapMarked ? heapMarked : minTrigger);
	const high = triggerHigh(heapMarked, goal, low);
	const wanted = runway > goal ? low : goal - runway;
	return wanted < low ? low : wanted > high ? high : wanted;
}

/**
 * Bytes allocated per byte of scan work, in CPU terms: how fast the program allocated during a mark compared to how
 * fast a mark with a quarter of the CPU would go. Only defined when the heap grew during the mark.
 *
 * @param grown heapLive at mark end less heapLive at the start
 * @param scanWork heap, stacks and globals scanned
 * @param assistUtilization assist time / (mark time · Ps)
 * @param idleUtilization idle mark time / (mark time · Ps)
 */
export function consMark(
	grown: number,
	scanWork: number,
	assistUtilization: number,
	idleUtilization: number
): number {
	const utilization = backgroundUtilization + assistUtilization;
	return (grown * (utilization + idleUtilization)) / (scanWork * (1 - utilization));
}

/**
 * Growth to expect during the next mark: the cons/mark ratio over the work of the last one. A mark done by assists
 * alone gives a ratio below zero or without bound; converted to an unsigned number that is larger than any goal.
 */
export function runway(consMarkNow: number, lastScanWork: number): number {
	const growth = ((consMarkNow * (1 - backgroundUtilization)) / backgroundUtilization) * lastScanWork;
	return growth >= 0 && growth < Infinity ? Math.floor(growth) : Infinity;
}

/** Ps that do nothing but mark during a cycle. */
export function dedicatedWorkers(procs: number): number {
	const wanted = procs * backgroundUtilization;
	const rounded = Math.floor(wanted + 0.5);
	const error = rounded / wanted - 1;
	return (error < -0.3 || error > 0.3) && rounded > wanted ? rounded - 1 : rounded;
}

/** Part of its time that each P gives to a fractional worker; 0 where dedicated workers come near a quarter. */
export function fractionalUtilization(procs: number): number {
	const wanted = procs * backgroundUtilization;
	const error = Math.floor(wanted + 0.5) / wanted - 1;
	return error < -0.3 || error > 0.3 ? (wanted - dedicatedWorkers(procs)) / procs : 0;
}

/** Ps that may mark because they have nothing else to do. */
export function idleWorkersAllowed(procs: number, periodic: boolean): number {
	const dedicated = dedicatedWorkers(procs);
	if (periodic) return dedicated > 0 ? 0 : 1;
	return procs - dedicated;
}

/**
 * Scan work that an allocation of one byte must pay for while marking.
 *
 * @param workDone scan work of this cycle so far
 * @param workExpected scan work of the last cycle (heap) plus stacks and globals
 * @param workMax everything that could have to be scanned
 */
export function assistRatio(
	workDone: number,
	workExpected: number,
	workMax: number,
	heapLive: number,
	goal: number,
	triggered: number,
	gogc: number
): number {
	let expected = workExpected;
	let aim = goal;
	if (workDone > expected) {
		// More than last time: stretch the goal in proportion, up to GOGC percent of it.
		const extended = Math.floor(((goal - triggered) / expected) * workMax) + triggered;
		const hard = Math.floor((1 + (gogc < 0 ? 100000 : gogc) / 100) * goal);
		aim = extended > hard ? hard : extended;
		expected = workMax;
	}
	if (heapLive > aim) {
		aim = Math.floor(aim * 1.1);
		expected = workMax;
	}
	let remaining = expected - workDone;
	if (remaining < 1000) remaining = 1000;
	let room = aim - heapLive;
	if (room <= 0) room = 1;
	return remaining / room;
}
