/** The horizontal axis of a run's charts: time, or operations where the run has no clock. */
import { formatSeconds, formatTickCount, timeTicks } from '#lib/charts/format.ts';
import { ticks } from '#workers/marks/axes.ts';
import { formatCount } from '#workers/text/units.ts';
import type { ValidationCurves } from './page.ts';

export interface RunAxis {
	/** right end and end of the load, in the unit of the curves: ns, or operations */
	end: number;
	loadEnd: number;
	text(at: number): string;
	ticks(wanted: number): { at: number; label: string }[];
}

export function runAxis({ axis, at, loadEnd }: ValidationCurves): RunAxis {
	const last = at.at(-1) ?? 1;
	if (axis === 'op') {
		const end = Math.max(1, last);
		return {
			end,
			loadEnd,
			text: (op) => `${formatCount(op)} operations`,
			ticks: (wanted) =>
				ticks(0, end, wanted).map((op) => ({ at: op, label: op === 0 ? '0 op' : formatTickCount(op) }))
		};
	}
	const end = Math.max(1, last * 1e9);
	return {
		end,
		loadEnd: loadEnd * 1e9,
		text: formatSeconds,
		ticks: (wanted) => {
			const { values, format } = timeTicks([0, end], wanted);
			return values.map((value) => ({ at: value, label: format(value) }));
		}
	};
}
