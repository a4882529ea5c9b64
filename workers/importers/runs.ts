/**
 * Which records of a log belong to one process. A log may hold several: one after the other, or mixed (a build, test
 * binaries side by side, containers). Go counts collections from 1 and time from 0 in each process, so a record goes
 * to the process whose last number is one less, the one heard last where several fit; where none fits, lines are
 * missing or a new process began.
 */

/** A record as far as its process is concerned. `stream` tells apart what a logger's prefix names. */
export interface Placed {
	stream: string;
	cycle: number;
	startNs: number;
	procs: number;
}

interface OpenRun {
	stream: string;
	index: number;
	cycle: number;
	startNs: number;
	procs: number;
	/** when it was heard last, in records */
	heard: number;
}

/** Runs that are kept open for mixed logs. The longest unheard one is closed first. */
const mostOpen = 64;

export class RunSplitter {
	private open: OpenRun[] = [];
	private heard = 0;
	private runs = 0;

	/** The run of a record, from 0. A new number means that a process began. */
	runOf(record: Placed): number {
		const found = this.find(record);
		if (found !== undefined) {
			this.touch(found, record);
			return found.index;
		}
		const begun: OpenRun = { ...record, index: this.runs++, heard: ++this.heard };
		this.open.push(begun);
		if (this.open.length > mostOpen) this.close();
		return begun.index;
	}

	/** Takes note of a record of which only number and time can be read, so that the next one finds its place. */
	note(record: { stream: string; cycle: number; startNs: number }): void {
		const found = this.find({ ...record, procs: NaN });
		if (found !== undefined) this.touch(found, { ...record, procs: found.procs });
	}

	private find(record: Placed): OpenRun | undefined {
		const later = this.open.filter(
			(run) => run.stream === record.stream && record.cycle > run.cycle && record.startNs >= run.startNs
		);
		const next = later.filter((run) => run.cycle + 1 === record.cycle);
		// GOMAXPROCS seldom changes: among runs that fit, one with the same number of Ps fits better.
		const sameProcs = next.filter((run) => Number.isNaN(record.procs) || run.procs === record.procs);
		return heardLast(sameProcs) ?? heardLast(next) ?? heardLast(later);
	}

	private touch(run: OpenRun, record: Placed): void {
		run.cycle = record.cycle;
		run.startNs = record.startNs;
		run.procs = record.procs;
		run.heard = ++this.heard;
	}

	private close(): void {
		const oldest = this.open.reduce((a, b) => (a.heard <= b.heard ? a : b));
		this.open = this.open.filter((run) => run !== oldest);
	}
}

function heardLast(runs: OpenRun[]): OpenRun | undefined {
	return runs.length === 0 ? undefined : runs.reduce((a, b) => (a.heard >= b.heard ? a : b));
}

/**
 * What a prefix says about the source of a line: a container ("web-1 | "), a process ("app[42]: "), a pod
 * ("api-5d9c7b6f4d-x2x9k app "). Anything else, a time stamp for instance, says nothing: "".
 */
export function streamOf(prefix: string): string {
	if (prefix === '') return '';
	const container = /(\S+)\s+\|\s*$/.exec(prefix)?.[1];
	if (container !== undefined) return container;
	const process = /([\w./-]+\[\d+\]):?\s*$/.exec(prefix)?.[1];
	if (process !== undefined) return process;
	return /(?:^|[\s/[])([a-z0-9][a-z0-9-]*-[a-z0-9]{6,10}-[a-z0-9]{5})(?=[\s/\]:])/.exec(prefix)?.[1] ?? '';
}
