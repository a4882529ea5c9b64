/** Takes the arguments of a command apart: flags with their values, and what stands by itself. */
import { formatParameter } from '../model/parameterText.ts';
import {
	isParameterName,
	parameterNames,
	parameters,
	type ParameterName,
	type Params
} from '../model/parameters.ts';
import { nearest } from '../text/nearest.ts';
import { readValue } from '../text/readValue.ts';
import { UsageError, type Io } from './command.ts';

/** Flags besides the parameters: by name, what their value is called; '' for one without a value. */
export type OwnFlags = Record<string, string>;

export interface Arguments {
	positional: string[];
	/** parameters that were given */
	params: Partial<Params>;
	/** the command's own flags that were given; '' as the value of one that takes none */
	own: Map<string, string>;
}

/**
 * Reads `--flag value`, `--flag=value` and, as Go's flag package does, the same with one dash. A flag that is on or
 * off needs no value. Throws a UsageError. `takesParams` says whether parameters are flags of the command.
 */
export function readArguments(args: string[], ownFlags: OwnFlags, takesParams: boolean): Arguments {
	const found: Arguments = { positional: [], params: {}, own: new Map() };
	const queue = [...args];
	for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
		if (arg === '--') {
			found.positional.push(...queue);
			break;
		}
		if (!arg.startsWith('-') || arg === '-') {
			found.positional.push(arg);
			continue;
		}
		const at = arg.indexOf('=');
		const flag = arg.slice(0, at < 0 ? undefined : at).replace(/^--?/, '');
		const value = at < 0 ? undefined : arg.slice(at + 1);
		if (Object.hasOwn(ownFlags, flag)) {
			found.own.set(flag, ownValue(flag, ownFlags[flag] ?? '', value, queue));
		} else if (takesParams && isParameterName(flag)) {
			readParameter(flag, value, queue, found.params);
		} else {
			throw unknownFlag(flag, [...Object.keys(ownFlags), ...(takesParams ? parameterNames : [])]);
		}
	}
	return found;
}

/** One of several words; throws a UsageError naming them all. */
export function oneOf<T extends string>(flag: string, value: string, words: readonly T[]): T {
	const found = words.find((word) => word === value);
	if (found === undefined) throw new UsageError(`--${flag} cannot be "${value}": it takes ${listed(words)}.`);
	return found;
}

/** A whole number of a range; throws a UsageError. */
export function wholeNumber(flag: string, value: string, min: number, max: number): number {
	const number = /^\d+$/.test(value) ? Number(value) : NaN;
	if (!(number >= min && number <= max)) {
		throw new UsageError(`--${flag} cannot be "${value}": it takes a whole number from ${min} to ${max}.`);
	}
	return number;
}

/** What a word that is none of those could have been: the one that is near, or the command that lists them. */
export function hintFor(word: string, words: readonly string[], list: string): string {
	const near = nearest(word, words);
	return near === undefined ? `${list} lists them.` : `Did you mean ${near}?`;
}

/** Flags that say where the output goes. */
export const outFlags = { o: 'file', out: 'file' };

/** Writes the output where `outFlags` say: to standard output without them. */
export async function printOrSave(text: string, given: Arguments, io: Io): Promise<void> {
	const file = given.own.get('o') ?? given.own.get('out') ?? '-';
	if (file === '-') io.print(text);
	else await io.save(file, text);
}

/** "a, b or c" */
export function listed(words: readonly string[]): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function readParameter<N extends ParameterName>(
	name: N,
	value: string | undefined,
	queue: string[],
	into: Partial<Params>
): void {
	const text =
		value ?? (parameters[name].kind === 'flag' ? switchAfter(queue) : valueAfter(name, 'value', queue));
	const parsed = readValue(name, text);
	if (!parsed.ok) throw new UsageError(parsed.error);
	into[name] = parsed.value;
}

/** The value of a switch: the next argument if it is one, else on. */
function switchAfter(queue: string[]): string {
	return /^(on|off|true|false|yes|no)$/i.test(queue[0] ?? '') ? (queue.shift() ?? '') : 'on';
}

/** The value of a flag of the command; `what` is what it is called, '' where the flag takes none. */
function ownValue(flag: string, what: string, value: string | undefined, queue: string[]): string {
	if (what !== '') return value ?? valueAfter(flag, what, queue);
	if (value !== undefined)
		throw new UsageError(`--${flag} takes no value: write --${flag}, or leave it out.`);
	return '';
}

function valueAfter(flag: string, what: string, queue: string[]): string {
	const value = queue.shift();
	if (value === undefined) {
		const example = isParameterName(flag)
			? formatParameter(flag, parameters[flag].initial as never)
			: `<${what}>`;
		throw new UsageError(
			`--${flag} needs a value, as in --${flag} ${example === '' ? `<${what}>` : example}.`
		);
	}
	return value;
}

function unknownFlag(flag: string, known: readonly string[]): UsageError {
	const near = nearest(flag, known);
	const hint = near === undefined ? 'poolscope --help lists them all.' : `Did you mean --${near}?`;
	return new UsageError(`There is no flag --${flag}. ${hint}`);
}
