import type { Ghost } from '#lib/charts/types.ts';
import { type Answer, type Runner } from '#lib/run/runner.svelte.ts';
import { requestOf, type Dashboard } from '#lib/state/dashboard.svelte.ts';
import { mostPins, pinNames, shownName, variantName } from '#workers/results/comparedRuns.ts';
import { deltaText } from '#workers/results/delta.ts';
import type { PinnedRun } from '#workers/link.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { SimulationRequest } from '#workers/model/request.ts';

/** How two runs are laid together. */
export type CompareMode = 'overlay' | 'side' | 'difference';

/** A run that the shown one is compared with. */
export interface OtherRun {
	/** place among the pinned runs; null for the other variant of the shown run */
	pin: number | null;
	name: string;
	link: string;
	request: SimulationRequest;
	/** undefined until it has been simulated */
	answer: Answer | undefined;
}

/** Two finished runs in the order in which a sentence names them. */
export interface Pair {
	from: { name: string; frames: Frames };
	to: { name: string; frames: Frames };
}

/** What is compared with what: pinned runs, or the other variant where nothing is pinned. All of it is in the link. */
export class Compare {
	/** null while nothing is compared */
	mode = $derived.by(() => modeOf(this.#dashboard.link.view)?.mode ?? null);
	pins = $derived.by(() => this.#dashboard.link.pins.slice(-mostPins));
	others = $derived.by(() => this.#others());
	/** the other run that is subtracted in the difference */
	chosen = $derived.by(() => this.others[modeOf(this.#dashboard.link.view)?.other ?? 0] ?? this.others[0]);
	/** name of the run that the controls act on, as the comparison calls it */
	ownName = $derived.by(() => (this.pins.length > 0 ? shownName : variantName(this.#dashboard.params.fixed)));
	/** outlines of the other runs over the charts of this one */
	ghosts = $derived.by((): Ghost<Frames>[] => {
		return this.mode === 'overlay' ? this.named() : [];
	});

	#runner: Runner;
	#dashboard: Dashboard;
	/** rises when a run that was asked for ahead is there */
	#arrived = $state(0);

	constructor(runner: Runner, dashboard: Dashboard) {
		this.#runner = runner;
		this.#dashboard = dashboard;
	}

	/** The runs that are on the screen beside the shown one, with their names, for a drawing of it. */
	named(): Ghost<Frames>[] {
		if (this.mode === null) return [];
		return this.others.flatMap(({ name, answer }) => (answer ? [{ name, frames: answer.frames }] : []));
	}

	/** Frames of all that is on the screen beside the shown run. */
	beside(): Frames[] {
		return this.named().map(({ frames }) => frames);
	}

	/** The shown run and another one, bug before fix and pinned before now; null while one is missing. */
	pair(other: OtherRun): Pair | null {
		const shown = this.#runner.shown;
		if (!shown || shown.quality !== 'full' || this.#runner.outdated || !other.answer) return null;
		const own = { name: this.ownName, frames: shown.frames };
		const its = { name: other.name, frames: other.answer.frames };
		const ownIsFirst = other.pin === null && !this.#dashboard.params.fixed;
		return ownIsFirst ? { from: own, to: its } : { from: its, to: own };
	}

	/** How another run differs from the shown one, in words; null while one is missing. */
	words(other: OtherRun): { who: string; what: string } | null {
		const pair = this.pair(other);
		if (!pair) return null;
		const { from, to } = pair;
		return { who: `${from.name} → ${to.name}`, what: deltaText(from.frames, to.frames) };
	}

	/** Has what is missing simulated. Read within an effect: it follows what is compared and what arrives. */
	fetch(): void {
		if (this.mode === null || this.#runner.busy) return;
		for (const { link, request, answer } of this.others) {
			if (!answer) this.#runner.prepare(link, request, () => this.#arrived++);
		}
	}

	toggle(): void {
		this.show(this.mode === null ? 'overlay' : null);
	}

	/** The next of overlay, side by side, difference. */
	next(): void {
		const modes: CompareMode[] = ['overlay', 'side', 'difference'];
		this.show(modes[((this.mode === null ? -1 : modes.indexOf(this.mode)) + 1) % modes.length] ?? 'overlay');
	}

	/** Compares in this way; null stops comparing. `other` chooses what the difference subtracts. */
	show(mode: CompareMode | null, other = 0): void {
		this.#dashboard.look(viewOf(mode, other));
	}

	/** Holds the run that the controls stand at, and compares with it. A run is held once. */
	pin(): void {
		const { case: slug, params } = this.#dashboard.link;
		const pin: PinnedRun = { case: slug, params };
		const link = requestOf(pin).link;
		const others = this.pins.filter((other) => requestOf(other).link !== link);
		const same = this.pins.find((other) => requestOf(other).link === link);
		this.#hold([...others, same ?? pin].slice(-mostPins));
		if (this.mode === null) this.show('overlay');
	}

	rename(index: number, name: string): void {
		const pins = this.pins.map((pin, at) => (at === index ? withName(pin, name) : pin));
		this.#dashboard.setPins(pins, `pin ${index}`);
	}

	remove(index: number): void {
		this.#hold(this.pins.filter((_, at) => at !== index));
	}

	/** Makes a pinned run the one that the controls act on; it stays pinned. */
	open(index: number): void {
		const pin = this.pins[index];
		if (pin) this.#dashboard.open(pin);
	}

	/** Other runs are held; the difference goes on subtracting the same one, wherever it stands now. */
	#hold(pins: PinnedRun[]): void {
		const { link } = this.#dashboard;
		const shown = modeOf(link.view);
		const chosen = shown && this.pins[shown.other];
		const view = shown && viewOf(shown.mode, chosen ? pins.indexOf(chosen) : 0);
		this.#dashboard.setPins(pins, 'pins', view ?? link.view);
	}

	#others(): OtherRun[] {
		// Read so that an arrival is noticed.
		void this.#arrived;
		const known = (link: string) => this.#runner.known(link);
		if (this.pins.length > 0) {
			const names = pinNames(this.pins, this.#dashboard.link.case);
			return this.pins.map((pin, index) => {
				const { link, request } = requestOf(pin);
				return { pin: index, name: names[index] ?? '', link, request, answer: known(link) };
			});
		}
		const variant = this.#dashboard.otherVariant();
		if (variant === null) return [];
		const name = variantName(!this.#dashboard.params.fixed);
		return [{ pin: null, name, ...variant, answer: known(variant.link) }];
	}
}

/** The words that links have for it: overlay, side, difference, difference-2. */
function modeOf(view: string | undefined): { mode: CompareMode; other: number } | null {
	const match = /^(overlay|side|difference)(?:-([1-8]))?$/.exec(view ?? '');
	return match ? { mode: match[1] as CompareMode, other: Number(match[2] ?? 1) - 1 } : null;
}

function viewOf(mode: CompareMode | null, other: number): string | undefined {
	return mode === null ? undefined : other > 0 ? `${mode}-${other + 1}` : mode;
}

function withName(pin: PinnedRun, name: string): PinnedRun {
	const run: PinnedRun = { case: pin.case, params: pin.params };
	return name.trim() === '' ? run : { ...run, name: name.slice(0, 40) };
}
