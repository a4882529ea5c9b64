import { RequestError } from '../model/invariants.ts';
import { againstOthers, allAgainstOthers, type AgainstOthers } from '../score/againstOthers.ts';
import { barText } from '../score/bars.ts';
import { repeatTrace } from '../score/repeat.ts';
import { scoreTrace, type Score } from '../score/score.ts';
import { summaryOf } from '../score/summary.ts';
import { TraceError } from '../cases/requestFor.ts';
import { listed, oneOf, readArguments } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { scoreMarkdown, scoreText, type Scores } from './scoreText.ts';
import { fill } from './table.ts';
import { readCalibration } from './readJson.ts';
import { readTraces } from './traceFiles.ts';

const formats = ['text', 'json', 'markdown'] as const;

export const scoreCommand: Command = {
	name: 'score',
	usage: '<trace…> [--format text|json|markdown] [--missed] [--calibration FILE]',
	summary: 'simulates recorded runs and says how far off the predictions are',
	help,
	async run(args, io) {
		const own = { format: listed(formats), missed: '', calibration: 'file' };
		const given = readArguments(args, own, false);
		if (given.positional.length === 0) throw new UsageError('Name traces: files, folders or patterns.');
		const format = oneOf('format', given.own.get('format') ?? 'text', formats);
		const calibration = await readCalibration(given.own.get('calibration'), io);
		const scores: Score[] = [];
		const held: (AgainstOthers | null)[] = [];
		for await (const trace of readTraces(given.positional, io, 'scored')) {
			try {
				const simulated = repeatTrace(trace, calibration);
				scores.push(scoreTrace(trace, simulated));
				held.push(againstOthers(trace, simulated.metrics));
			} catch (error) {
				if (!(error instanceof TraceError || error instanceof RequestError)) throw error;
				throw new UsageError(`${trace.id}: ${error.message}`);
			}
		}
		const result: Scores = {
			scores,
			summary: summaryOf(scores),
			others: allAgainstOthers(held),
			missedOnly: given.own.has('missed')
		};
		if (format === 'json') io.print(`${JSON.stringify(asData(result))}\n`);
		else io.print(format === 'markdown' ? scoreMarkdown(result) : scoreText(result));
		return scores.every(({ inside }) => inside) ? 0 : 1;
	}
};

function asData({ scores, summary, others, missedOnly }: Scores) {
	return {
		inside: scores.every(({ inside }) => inside),
		traces: scores.map(({ rows, ...score }) => ({
			...score,
			rows: rows
				.filter(({ inside }) => !missedOnly || !inside)
				.map(({ bar, ...row }) => ({ ...row, bar: barText(bar) }))
		})),
		summary,
		againstOthers: others
	};
}

function help(): string {
	return [
		'poolscope score <trace…> [--format text|json|markdown] [--missed] [--calibration FILE]\n',
		fill(
			'Simulates the parameters of each trace of the harness, with the stalls of the repetition whose samples it holds, ' +
				'and compares: measured (smallest to largest of the repetitions), predicted, error from their mean, and the ' +
				'bar. A trace is a file; a folder stands for its .json files; * and ? stand for parts of a name. The summary ' +
				'has the median and the 95th percentile of the errors of each metric, and says how many bars each repetition ' +
				'misses, and how many the model does, where both are held to the other repetitions. The exit status is 1 when a bar is missed.'
		),
		fill(
			'Exact runs (no clock, collections at fixed operations) are held to every row: the columns op, gets, puts, news, ' +
				'numGC, inUse, poolPrimary and poolVictim must be equal, heapObjects and totalAllocBytes, each from its first ' +
				'row on, within 0.5 % or 256 B; shown is the row that is furthest off. Residents at the stop and after each ' +
				'further collection must be equal. Paced runs (a fixed sequence of operations, collections by the runtime) ' +
				'and timed ones are held to metrics; a run that waits is simulated five times, with other draws of its scheduler, ' +
				'and predicted is the median. A prediction between the smallest and the largest repetition is inside ' +
				'every bar. A trace that contradicts itself is outside.'
		),
		'  --missed              only what is outside of its bar',
		'  --calibration FILE    the record of another machine, as poolscope calibrate prints it\n',
		fill(
			'JSON: {inside, traces, summary, againstOthers}. traces: {id, scenario, fixed, kind: exact|paced|timed, contradictions, inside, ' +
				'rows: [{metric, at, measured: {min, max, mean, n}, predicted, error, relativeError, allowed, inside, bar}]}; ' +
				'at is the row of an exact run and the operations done by then. summary: [{kind, metric, traces, missed, ' +
				'betweenOnly, median, percentile95}], errors as shares of the mean. againstOthers: [{kind, bars, ' +
				'missedByRepetition, missedByModel}].'
		)
	].join('\n');
}
