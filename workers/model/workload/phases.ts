import { RequestError } from '../invariants.ts';
import { formatParameter, parseParameter, readDuration, writeDuration } from '../parameterText.ts';
import { isParameterName, parameterNames, parameters, type Params } from '../parameters.ts';

/** A stretch of the run with parameters of its own. */
export interface Phase {
	name: string;
	startNs: number;
	endNs: number;
	params: Params;
	/** nothing before it knew of it: a control was moved while the process ran */
	live: boolean;
	/** until when the even or random row of arrivals goes on that begins here: live phases take it over [ns] */
	arrivalsEndNs: number;
	/** its start forces a collection */
	gc: boolean;
	/** requests that arrive at its start besides the others */
	burst: number;
}

/** What happens once, at the start of a phase. */
export interface PhaseEvents {
	gc: boolean;
	burst: number;
}

/** A phase takes an hour at most. */
const longestNs = 3600e9;
/** Requests that one `!burst` may bring. */
export const mostBurst = 1e6;

/**
 * Lays the `phases` parameter out in time: `name:length,key=value,…` joined by `+`, for instance
 * `attack:1s,attack=0.5+calm:9s,attack=0`. A key that a phase does not name has its base value in that phase.
 * Without phases the whole duration is one phase. Throws a RequestError that names the phase.
 *
 * A phase may begin with something that happens once: `!gc` is a runtime.GC(), `!burst=50` brings fifty requests at
 * once. `!live` says that the change comes unannounced, as when a control is moved in live mode: the load goes on where
 * it is, at its new rate, instead of starting anew, and Ps are listed anew only when there is another number of them.
 */
export function layOutPhases(base: Params): Phase[] {
	if (base.phases === '') return [openPhase('load', 0, base.duration, base)];
	const phases: Phase[] = [];
	let startNs = 0;
	for (const part of base.phases.split('+')) {
		const [head = '', ...changes] = part.split(',');
		const [name, lengthText, more] = head.split(':');
		const lengthNs = readDuration(lengthText ?? '') ?? 0;
		if (!name || !(lengthNs > 0) || lengthNs > longestNs || more !== undefined) {
			throw new RequestError(
				`phases: "${part}" does not begin with a name and a length; write it as attack:1s,attack=0.5`
			);
		}
		const endNs = startNs + lengthNs;
		const events = changes.filter((change) => change.startsWith('!'));
		const params = changedParams(
			base,
			name,
			changes.filter((change) => !change.startsWith('!'))
		);
		const { gc, burst } = readEvents(name, events, params);
		const live = events.includes('!live') && startNs > 0;
		phases.push({ ...openPhase(name, startNs, endNs, params), live, gc, burst });
		startNs = endNs;
	}
	for (let i = phases.length - 2; i >= 0; i--) {
		if (phases[i + 1]!.live) phases[i]!.arrivalsEndNs = phases[i + 1]!.arrivalsEndNs;
	}
	return phases;
}

/** A phase in which nothing happens once. */
export function openPhase(name: string, startNs: number, endNs: number, params: Params): Phase {
	return { name, startNs, endNs, params, live: false, arrivalsEndNs: endNs, gc: false, burst: 0 };
}

/** The text that `layOutPhases` reads as live phases with these lengths, changes and events. */
export function livePhaseText(
	lengthNs: number,
	base: Params,
	params: Params,
	{ gc, burst }: PhaseEvents,
	first: boolean
): string {
	const changes = parameterNames
		.filter((name) => parameters[name].live && params[name] !== base[name])
		.map((name) => `${name}=${formatParameter(name, params[name] as never)}`);
	const parts = [`live:${writeDuration(lengthNs)}`, ...changes];
	if (!first) parts.push('!live');
	if (gc) parts.push('!gc');
	if (burst > 0) parts.push(`!burst=${burst}`);
	return parts.join(',');
}

function readEvents(phase: string, events: string[], params: Params): PhaseEvents {
	const found: PhaseEvents = { gc: false, burst: 0 };
	for (const event of events) {
		const [name, value] = event.split('=');
		const burst = name === '!burst' && value !== undefined ? parseParameter('burst', value) : null;
		if (event === '!gc') found.gc = true;
		else if (burst?.ok && burst.value <= mostBurst) found.burst = burst.value;
		else if (event !== '!live') {
			throw new RequestError(
				`phases: "${event}" in ${phase} is not an event; there are !gc, !burst=50 (up to ${mostBurst}) and !live`
			);
		}
	}
	if (found.burst > 0 && params.closed > 0) {
		throw new RequestError(
			`phases: !burst in ${phase} needs an open loop; with closed > 0 no request arrives`
		);
	}
	return found;
}

function changedParams(base: Params, phase: string, changes: string[]): Params {
	const params: Params = { ...base };
	for (const change of changes) {
		const at = change.indexOf('=');
		const name = change.slice(0, Math.max(at, 0));
		if (!isParameterName(name)) {
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
