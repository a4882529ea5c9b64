import { expectation, formatParameter } from '../model/parameterText.ts';
import { parameterNames, parameters, type Parameter, type ParameterName } from '../model/parameters.ts';
import { oneOf, readArguments } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { fill } from './table.ts';

export const parametersCommand: Command = {
	name: 'params',
	usage: '[--format text|json]',
	summary: 'lists the parameters',
	help: () =>
		'poolscope params [--format text|json]\n\nLists the parameters: name, what it takes, initial value, help.\n',
	run(args, io) {
		const given = readArguments(args, { format: 'text or json' }, false);
		if (given.positional.length > 0)
			throw new UsageError('poolscope params takes no names: it lists all parameters.');
		const format = oneOf('format', given.own.get('format') ?? 'text', ['text', 'json']);
		io.print(
			format === 'json'
				? `${JSON.stringify(parameterNames.map((name) => parameters[name]))}\n`
				: parametersHelp()
		);
		return 0;
	}
};

/** Every parameter of the table: its flag, what it takes, its initial value and its help. */
export function parametersHelp(): string {
	return parameterNames.map((name) => entry(name)).join('');
}

function entry(name: ParameterName): string {
	const row: Parameter = parameters[name];
	const initial = formatParameter(name, row.initial as never);
	const forms = expectation(name).replace(/^it takes /, '');
	const usual = initial === '' ? '' : ` Initially ${initial}.`;
	return `  --${name}\n${fill(`${row.label}: ${forms}.${usual}`, 6)}${fill(row.help, 6)}`;
}
