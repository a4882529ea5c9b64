import { encodeLink } from '../link.ts';
import { goProgramOf } from '../goProgram/goProgram.ts';
import { outFlags, printOrSave, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { parametersHelp } from './parametersCommand.ts';
import { requestOf, stateFlags } from './simulateCommand.ts';
import { fill } from './table.ts';

export const goProgramCommand: Command = {
	name: 'program',
	usage: '<case> [--flag value …] [-o main.go]',
	summary: 'writes a Go program that does to a real process what the simulation does to a simulated one',
	help: () =>
		[
			'poolscope program <case> [--flag value …] [-o main.go]',
			'poolscope program --link HASH [--flag value …] [-o main.go]',
			'poolscope program --params TRACE [--flag value …] [-o main.go]\n',
			fill(
				'The program needs Go 1.22 or later and the standard library alone. It prints a line of JSON with its metrics ' +
					'and its end states, and one with its samples. poolscope import reads them, and the page draws them over ' +
					'the simulation when they are opened or pasted there.'
			),
			'Flags of the command',
			'  -o FILE                     where the program goes; standard output without it',
			'  --variant bug|fixed         the program with the bug (bug) or the corrected one\n',
			'Parameters\n',
			parametersHelp()
		].join('\n'),
	async run(args, io) {
		const given = readArguments(args, { ...stateFlags, ...outFlags }, true);
		const { request } = await requestOf(given, io);
		const link = encodeLink({ case: request.case, params: request.params, pins: [], unknown: [] });
		await printOrSave(goProgramOf(request, `#${link}`).text, given, io);
		return 0;
	}
};
