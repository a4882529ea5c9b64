import { cases } from '../cases/index.ts';
import { formatParameter } from '../model/parameterText.ts';
import { parameterNames } from '../model/parameters.ts';
import { oneOf, readArguments } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { fill } from './table.ts';

export const casesCommand: Command = {
	name: 'cases',
	usage: '[--format text|json]',
	summary: 'lists the cases',
	help: () =>
		'poolscope cases [--format text|json]\n\nLists the cases: name, what its story shows, bug and fix, parameters of the story.\n',
	run(args, io) {
		const given = readArguments(args, { format: 'text or json' }, false);
		if (given.positional.length > 0)
			throw new UsageError('poolscope cases takes no names: it lists all cases.');
		const format = oneOf('format', given.own.get('format') ?? 'text', ['text', 'json']);
		io.print(format === 'json' ? `${JSON.stringify(cases.map(asData))}\n` : cases.map(asText).join('\n'));
		return 0;
	}
};

type Listed = (typeof cases)[number];

/** A case without its claims, which are functions. */
function asData({ slug, aliases = [], title, point, variants, story, controls, use }: Listed) {
	return { slug, aliases, title, point, variants, story, controls, use };
}

function asText({ slug, aliases = [], title, point, variants, story }: Listed): string {
	const names = [slug, ...aliases].join(', also ');
	const params = parameterNames
		.filter((name) => story[name] !== undefined)
		.map((name) => `--${name} ${quoted(formatParameter(name, story[name] as never))}`);
	return (
		`${names}\n${fill(`${title}. ${point}`, 4)}` +
		`${fill(`bug: ${variants.bug}; fixed: ${variants.fixed}.`, 4)}${fill(params.join(' '), 4)}`
	);
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
	return /^[\w.:,=+%/-]+$/.test(text) ? text : `'${text}'`;
}
