import { heapPeakBytes } from '#lib/charts/heapChart.ts';
import type { Measured } from '#lib/charts/measured.ts';
import { newRatePeak } from '#lib/charts/newRateChart.ts';
import { occupancyPeak } from '#lib/charts/occupancyChart.ts';
import type { Frames } from '#workers/model/frames.ts';
import type { Peaks } from './fit.svelte.ts';

/** What the three charts have to show of a run, with a recording and a limit drawn over it. */
export function peaksOf(frames: Frames, measured: Measured | null, limitBytes: number | null): Peaks {
	return {
		heapBytes: heapPeakBytes(frames, { measured, limitBytes }),
		objects: occupancyPeak(frames, 'objects'),
		perSecond: newRatePeak(frames)
	};
}
