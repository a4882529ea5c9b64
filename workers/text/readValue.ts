/** Reads the text of a parameter, its little languages included. What links and the command line do with a value. */
import { parseParameter, type Parsed } from '../model/parameterText.ts';
import { initialParams, type ParameterName, type Params } from '../model/parameters.ts';
import { layOutPhases } from '../model/workload/phases.ts';
import { parseStalls } from '../model/workload/stalls.ts';

/** As `parseParameter`, and lists are checked to be ones that the model can run. */
export function readValue<N extends ParameterName>(name: N, text: string): Parsed<Params[N]> {
	const parsed = parseParameter(name, text);
	if (!parsed.ok) return parsed;
	try {
		if (name === 'phases') layOutPhases({ ...initialParams(), phases: String(parsed.value) });
		if (name === 'stalls') parseStalls(String(parsed.value));
	} catch (error) {
		return { ok: false, error: error instanceof Error ? `${error.message}.` : String(error) };
	}
	return parsed;
}
