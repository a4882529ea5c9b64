/** What a trace says twice must agree; a file that was changed by hand, or torn, is no evidence. */
import { metricsOf } from './metrics.ts';
import { kindOf, seriesRepetition, type Trace } from './trace.ts';

/** Metrics are written with three decimals at least; a spread is rounded no further. */
const TOLERANCE = 1e-3;

/** Sentences; none where the trace agrees with itself. */
export function contradictions(trace: Trace): string[] {
	return [...ofSamples(trace), ...ofSpread(trace)];
}

/** The metrics of the repetition whose samples are stored follow from them. */
function ofSamples(trace: Trace): string[] {
	const rep = seriesRepetition(trace);
	if (rep.baseline === null || rep.end.length === 0) return [];
	const { samples, params } = trace;
	const computed = metricsOf({
		...rep,
		baseline: rep.baseline,
		samples,
		exact: kindOf(params) === 'exact',
		ops: params.ops
	});
	const found = Object.entries(computed)
		.filter(([metric, value]) => differ(value, rep.metrics[metric]))
		.map(
			([metric, value]) => `its samples make ${metric} ${value}, its repetition says ${rep.metrics[metric]}`
		);
	const lastNews = samples.news.at(-1);
	if (lastNews !== rep.news)
		found.push(`its samples end with ${lastNews} news, its repetition has ${rep.news}`);
	return found;
}

/** The spread follows from the repetitions. */
function ofSpread({ reps, drainRep, spread }: Trace): string[] {
	return Object.entries(spread).flatMap(([metric, { min, max }]) => {
		const values = [...reps, ...(drainRep === null ? [] : [drainRep])].flatMap(
			({ metrics }) => metrics[metric] ?? []
		);
		if (values.length === 0) return [];
		const [least, most] = [Math.min(...values), Math.max(...values)];
		return differ(least, min) || differ(most, max)
			? [`its spread of ${metric} is ${min} to ${max}, its repetitions have ${least} to ${most}`]
			: [];
	});
}

function differ(a: number, b: number | undefined): boolean {
	return b !== undefined && Math.abs(a - b) > TOLERANCE * Math.max(1, Math.abs(a));
}
