/**
 * What the fix changes, in a sentence: a run beside that of the other variant, with the same parameters and the same
 * seed. It is no part of a verdict, which is of one run, and stands after it wherever both runs are at hand.
 */
import { hasFix } from '../cases/index.ts';
import type { Frames } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import { formatCount } from '../text/units.ts';
import { joined, RunReading, sentence, smallHeapBytes, type Sentence } from './runReading.ts';

const MiB = 2 ** 20;

/** The request of the other variant; undefined where there is nothing to fix. */
export function otherVariant(request: SimulationRequest): SimulationRequest | undefined {
	if (!hasFix(request)) return undefined;
	return { ...request, params: { ...request.params, fixed: !request.params.fixed } };
}

/**
 * "With the fix the peak is 19.6 MiB instead of 608 MiB, …". Of the corrected program it says what the bug changes.
 * The numbers of the other run carry its variant.
 *
 * @param request of the run that is shown
 * @param frames that run
 * @param otherFrames the run of its other variant
 */
export function sayFix(
	request: SimulationRequest,
	frames: Frames,
	otherFrames: Frames
): Sentence | undefined {
	const other = otherVariant(request);
	if (other === undefined || frames.rows === 0 || otherFrames.rows === 0) return undefined;
	const runs: Runs = {
		own: new RunReading(request, frames),
		other: new RunReading(other, otherFrames, true)
	};
	const made = allocated(runs);
	const changes = [peak(runs), waiting(runs), left(runs), news(runs), made, collections(runs, made)].filter(
		(change) => change !== undefined
	);
	const start = other.params.fixed ? sentence`With the fix ` : sentence`With the bug `;
	if (changes.length === 0) return joined(start, sentence`hardly anything of this changes.`);
	const list = changes.reduce((said, change, index) => {
		const between = index === changes.length - 1 ? sentence` and ` : sentence`, `;
		return [said, between, change].reduce(joined);
	});
	return [start, list, sentence`.`].reduce(joined);
}

interface Runs {
	own: RunReading;
	other: RunReading;
}

/** Whether two sizes are so far apart that it is worth a word. */
function apart(a: number, b: number, factor: number): boolean {
	return Math.max(a, b) > factor * Math.min(a, b);
}

function isSmall({ own, other }: Runs): boolean {
	return Math.max(own.peakBytes, other.peakBytes) < smallHeapBytes;
}

function peak(runs: Runs): Sentence | undefined {
	const [own, other] = [runs.own, runs.other].map((run) => run.bytes('heapMaxBytes', run.peakRow));
	if (own === undefined || other === undefined || isSmall(runs)) return undefined;
	if (own.text === other.text) return sentence`the peak stays at ${other}`;
	return sentence`the peak is ${other} instead of ${own}`;
}

/** What waits in the pool at the end of the longer stay, where one of the two has one. */
function waiting({ own, other }: Runs): Sentence | undefined {
	const stays = [own, other].map((run) => ({ run, stay: run.keepsAtEnd ? undefined : run.stay() }));
	const [longest] = stays.toSorted((a, b) => (b.stay?.most.value ?? 0) - (a.stay?.most.value ?? 0));
	if (longest?.stay === undefined) return undefined;
	const { run, stay } = longest;
	const at = run.value('timeNs', stay.row);
	const [ownKept, otherKept] = [own.kept(own.rowAt(at)), other.kept(other.rowAt(at))];
	if (!apart(ownKept.value, otherKept.value, 1.5)) return undefined;
	return sentence`${otherKept} wait in ${other.container} at ${stay.until} instead of ${ownKept}`;
}

/** The heap at the end, where one of the two keeps it up. */
function left({ own, other }: Runs): Sentence | undefined {
	const [ownLeft, otherLeft] = [own.bytes('heapBytes', own.endRow), other.bytes('heapBytes', other.endRow)];
	if (!(own.keepsAtEnd || other.keepsAtEnd) || !apart(ownLeft.value, otherLeft.value, 1.5)) return undefined;
	return sentence`${otherLeft} are left at the end instead of ${ownLeft}`;
}

function news({ own, other }: Runs): Sentence | undefined {
	if (own.value('gets', own.endRow) === 0 || other.value('gets', other.endRow) === 0) return undefined;
	const [from, to] = [own.newShare(), other.newShare()];
	if (Math.abs(to.value - from.value) < 0.005) return undefined;
	return to.value > from.value
		? sentence`New rises from ${from} to ${to}`
		: sentence`New falls from ${from} to ${to}`;
}

/** What is made, where little is kept. */
function allocated(runs: Runs): Sentence | undefined {
	const [own, other] = [runs.own, runs.other].map((run) => run.bytes('totalAllocBytes', run.endRow));
	if (own === undefined || other === undefined || !isSmall(runs)) return undefined;
	if (Math.abs(own.value - other.value) < MiB || !apart(own.value, other.value, 1.5)) return undefined;
	return sentence`the load allocates ${other} instead of ${own}`;
}

function collections({ own, other }: Runs, after: Sentence | undefined): Sentence | undefined {
	const [from, to] = [own.collections().all, other.collections().all];
	if (Math.abs(from.value - to.value) < 10 || !apart(from.value, to.value, 1.5)) return undefined;
	const subject = after === undefined ? 'the load ' : '';
	return sentence`${subject}sees ${to} instead of ${{ ...from, text: formatCount(from.value) }}`;
}
