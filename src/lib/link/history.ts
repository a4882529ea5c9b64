/** What the browser's history does for us; handed in, so that tests need no browser. */
export interface HistoryTarget {
	push(link: string): void;
	replace(link: string): void;
}

/** While a slider is dragged the address follows this often, in milliseconds: Safari refuses 100 changes in 30 s. */
const replaceEveryMs = 400;
/** Changes of one control that follow each other this fast, in milliseconds, are one step of Back. */
const sameStepMs = 1_000;

/**
 * Writes the state's link into the address. One gesture, be it a drag or a row of key presses on one control, is one
 * step of Back: its first change pushes an entry, the others replace it, throttled until the gesture settles.
 */
export class LinkHistory {
	#target: HistoryTarget;
	#now: () => number;
	#link: string;
	#waiting: { link: string; timer: ReturnType<typeof setTimeout> } | null = null;
	/** the control whose gesture goes on, or has just ended */
	#gesture: { source: string; settledAt: number | null } | null = null;

	constructor(link: string, target: HistoryTarget, now: () => number = () => performance.now()) {
		this.#link = link;
		this.#target = target;
		this.#now = now;
	}

	/** Link that the address has, or will have within the throttle. */
	get link(): string {
		return this.#waiting?.link ?? this.#link;
	}

	/** The state changed through `source`, a control's name; `settled` when its gesture is over. */
	change(link: string, source: string, settled: boolean): void {
		const continues = this.#continues(source);
		this.#gesture = { source, settledAt: settled ? this.#now() : null };
		if (link === this.link && !this.#waiting) return;
		if (!continues) {
			this.#flush();
			this.#link = link;
			this.#target.push(link);
		} else if (settled) {
			this.#drop();
			this.#replace(link);
		} else {
			this.#replaceSoon(link);
		}
	}

	/** What is looked at changed, not what is run: the address follows, but Back does not stop here. */
	look(link: string): void {
		if (link !== this.link) this.#replaceSoon(link);
	}

	/** The address came to this link by itself: Back, Forward, or typed. */
	arrived(link: string): void {
		this.#drop();
		this.#gesture = null;
		this.#link = link;
	}

	#continues(source: string): boolean {
		if (this.#gesture?.source !== source) return false;
		const { settledAt } = this.#gesture;
		return settledAt === null || this.#now() - settledAt < sameStepMs;
	}

	#replaceSoon(link: string): void {
		if (this.#waiting) {
			this.#waiting.link = link;
			return;
		}
		this.#waiting = { link, timer: setTimeout(() => this.#flush(), replaceEveryMs) };
	}

	#flush(): void {
		const waiting = this.#waiting;
		this.#drop();
		if (waiting) this.#replace(waiting.link);
	}

	#drop(): void {
		if (this.#waiting) clearTimeout(this.#waiting.timer);
		this.#waiting = null;
	}

	#replace(link: string): void {
		if (link === this.#link) return;
		this.#link = link;
		this.#target.replace(link);
	}
}
