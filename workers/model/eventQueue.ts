import { zero } from './zero.ts';

/**
 * Sleeping requests, earliest first, equal times in the order in which they went to sleep: a calendar queue (R. Brown,
 * 1988). A day is a list sorted by (timeNs, arrival); the year is as long as it takes so that a day holds about one
 * sleeper. With constant hold times every insertion lands at the end of its day, so both push and pop take constant
 * time, whatever the number of sleepers.
 */
const INITIAL_DAYS = 64;
const NONE = -1;

export class EventQueue {
	size = 0;
	/** time of the earliest sleeper; Infinity when there is none */
	nextNs = Infinity;

	/** powers of two, so that the day of a time and its place in the year are a multiplication and a mask away */
	private days = INITIAL_DAYS;
	private dayNs = 1024;
	private daysPerNs = 1 / 1024;
	/** end of the day of `nextNs` [ns] */
	private dayEndNs = zero;
	private first = new Int32Array(INITIAL_DAYS).fill(NONE);
	private last = new Int32Array(INITIAL_DAYS).fill(NONE);
	/** the sleeper of nextNs is first of this day */
	private nextDay = 0;
	// Per sleeper id: they are small whole numbers, given out by the caller.
	private timeNs = new Float64Array(64);
	private after = new Int32Array(64);

	/** Puts a sleeper to bed. `id` must not be asleep already. */
	push(timeNs: number, id: number): void {
		if (id >= this.timeNs.length) this.growIds(id);
		if (this.size >= this.days * 2) this.resize(this.days * 4);
		this.insert(timeNs, id);
		this.size++;
		if (timeNs < this.nextNs) this.isNext(timeNs);
	}

	/** Wakes the earliest sleeper; the queue must not be empty. */
	pop(): number {
		const day = this.nextDay;
		const id = this.first[day]!;
		const next = this.after[id]!;
		this.first[day] = next;
		if (next === NONE) this.last[day] = NONE;
		this.size--;
		this.find();
		return id;
	}

	private isNext(timeNs: number): void {
		this.nextNs = timeNs;
		const day = Math.floor(timeNs * this.daysPerNs);
		this.nextDay = day & (this.days - 1);
		this.dayEndNs = (day + 1) * this.dayNs;
	}

	private insert(timeNs: number, id: number): void {
		const day = (timeNs * this.daysPerNs) & (this.days - 1);
		this.timeNs[id] = timeNs;
		const last = this.last[day]!;
		if (last === NONE) {
			this.first[day] = this.last[day] = id;
			this.after[id] = NONE;
			return;
		}
		if (this.timeNs[last]! <= timeNs) {
			this.after[last] = id;
			this.after[id] = NONE;
			this.last[day] = id;
			return;
		}
		let before = NONE;
		let at = this.first[day]!;
		while (this.timeNs[at]! <= timeNs) {
			before = at;
			at = this.after[at]!;
		}
		this.after[id] = at;
		if (before === NONE) this.first[day] = id;
		else this.after[before] = id;
	}

	/** Looks for the earliest sleeper, day by day from today on; after a year without one, through all days. */
	private find(): void {
		if (this.size === 0) {
			this.nextNs = Infinity;
			return;
		}
		const days = this.days;
		const first = this.first;
		let day = this.nextDay;
		let endNs = this.dayEndNs;
		for (let i = 0; i < days; i++) {
			const id = first[day]!;
			if (id !== NONE && this.timeNs[id]! < endNs) {
				this.nextDay = day;
				this.dayEndNs = endNs;
				this.nextNs = this.timeNs[id]!;
				return;
			}
			day = (day + 1) & (days - 1);
			endNs += this.dayNs;
		}
		let earliest = Infinity;
		for (let d = 0; d < days; d++) {
			const id = first[d]!;
			if (id !== NONE && this.timeNs[id]! < earliest) earliest = this.timeNs[id]!;
		}
		this.isNext(earliest);
		// A year without anybody: the days are too short for these sleepers, or too many.
		if (this.size > 1) this.resize(Math.max(INITIAL_DAYS, powerOfTwo(this.size)));
	}

	/** New days, as long as the sleepers' mean distance asks for. */
	private resize(days: number): void {
		const ids: number[] = [];
		let earliest = Infinity;
		let latest = 0;
		for (let d = 0; d < this.days; d++) {
			for (let id = this.first[d]!; id !== NONE; id = this.after[id]!) {
				ids.push(id);
				earliest = Math.min(earliest, this.timeNs[id]!);
				latest = Math.max(latest, this.timeNs[id]!);
			}
		}
		this.days = days;
		const meanNs = (latest - earliest) / Math.max(1, ids.length);
		this.dayNs = powerOfTwo(meanNs);
		this.daysPerNs = 1 / this.dayNs;
		this.first = new Int32Array(days).fill(NONE);
		this.last = new Int32Array(days).fill(NONE);
		// Within a day the old lists are in order, so equal times keep theirs.
		for (const id of ids) this.insert(this.timeNs[id]!, id);
		if (ids.length > 0) this.isNext(earliest);
	}

	private growIds(id: number): void {
		const length = Math.max(id + 1, this.timeNs.length * 2);
		const timeNs = new Float64Array(length);
		timeNs.set(this.timeNs);
		const after = new Int32Array(length);
		after.set(this.after);
		this.timeNs = timeNs;
		this.after = after;
	}
}

/** The least power of two that is not below x, from 1 on. */
function powerOfTwo(x: number): number {
	let power = 1;
	while (power < x) power *= 2;
	return power;
}
