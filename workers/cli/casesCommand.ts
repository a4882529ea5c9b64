import { cases } from '../cases/index.ts';
import { formatParameter } from '../model/parameterText.ts';
import { parameterNames } from '../model/parameters.ts';
import { CASE_SLUGS, type CaseSlug } from '../programs/text.ts';
import { caseTexts } from '../programs/texts/index.ts';
import { oneOf, readArguments } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { fill } from './table.ts';

export const casesCommand: Command = {
	name: 'cases',
	usage: '[--format text|json]',
	summary: 'lists the cases',
	help: () =>
		[
			'poolscope cases [--format text|json]\n',
			fill(
				'Lists the cases: those with a simulation, with what its story shows, bug and fix, and parameters of the ' +
					'story; then those that have a program alone. poolscope simulate runs the first, poolscope explore all that ' +
					'have a class.'
			),
			fill(
				'JSON: a list of {slug, class, title, question, simulated}, and where simulated is true aliases, point, ' +
					'variants, story, controls and use. class is retention, churn, aliasing, crash or misuse; null for what ' +
					'has no bug to find.'
			)
		].join('\n'),
	run(args, io) {
		const given = readArguments(args, { format: 'text or json' }, false);
		if (given.positional.length > 0)
			throw new UsageError('poolscope cases takes no names: it lists all cases.');
		const format = oneOf('format', given.own.get('format') ?? 'text', ['text', 'json']);
		const data = () => [...cases.map(simulatedData), ...programsAlone.map(programData)];
		const text = () => [...cases.map(simulatedText), ...programsAlone.map(programText)].join('\n');
		io.print(format === 'json' ? `${JSON.stringify(data())}\n` : text());
		return 0;
	}
};

type Simulated = (typeof cases)[number];

/** Cases with a program and without a simulation. */
const programsAlone = CASE_SLUGS.filter((slug) => !cases.some((each) => each.slug === slug));

/** A case without its claims, which are functions. */
function simulatedData({ slug, aliases = [], title, point, variants, story, controls, use }: Simulated) {
	const words = isCaseSlug(slug) ? caseTexts[slug] : undefined;
	return {
		slug,
		class: words?.class ?? null,
		title,
		question: words?.question ?? '',
		simulated: true,
		...{ aliases, point, variants, story, controls, use }
	};
}

function programData(slug: CaseSlug) {
	const { title, class: of, question } = caseTexts[slug];
	return { slug, class: of, title, question, simulated: false };
}

function simulatedText({ slug, aliases = [], title, point, variants, story }: Simulated): string {
	const names = [slug, ...aliases].join(', also ');
	const params = parameterNames
		.filter((name) => story[name] !== undefined)
		.map((name) => `--${name} ${quoted(formatParameter(name, story[name] as never))}`);
	return (
		`${names}\n${fill(`${title}. ${point}`, 4)}` +
		`${fill(`bug: ${variants.bug}; fixed: ${variants.fixed}.`, 4)}${fill(params.join(' '), 4)}`
	);
}

function programText(slug: CaseSlug): string {
	const { title, class: of, question } = caseTexts[slug];
	return `${slug}\n${fill(`${title} (${of}). ${question}`, 4)}${fill('A program without a simulation.', 4)}`;
}

function isCaseSlug(slug: string): slug is CaseSlug {
	return Object.hasOwn(caseTexts, slug);
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
	return /^[\w.:,=+%/-]+$/.test(text) ? text : `'${text}'`;
}
