/** The command line: finds the command, runs it, and turns what goes wrong into a sentence and an exit status. */
import { TraceError } from '../cases/requestFor.ts';
import { InvariantError, RequestError } from '../model/invariants.ts';
import { modelVersion } from '../model/request.ts';
import { hintFor } from './arguments.ts';
import { casesCommand } from './casesCommand.ts';
import { UsageError, type Command, type Io } from './command.ts';
import { exploreCommand } from './exploreCommand.ts';
import { goProgramCommand } from './goProgramCommand.ts';
import { importCommand } from './importCommand.ts';
import { calibrateCommand } from './calibrateCommand.ts';
import { parametersCommand, parametersHelp } from './parametersCommand.ts';
import { renderCommand } from './renderCommand.ts';
import { scoreCommand } from './scoreCommand.ts';
import { simulateCommand } from './simulateCommand.ts';
import { table } from './table.ts';

/** All commands, in the order in which help lists them. */
export const commands: readonly Command[] = [
	simulateCommand,
	renderCommand,
	goProgramCommand,
	exploreCommand,
	casesCommand,
	parametersCommand,
	importCommand,
	scoreCommand,
	calibrateCommand
];

/** Runs the command that the arguments name; gives the exit status: 0, or 2 (1 for a defect) with a sentence for `complain`. */
export async function run(args: string[], io: Io, complain: (text: string) => void): Promise<number> {
	const [name, ...rest] = args;
	try {
		if (name === undefined || name === 'help' || isHelp(name)) {
			const about = rest.find((arg) => !isHelp(arg));
			io.print(about === undefined ? overview() : commandNamed(about).help());
			return name === undefined ? 2 : 0;
		}
		if (name === '--version') {
			io.print(`poolscope, model ${modelVersion}\n`);
			return 0;
		}
		const command = commandNamed(name);
		if (rest.some(isHelp)) {
			io.print(command.help());
			return 0;
		}
		return await command.run(rest, io);
	} catch (error) {
		if (error instanceof UsageError || error instanceof RequestError || error instanceof TraceError) {
			complain(`poolscope: ${error.message}\n`);
			return 2;
		}
		if (error instanceof InvariantError) {
			complain(`poolscope: this is a defect of the model, please report it: ${error.message}\n`);
			return 1;
		}
		throw error;
	}
}

function isHelp(arg: string): boolean {
	return arg === '--help' || arg === '-help' || arg === '-h';
}

function commandNamed(name: string): Command {
	const found = commands.find((command) => command.name === name);
	if (found !== undefined) return found;
	const names = commands.map((command) => command.name);
	throw new UsageError(`There is no command "${name}". ${hintFor(name, names, 'poolscope --help')}`);
}

function overview(): string {
	return [
		'poolscope: simulates what Go’s sync.Pool makes a program keep.\n',
		'Usage: poolscope <command> [arguments]\n',
		commands.map(({ name, usage, summary }) => `  poolscope ${name} ${usage}\n      ${summary}\n`).join(''),
		table(
			['Help of a command:', 'poolscope help <command>'],
			[['All parameters:', 'as follows; they are flags of simulate']]
		),
		parametersHelp()
	].join('\n');
}
