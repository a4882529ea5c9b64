/** Numbers on axes and labels. What a quantity looks like in text is decided in workers/text/units.ts, for all of the site. */

export {
	formatBytes,
	formatCount,
	formatDuration,
	formatRate,
	formatSeconds,
	formatShare
} from '#workers/text/units.ts';
export { byteTickFormat, formatTickCount, timeTicks, type TimeTicks } from '#workers/marks/axes.ts';
