/** What GOMEMLIMIT did in a run; of a run without one, what it would do, as far as the run shows that. */
import { goMinor } from '../model/heap/goVersion.ts';
import { formatBytes, formatDuration } from '../text/units.ts';
import {
	isFreeList,
	joined,
	sentence,
	smallHeapBytes,
	type RunReading,
	type Sentence
} from './runReading.ts';

/** First Go with a memory limit. */
const limitMinor = 19;
/** The limit is soft, and some of what is resident it does not count: so much beyond it is still called kept. */
const tolerance = 1.05;
/** So many times as many objects in use between two rows, and what the rows show is not all; or says too little. */
const fewMissed = 1.1;
const manyMissed = 1.25;
/** Share of the CPU from which on it is worth a word what the collector takes. */
const muchCpu = 0.05;

/** The sentence on the limit; undefined where nothing can be said. */
export function sayLimit(run: RunReading): Sentence | undefined {
	const { memlimit, go } = run.params;
	if (goMinor(go) < limitMinor) {
		return memlimit > 0 ? sentence`Go ${go} knows no memory limit: it changes nothing.` : undefined;
	}
	if (memlimit > 0) return sayLimitSet(run, memlimit);
	// A phase may set one; and of a run that goes on nobody knows the peak.
	return run.frames.complete && run.value('limitGC', run.endRow) === 0 ? sayLimitWanted(run) : undefined;
}

function sayLimitSet(run: RunReading, memlimit: number): Sentence {
	const limit = run.param('memlimit', formatBytes(memlimit));
	const started = run.count('limitGC', run.endRow);
	if (started.value === 0) return sentence`The limit of ${limit} starts none: the heap stays under it.`;
	const parts = [
		sentence`The limit of ${limit} starts ${started} of them and is `,
		sayKept(run, memlimit),
		...sayCpu(run)
	];
	return parts.reduce(joined);
}

/** Whether the limit was kept. It is for all that the runtime has mapped, nearly all of which is resident. */
function sayKept(run: RunReading, memlimit: number): Sentence {
	if (run.peakBytes > memlimit) {
		const peak = run.bytes('heapMaxBytes', run.peakRow);
		return joined(sentence`not kept: the heap reaches ${peak}. No collection frees `, sayInUse(run));
	}
	const rss = run.bytes('rssBytes', run.rowOfLargest('rssBytes'));
	if (rss.value > tolerance * memlimit) {
		return sentence`not kept: with what the runtime itself needs, resident memory reaches ${rss}.`;
	}
	return joined(sentence`kept: they can free all but `, sayInUse(run));
}

function sayInUse(run: RunReading): Sentence {
	const { bytes, at, objects, missed } = run.inUse();
	const used = inUseIn(run);
	return missed > fewMissed
		? sentence`what is ${used}, up to ${objects} at once.`
		: sentence`what is ${used}, ${bytes} at ${at}.`;
}

/** What the limit costs, where that is much. */
function sayCpu(run: RunReading): Sentence[] {
	const { gomaxprocs, cores } = run.params;
	const said: Sentence[] = [];
	const time = (column: 'limiterNs' | 'gcCpuNs') =>
		run.written(column, formatDuration(run.value(column, run.endRow)));
	if (run.value('limiterNs', run.endRow) > 0) {
		said.push(sentence` For ${time('limiterNs')} the CPU limiter keeps allocations from helping to mark.`);
	}
	const cpuNs = Math.min(gomaxprocs, cores) * run.value('timeNs', run.endRow);
	if (run.value('gcCpuNs', run.endRow) >= muchCpu * cpuNs) {
		said.push(sentence` Collecting takes ${time('gcCpuNs')} of CPU.`);
	}
	return said;
}

/** What a limit would do. The tests set one and look. */
function sayLimitWanted(run: RunReading): Sentence {
	if (run.peakBytes < smallHeapBytes) {
		const rss = run.bytes('rssBytes', run.rowOfLargest('rssBytes'));
		return sentence`A GOMEMLIMIT below the ${rss} that are resident would only add collections.`;
	}
	const { bytes, at, missed, likelyBytes } = run.inUse();
	const used = inUseIn(run);
	// What has grown in the pool goes with it, and then less is in use: there the bytes are no fixed floor.
	const grows = run.use.fill !== 'touch' && run.use.container !== 'none';
	const isMost = likelyBytes >= 0.9 * run.peakBytes;
	if (missed > manyMissed || (isMost && grows)) {
		return joined(
			sentence`A GOMEMLIMIT would free garbage and what waits in ${run.container}, not `,
			sayInUse(run)
		);
	}
	if (isMost) {
		return sentence`A GOMEMLIMIT could free little of the peak: ${bytes} are ${used} at ${at}.`;
	}
	if (bytes.value < smallHeapBytes) {
		return sentence`A GOMEMLIMIT would lower the peak: no more than ${bytes} are ${used} at once, at ${at}, and its collections free the rest.`;
	}
	return joined(
		sentence`A GOMEMLIMIT would lower the peak, towards the ${bytes} ${used} at ${at}`,
		grows
			? sentence`, with ever more collections the lower it is.`
			: sentence`; below that it could not be kept: collections would only come more often.`
	);
}

function inUseIn(run: RunReading): string {
	return isFreeList(run.use) ? 'in use or in the free list' : 'in use';
}
