import { RequestError } from '../invariants.ts';
import { parseParameter } from '../parameterText.ts';
import { parameters, type ParameterName, type Params } from '../parameters.ts';

/** A stretch of the run with parameters of its own. */
export interface Phase {
	name: string;
	startNs: number;
	endNs: number;
	params: Params;
}

/**
 * Lays the `phases` parameter out in time: `name:length,key=value,…` joined by `+`, for instance
 * `attack:1s,attack=0.5+calm:9s,attack=0`. A key that a phase does not name has its base value in that phase.
 * Without phases the whole duration is one phase. Throws a RequestError that names the phase.
 */
export function layOutPhases(base: Params): Phase[] {
	if (base.phases === '') return [{ name: 'load', startNs: 0, endNs: base.duration, params: base }];
	const phases: Phase[] = [];
	let startNs = 0;
	for (const part of base.phases.split('+')) {
		const [head = '', ...changes] = part.split(',');
		const [name, lengthText, more] = head.split(':');
		const length = lengthText === undefined ? null : parseParameter('duration', lengthText);
		if (!name || length === null || !length.ok || more !== undefined) {
			throw new RequestError(
				`phases: "${part}" does not begin with a name and a length; write it as attack:1s,attack=0.5`
			);
		}
		const endNs = startNs + length.value;
		phases.push({ name, startNs, endNs, params: changedParams(base, name, changes) });
		startNs = endNs;
	}
	return phases;
}

function changedParams(base: Params, phase: string, changes: string[]): Params {
	const params: Params = { ...base };
	for (const change of changes) {
		const at = change.indexOf('=');
		const name = change.slice(0, at) as ParameterName;
		if (at < 1 || !Object.hasOwn(parameters, name)) {
			throw new RequestError(
				`phases: "${change}" in ${phase} is not a change; write parameter=value, as attack=0.5`
			);
		}
		if (!parameters[name].live) {
			throw new RequestError(`phases: ${name} cannot change while the process runs (in ${phase})`);
		}
		const value = parseParameter(name, change.slice(at + 1));
		if (!value.ok) throw new RequestError(`phases, ${phase}: ${value.error}`);
		Object.assign(params, { [name]: value.value });
	}
	return params;
}
