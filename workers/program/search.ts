import { compile } from './code.ts';
import { faultMask } from './faults.ts';
import { Machine } from './machine.ts';
import type { ProgramCase, Variant } from './program.ts';
import type { MachineOptions } from './state.ts';

export interface SearchOptions extends MachineOptions {
	variant: Variant;
	/** most schedules of the systematic search */
	schedules: number;
	/** schedules at random, each to the end of the program */
	randomSchedules: number;
	seed: number;
}

/** A schedule that shows the fault: choices, steps up to the fault, preemptions up to it. */
export interface Moves {
	choices: number[];
	steps: number;
	preemptions: number;
}

const raceBit = faultMask(['race']);

/**
 * A search through the schedules of a program: first all of them without a preemption, then all with one, with two, and so
 * on until none is left or the budget is spent; then some at random, from a seed. Each schedule is run from its start; a
 * systematic one ends at the case's fault, so two that differ only after it are one.
 *
 * Which P a goroutine goes on on is part of the schedule. Ps on which the pool holds nothing count as one.
 */
export class ScheduleSearch {
	/** different schedules of the systematic search, and those that show the fault */
	explored = 0;
	faulty = 0;
	randomRuns = 0;
	randomFaulty = 0;
	/** random schedules on which the race detector would report something */
	randomRaces = 0;
	/** kinds that showed on any schedule, as bits */
	seen = 0;
	/** the schedule that shows the fault in the fewest steps, and of those the fewest preemptions */
	best: Moves | null = null;

	readonly #options: SearchOptions;
	readonly #machine: Machine;
	/** starts of schedules of this level and the next: the moves up to and with their last preemption */
	#level: Uint8Array[] = [new Uint8Array(0)];
	#nextLevel: Uint8Array[] = [];
	#nextStart = 0;
	/** choices of the current run, and how many free ones there were at each depth */
	readonly #path: number[] = [];
	readonly #free: number[] = [];
	/** depth up to which the path is given by the start; -1: take the next start */
	#fixed = -1;
	#bound = 0;
	#systematic = true;
	/** number of preemptions up to which no schedule was left out */
	#complete = Infinity;
	#random: number;

	constructor(definition: ProgramCase, options: SearchOptions) {
		this.#options = options;
		const program = options.variant === 'bug' ? definition.bug : definition.fixed;
		this.#machine = new Machine(compile(program, definition.faults), options);
		this.#random = (options.seed * 0x9e3779b1) >>> 0 || 1;
	}

	/** Done so far, 0 to 1. */
	get progress(): number {
		const { schedules, randomSchedules } = this.#options;
		const systematic = this.#systematic ? this.explored : schedules;
		return Math.min(1, (systematic + this.randomRuns) / Math.max(1, schedules + randomSchedules));
	}

	/** Runs up to n more schedules; true when the search is over. */
	advance(n: number): boolean {
		for (let i = 0; i < n; i++) {
			if (this.#systematic && !this.#systematicRun()) this.#systematic = false;
			if (this.#systematic) continue;
			if (this.randomRuns >= this.#options.randomSchedules) return true;
			this.#randomRun();
		}
		return false;
	}

	/** Whether the systematic search has run every schedule there is. */
	get exhaustive(): boolean {
		return !this.#systematic && this.#complete === Infinity;
	}

	/** Every schedule with at most so many preemptions has been run; -1: not even all without. */
	get preemptionBound(): number {
		return Math.min(this.#bound, this.#complete);
	}

	/** Runs one more schedule of the systematic search; false when there is none or the budget is spent. */
	#systematicRun(): boolean {
		if (this.#fixed < 0 && !this.#takeStart()) return false;
		if (this.explored >= this.#options.schedules) {
			this.#complete = Math.min(this.#complete, this.#bound - 1);
			return false;
		}
		this.#run();
		this.explored++;
		if (this.#note(this.#machine.scheduler.preemptions)) this.faulty++;
		this.#backtrack();
		return true;
	}

	#takeStart(): boolean {
		if (this.#nextStart === this.#level.length) {
			if (this.#nextLevel.length === 0) return false;
			this.#level = this.#nextLevel;
			this.#nextLevel = [];
			this.#nextStart = 0;
			this.#bound++;
		}
		const start = this.#level[this.#nextStart++] as Uint8Array;
		this.#path.length = 0;
		this.#path.push(...start);
		this.#free.length = 0;
		this.#fixed = start.length;
		return true;
	}

	/** Runs the path and goes on with first choices. At each new depth the preemptions that are possible are noted as starts. */
	#run(): void {
		const machine = this.#machine;
		const { scheduler } = machine;
		const path = this.#path;
		machine.reset();
		for (let depth = 0; machine.fault < 0; depth++) {
			const choices = machine.offer();
			if (choices === 0) break;
			if (depth >= this.#free.length) {
				let free = 1;
				if (depth >= this.#fixed) {
					while (free < choices && scheduler.choiceCost[free] === 0) free++;
					for (let k = free; k < choices; k++) this.#noteStart(depth, k);
				}
				this.#free.push(free);
				if (depth >= path.length) path.push(0);
			}
			machine.move(path[depth] as number);
		}
	}

	#noteStart(depth: number, choice: number): void {
		if (this.#nextLevel.length + this.explored >= this.#options.schedules) {
			this.#complete = Math.min(this.#complete, this.#bound);
			return;
		}
		const start = new Uint8Array(depth + 1);
		for (let i = 0; i < depth; i++) start[i] = this.#path[i] as number;
		start[depth] = choice;
		this.#nextLevel.push(start);
	}

	/** Goes back to the deepest depth with a choice that was not made. */
	#backtrack(): void {
		const path = this.#path;
		path.length = Math.min(path.length, this.#free.length);
		while (path.length > this.#fixed) {
			const depth = path.length - 1;
			const next = (path[depth] as number) + 1;
			if (next < (this.#free[depth] as number)) {
				path[depth] = next;
				this.#free.length = path.length;
				return;
			}
			path.pop();
		}
		this.#fixed = -1;
	}

	/** Runs to the end of the program, for what shows only after the fault; the path ends at the fault. */
	#randomRun(): void {
		const machine = this.#machine;
		machine.reset();
		this.#path.length = 0;
		let preemptions = -1;
		for (;;) {
			const choices = machine.offer();
			if (machine.fault >= 0 && preemptions < 0) preemptions = machine.scheduler.preemptions;
			if (choices === 0) break;
			const choice = choices === 1 ? 0 : this.#below(choices);
			if (machine.fault < 0) this.#path.push(choice);
			machine.move(choice);
		}
		this.randomRuns++;
		if ((machine.seen & raceBit) !== 0) this.randomRaces++;
		if (this.#note(preemptions)) this.randomFaulty++;
	}

	/** Keeps the run if it shows the fault in fewer steps than any before; says whether it shows it. */
	#note(preemptions: number): boolean {
		const machine = this.#machine;
		this.seen |= machine.seen;
		if (machine.fault < 0) return false;
		const best = this.best;
		if (
			best === null ||
			machine.faultStep < best.steps ||
			(machine.faultStep === best.steps && preemptions < best.preemptions)
		) {
			this.best = { choices: [...this.#path], steps: machine.faultStep, preemptions };
		}
		return true;
	}

	/** xorshift32 */
	#below(n: number): number {
		let x = this.#random;
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		this.#random = x >>> 0;
		return this.#random % n;
	}
}
