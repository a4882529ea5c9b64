/** Scores for people: as text for a terminal, and as Markdown. */
import type { AgainstOthers } from '../score/againstOthers.ts';
import { barText } from '../score/bars.ts';
import type { Score, ScoreRow } from '../score/score.ts';
import type { MetricSummary } from '../score/summary.ts';
import { formatBytes, formatCountOf, formatNumber } from '../text/units.ts';
import { fill, table } from './table.ts';

export interface Scores {
	scores: Score[];
	summary: MetricSummary[];
	others: AgainstOthers[];
	/** leave out what is inside its bar */
	missedOnly: boolean;
}

export function scoreText({ scores, summary, others, missedOnly }: Scores): string {
	const blocks = scores.flatMap((score) => {
		const rows = score.rows.filter(({ inside }) => !missedOnly || !inside);
		if (missedOnly && score.inside) return [];
		const head = `${titleOf(score)}: ${score.inside ? 'inside' : 'OUTSIDE'}`;
		const broken = score.contradictions.map((sentence) => `  It contradicts itself: ${sentence}.\n`);
		return [`${head}\n${broken.join('')}${rows.length === 0 ? '' : table(rowHead, rows.map(rowCells))}`];
	});
	return [
		...blocks,
		table(summaryHead, summary.map(summaryCells)),
		fill(conclusion(scores)),
		...others.map((each) => fill(besideReality(each)))
	].join('\n');
}

export function scoreMarkdown({ scores, summary, others, missedOnly }: Scores): string {
	const blocks = scores.flatMap((score) => {
		const rows = score.rows.filter(({ inside }) => !missedOnly || !inside);
		if (missedOnly && score.inside) return [];
		const broken = score.contradictions.map((sentence) => `It contradicts itself: ${sentence}.\n`);
		return [
			`### ${titleOf(score)}: ${score.inside ? 'inside' : '**outside**'}\n`,
			...broken,
			...(rows.length === 0 ? [] : [markdownTable(rowHead, rows.map(rowCells))])
		];
	});
	return [
		'## Summary\n',
		markdownTable(summaryHead, summary.map(summaryCells)),
		`${conclusion(scores)}\n`,
		...others.map((each) => `${besideReality(each)}\n`),
		'## Traces\n',
		...blocks
	].join('\n');
}

const rowHead = ['metric', 'measured', 'predicted', 'error', 'bar', ''];
const summaryHead = ['runs', 'metric', 'traces', 'missed', 'median error', '95th percentile'];

function titleOf({ id, scenario, fixed, kind }: Score): string {
	return `${id} (${kind}, ${scenario}${fixed ? ', fixed' : ''})`;
}

function rowCells({
	metric,
	at,
	measured,
	predicted,
	error,
	relativeError,
	bar,
	inside
}: ScoreRow): string[] {
	const { min, max } = measured;
	const value = formatOf(metric);
	return [
		at === null ? metric : `${metric} at op ${formatNumber(at.op, 15)}`,
		min === max ? value(min) : `${value(min)} to ${value(max)}`,
		value(predicted),
		relativeError === null || Number.isNaN(error)
			? signed(error, value)
			: signed(relativeError * 100, percent),
		barText(bar),
		inside ? 'inside' : 'OUTSIDE'
	];
}

function summaryCells({ kind, metric, traces, missed, median, percentile95 }: MetricSummary): string[] {
	const share = (value: number | null) => (value === null ? '–' : percent(value * 100));
	return [kind, metric, String(traces), String(missed), share(median), share(percentile95)];
}

function conclusion(scores: Score[]): string {
	const outside = scores.filter(({ inside }) => !inside);
	const bars = scores.reduce((sum, { rows }) => sum + rows.length, 0);
	const missed = scores.reduce((sum, { rows }) => sum + rows.filter(({ inside }) => !inside).length, 0);
	const kept = `${formatCountOf(bars - missed, 'bar')} of ${formatNumber(bars, 15)} kept`;
	return outside.length === 0
		? `${formatCountOf(scores.length, 'trace')}, all inside: ${kept}.`
		: `${formatCountOf(scores.length, 'trace')}, ${formatNumber(outside.length, 15)} of them outside: ${kept}.`;
}

/** What the errors are to be compared with: a real run does not predict the others without fail either. */
function besideReality({ kind, bars, missedByRepetition, missedByModel }: AgainstOthers): string {
	const count = (value: number) => formatNumber(value, 3);
	return (
		`Of the ${count(bars)} bars of ${kind} runs, held to all repetitions but one, the one left out misses ` +
		`${count(missedByRepetition)}, the model ${count(missedByModel)}.`
	);
}

/** Sizes in bytes, all else as numbers. */
function formatOf(metric: string): (value: number) => string {
	return /heap|bytes|rss/i.test(metric) ? formatBytes : (value) => formatNumber(value, 5);
}

function percent(value: number): string {
	return `${formatNumber(value)} %`;
}

function signed(value: number, format: (value: number) => string): string {
	return value > 0 ? `+${format(value)}` : format(value);
}

function markdownTable(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
	return `${line(head)}${line(head.map((_, column) => (column === 0 ? '---' : '---:')))}${rows.map(line).join('')}`;
}
