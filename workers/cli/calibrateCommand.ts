import { defaultCalibration } from '../model/calibration.ts';
import { calibrate } from '../score/calibrate.ts';
import type { Trace } from '../score/trace.ts';
import { readArguments } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { fill } from './table.ts';
import { readCalibration } from './readJson.ts';
import { readTraces } from './traceFiles.ts';

export const calibrateCommand: Command = {
	name: 'calibrate',
	usage: '<trace…> [--calibration FILE]',
	summary: 'makes the record of a machine from runs recorded on it',
	help: () =>
		[
			'poolscope calibrate <trace…> [--calibration FILE]\n',
			fill(
				'Prints the machine-dependent numbers of the model as JSON, made from traces of the harness: what the process ' +
					'weighs before its load, what a request allocates besides its case, what requests, bytes, objects and ' +
					'collections cost in CPU, and how late a process wakes up. simulate and score take the record with ' +
					'--calibration. Paced runs without a hold on one P give the CPU, timed ones the wake-up, runs with ' +
					'different GOMAXPROCS what a further P costs. What the traces do not tell keeps its value, the ' +
					'project’s own or that of --calibration; standard error says what was measured.'
			)
		].join('\n'),
	async run(args, io) {
		const given = readArguments(args, { calibration: 'file' }, false);
		if (given.positional.length === 0) throw new UsageError('Name traces: files, folders or patterns.');
		const base = (await readCalibration(given.own.get('calibration'), io)) ?? defaultCalibration;
		const traces: Trace[] = [];
		for await (const trace of readTraces(given.positional, io, 'read')) traces.push(trace);
		const { calibration, measured } = calibrate(traces, base);
		io.note(
			measured.length === 0
				? 'These traces decide nothing.\n'
				: `Measured: ${measured.join(', ')}. The rest has its default.\n`
		);
		io.print(`${JSON.stringify(calibration, null, '\t')}\n`);
		return 0;
	}
};
