/** What a run shows, in words, with every number traceable to the columns and the instant that it was read from. */
import type { EndState, Frames } from '../model/frames.ts';
import type { SimulationRequest } from '../model/request.ts';
import { sayLimit } from './limit.ts';
import {
	isCopied,
	isFreeList,
	joined,
	nounOf,
	RunReading,
	sentence,
	smallHeapBytes,
	type Figure,
	type Sentence
} from './runReading.ts';
import { formatBytes, formatSeconds } from '../text/units.ts';

export type { Sentence, VerdictNumber } from './runReading.ts';

export interface Verdict {
	/** one short sentence: what the run shows */
	headline: Sentence;
	sentences: Sentence[];
}

const MiB = 2 ** 20;

/** Says in words what a run shows. Of a run that goes on it says what is known so far. */
export function verdictOf(request: SimulationRequest, frames: Frames): Verdict {
	if (frames.rows === 0) return { headline: sentence`Nothing has been simulated yet.`, sentences: [] };
	const run = new RunReading(request, frames);
	const sentences = [
		sayPeak(run),
		sayStay(run),
		sayEnd(run),
		sayBacklog(run),
		sayWhatKeepsIt(run),
		sayAfterwards(run),
		sayNew(run),
		sayCollections(run),
		sayLimit(run)
	];
	return { headline: sayHeadline(run), sentences: sentences.filter((said) => said !== undefined) };
}

/** The verdict as running text. */
export function verdictText(verdict: Verdict): string {
	return [verdict.headline, ...verdict.sentences].map(({ text }) => text).join(' ');
}

function sayHeadline(run: RunReading): Sentence {
	const peak = run.bytes('heapMaxBytes', run.peakRow);
	if (run.peakBytes < smallHeapBytes) return sayChurn(run, peak);
	const end = run.bytes('heapBytes', run.endRow);
	const staysUp = run.endBytes >= 0.5 * run.peakBytes;
	const there = peak.text === end.text;
	// A process that goes on has no end yet.
	const [ends, last] = run.frames.complete ? ['ends', 'at the end'] : ['is', 'now'];
	if (staysUp) {
		const where = there ? sentence` there` : sentence` at ${end}`;
		const kept = run.circulatingAtEnd();
		const by = run.keepsAtEnd ? sentence`: ${keepers(run)} keep ${kept} of it.` : sentence`.`;
		return [sentence`The heap peaks at ${peak} and ${ends}`, where, by].reduce(joined);
	}
	const stay = run.stay();
	if (stay !== undefined) {
		return sentence`The heap peaks at ${peak}; ${run.container} keeps ${stay.bytes} of it until ${stay.until}.`;
	}
	return sentence`The heap peaks at ${peak} and is down to ${end} ${last}.`;
}

/** What a run makes, where it keeps little. */
function sayChurn(run: RunReading, peak: Figure): Sentence {
	const made = run.bytes('totalAllocBytes', run.endRow);
	if (run.value('gets', run.endRow) === 0) {
		return sentence`The heap stays at ${peak} or less; the load allocates ${made} and sees ${run.collections().all}.`;
	}
	return sentence`The heap stays at ${peak} or less; New is called for ${run.newShare()} of the Gets, and the load allocates ${made}.`;
}

function sayPeak(run: RunReading): Sentence {
	const rss = run.bytes('rssBytes', run.rowOfLargest('rssBytes'));
	return sentence`The heap is largest at ${run.instant(run.peakRow)}; RSS reaches ${rss}.`;
}

/** Who holds what there is at the end. */
function sayEnd(run: RunReading): Sentence {
	const end = run.bytes('heapBytes', run.endRow);
	if (run.matters(run.keptBytes)) {
		if (run.value('pinnedBytes', run.endRow) >= 0.5 * run.keptBytes) {
			const pinned = run.bytes('pinnedBytes', run.endRow);
			return sentence`Of the ${end} at the end ${pinned} are payloads that ${run.objects()} in ${run.container} still refer to.`;
		}
		if (isCopied(run.use)) {
			const other = run.bytes('otherLiveBytes', run.endRow);
			return sentence`Of the ${end} at the end copies of the pool hold ${run.kept()} in ${run.objects()}; the slots of the copies are most of the other live data, ${other}.`;
		}
		const borrowed = run.bytes('borrowedBytes', run.endRow);
		if (!run.matters(borrowed.value)) {
			return sentence`Of the ${end} at the end ${run.container} holds ${run.kept()} in ${run.objects()}.`;
		}
		const inUse = run.count('inUse', run.endRow);
		return sentence`Of the ${end} at the end ${run.container} holds ${run.kept()} in ${run.objects()}; requests have borrowed ${inUse}, with ${borrowed}.`;
	}
	const garbageBytes = run.value('garbageBytes', run.endRow);
	if (run.matters(garbageBytes) && garbageBytes >= 0.5 * run.endBytes) {
		const garbage = run.bytes('garbageBytes', run.endRow);
		return sentence`Of the ${end} at the end ${garbage} are garbage that no collection has come for yet.`;
	}
	if (run.use.container === 'none') return sentence`Of the ${end} at the end nothing is pooled.`;
	const borrowed = run.bytes('borrowedBytes', run.endRow);
	if (run.matters(borrowed.value)) {
		const inUse = run.count('inUse', run.endRow);
		const lent = sentence`Of the ${end} at the end requests have borrowed ${inUse} ${nounOf(run.use)}s, with ${borrowed}; `;
		if (run.keptBytes === 0) return joined(lent, sentence`${run.container} is empty.`);
		return joined(lent, sentence`${run.container} holds ${run.kept()} in ${run.objects()}.`);
	}
	if (run.keptBytes === 0) return sentence`At the end ${run.container} is empty and the heap is at ${end}.`;
	return sentence`Of the ${end} at the end ${run.container} holds ${run.kept()}.`;
}

