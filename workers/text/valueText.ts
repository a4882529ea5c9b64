/**
 * How a parameter's value is written for people, in its field, in the names of runs and on paper: exact, so that the
 * field reads it back as the same value. Links and flags have shorter forms, see `model/parameterText.ts`.
 */
import { parameters, type Parameter, type ParameterName, type Params } from '../model/parameters.ts';
import { formatParameter } from '../model/parameterText.ts';

/** Parameters for which 0 means that there is none, and the word for it. */
export const zeroWords: { [N in ParameterName]?: string } = {
	memlimit: 'none',
	closed: 'none',
	ops: 'no end',
	gcevery: 'never',
	sample: 'none',
	sampleevery: 'none'
};

/** The value with its unit: 4 KiB, 500/s, 4 %, none. */
export function valueText<N extends ParameterName>(name: N, value: Params[N]): string {
	const row: Parameter = parameters[name];
	if (value === 0 && zeroWords[name] !== undefined) return zeroWords[name];
	const exact = formatParameter(name, value);
	switch (row.kind) {
		case 'bytes':
		case 'duration':
			return exact.replace(/(\d)([a-zA-Z]+)$/, '$1 $2').replace(/ us$/, ' µs');
		case 'fraction':
			return percentText(value as number) ?? exact;
		case 'gogc':
			return value === -1 ? exact : `${exact} %`;
		case 'rate':
			return `${exact}/s`;
		default:
			return exact;
	}
}

/** A share as a percentage, where that gives the very same share back. */
function percentText(share: number): string | undefined {
	const percent = Number((share * 100).toPrecision(12));
	return percent / 100 === share ? `${percent} %` : undefined;
}
