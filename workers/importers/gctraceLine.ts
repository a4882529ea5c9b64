/**
 * One record of GODEBUG=gctrace=1, in every form since Go 1.5:
 *
 *   gc 2 @0.003s 2%: 0.023+0.10+0.001 ms clock, 0.046+0.074/0/0+0.002 ms cpu, 3->3->0 MB, 4 MB goal,
 *   0 MB stacks, 0 MB globals, 2 P (forced)
 *
 * Go 1.5 has five clock terms and five cpu terms where later ones have three. Stacks and globals are there from 1.18
 * on. "(checking for goroutine leaks)" may stand before the colon from 1.26 on.
 */

/** The values of one record. Times in nanoseconds, sizes in bytes, NaN where the format has none. */
export interface GcRecord {
	cycle: number;
	startNs: number;
	gcCpuPercent: number;
	/** first stop of the world, concurrent part, second stop of the world, by the clock */
	sweepTermNs: number;
	markNs: number;
	markTermNs: number;
	assistCpuNs: number;
	backgroundCpuNs: number;
	idleCpuNs: number;
	heapStartBytes: number;
	heapEndBytes: number;
	heapMarkedBytes: number;
	heapGoalBytes: number;
	stackBytes: number;
	globalBytes: number;
	procs: number;
	forced: boolean;
}

const MiB = 2 ** 20;

/** How the arrow between two sizes comes out of loggers, HTML, JSON and typographers. */
const arrow = '\\s*(?:->|-&(?:amp;)?gt;|-&#0*62;|-&#x0*3e;|-\\\\u003e|→|–>)\\s*';

const head = 'gc\\s+(\\d{1,15})\\s+@\\s*(\\d{1,15}(?:\\.\\d{1,9})?)s';

const recordPattern =
	`${head}\\s+(\\d+)%(?:\\s*\\(checking for goroutine leaks\\))?:\\s+` +
	`([\\d.]+(?:\\+[\\d.]+){2,4})\\s+ms\\s+clock,\\s+` +
	`([\\d.]+(?:[+/][\\d.]+){4,6})\\s+ms\\s+cpu,\\s+` +
	`(\\d+)${arrow}(\\d+)${arrow}(\\d+)\\s+MB,\\s+(\\d+)\\s+MB\\s+goal,\\s+` +
	`(?:(\\d+)\\s+MB\\s+stacks,\\s+(\\d+)\\s+MB\\s+globals,\\s+)?` +
	`(\\d+)\\s+P(\\s*\\(forced\\))?`;

/** Where a record begins, whole or not: behind whatever a logger wrote, even behind the P that ends another record. */
const beginning = /(?<![a-z0-9])gc\s+\d{1,15}\s+@/g;
const wholeRecord = /* @__PURE__ */ new RegExp(recordPattern, 'iy');
const headOnly = /* @__PURE__ */ new RegExp(head, 'iy');

/** Position of the next beginning of a record from a position on, or -1. */
export function nextRecordAt(text: string, from: number): number {
	beginning.lastIndex = from;
	return beginning.exec(text)?.index ?? -1;
}

/** The record that begins at a position, and where it ends; undefined when it is not whole. */
export function readRecordAt(text: string, at: number): { record: GcRecord; end: number } | undefined {
	wholeRecord.lastIndex = at;
	const match = wholeRecord.exec(text);
	if (match === null) return undefined;
	const record = toRecord(match);
	return record === undefined ? undefined : { record, end: wholeRecord.lastIndex };
}

/** Number and time of a record of which no more can be read. */
export function readHeadAt(text: string, at: number): { cycle: number; startNs: number } | undefined {
	headOnly.lastIndex = at;
	const match = headOnly.exec(text);
	return match === null ? undefined : { cycle: Number(match[1]), startNs: secondsToNs(match[2]) };
}

function toRecord(match: RegExpExecArray): GcRecord | undefined {
	const clock = terms(match[4], '+');
	const cpu = terms(match[5], '+');
	if (clock === undefined || cpu?.length !== clock.length) return undefined;
	const [sweepTerm = NaN] = clock;
	const markTerm = clock.at(-1) ?? NaN;
	// The concurrent part is one term, or three (scan, install write barrier, mark) in Go 1.5. Its last is a/b/c.
	const mark = clock.slice(1, -1).reduce((sum, term) => sum + term, 0);
	const [assist, background, idle] = splitTerm(match[5], clock.length);
	if (assist === undefined || background === undefined || idle === undefined) return undefined;
	return {
		cycle: Number(match[1]),
		startNs: secondsToNs(match[2]),
		gcCpuPercent: Number(match[3]),
		sweepTermNs: msToNs(sweepTerm),
		markNs: msToNs(mark),
		markTermNs: msToNs(markTerm),
		assistCpuNs: msToNs(assist),
		backgroundCpuNs: msToNs(background),
		idleCpuNs: msToNs(idle),
		heapStartBytes: Number(match[6]) * MiB,
		heapEndBytes: Number(match[7]) * MiB,
		heapMarkedBytes: Number(match[8]) * MiB,
		heapGoalBytes: Number(match[9]) * MiB,
		stackBytes: match[10] === undefined ? NaN : Number(match[10]) * MiB,
		globalBytes: match[11] === undefined ? NaN : Number(match[11]) * MiB,
		procs: Number(match[12]),
		forced: match[13] !== undefined
	};
}

/** Numbers of a sum such as 0.04+0.07/0/0+0.002; of a term with slashes its own sum. Undefined if one is no number. */
function terms(text: string | undefined, separator: string): number[] | undefined {
	const parts = (text ?? '').split(separator);
	const numbers = parts.map((part) => part.split('/').reduce((sum, number) => sum + toNumber(number), 0));
	return numbers.some(Number.isNaN) ? undefined : numbers;
}

/** The three parts of the one term before the last: assist, dedicated and fractional, idle. */
function splitTerm(text: string | undefined, count: number): number[] {
	const term = (text ?? '').split('+')[count - 2] ?? '';
	const parts = term.split('/').map(toNumber);
	return parts.length === 3 ? parts : [];
}

function toNumber(text: string): number {
	return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

function msToNs(ms: number): number {
	return Math.round(ms * 1e6);
}

function secondsToNs(text: string | undefined): number {
	return Math.round(Number(text) * 1e9);
}
