/** What is typed into a parameter's field, read as people write it; and the field of the GC frequency. */
import { parameters, type Parameter, type ParameterName, type Params } from '#workers/model/parameters.ts';
import { parseParameter, type Parsed } from '#workers/model/parameterText.ts';
import { valueText, zeroWords } from '#workers/text/valueText.ts';

/** Reads a field. A failure is a sentence that begins with the parameter's label and says what would do. */
export function parseField<N extends ParameterName>(name: N, text: string): Parsed<Params[N]> {
	const row: Parameter = parameters[name];
	if (text.trim().toLowerCase() === zeroWords[name]) return { ok: true, value: 0 as Params[N] };
	const parsed = parseParameter(name, text);
	if (parsed.ok) return parsed;
	const rest = parsed.error.startsWith(`${name} `) ? parsed.error.slice(name.length) : ` ${parsed.error}`;
	return { ok: false, error: `${row.label}${rest}` };
}

/** Forced collections per second as text, from their period in nanoseconds: the inverse where it is short. */
export function frequencyText(periodNs: number): string {
	if (periodNs === 0) return 'never';
	const perSecond = 1e9 / periodNs;
	const short = Number(perSecond.toPrecision(4));
	if (Math.round(1e9 / short) === periodNs) return `${short}/s`;
	return `every ${valueText('gcperiod', periodNs)}`;
}

/** Reads a frequency: "2/s", "0.5", "never", or a period as "every 500 ms". Gives the period in nanoseconds. */
export function parseFrequency(text: string): Parsed<number> {
	const plain = text.trim().toLowerCase();
	if (['never', 'off', 'none', 'paced'].includes(plain)) return { ok: true, value: 0 };
	const perSecond = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:\/\s*s|hz)?$/.exec(plain);
	if (perSecond) {
		const frequency = Number(perSecond[1]);
		return checkPeriod(frequency === 0 ? 0 : Math.round(1e9 / frequency), text);
	}
	const period = parseParameter('gcperiod', plain.replace(/^every\s+/, ''));
	return period.ok ? period : refused(text);
}

function checkPeriod(periodNs: number, text: string): Parsed<number> {
	const { max = Infinity } = parameters.gcperiod;
	return periodNs <= max && Number.isInteger(periodNs) ? { ok: true, value: periodNs } : refused(text);
}

function refused(text: string): Parsed<number> {
	const error = `GC frequency cannot be "${text.trim()}": it takes collections per second such as 2/s or 0.5/s, a period such as every 500ms, or never.`;
	return { ok: false, error };
}
