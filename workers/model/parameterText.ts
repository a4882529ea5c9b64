/**
 * Text forms of parameter values: what links, flags and number fields write and read. `formatParameter` gives the
 * shortest exact form; `parseParameter` reads that and whatever else people write for the same thing. A failure is a
 * sentence that names the parameter, what was given, and what would do.
 */
import { parameters, type Parameter, type ParameterName, type Params } from './parameters.ts';

/** A value, or the sentence that says why there is none. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string };

/** Bytes in each unit that may follow a number, by its lower-case text. "" is a bare number. */
const bytesByUnit: Record<string, number> = {
	'': 1,
	b: 1,
	kib: 2 ** 10,
	ki: 2 ** 10,
	mib: 2 ** 20,
	mi: 2 ** 20,
	gib: 2 ** 30,
	gi: 2 ** 30,
	tib: 2 ** 40,
	ti: 2 ** 40,
	kb: 1e3,
	k: 1e3,
	mb: 1e6,
	m: 1e6,
	gb: 1e9,
	g: 1e9,
	tb: 1e12,
	t: 1e12
};

/** Nanoseconds in each unit that may follow a number. A bare number other than 0 is refused: it could mean any. */
const nsByUnit: Record<string, number> = {
	ns: 1,
	us: 1e3,
	µs: 1e3,
	μs: 1e3,
	ms: 1e6,
	s: 1e9,
	sec: 1e9,
	m: 60e9,
	min: 60e9,
	h: 3600e9
};

const multiplierBySuffix: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

const flagByText: Record<string, boolean> = {
	on: true,
	true: true,
	yes: true,
	1: true,
	off: false,
	false: false,
	no: false,
	0: false
};

const numberPattern = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[+-]?\\d+)?';
const numberWithUnit = new RegExp(`^(${numberPattern})\\s*([a-zµμ%]*)$`, 'i');
const durationPart = /(\d+(?:\.\d*)?|\.\d+)\s*([a-zµμ]+)\s*/giy;

/** Reads a value as people write it. */
export function parseParameter<N extends ParameterName>(name: N, text: string): Parsed<Params[N]> {
	const row: Parameter = parameters[name];
	const read = readValue(row, text.trim());
	// + 0 makes a written -0 the number 0.
	const value = typeof read === 'number' ? read + 0 : read;
	if (value === undefined)
		return { ok: false, error: `${name} cannot be "${shorten(text)}": ${expectation(name)}.` };
	const problem = checkParameter(name, value);
	if (problem !== undefined) return { ok: false, error: problem };
	return { ok: true, value: value as Params[N] };
}

/** The shortest text that `parseParameter` reads back as exactly this value. */
export function formatParameter<N extends ParameterName>(name: N, value: Params[N]): string {
	const { kind } = parameters[name];
	switch (kind) {
		case 'bytes':
			return shortestOf(value as number, [
				['B', 1],
				['KiB', 2 ** 10],
				['MiB', 2 ** 20],
				['GiB', 2 ** 30],
				['TiB', 2 ** 40]
			]);
		case 'duration':
			return writeDuration(value as number);
		case 'gogc':
			return value === -1 ? 'off' : String(value);
		case 'flag':
			return value === true ? 'on' : 'off';
		default:
			return String(value);
	}
}

/** The shortest text that `readDuration` reads back as exactly so many nanoseconds. */
export function writeDuration(ns: number): string {
	return shortestOf(ns, [
		['ns', 1],
		['us', 1e3],
		['ms', 1e6],
		['s', 1e9]
	]);
}

/** Says what is wrong with a value of a parameter, in a sentence; undefined when it can be run. */
export function checkParameter(name: ParameterName, value: unknown): string | undefined {
	const row: Parameter = parameters[name];
	const wrong = `${name} cannot be ${typeof value === 'string' ? `"${shorten(value)}"` : String(value)}`;
	switch (row.kind) {
		case 'flag':
			return typeof value === 'boolean' ? undefined : `${wrong}: ${expectation(name)}.`;
		case 'choice':
			return row.choices?.includes(value as string) === true ? undefined : `${wrong}: ${expectation(name)}.`;
		case 'list':
			return typeof value === 'string' ? undefined : `${wrong}: ${expectation(name)}.`;
		default:
			return checkNumber(row, value, wrong);
	}
}

/** What a parameter takes, in words: forms and range. It follows "cannot be …:" and stands in the help. */
export function expectation(name: ParameterName): string {
	const row: Parameter = parameters[name];
	switch (row.kind) {
		case 'flag':
			return 'it takes on or off';
		case 'choice':
			return `it takes one of ${row.choices?.join(', ') ?? ''}`;
		case 'list':
			return 'it takes a list';
		case 'bytes':
			return `it takes a size such as 512B, 4KiB or 1.5MiB, ${rangeText(row)}`;
		case 'duration':
			return `it takes a time with its unit such as 100us, 5ms or 1.5s, ${rangeText(row)}`;
		case 'fraction':
			return 'it takes a share such as 0.05 or 5%, from 0 to 1';
		case 'gogc':
			return `it takes a percentage from 0 to ${row.max ?? ''} or off`;
		case 'rate':
			return `it takes a number per second such as 1000 or 10k, ${rangeText(row)}`;
		case 'count':
			return `it takes a whole number such as 8 or 10k, ${rangeText(row)}`;
		case 'factor':
			return `it takes a number, ${rangeText(row)}`;
	}
}

