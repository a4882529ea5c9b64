import {
	renderCharts,
	renderSvg,
	renderThemes,
	sideLimits,
	usualHeight,
	type RenderChart
} from '../render/renderSvg.ts';
import { requestFor } from '../cases/requestFor.ts';
import { comparedRuns } from '../results/comparedRuns.ts';
import { listed, oneOf, outFlags, printOrSave, readArguments, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { simulate } from '../model/simulate.ts';
import { parametersHelp } from './parametersCommand.ts';
import { caseNamed, requestOf, requestFlags } from './simulateCommand.ts';
import { fill } from './table.ts';

const ownFlags = {
	...requestFlags,
	chart: listed(renderCharts),
	theme: listed(renderThemes),
	width: 'pixels',
	height: 'pixels',
	...outFlags
};

export const renderCommand: Command = {
	name: 'render',
	usage: '<case> [--flag value …] [-o chart.svg]',
	summary: 'runs a case and draws it as an SVG file',
	help,
	async run(args, io) {
		const given = readArguments(args, ownFlags, true);
		const chart: RenderChart = oneOf('chart', given.own.get('chart') ?? 'heap', renderCharts);
		const theme = oneOf('theme', given.own.get('theme') ?? 'auto', renderThemes);
		const side = (flag: 'width' | 'height', usual: number) =>
			wholeNumber(flag, given.own.get(flag) ?? String(usual), sideLimits.min, sideLimits.max);
		const width = side('width', 760);
		const height = side('height', usualHeight(chart));
		const { request, link } = await requestOf(given, io);
		const frames = simulate(request);
		const ghosts = comparedRuns(link).map(({ name, run }) => ({
			name,
			frames: simulate(requestFor(caseNamed(run.case), run.params, request.rows))
		}));
		const { zoom, charts: looks } = link;
		const svg = renderSvg({ request, frames, chart, width, height, theme, zoom, looks, ghosts });
		await printOrSave(svg, given, io);
		return 0;
	}
};

function help(): string {
	return [
		'poolscope render <case> [--flag value …] [-o chart.svg]',
		'poolscope render --link HASH [--flag value …] [-o chart.svg]',
		'poolscope render --params TRACE [--flag value …] [-o chart.svg]\n',
		fill(
			'Runs a case as poolscope simulate does and draws it. The drawing is one SVG file that loads nothing and runs no ' +
				'script: it shows in a README, in an issue, on a static page and in a slide. Its title and description are the ' +
				'verdict. No browser is needed. Of a link the charts are drawn as it shows them: its stretch of time, their scales, ' +
				'without what is switched off, and with the runs that it compares as dashed lines.'
		),
		'Flags of the command',
		`  --chart ${renderCharts.join('|')}`,
		'                                what is drawn (heap); all: the charts on one time axis',
		`  --theme ${renderThemes.join('|')}`.padEnd(30) +
			' colours: auto follows the reader’s preference (auto)',
		`  --width N, --height N         size in pixels, ${sideLimits.min} to ${sideLimits.max} (760, and as the chart needs)`,
		'  -o FILE                       where the drawing goes; standard output without it',
		'  --variant bug|fixed           the program with the bug (bug) or the corrected one',
		'  --rows N                      samples of the run, 2 to 20000',
		'  --calibration FILE            the record of another machine, as poolscope calibrate prints it\n',
		'Parameters\n',
		parametersHelp()
	].join('\n');
}