/** What comes after the window, where that is more than the last few requests. */
function sayBacklog(run: RunReading): Sentence | undefined {
	const stop = run.endState('stop');
	const waiting = run.counted('inFlight', 'request');
	// Of a run that goes on nothing is known yet.
	if (waiting.value === 0 || stop === undefined) return undefined;
	const { loadNs } = run.frames.totals;
	const isLong = loadNs > 1.1 * run.value('timeNs', run.endRow);
	if (!isLong && stop.heapBytes < 1.1 * run.peakBytes) return undefined;
	const last = run.total('loadNs', formatSeconds(loadNs));
	const isAre = waiting.value === 1 ? 'is' : 'are';
	return sentence`Then ${waiting} ${isAre} still to be answered, the last of them at ${last}, with the heap at ${heapIn(stop)}.`;
}

/** How long the pool held what is gone at the end. */
function sayStay(run: RunReading): Sentence | undefined {
	const stay = run.stay();
	if (stay === undefined || run.endBytes >= 0.5 * run.peakBytes) return undefined;
	return sentence`By itself ${run.container} holds ${stay.most} at ${stay.at}, and half of that or more, lent or not, through ${stay.collections}.`;
}

/** Why the collections after the peak left the pool full. */
function sayWhatKeepsIt(run: RunReading): Sentence | undefined {
	const collections = run.riseSincePeak('numGC', 'collection');
	const staysUp = run.circulatingBytes >= 0.5 * run.peakBytes && run.matters(run.circulatingBytes);
	if (!staysUp || collections.value < 2) return undefined;
	if (run.isMostlyLent)
		return sentence`${collections} since the peak left most of it there: requests hold it.`;
	if (isFreeList(run.use))
		return sentence`${collections} since the peak left it there: no collection clears a free list.`;
	const rescues = run.riseSincePeak('victimHits', 'time');
	if (rescues.value === 0) return undefined;
	return sentence`${collections} since the peak left most of it there: requests took objects back out of the victim cache ${rescues}.`;
}

/** What collections do once the load has stopped. */
function sayAfterwards(run: RunReading): Sentence | undefined {
	const states = (['stop', 'gc1', 'gc2', 'gc3'] as const).map((what) => run.endState(what));
	const [stop, first] = states;
	const last = states.at(-1);
	if (stop === undefined || first === undefined || last === undefined) return undefined;
	if (stop.residents > 0 && stop.residentBytes >= MiB) {
		const emptied = states.findIndex((state) => state !== undefined && state.residents === 0);
		const state = states[emptied];
		if (state === undefined) {
			return sentence`After the load, three more collections leave ${run.container} as it is, and the heap at ${heapIn(last)}.`;
		}
		const empty = emptied === 1 ? 'empties' : 'empty';
		return sentence`After the load, ${collectionsNamed(emptied)} ${empty} ${run.container}: the heap goes from ${heapIn(stop)} to ${heapIn(state)}.`;
	}
	if (stop.heapBytes - last.heapBytes < MiB) {
		return sentence`After the load, a collection leaves ${heapIn(first)}.`;
	}
	const needed = states.findIndex((state) => state !== undefined && state.heapBytes < last.heapBytes + MiB);
	const state = states[needed] ?? last;
	const take = needed === 1 ? 'takes' : 'take';
	return sentence`After the load, ${collectionsNamed(needed)} ${take} the heap from ${heapIn(stop)} to ${heapIn(state)}.`;
}

function heapIn({ what, heapBytes }: EndState): Figure {
	const column = `end.${what}.heapBytes`;
	return { text: formatBytes(heapBytes), value: heapBytes, column, timeNs: null, sinceNs: null };
}

function collectionsNamed(count: number): string {
	return (
		['no collection', 'one more collection', 'two more collections', 'three more collections'][count] ?? ''
	);
}

function sayNew(run: RunReading): Sentence {
	if (run.use.container === 'none') {
		return sentence`There is no pool: ${run.begun()} made ${run.counted('news', nounOf(run.use))}.`;
	}
	if (run.value('gets', run.endRow) === 0) return sentence`Get was not called.`;
	return sentence`New is called ${run.counted('news', 'time')} in ${run.counted('gets', 'Get')}, that is ${run.newShare()}.`;
}

function sayCollections(run: RunReading): Sentence {
	const { all, asked } = run.collections();
	if (all.value === 0) return sentence`No collection comes during the load.`;
	if (asked.value === 0) return sentence`The load sees ${all}.`;
	if (asked.value < all.value)
		return sentence`The load sees ${all}, of which runtime.GC() asked for ${asked}.`;
	if (all.value === 1) return sentence`The load sees ${all}, which runtime.GC() asked for.`;
	return sentence`The load sees ${all}, all asked for by runtime.GC().`;
}

/** Whose the bytes are that stay: "the pool’s buffers". */
function keepers(run: RunReading): string {
	if (isCopied(run.use)) return 'copies of the pool and their slots';
	return `${run.isMostlyLent ? 'borrowed' : `${run.container}’s`} ${nounOf(run.use)}s`;
}