function readValue(row: Parameter, text: string): number | string | boolean | undefined {
	switch (row.kind) {
		case 'flag':
			return flagByText[text.toLowerCase()];
		case 'choice':
			return readChoice(row, text);
		case 'list':
			return text;
		case 'duration':
			return readDuration(text);
		case 'bytes': {
			const bytes = readNumber(text, bytesByUnit);
			return bytes === undefined ? undefined : Math.round(bytes);
		}
		case 'gogc':
			return text.toLowerCase() === 'off' ? -1 : readNumber(text, { '': 1, '%': 1 });
		case 'fraction':
			return readFraction(text);
		case 'rate':
			return readNumber(text.replace(/\s*\/\s*s$/i, ''), multiplierBySuffix);
		case 'count':
			return readNumber(text, multiplierBySuffix);
		case 'factor':
			return readNumber(text, { '': 1 });
	}
}

function readChoice(row: Parameter, text: string): string | undefined {
	const wanted = text.toLowerCase().replace(row.name === 'go' ? /^go/ : /^$/, '');
	return row.choices?.find((choice) => choice.toLowerCase() === wanted);
}

function readNumber(text: string, factorByUnit: Record<string, number>): number | undefined {
	const match = numberWithUnit.exec(withoutSeparators(text));
	const factor = match === null ? undefined : factorByUnit[(match[2] ?? '').toLowerCase()];
	return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** A percentage is divided by 100, not multiplied by 0.01: 7% is then the same number as 0.07. */
function readFraction(text: string): number | undefined {
	const match = numberWithUnit.exec(text);
	if (match === null) return undefined;
	if (match[2] === '') return Number(match[1]);
	return match[2] === '%' ? Number(match[1]) / 100 : undefined;
}

/** Nanoseconds from one or more numbers with a unit each, as Go's time.Duration is written: 1m30s, 1.5s, 250us. */
export function readDuration(text: string): number | undefined {
	const plain = withoutSeparators(text);
	if (/^[+-]?0+(\.0*)?$/.test(plain)) return 0;
	if (plain === '') return undefined;
	let ns = 0;
	durationPart.lastIndex = 0;
	while (durationPart.lastIndex < plain.length) {
		const match = durationPart.exec(plain);
		const factor = match === null ? undefined : nsByUnit[(match[2] ?? '').toLowerCase()];
		if (match === null || factor === undefined) return undefined;
		ns += Number(match[1]) * factor;
	}
	return Math.round(ns);
}

/** Digits may be grouped as in 10,000 or 10_000. */
function withoutSeparators(text: string): string {
	return text.replace(/(\d)[,_](?=\d{3}(?!\d))/g, '$1');
}

function checkNumber(row: Parameter, value: unknown, wrong: string): string | undefined {
	if (typeof value !== 'number' || !Number.isFinite(value)) return `${wrong}: ${expectation(row.name)}.`;
	const whole = row.kind === 'count' || row.kind === 'bytes' || row.kind === 'duration';
	const inRange = value >= (row.min ?? -Infinity) && value <= (row.max ?? Infinity);
	// Between off (−1) and 0 there is no percentage.
	const meaningful = row.kind !== 'gogc' || value === -1 || value >= 0;
	if (inRange && meaningful && (!whole || Number.isInteger(value))) return undefined;
	return `${row.name} cannot be ${valueText(row, value)}: ${expectation(row.name)}.`;
}

/** "from 1 to 1024", in the parameter's own text forms. */
function rangeText(row: Parameter): string {
	if (row.min === undefined || row.max === undefined) return '';
	return `from ${valueText(row, row.min)} to ${valueText(row, row.max)}`;
}

function valueText(row: Parameter, value: number): string {
	return value === 0 ? '0' : formatParameter(row.name, value);
}

/** Of the exact ways to write a number of units, the shortest; the larger unit where two are as short. */
function shortestOf(value: number, units: readonly (readonly [string, number])[]): string {
	let best = `${value}${units[0]?.[0] ?? ''}`;
	for (const [unit, size] of units) {
		const count = value / size;
		const text = `${count}${unit}`;
		const exact = count >= 1 && !text.includes('e') && Number(String(count)) * size === value;
		if (exact && text.length <= best.length) best = text;
	}
	return best;
}

/** Long texts are cut in messages. */
function shorten(text: string): string {
	return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
